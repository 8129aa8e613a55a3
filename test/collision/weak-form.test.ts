import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareWeakForm } from '../../src/collision/weak-form.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { createPairAverages, maxwellPairAverages } from '../../src/kernels/pair-averages.ts';
import { separated, system } from '../arbitraries.ts';

describe('the weak form', () => {
  it('is the defining average over ordered pairs for the first two moments', () => {
    fc.assert(
      fc.property(
        system().filter((s) => separated(s, 0.05)),
        ({ mixture, particles }) => {
          const d = mixture.dimension;
          const rates = prepareWeakForm(mixture)(particles);
          particles.forEach((a, i) => {
            const first = new Float64Array(d);
            const second = new Float64Array(d * d);
            const n = a.weights.length;
            particles.forEach((b, j) => {
              const m = b.weights.length;
              const c = mixture.strength(i, j) / mixture.species[i].mass;
              const friction = (d - 1) * (1 / mixture.species[i].mass + 1 / mixture.species[j].mass);
              for (let p = 0; p < n; p++)
                for (let q = 0; q < m; q++) {
                  if (i === j && p === q) continue;
                  const v = Array.from({ length: d }, (_, k) => a.velocities.data[k * n + p]);
                  const z = v.map((x, k) => x - b.velocities.data[k * m + q]);
                  const r = Math.hypot(...z);
                  const share = c * a.weights[p] * b.weights[q] * r ** mixture.exponent(i, j);
                  for (let k = 0; k < d; k++) {
                    first[k] -= share * friction * z[k];
                    for (let l = 0; l < d; l++)
                      second[k * d + l] +=
                        share *
                        ((2 / mixture.species[i].mass) * ((k === l ? r * r : 0) - z[k] * z[l]) -
                          friction * (z[k] * v[l] + z[l] * v[k]));
                  }
                }
            });
            const scale = Math.max(...rates.scale.second, ...rates.scale.first, 1e-300);
            for (let k = 0; k < d; k++)
              expect(Math.abs(rates.first[i * d + k] - first[k])).toBeLessThanOrEqual(1e-11 * scale);
            for (let kl = 0; kl < d * d; kl++)
              expect(Math.abs(rates.second[i * d * d + kl] - second[kl])).toBeLessThanOrEqual(1e-10 * scale);
          });
        },
      ),
    );
  });

  it('conserves momentum and energy', () => {
    fc.assert(
      fc.property(
        system().filter((s) => separated(s, 0.05)),
        ({ mixture, particles }) => {
          const d = mixture.dimension;
          const { first, second, scale } = prepareWeakForm(mixture)(particles);
          let energy = 0;
          let size = 1e-300;
          mixture.species.forEach(({ mass }, i) => {
            for (let k = 0; k < d; k++) energy += (mass / 2) * second[(i * d + k) * d + k];
            size += mass * (scale.second[i] + 10 * scale.first[i]);
          });
          expect(Math.abs(energy)).toBeLessThanOrEqual(1e-11 * size);
          for (let k = 0; k < d; k++) {
            const momentum = mixture.species.reduce((sum, { mass }, i) => sum + mass * first[i * d + k], 0);
            expect(Math.abs(momentum)).toBeLessThanOrEqual(1e-11 * size);
          }
        },
      ),
    );
  });
});

it('the pair averages at exponent 0 keep their digits when everything drifts at 1e6 thermal speeds', () => {
  const gas = (n: number, seed: number) => ({
    weights: Float64Array.from({ length: n }, (_, p) => 1 + (p % 3)),
    velocities: createVectorField(
      2,
      n,
      // multiples of 2^-20: the drift is added without rounding
      Float64Array.from({ length: 2 * n }, (_, k) => Math.round(Math.sin(seed + k * k) * 2 ** 20) / 2 ** 20),
    ),
  });
  const [a, b] = [gas(40, 1), gas(30, 2)];
  const moved = ({ weights, velocities: { d, n, data } }: typeof a) => ({
    weights,
    velocities: createVectorField(
      d,
      n,
      data.map((v) => v + 2 ** 20),
    ),
  });
  const [still, drifting] = [createPairAverages(2), createPairAverages(2)];
  for (const [one, other] of [
    [a, b],
    [a, a],
  ]) {
    maxwellPairAverages(one, other, still);
    const there = moved(one);
    maxwellPairAverages(there, one === other ? there : moved(other), drifting);
    const size = Math.max(...still.second.map(Math.abs));
    for (let k = 0; k < 4; k++) expect(Math.abs(drifting.second[k] - still.second[k])).toBeLessThan(1e-9 * size);
    for (let k = 0; k < 2; k++) expect(Math.abs(drifting.first[k] - still.first[k])).toBeLessThan(1e-9 * size);
  }
});
