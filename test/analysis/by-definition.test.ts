import { describe, expect, it } from 'vitest';
import type { AnalysisContext, Analyzer } from '../../src/analysis/analyzer.ts';
import { exchange, weakResidual } from '../../src/analysis/collision-rates.ts';
import { conservation } from '../../src/analysis/conservation.ts';
import { moments } from '../../src/analysis/moments.ts';
import { positivity } from '../../src/analysis/positivity.ts';
import { isRandomSample, sampledSpecies } from '../../src/analysis/random-sample.ts';
import { errorNorms } from '../../src/analysis/reference.ts';
import { axisNodes, eachNode, type Lattice, nodeCount } from '../../src/core/lattice.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../../src/methods/snapshot.ts';
import { everyOtherNode } from '../../src/methods/snapshot.ts';
import type { Forcing } from '../../src/physics/forcing.ts';
import { createMixture } from '../../src/physics/mixture.ts';

const dimensions = [2, 3] as const;

/** A snapshot of species a, b, .. that knows just what is given. */
function snapshot(
  d: Dimension,
  species: readonly Partial<SpeciesSnapshot>[],
  rest: Partial<Snapshot> = {},
  forcing: readonly Forcing[] = [],
): Snapshot {
  const square = species.map(() => species.map(() => 0));
  const names = species.map((_, i) => ({ name: 'abc'[i], mass: 1 + i, charge: 0 }));
  const mixture = createMixture(d, names, square, square, [], forcing);
  return { t: 0.5, mixture, species: species as readonly SpeciesSnapshot[], ...rest };
}

function measured(analyzer: Analyzer, now: Snapshot, context: Partial<AnalysisContext> = {}): Record<string, number> {
  const { quantities, measure } = analyzer.prepare({ initial: now, ...context } as AnalysisContext);
  const row = new Float64Array(quantities.length).fill(7);
  measure(now, row);
  return Object.fromEntries(quantities.map(({ name }, k) => [name, row[k]]));
}

const irrational = (length: number, seed: number) => Float64Array.from({ length }, (_, k) => Math.sin(seed + k * k));

describe('the exchange', () => {
  it.each(dimensions)('has what the first of each pair gains, component by component, d = %i', (d) => {
    const energy = irrational(9, 1);
    const momentum = irrational(9 * d, 2);
    const now = measured(exchange, snapshot(d, [{}, {}, {}], { exchange: { energy, momentum } }));
    const expected: Record<string, number> = {};
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const pair = `${'abc'[i]}.${'abc'[j]}`;
      for (let k = 0; k < d; k++) expected[`momentum_exchange_${'xyz'[k]}.${pair}`] = momentum[(3 * i + j) * d + k];
      expected[`energy_exchange.${pair}`] = energy[3 * i + j];
    }
    expect(now).toEqual(expected);
    expect(measured(exchange, snapshot(d, [{}, {}]))).toEqual({});
  });
});

describe('the weak-form residual', () => {
  it.each(dimensions)('is what the drift leaves of the rates, in parts of their scale, d = %i', (d) => {
    const n = 5;
    const species = [0, 1].map((i) => ({
      particles: {
        weights: irrational(n, i).map(Math.abs),
        velocities: createVectorField(d, n, irrational(d * n, 3 + i)),
      },
      drift: createVectorField(d, n, irrational(d * n, 5 + i)),
    }));
    // The rates that the drift has, and what is added to them.
    const rates = { first: new Float64Array(2 * d), second: new Float64Array(2 * d * d) };
    species.forEach(({ particles: { weights, velocities }, drift }, i) => {
      for (let p = 0; p < n; p++)
        for (let k = 0; k < d; k++) {
          const [v, a] = [velocities, drift].map(
            ({ data }) =>
              (l: number) =>
                data[l * n + p],
          );
          rates.first[i * d + k] += weights[p] * a(k);
          for (let l = 0; l < d; l++) rates.second[(i * d + k) * d + l] += weights[p] * (a(k) * v(l) + v(k) * a(l));
        }
    });
    const [defect, tensor] = [irrational(2 * d, 8), irrational(2 * d * d, 9)];
    const scale = { first: Float64Array.of(2, 3), second: Float64Array.of(5, 0) };
    const weakRates = {
      first: rates.first.map((rate, k) => rate + defect[k]),
      second: rates.second.map((rate, k) => rate + tensor[k]),
      scale,
    };
    const now = measured(weakResidual, snapshot(d, species, { weakRates: () => weakRates }));
    [0, 1].forEach((i) => {
      const size = (values: Float64Array) => Math.hypot(...values);
      const name = 'ab'[i];
      expect(now[`weak_residual_momentum.${name}`]).toBeCloseTo(
        size(defect.subarray(i * d, (i + 1) * d)) / scale.first[i],
        13,
      );
      const pressure = size(tensor.subarray(i * d * d, (i + 1) * d * d)) / scale.second[i];
      if (i === 0) expect(now['weak_residual_pressure.a']).toBeCloseTo(pressure, 13);
      else expect(now['weak_residual_pressure.b']).toBe(Number.NaN);
    });
    const still = { ...weakRates, scale: { first: new Float64Array(2), second: scale.second } };
    expect(measured(weakResidual, snapshot(d, species, { weakRates: () => still }))['weak_residual_momentum.a']).toBe(
      Number.NaN,
    );
    expect(measured(weakResidual, snapshot(d, species))).toEqual({});
  });
});

describe('the positivity', () => {
  it('counts and weighs what is negative, of the species whose method knows its errors', () => {
    const integrals = {
      least: 0.1,
      negativeDensity: 2,
      density: 8,
      negativePoints: 3,
      smallestResolved: 0.4,
      unresolved: 0.5,
    };
    const now = measured(
      positivity,
      snapshot(2, [
        { values: Float64Array.of(4, -1, 0, 2, -0.5), noise: 0 },
        { values: Float64Array.of(-1) },
        { values: Float64Array.of(-1), integrals: integrals as never },
      ]),
    );
    expect(now).toEqual({
      'minimum.a': -1 / 4,
      'negative_density.a': 1.5 / 4.5,
      'negative_nodes.a': 2,
      'minimum.c': 0.1,
      'negative_density.c': 2 / 8,
      'negative_nodes.c': 3,
      'smallest_resolved.c': 0.4,
      'unresolved.c': 0.5,
    });
  });
});

const lattice = (d: Dimension): Lattice => ({
  d,
  spacing: 0.3,
  anchor: [0.1, -0.2, 0.25].slice(0, d),
  first: [-2, 1, 0].slice(0, d),
  shape: [5, 4, 3].slice(0, d),
});

describe('the error norms', () => {
  it.each(dimensions)('are those of the difference at the nodes, in parts of the exact f, d = %i', (d) => {
    const exactValue = (i: number, t: number) => (v: ArrayLike<number>) => (i + 1) * Math.cos(v[0] + t) + v[d - 1];
    const exact = { name: '', reference: '', at: (i: number, t: number) => ({ value: exactValue(i, t) }) };
    const species = [0, 1].map((i) => ({ lattice: lattice(d), values: irrational(nodeCount(lattice(d)), i) }));
    const now = measured(errorNorms, snapshot(d, species), { exact: exact as never });
    species.forEach(({ values }, i) => {
      const f = new Float64Array(values.length);
      eachNode(lattice(d), (v, x) => {
        f[x] = exactValue(i, 0.5)(v);
      });
      const difference = values.map((value, x) => value - f[x]);
      const sum = (all: Float64Array, power: number) =>
        all.reduce((total, value) => total + Math.abs(value) ** power, 0);
      const most = (all: Float64Array) => Math.max(...all.map(Math.abs));
      const name = 'ab'[i];
      expect(now[`error_l1.${name}`]).toBeCloseTo(sum(difference, 1) / sum(f, 1), 13);
      expect(now[`error_l2.${name}`]).toBeCloseTo(Math.sqrt(sum(difference, 2) / sum(f, 2)), 13);
      expect(now[`error_linf.${name}`]).toBeCloseTo(most(difference) / most(f), 13);
    });
    expect(measured(errorNorms, snapshot(d, species))).toEqual({});
  });
});

describe('every other node', () => {
  it.each(dimensions)('has the f and the gradient of its place, d = %i', (d) => {
    const fine = lattice(d);
    const count = nodeCount(fine);
    const f = (v: ArrayLike<number>) => v[0] + 10 * v[1] + (d === 3 ? 100 * v[2] : 0);
    const values = new Float64Array(count);
    const gradient = createVectorField(d, count);
    eachNode(fine, (v, x) => {
      values[x] = f(v);
      for (let k = 0; k < d; k++) gradient.data[k * count + x] = (k + 2) * f(v);
    });
    for (const offset of [0, 1]) {
      const coarse = everyOtherNode({ lattice: fine, values, gradient, noise: 0.1 }, offset);
      expect(coarse.noise).toBe(0.1);
      expect(coarse.lattice.shape).toEqual(fine.shape.map((nodes) => Math.ceil((nodes - offset) / 2)));
      for (let k = 0; k < d; k++) {
        const kept = axisNodes(fine, k).filter((_, j) => j % 2 === offset);
        axisNodes(coarse.lattice, k).forEach((v, j) => {
          expect(v).toBeCloseTo(kept[j], 14);
        });
      }
      const n = nodeCount(coarse.lattice);
      expect(coarse.values.length).toBe(n);
      eachNode(coarse.lattice, (v, x) => {
        expect(coarse.values[x]).toBeCloseTo(f(v), 12);
        for (let k = 0; k < d; k++) expect(coarse.gradient.data[k * n + x]).toBeCloseTo((k + 2) * f(v), 11);
      });
    }
    expect('noise' in everyOtherNode({ lattice: fine, values, gradient }, 0)).toBe(false);
    const single = { ...fine, shape: fine.shape.map(() => 1) };
    expect(
      everyOtherNode({ lattice: single, values: Float64Array.of(1), gradient: createVectorField(d, 1) }, 1).values,
    ).toHaveLength(0);
  });
});

describe('a random sample', () => {
  const particles = (n: number, change: (data: Float64Array, weights: Float64Array) => void = () => {}) => {
    const one = { weights: new Float64Array(n).fill(0.5), velocities: createVectorField(2, n, irrational(2 * n, 1)) };
    change(one.velocities.data, one.weights);
    return { particles: one };
  };

  it('has equal weights and no coordinate twice, 16 particles at least and no more than are allowed', () => {
    const species = [
      particles(16),
      particles(15),
      particles(40),
      particles(41),
      {},
      particles(20, (_, weights) => weights.fill(0.6, 3, 4)),
      particles(20, (data) => data.copyWithin(7, 3, 4)),
    ];
    expect(sampledSpecies({ species } as unknown as Snapshot, 40)).toEqual([0, 2]);
    expect(species.map((one) => isRandomSample(one as SpeciesSnapshot))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('the standard errors of groups of particles', () => {
  it.each(dimensions)(
    'of a mean velocity are those of the means of the groups, of a temperature do not ask for their order, d = %i',
    (d) => {
      const [groups, size] = [4, 3];
      const n = groups * size;
      const data = irrational(d * n, 4);
      const measuredOf = (order: readonly number[]) => {
        const velocities = createVectorField(d, n);
        order.forEach((group, g) => {
          for (let k = 0; k < d; k++)
            velocities.data.set(data.subarray(k * n + group * size, k * n + (group + 1) * size), k * n + g * size);
        });
        const particles = { weights: new Float64Array(n).fill(1 / n), velocities };
        return measured(moments, snapshot(d, [{ particles, groups }]));
      };
      const now = measuredOf([0, 1, 2, 3]);
      for (let k = 0; k < d; k++) {
        const means = Array.from({ length: groups }, (_, g) => {
          const own = data.subarray(k * n + g * size, k * n + (g + 1) * size);
          return own.reduce((sum, v) => sum + v, 0) / size;
        });
        const mean = means.reduce((sum, u) => sum + u, 0) / groups;
        const square = means.reduce((sum, u) => sum + (u - mean) ** 2, 0) / (groups * (groups - 1));
        expect(now[`velocity_${'xyz'[k]}_standard_error.a`]).toBeCloseTo(Math.sqrt(square), 12);
      }
      expect(now['temperature_standard_error.a']).toBeGreaterThan(0);
      for (const order of [
        [1, 2, 3, 0],
        [3, 0, 2, 1],
      ])
        expect(measuredOf(order)['temperature_standard_error.a']).toBeCloseTo(now['temperature_standard_error.a'], 12);
    },
  );
});

describe('the conservation', () => {
  it.each(dimensions)('holds totals against the start and all that was given, d = %i', (d) => {
    const n = 6;
    const particles = (i: number, seed: number) => ({
      particles: {
        weights: irrational(n, seed).map((w) => 1 + i + w ** 2),
        velocities: createVectorField(d, n, irrational(d * n, 1 + seed)),
      },
    });
    const forcing: Forcing[] = [
      { name: 'first loss', loss: { species: 1, rate: 1 } },
      { name: 'field' },
      { name: 'second loss', loss: { species: 1, rate: 1 } },
    ];
    const start = snapshot(d, [particles(0, 1), particles(1, 2)], {}, forcing);
    const zero = new Array<number>(d).fill(0);
    const given = [
      { momentum: zero.map((_, k) => 0.1 + k), energy: -0.3, density: -0.5 },
      { momentum: zero.map((_, k) => -0.2 * k), energy: 0.7 },
      { momentum: zero.map((_, k) => 0.4 - k), energy: -0.2, density: 0.2 },
    ];
    const end = snapshot(d, [particles(0, 1), particles(1, 4)], { given }, forcing);
    const { quantities, measure } = conservation.prepare({ initial: start } as AnalysisContext);
    const row = new Float64Array(quantities.length).fill(7);
    measure(end, row);
    const now = Object.fromEntries(quantities.map(({ name }, k) => [name, row[k]]));

    const totals = ({ species }: Snapshot) => {
      let energy = 0;
      const momentum = [...zero];
      const densities = species.map(() => 0);
      species.forEach(({ particles: all }, i) => {
        const { weights, velocities } = all!;
        for (let p = 0; p < n; p++) {
          densities[i] += weights[p];
          for (let k = 0; k < d; k++) {
            const v = velocities.data[k * n + p];
            momentum[k] += (1 + i) * weights[p] * v;
            energy += ((1 + i) / 2) * weights[p] * v * v;
          }
        }
      });
      return { energy, momentum, densities };
    };
    const [before, after] = [totals(start), totals(end)];
    const energy = before.energy + 0.3 + 0.7 + 0.2;
    const mass = before.densities[0] + 2 * (before.densities[1] + 0.5 + 0.2);
    const push = zero.map((_, k) => given.reduce((sum, one) => sum + one.momentum[k], 0));
    const left = after.momentum.map((P, k) => P - before.momentum[k] - push[k]);
    expect(now.energy).toBeCloseTo(after.energy, 12);
    expect(now.energy_drift).toBeCloseTo(Math.abs(after.energy - before.energy - 0.2) / energy, 12);
    expect(now.momentum_drift).toBeCloseTo(Math.hypot(...left) / Math.sqrt(2 * energy * mass), 12);
    const lost = after.densities.map((density, i) => {
      const [sum, size] = i === 0 ? [0, 0] : [-0.3, 0.7];
      return Math.abs(density - before.densities[i] - sum) / (before.densities[i] + size);
    });
    expect(lost[0]).toBe(0);
    expect(lost[1]).toBeGreaterThan(0.01);
    expect(now.density_drift).toBeCloseTo(lost[1], 12);
    given.forEach((one, a) => {
      const { name } = forcing[a];
      for (let k = 0; k < d; k++) expect(now[`momentum_${'xyz'[k]}_from.${name}`]).toBe(one.momentum[k]);
      expect(now[`energy_from.${name}`]).toBe(one.energy);
      expect(now[`density_from.${name}`]).toBe(one.density);
    });
  });
});
