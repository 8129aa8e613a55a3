import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { bkwDensity, gaussianDensity, maxwellianDensity } from '../../src/physics/densities.ts';
import { createLogDerivatives, type Density } from '../../src/physics/density.ts';
import { createMaxwellian } from '../../src/physics/equilibrium.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { blobDensity, superposedDensity } from '../../src/physics/summed-densities.ts';
import { bkwSolution } from '../../src/theory/bkw.ts';
import { derivative, modulatedPair } from '../theory/dissipation/densities.ts';

const drift = [0.3, -0.2, 0.1];
const full = { 2: [1, 0.3, 0.3, 0.7], 3: [1, 0.3, 0.1, 0.3, 0.7, -0.2, 0.1, -0.2, 0.5] };

function particles(d: Dimension, n: number) {
  const stream = createStream('log-density');
  return {
    weights: Float64Array.from({ length: n }, () => 0.5 + stream.next()),
    velocities: createVectorField(
      d,
      n,
      Float64Array.from({ length: d * n }, () => 4 * stream.next() - 2),
    ),
  };
}

function densities(d: Dimension): Record<string, Density> {
  const u = drift.slice(0, d);
  const bkw = bkwDensity({ mass: 2, density: 1.5, velocity: u, temperature: 1, kernelTemperature: 0.8 });
  const normal = gaussianDensity(0.7, u, full[d]);
  return {
    'a Maxwellian': maxwellianDensity(createMaxwellian(2, 1.5, u, 0.8)),
    'a normal density': normal,
    'a BKW state': bkw,
    'a modulated Gaussian': modulatedPair(d)[0],
    'a superposition': superposedDensity([bkw, normal, modulatedPair(d)[1]]),
    'a blob reconstruction': blobDensity(particles(d, 12), 0.3),
  };
}

describe.each([2, 3] as const)('d = %i: psi of', (d) => {
  it.each(Object.entries(densities(d)))('%s has the derivatives it says', (_, density) => {
    const v = Float64Array.from([0.4, -0.7, 0.9].slice(0, d));
    const [here, there] = [createLogDerivatives(d), createLogDerivatives(d)];
    density.evaluate(v, here);
    const along = (k: number, quantity: () => number) =>
      derivative(
        (x) => {
          density.evaluate(
            v.map((value, axis) => (axis === k ? x : value)),
            there,
          );
          return quantity();
        },
        v[k],
        0.01,
      );
    // Order six with h = 0.01 leaves 1e-12 h^-1 of round-off and about (h/0.5)^6 = 6e-11 of truncation.
    for (let k = 0; k < d; k++) {
      expect(here.gradient[k]).toBeCloseTo(
        along(k, () => there.value),
        8,
      );
      for (let l = 0; l < d; l++)
        expect(here.hessian[l * d + k]).toBeCloseTo(
          along(k, () => there.gradient[l]),
          8,
        );
      const trace = () => Array.from({ length: d }, (_, l) => there.hessian[l * (d + 1)]).reduce((a, b) => a + b);
      expect(here.laplacianGradient[k]).toBeCloseTo(along(k, trace), 8);
    }
  });

  it('a Maxwellian and of a BKW state is the logarithm of f', () => {
    const u = drift.slice(0, d);
    const maxwellian = createMaxwellian(2, 1.5, u, 0.8);
    const species = [{ name: 'gas', mass: 2, charge: 0 }];
    const mixture = createMixture(d, species, [[0.3]], [[0]]);
    const solution = bkwSolution(mixture, [1.5], [{ temperature: 1, amplitude: 0.2, velocity: u }]);
    const t = 0.6;
    const decay = ((d - 1) * 0.3 * 1.5) / 2 ** 2;
    const kernelTemperature = 1 - 0.2 * Math.exp(-2 * decay * t);
    const bkw = bkwDensity({ mass: 2, density: 1.5, velocity: u, temperature: 1, kernelTemperature });
    const out = createLogDerivatives(d);
    for (const v of [u, [1, 2, -1].slice(0, d), [-3, 0.5, 0.2].slice(0, d)]) {
      maxwellianDensity(maxwellian).evaluate(v, out);
      const square = u.reduce((sum, own, k) => sum + (v[k] - own) ** 2, 0);
      const f = 1.5 * (2 / (2 * Math.PI * 0.8)) ** (d / 2) * Math.exp((-2 * square) / (2 * 0.8));
      expect(out.value).toBeCloseTo(Math.log(f), 13);
      expect(maxwellian.value(v) / f).toBeCloseTo(1, 12);
      bkw.evaluate(v, out);
      expect(out.value).toBeCloseTo(Math.log(solution.at(0, t).value(v)), 12);
    }
  });

  it('a blob reconstruction is that of the superposed Gaussians, also far from the particles', () => {
    const gas = particles(d, 7);
    const variance = 0.01;
    const isotropic = Array.from({ length: d * d }, (_, c) => (c % (d + 1) === 0 ? variance : 0));
    const superposed = superposedDensity(
      Array.from(gas.weights, (weight, p) =>
        gaussianDensity(
          weight,
          Array.from({ length: d }, (_, k) => gas.velocities.data[k * 7 + p]),
          isotropic,
        ),
      ),
    );
    const [own, other] = [createLogDerivatives(d), createLogDerivatives(d)];
    for (const v of [
      [0, 0, 0],
      [0.9, -1.2, 0.4],
      [40, 30, -20],
    ]) {
      blobDensity(gas, variance).evaluate(v.slice(0, d), own);
      superposed.evaluate(v.slice(0, d), other);
      const agree = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-11 * (Math.abs(b) + 1e4));
      agree(own.value, other.value);
      own.gradient.forEach((x, k) => {
        agree(x, other.gradient[k]);
      });
      own.hessian.forEach((x, c) => {
        agree(x, other.hessian[c]);
      });
      own.laplacianGradient.forEach((x, k) => {
        agree(x, other.laplacianGradient[k]);
      });
      expect(Number.isFinite(own.value)).toBe(true);
    }
  });
});

describe('densities that have no logarithm', () => {
  it('are refused with the numbers', () => {
    expect(() => gaussianDensity(1, [0, 0], [1, 2, 2, 1])).toThrow('positive definite covariance, got 1 and [1,2,2,1]');
    expect(() => bkwDensity({ mass: 1, density: 1, velocity: [0, 0], temperature: 1, kernelTemperature: 0.5 })).toThrow(
      'expected a kernel temperature in (0.5, 1], got 0.5; take a later time',
    );
    expect(() => gaussianDensity(1, [0], [1])).toThrow('expected 2 or 3 components, got 1');
    expect(() => superposedDensity([])).toThrow('expected parts of one dimension, got []');
  });
});
