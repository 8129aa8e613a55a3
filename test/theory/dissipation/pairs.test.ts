import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.ts';
import { createStream } from '../../../src/core/random.ts';
import { inverseNormal } from '../../../src/core/special-functions.ts';
import { type Estimate, logLogSlope } from '../../../src/core/statistics.ts';
import { createVectorField, type Dimension } from '../../../src/core/vector-field.ts';
import { gaussianDensity, maxwellianDensity } from '../../../src/physics/densities.ts';
import { createLogDerivatives, type Density } from '../../../src/physics/density.ts';
import { createMaxwellian } from '../../../src/physics/equilibrium.ts';
import { blobDensity } from '../../../src/physics/summed-densities.ts';
import {
  dissipationByPairs,
  entropyProductionByPairs,
  lemmaByPairs,
  type SampledSpecies,
} from '../../../src/theory/dissipation/by-pairs.ts';
import {
  dissipationByQuadrature,
  entropyProductionByQuadrature,
  lemmaByQuadrature,
} from '../../../src/theory/dissipation/by-quadrature.ts';
import type { CollisionPair } from '../../../src/theory/dissipation/collision-pair.ts';
import { modulatedPair, unlikePair } from './densities.ts';

/** Particles of f: normal velocities of variance `variance` with the weights f / (their density n). */
function sampled(density: Density, variance: number, name: string, n = 12000): SampledSpecies {
  const d = density.dimension;
  const stream = createStream('pairs', name);
  const velocities = createVectorField(d, n);
  const weights = new Float64Array(n);
  const out = createLogDerivatives(d);
  const v = new Float64Array(d);
  for (let p = 0; p < n; p++) {
    let r2 = 0;
    for (let k = 0; k < d; k++) {
      v[k] = Math.sqrt(variance) * inverseNormal(stream.next() + 2 ** -54);
      velocities.data[k * n + p] = v[k];
      r2 += v[k] * v[k];
    }
    density.evaluate(v, out);
    weights[p] = Math.exp(out.value + r2 / (2 * variance) + (d / 2) * Math.log(2 * Math.PI * variance)) / n;
  }
  return { particles: { weights, velocities }, density };
}

const [plane, space] = ([2, 3] as const).map((d): readonly [SampledSpecies, SampledSpecies] => {
  const [f_1, f_2] = modulatedPair(d);
  return [sampled(f_1, 1, 'first'), sampled(f_2, 1 / 2, 'second')];
});
const gases = (d: Dimension) => (d === 2 ? plane : space);

const stream = (purpose: string) => createStream('pairs', 'draw', purpose);

/** Good to 1e-3, ten times less than the best of the error bars. */
const coarse = { resolution: { centre: 8, radius: 8, angle: 7 } };

function expectWithin(sigmas: number, { value, error }: Estimate, exact: number): void {
  expect(error).toBeGreaterThan(0);
  expect(Math.abs(value - exact)).toBeLessThan(sigmas * error);
}

describe('the average over pairs of particles', () => {
  it.each([
    { d: 2, exponent: 0.5 },
    { d: 2, exponent: -0.8 },
    { d: 3, exponent: 0 },
    { d: 3, exponent: -1 },
  ] as const)(
    'd = $d, gamma = $exponent: has every part of the dissipation within three of its errors',
    ({ d, exponent }) => {
      const [i, j] = gases(d);
      const pair = unlikePair(exponent);
      const average = dissipationByPairs(pair, i, j, { draws: 600, stream: stream('parts') });
      const exact = dissipationByQuadrature(pair, i.density, j.density, coarse);
      for (const part of ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'total'] as const) {
        if (part === 'remainder' && exponent === 0) continue;
        expectWithin(3, average[part], exact[part]);
        // The error bars are small enough to mean something.
        expect(average[part].error).toBeLessThan(0.15 * Math.abs(exact[part]));
      }
      const entropy = entropyProductionByPairs(pair, i, j, { draws: 600, stream: stream('entropy') });
      expectWithin(3, entropy, entropyProductionByQuadrature(pair, i.density, j.density, coarse).value);
    },
  );

  it('has Lemma 2.1 of unlike species with Coulomb collisions, where the other form has no average', () => {
    const [i, j] = gases(3);
    const pair = unlikePair(-3);
    const average = lemmaByPairs(pair, i, j, { draws: 600, stream: stream('coulomb') });
    const exact = lemmaByQuadrature(pair, i.density, j.density, coarse);
    expectWithin(3, average, exact.value);
    expect(average.error).toBeLessThan(0.15 * Math.abs(exact.value));
    const split = () => dissipationByPairs(pair, i, j, { draws: 10, stream: stream('refused') });
    expect(split).toThrow(InputError);
    expect(split).toThrow('expected an exponent > -3 (d = 3), got -3; take Lemma 2.1 (lemmaByPairs)');
  });

  it('has both forms for like species with Coulomb collisions', () => {
    const [i] = gases(3);
    const pair: CollisionPair = { masses: [1, 1], strength: 1, exponent: -3 };
    const average = dissipationByPairs(pair, i, i, { draws: 800, stream: stream('like') });
    const exact = dissipationByQuadrature(pair, i.density, i.density, coarse);
    for (const part of ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'total'] as const)
      expectWithin(3, average[part], exact[part]);
  });

  it('says how wrong it is: over 300 repetitions the errors are what the values scatter by, in every part', () => {
    const [i, j] = gases(2);
    const pair = unlikePair(-0.5);
    const exact = dissipationByQuadrature(pair, i.density, j.density, coarse);
    const draw = stream('repetitions');
    const repetitions = Array.from({ length: 300 }, () => dissipationByPairs(pair, i, j, { draws: 40, stream: draw }));
    for (const part of ['lemma', 'parallel', 'spherical', 'total'] as const) {
      const scatter = repetitions.reduce((sum, one) => sum + (one[part].value - exact[part]) ** 2, 0);
      const predicted = repetitions.reduce((sum, one) => sum + one[part].error ** 2, 0);
      // A sample variance of 300 values with their tails is good to about 15 %: so the ratio of deviations to 8 %.
      expect(Math.abs(Math.sqrt(scatter / predicted) - 1)).toBeLessThan(0.16);
    }
  });

  it('has an error that falls like draws^(-1/2)', () => {
    const [i, j] = gases(2);
    const draws = [50, 100, 200, 400, 800];
    const draw = stream('order');
    const errors = draws.map((count) => {
      const sum = Array.from({ length: 8 }, () => lemmaByPairs(unlikePair(0), i, j, { draws: count, stream: draw }));
      return Math.sqrt(sum.reduce((square, { error }) => square + error ** 2 / 8, 0));
    });
    expect(Math.abs(logLogSlope(draws, errors) + 1 / 2)).toBeLessThan(0.1);
  });

  it('has no finite error where the integrand has no variance', () => {
    const [i, j] = gases(2);
    const options = { draws: 20, stream: stream('variance') };
    // alpha^2 r^{d-1} of a part that does not vanish at r = 0, integrable for 2 gamma + d > 0 only.
    const split = dissipationByPairs(unlikePair(-1.2), i, j, options);
    expect([split.radial.error, split.spherical.error, split.remainder.error, split.total.error]).toEqual([
      Infinity,
      Infinity,
      Infinity,
      Infinity,
    ]);
    expect(split.parallel.error).toBeLessThan(Infinity);
    expect(lemmaByPairs(unlikePair(-2.9), i, j, options).error).toBeLessThan(Infinity);
    expect(lemmaByPairs(unlikePair(-3.1), i, j, options).error).toBe(Infinity);
  });

  it('draws the same pairs from the same stream', () => {
    const [i, j] = gases(2);
    const compute = (purpose: string) => lemmaByPairs(unlikePair(-1), i, j, { draws: 30, stream: stream(purpose) });
    expect(compute('again')).toEqual(compute('again'));
    expect(compute('other').value).not.toBe(compute('again').value);
  });
});

describe('the blob reconstruction of Maxwellian particles', () => {
  // On a lattice of spacing h the mollified particles are the Maxwellian of temperature T + kappa up to the aliasing
  // exp(-2 pi^2 s/h^2), 1/s = m/T + m/kappa: 1e-20 with h = 0.4 thermal widths and kappa = 1.
  function blobs(mass: number, temperature: number, kappa: number) {
    const width = Math.sqrt(temperature / mass);
    const maxwellian = createMaxwellian(mass, 1, [0, 0], temperature);
    const nodes = Array.from({ length: 51 }, (_, k) => (k - 25) * (0.4 * width));
    const points = nodes.flatMap((x) => nodes.map((y) => [x, y]));
    const velocities = createVectorField(2, points.length);
    points.forEach(([x, y], p) => {
      velocities.data[p] = x;
      velocities.data[points.length + p] = y;
    });
    const weights = Float64Array.from(points, (v) => maxwellian.value(v) * (0.4 * width) ** 2);
    const variance = kappa / mass;
    const particles = { weights, velocities };
    return {
      blob: { particles, density: blobDensity(particles, variance) },
      exact: { particles, density: maxwellianDensity(createMaxwellian(mass, 1, [0, 0], temperature + kappa)) },
    };
  }

  it('gives, pair by pair, the dissipation of the mollified Maxwellian', () => {
    const [light, heavy] = [blobs(1, 1, 1), blobs(2, 1.7, 1)];
    const pair = unlikePair(-1);
    const options = () => ({ draws: 100, stream: stream('blob') });
    const own = dissipationByPairs(pair, light.blob, heavy.blob, options());
    const exact = dissipationByPairs(pair, light.exact, heavy.exact, options());
    for (const part of ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'total'] as const)
      expect(Math.abs(own[part].value / exact[part].value - 1)).toBeLessThan(1e-9);
  });

  it('needs particles of the density`s dimension', () => {
    const { blob } = blobs(1, 1, 0.5);
    const density = gaussianDensity(1, [0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const options = { draws: 10, stream: stream('dimension') };
    expect(() => lemmaByPairs(unlikePair(0), { ...blob, density }, { ...blob, density }, options)).toThrow(
      'expected weighted particles of dimension 3, got 2601 of dimension 2 and 2601 weights',
    );
    expect(() => lemmaByPairs(unlikePair(0), blob, blob, { ...options, draws: 1 })).toThrow(
      'draws: expected a whole number of at least 2, got 1',
    );
    expect(() => blobDensity(blob.particles, 0)).toThrow('particles and a positive variance, got 2601 and 0');
  });
});
