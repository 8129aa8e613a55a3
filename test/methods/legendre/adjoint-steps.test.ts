import { expect, it } from 'vitest';
import { adjointSteps } from '../../../src/methods/legendre/adjoint-steps.ts';
import { createLegendreSystem } from '../../../src/methods/legendre/system.ts';
import { ownSteps } from '../../../src/methods/legendre/time-path.ts';
import { createMixture } from '../../../src/physics/mixture.ts';

/** Two species beside immobile partners, of which the rate has a part that is linear in f. */
const system = createLegendreSystem(
  createMixture(
    3,
    [1, 3].map((mass, i) => ({ name: String(i), mass, charge: 1 })),
    [
      [0.5, 1],
      [1, 0],
    ],
    [
      [-2.5, -3],
      [-3, 0],
    ],
    [{ species: 0, strength: 0.7, exponent: -1, velocity: [0, 0, 0] }],
  ),
  {
    breaks: [
      [0, 1, 2, 4, 6],
      [0, 1, 2, 4],
    ],
    order: 4,
    modes: [0, 1, 2],
  },
);
const { layout, bases, length } = system;
const initial = new Float64Array(length);
bases.forEach(({ nodes }, i) => {
  [1, 0.3, -0.1].forEach((size, l) => {
    for (let a = layout.firstNode(l); a < nodes.length; a++)
      initial[layout.offset(i, l) + a] = size * nodes[a] ** l * Math.exp(-(0.5 + i) * nodes[a] ** 2);
  });
});
const weights = Float64Array.from({ length }, (_, k) => Math.sin(k));
const functional = (y: Float64Array) => y.reduce((sum, x, k) => sum + weights[k] * x + x * x, 0);

it('steps as the method does', () => {
  const scales = new Float64Array(length).fill(1);
  const exact = ownSteps(system, { start: 0, initial, scales }, 1e-11);
  exact.advance(0.1);
  const error = (count: number) => {
    const end = adjointSteps(system, new Array<number>(count).fill(1)).advance(initial, 0.1);
    return Math.max(...end.map((x, k) => Math.abs(x - exact.y[k])));
  };
  const [coarse, fine] = [error(2), error(4)];
  expect(coarse).toBeLessThan(1e-4);
  // order 5
  expect(Math.log2(coarse / fine)).toBeGreaterThan(4);
});

it('has the exact derivatives of the last state with respect to the first one and to the time', () => {
  const steps = adjointSteps(system, [1, 2]);
  const time = 0.2;
  const end = steps.advance(initial, time);
  const gradient = end.map((x, k) => weights[k] + 2 * x);
  const onLogarithm = steps.reverse(gradient);
  const difference = (along: (h: number) => Float64Array) => {
    const [a, b, c, e] = [-2, -1, 1, 2].map((k) => functional(along(2e-3 * k)));
    return (8 * (c - b) - (e - a)) / (12 * 2e-3);
  };
  const direction = initial.map((x, k) => x * Math.cos(2 * k));
  const slope = gradient.reduce((sum, x, k) => sum + x * direction[k], 0);
  const byState = difference((h) =>
    steps.advance(
      initial.map((x, k) => x + h * direction[k]),
      time,
    ),
  );
  const byTime = difference((h) => steps.advance(initial, time * Math.exp(h)));
  expect(Math.abs(byState)).toBeGreaterThan(0.1);
  expect(Math.abs(slope / byState - 1)).toBeLessThan(1e-9);
  expect(Math.abs(byTime)).toBeGreaterThan(1e-2);
  expect(Math.abs(onLogarithm / byTime - 1)).toBeLessThan(1e-9);
});
