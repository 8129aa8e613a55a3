import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDistribution, type Initial } from '../../../src/ensemble/distributions.ts';
import { discretise } from '../../../src/methods/legendre/discretise.ts';
import { createMixture } from '../../../src/physics/mixture.ts';
import { simulate } from './simulate.ts';

const drifting = (drift: readonly number[], temperature = 1) => ({ maxwellian: { temperature, drift } });

/** The set-up of a run of species a, b, .. with the masses 1, 2, .. before any matrix is made; what it says. */
function discretised(starts: readonly Initial[], method: object) {
  const dimension = 3;
  const species = starts.map((_, i) => ({ name: 'abc'[i], mass: i + 1, charge: 0 }));
  const all = <T>(value: T) => starts.map(() => starts.map(() => value));
  const distributions = starts.map((initial, i) =>
    createDistribution(initial, { dimension, mass: species[i].mass, density: 1 }),
  );
  return discretise(createMixture(dimension, species, all(1), all(-3)), distributions, {
    ...{ equation: 'landau', order: 8, tolerance: 1e-9, steps: 'own', ...method },
  });
}

/** The message that something throws, or else nothing. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const number = (line: string, key: string) => Number(new RegExp(`take method\\.${key}: ([\\d.]+)`).exec(line)?.[1]);

/** Two drifts of up to `most` thermal speeds, and a temperature ratio. */
const beams = (least: number, most: number) =>
  fc.tuple(
    fc.double({ min: least, max: most, noNaN: true }),
    fc.double({ min: 0.5, max: 4, noNaN: true }),
    fc.double({ min: 0.7, max: 3, noNaN: true }),
  );

describe('the degree that the Legendre method asks for', () => {
  it('holds the start, whatever drifts, masses and temperatures are; one less does not', () => {
    fc.assert(
      fc.property(beams(0.3, 2), fc.constantFrom(1e-9, 1e-7), ([u, T, cold], tolerance) => {
        const starts = [drifting([0, u, 0], T), drifting([0, -u / 3, 0], cold)];
        const told = discretised(starts, { degree: 1, tolerance }).warnings;
        const degree = number(told[0], 'degree');
        expect(told).toEqual([
          expect.stringMatching(
            /^method\.degree: harmonics beyond 1 contain up to \S+ \(a\), \S+ \(b\) of the largest [^\n]*$/,
          ),
        ]);
        expect(discretised(starts, { degree, tolerance }).warnings).toEqual([]);
        // Warnings begin at 1e-7, the degree is chosen by the tolerance.
        if (tolerance === 1e-7) expect(discretised(starts, { degree: degree - 1, tolerance }).warnings).not.toEqual([]);
        const none = refusal(() => discretised(starts, { degree: 0, tolerance }));
        expect(none).toMatch(/^method\.degree: expected more than 0[^\n]*$/);
        expect(number(none, 'degree')).toBe(degree);
        expect(Math.max(...discretised(starts, { tolerance }).discretisation.modes)).toBe(Math.max(2, degree));
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('is named where it is larger than those that are chosen, and holds the start', () => {
    fc.assert(
      fc.property(beams(9, 14), ([u, T, cold]) => {
        const starts = [drifting([0, 0, u], T), drifting([0, 0, -u / 2], cold)];
        const told = refusal(() => discretised(starts, {}));
        if (told === '') return;
        expect(told).toMatch(/^[^\n]*harmonics up to degree 32[^\n]*$/);
        const degree = number(told, 'degree');
        if (degree > 0) expect(discretised(starts, { degree }).warnings).toEqual([]);
        else {
          expect(told).toMatch(/no method\.degree up to 64 is enough: take the method spectral-grid or blob$/);
          expect(discretised(starts, { degree: 64 }).warnings[0]).toContain('no method.degree up to 64 is enough');
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('is the one that a run with less names at the start as well', () => {
    const starts = [drifting([0, 0, 1.5]), drifting([0, 0, -0.75])];
    const { evolution } = simulate({
      dimension: 3,
      species: starts.map((initial, i) => [i + 1, 1, initial]),
      collisions: { exponent: -3, strength: 1 },
      method: { degree: 3, order: 4, elements: 0.7, tolerance: 1e-7 },
    });
    const degree = number(evolution.warnings!.find((line) => line.startsWith('method.degree'))!, 'degree');
    for (const { finer } of evolution.snapshot().species) expect(number(finer!(1e-2)!, 'degree')).toBe(degree);
  });

  it('is none for a beam that is thinner than the distance of any two samples', () => {
    const told = refusal(() => discretised([drifting([0, 0, 0.5], 1e-10), drifting([0, 0, -0.25])], {}));
    expect(told).toMatch(/^[^\n]*no method\.degree up to 64 is enough[^\n]*$/);
  });
});

describe('the elements that the Legendre method asks for', () => {
  it('hold the start, whatever the width of a shell is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.15, max: 0.4, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (width, radius) => {
          const starts: Initial[] = [{ shell: { radius, width } }];
          const [told] = discretised(starts, { elements: 0.4 }).warnings;
          expect(told).toMatch(
            /^method\.elements: the elements resolve the start only to [^\n]*take method\.elements[^\n]*$/,
          );
          const elements = number(told, 'elements');
          expect(discretised(starts, { elements }).warnings).toEqual([]);
          expect(discretised(starts, {}).warnings).toEqual([]);
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('are none for an edge, whose place is named', () => {
    for (const method of [{}, { elements: 1 }]) {
      const [told, ...others] = discretised([{ ball: { radius: 2 } }], method).warnings;
      expect(told).toMatch(
        /^method\.elements: the elements resolve the start only to [^\n]*take a start without edges$/,
      );
      expect(Math.abs(Number(/near the speed ([\d.]+)/.exec(told)![1]) - 2)).toBeLessThan(0.5);
      expect(others).toEqual([]);
    }
  });

  it('do not reach to the end of a power law, which the moments tell', () => {
    const warnings = (kappa: number) =>
      simulate({
        dimension: 3,
        species: [[1, 1, { kappa: { temperature: 1, kappa } }]],
        collisions: { exponent: -3, strength: 1 },
        method: { order: 6, tolerance: 1e-6 },
      }).evolution.warnings!;
    expect(warnings(2.5)).toEqual([expect.stringMatching(/^a: density and temperature of the start [^\n]*$/)]);
    expect(warnings(40)).toEqual([]);
  });
});

describe('a start without one axis', () => {
  const axis = /^initial states: expected f symmetric about one axis [^\n]*; take the method spectral-grid or blob$/;
  it.each([
    [
      'drifts across each other',
      [drifting([1, 0, 0]), drifting([0, 1, 0]), drifting([0, 0, 0])],
      'which are not on one axis but up to 85.24 degrees off',
    ],
    ['three temperatures', [{ anisotropic: { temperatures: [1, 2, 3] } }], 'the temperatures 1, 2, 3 of a'],
    [
      'two anisotropies',
      [{ anisotropic: { temperatures: [1, 2, 2] } }, { anisotropic: { temperatures: [2, 1, 2] } }],
      'the anisotropies of a, b',
    ],
    [
      'a drift across an anisotropy',
      [{ anisotropic: { temperatures: [1, 2, 2] } }, drifting([0, 1, 0])],
      'not symmetric about the drift of a',
    ],
    // No sampled velocity meets beams as thin as these.
    [
      'thin beams across each other',
      [drifting([1, 0, 0], 1e-10), drifting([0, 1, 0], 1e-10), drifting([-1, -1, 0], 1e-10)],
      'which are not on one axis',
    ],
  ] as const)('is refused in one line that says why: %s', (_what, starts, why) => {
    const told = refusal(() => discretised(starts as unknown as Initial[], {}));
    expect(told).toMatch(axis);
    expect(told).toContain(why);
  });

  it('is refused by the program as well', () => {
    const start = () =>
      simulate({
        dimension: 2,
        species: [
          [1, 1, drifting([1, 0])],
          [1, 1, drifting([0, 1])],
          [1, 1, drifting([0, 0])],
        ],
        collisions: { exponent: 0, strength: 1 },
      });
    expect(refusal(start)).toMatch(axis);
  });
});
