import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/ensemble/distribution.ts';
import { createDistribution, type Initial } from '../../../src/ensemble/distributions.ts';
import { discretise } from '../../../src/methods/legendre/discretise.ts';
import { createFunctionals } from '../../../src/methods/legendre/functionals.ts';
import { initialValues, roughTables } from '../../../src/methods/legendre/initial-values.ts';
import { createLegendreSystem } from '../../../src/methods/legendre/system.ts';
import { createMixture } from '../../../src/physics/mixture.ts';

const dimension = 3;
const species = { dimension, mass: 1, density: 2 } as const;
const equal = (from: number, to: number, count: number) =>
  Float64Array.from({ length: count }, (_, j) => from + ((to - from) * j) / (count - 1));

/** exp(-v^2/2) times something that no interpolation of a few points has. */
const ofSpeed = (v: number) => Math.exp((-v * v) / 2) * (1 + 0.2 * Math.cos(2 * v));
const alongAxis = (z: number, r: number) => Math.exp(-(z * z) / 2.6 - (r * r) / 2) * (1 + 0.2 * Math.tanh(z));

function table(kind: 'radial' | 'gyrotropic' | 'grid', axes: readonly Float64Array[], g: (...x: number[]) => number) {
  const points = axes.reduce<number[][]>((all, axis) => all.flatMap((p) => Array.from(axis, (x) => [...p, x])), [[]]);
  const values = Float64Array.from(points, (x) => g(...x));
  return createDistribution({ tabulated: { table: { path: 'f.npz', kind, axes, values } } } as Initial, species);
}

const radial = (rows: number) => table('radial', [equal(0, 8, rows)], ofSpeed);
const gyrotropic = (rows: number) => table('gyrotropic', [equal(-9, 9, rows), equal(0, 8, rows / 2)], alongAxis);

const mixture = createMixture(dimension, [{ name: 'a', mass: 1, charge: 0 }], [[1]], [[-3]]);
const discretised = (f: Distribution) =>
  discretise(mixture, [f], { equation: 'landau', order: 8, tolerance: 1e-9, steps: 'own' });

function started(f: Distribution) {
  const made = discretised(f);
  const system = createLegendreSystem(mixture, made.discretisation, undefined, made.frame);
  const { initial } = initialValues(system, made.frame, [f]);
  const [measured] = createFunctionals(system).measure(initial);
  return { ...made, measured };
}

describe('a table', () => {
  it.each([
    ['of the speed, 25 rows', radial(25), ofSpeed],
    ['of the speed, 80 rows', radial(80), ofSpeed],
    ['of the speed, 320 rows', radial(320), ofSpeed],
  ])('knows how far it says f: %s', (_, f, g) => {
    // f is scaled to the density: only its shape is known.
    let [peak, off] = [0, 0];
    const at = (r: number) => f.value([0, 0, r]);
    const scale = at(0) / g(0);
    for (let r = 0; r < 6; r += 0.00371) {
      peak = Math.max(peak, at(r));
      off = Math.max(off, Math.abs(at(r) - scale * g(r)));
    }
    expect(f.accuracy! * peak).toBeGreaterThan(off / 2);
    expect(f.accuracy!).toBeLessThan(Math.max((60 * off) / peak, 1e-9));
  });

  it('needs no finer elements for its kinks, and keeps density, velocity and temperature', () => {
    for (const [f, harmonics] of [
      [radial(80), 1],
      [radial(320), 1],
      [gyrotropic(60), 20],
    ] as const) {
      const { discretisation, measured, warnings } = started(f);
      expect(discretisation.breaks[0].length).toBeLessThan(20);
      expect(discretisation.modes.length).toBeLessThanOrEqual(harmonics);
      expect(warnings).toEqual([]);
      const temperature = (f.covariance[0] + f.covariance[4] + f.covariance[8]) / 3;
      expect(Math.abs(measured.density / 2 - 1)).toBeLessThan(1e-12);
      expect(Math.abs((measured.along + 2 * measured.across) / 3 / temperature - 1)).toBeLessThan(1e-12);
      expect(Math.abs(measured.drift)).toBeLessThan(1e-12);
    }
  });

  it('of few points says so', () => {
    const told = (f: Distribution) => roughTables(mixture, [f], 1e-9);
    expect(told(radial(25))).toEqual([
      expect.stringMatching(/^a: between its points the table determines f only to about [^\n]*more points$/),
    ]);
    expect(told(createDistribution({ maxwellian: { temperature: 1 } }, species))).toEqual([]);
  });

  it('on a grid is isotropic as far as its points say', () => {
    const axis = equal(-6, 6, 31);
    const f = table('grid', [axis, axis, axis], (x, y, z) => ofSpeed(Math.hypot(x, y, z)));
    expect(discretised(f).frame.isotropic).toBe(true);
  });
});
