import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/core/random.ts';
import type { Estimate } from '../../../src/core/statistics.ts';
import { maxwellianDensity, modulatedGaussian } from '../../../src/physics/densities.ts';
import { identitiesByQuadrature, type PairIdentities } from '../../../src/theory/dissipation/identities.ts';
import { rotationFields } from '../../../src/theory/dissipation/rotation-fields.ts';
import { modulatedPair, unlikePair } from './densities.ts';
import { vector2d, vector3d } from './vectors.ts';

/** The residuals of all identities that hold, each with the sum of the errors of both sides. */
function residuals({ number, entropy, fisher }: PairIdentities): readonly Estimate[] {
  const against = (left: Estimate, right: Estimate | undefined): Estimate[] =>
    right === undefined ? [] : [{ value: Math.abs(left.value - right.value), error: left.error + right.error }];
  return [
    number,
    ...against(entropy.operator, entropy.production),
    ...[fisher.lemma, fisher.rotations, fisher.split].flatMap((right) => against(fisher.operator, right)),
  ];
}

describe('the identities behind the dissipation', () => {
  const some = vector2d.filter(({ exponent }) => [-1, -2, -3.5].includes(exponent));

  it.each(some)('hold in d = 2 for unlike species with the exponent $exponent', ({ exponent, lemma }) => {
    const [f_1, f_2] = modulatedPair(2);
    const found = identitiesByQuadrature(unlikePair(exponent), f_1, f_2);
    expect(residuals(found).length).toBe(exponent >= -2 ? 5 : 3);
    for (const { value, error } of residuals(found)) {
      expect(Math.abs(value)).toBeLessThanOrEqual(Math.min(error, 1e-5));
      expect(error).toBeLessThan(2e-4);
    }
    // (1.6) is at least 0, and both forms are those of an independent quadrature.
    expect(found.entropy.operator.value).toBeLessThan(-1);
    expect(found.fisher.operator.value / lemma).toBeCloseTo(1, 6);
  });

  it('hold in d = 3 at the exponent -3 of Coulomb collisions, with the contact term in Propositions 2.2 and 3.1', () => {
    const [f_1, f_2] = modulatedPair(3);
    const resolution = { centre: 9, radius: 7, angle: 6 };
    const found = identitiesByQuadrature(unlikePair(-3), f_1, f_2, { resolution });
    const { lemma } = vector3d.find(({ exponent }) => exponent === -3)!;
    // So few nodes leave 4e-5 of dI/dt; without the contact term 0.38 of it would be missing.
    expect(residuals(found).length).toBe(5);
    for (const { value } of residuals(found)) expect(Math.abs(value / lemma)).toBeLessThan(1e-4);
    for (const side of [found.fisher.operator, found.fisher.rotations!])
      expect(Math.abs(side.value / lemma - 1)).toBeLessThan(1e-4);
  });

  it.each([2, 3] as const)(
    'hold to round-off in d = %i for Maxwellians of one temperature, where all terms cancel',
    (d) => {
      const [f_1, f_2] = [1, 2].map((mass) =>
        maxwellianDensity({ mass, density: 1, velocity: new Array<number>(d).fill(0.1), temperature: 0.7 }),
      );
      const found = identitiesByQuadrature(unlikePair(-2), f_1, f_2, {
        resolution: { centre: 8, radius: 6, angle: 4 },
      });
      expect(residuals(found).length).toBe(5);
      for (const { value, error } of residuals(found)) {
        expect(Math.abs(value)).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(1e-10);
      }
    },
  );

  it('hold for one species below the exponent -d too', () => {
    const f = modulatedGaussian(2, 1, 0.7, 1);
    const found = identitiesByQuadrature({ masses: [1, 1], strength: 1, exponent: -3.5 }, f, f);
    expect(residuals(found).length).toBe(5);
    for (const { value, error } of residuals(found)) expect(Math.abs(value)).toBeLessThanOrEqual(error);
    expect(found.fisher.operator.value).toBeLessThan(-1);
  });
});

describe.each([2, 3] as const)('d = %i: the fields of rotations of the relative velocity', (d) => {
  it.each([
    [1, 1],
    [1, 1836],
    [1e-6, 3],
  ] as const)('have the properties (i) to (v) for the masses %f and %f', (m_i, m_j) => {
    const { count, properties, rank } = rotationFields(d, [m_i, m_j], 100, createStream(1));
    expect(count).toBe((d * (d - 1)) / 2);
    expect(properties.map(({ name }) => name)).toEqual(['(i)', '(ii)', '(iii)', '(iv)', '(v)']);
    for (const { residual } of properties) expect(residual).toBeLessThan(1e-14);
    expect(rank).toBe(d - 1);
  });

  it('reach the whole sphere by single flows in the plane only', () => {
    const { missed } = rotationFields(d, [1, 2], 100, createStream(1));
    if (d === 2) expect(missed).toBe(0);
    else expect(missed).toBeGreaterThan(0.7);
  });
});
