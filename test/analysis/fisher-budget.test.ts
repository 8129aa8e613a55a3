import { describe, expect, it } from 'vitest';
import { exactFisherRate } from '../../src/analysis/exact-fisher-rate.ts';
import { fisher } from '../../src/analysis/fisher.ts';
import { fisherRate } from '../../src/analysis/fisher-budget.ts';
import {
  dissipationParts,
  fisherBudgetByPairs,
  lemmaOfPartners,
  partnersRate,
} from '../../src/analysis/fisher-budget-pairs.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { bkwDensity, maxwellianDensity } from '../../src/physics/densities.ts';
import type { Density } from '../../src/physics/density.ts';
import { createMaxwellian } from '../../src/physics/maxwellian.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { assemble, prepareEvolution, type Simulation } from '../../src/simulation/assemble.ts';
import { dissipationByQuadrature, lemmaByQuadrature } from '../../src/theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../src/theory/dissipation/collision-pair.ts';
import { lorentzGas } from '../../src/theory/linearised/lorentz.ts';
import { measure, withColumns } from '../methods/simulation.ts';

interface Gas {
  readonly dimension?: Dimension;
  readonly initial: readonly string[];
  readonly exponent?: number;
  readonly cells?: number;
  /** Smoothing temperature kappa. */
  readonly kappa?: number;
  readonly score?: 'plain' | 'extrapolated';
  readonly output?: string;
  readonly reconstruction?: 'moment-preserving' | 'mollified';
  readonly seed?: number;
}

/** Species of masses 1, 2, .. and densities 1, 1/2, .. on lattices of seven thermal widths at temperature 1, c = 0.3. */
function scenarioOf(gas: Gas): Scenario {
  const {
    dimension = 2,
    initial,
    exponent = 0,
    cells = 40,
    kappa = 0.1,
    score = 'plain',
    seed = 1,
    reconstruction = 'mollified',
  } = gas;
  const species = initial.map((distribution, i) => {
    const half = 7 / Math.sqrt(i + 1);
    return `  - { name: s${i}, mass: ${i + 1}, density: ${1 / (i + 1)}, initial: { ${distribution} }, particles: { sampling: lattice, count: ${cells ** dimension}, box: [${-half}, ${half}] } }`;
  });
  return parseScenario(
    `
title: budget
dimension: ${dimension}
seed: ${seed}
species:
${species.join('\n')}
collisions: { exponent: ${exponent}, strength: 0.3 }
method: { name: blob, reconstruction: ${reconstruction}, score: ${score}, smoothing: { temperature: ${kappa} } }
time: { integrator: rk4, step: 0.01, until: 1 }
output: ${gas.output ?? '{ every: 1, budget: { draws: 300 } }'}
`,
    'budget.yaml',
  );
}

const prepare = (gas: Gas) => assemble(scenarioOf(gas));
const evolve = (gas: Gas) => prepareEvolution(scenarioOf(gas));

const bkw = (temperature: number, amplitude: number) => `bkw: { temperature: ${temperature}, amplitude: ${amplitude} }`;
const bkwShape = { mass: 1, density: 1, velocity: [0, 0] };
const twoSpecies = [
  { temperature: 1, amplitude: 0.4 },
  { temperature: 1.3, amplitude: 0.3 },
];
const twoInitial = twoSpecies.map(({ temperature, amplitude }) => bkw(temperature, amplitude));

/** The two species at t = 0, mollified: T and K both grow by kappa. Exact up to the aliasing of the lattice. */
function mollifiedBkw(kappa: number): Density[] {
  return twoSpecies.map(({ temperature, amplitude }, i) =>
    bkwDensity({
      mass: i + 1,
      density: 1 / (i + 1),
      velocity: [0, 0],
      temperature: temperature + kappa,
      kernelTemperature: temperature * (1 - amplitude) + kappa,
    }),
  );
}

describe('the measured rate', () => {
  it.each(['mollified', 'moment-preserving'] as const)(
    'is the slope of the Fisher information along the run, %s',
    (reconstruction) => {
      const simulation = withColumns(evolve({ initial: twoInitial, cells: 26, kappa: 0.3, reconstruction }), [fisher]);
      const { evolution } = simulation;
      const dt = 0.02;
      const before = measure(simulation).fisher;
      evolution.advance(dt);
      const rate = fisherRate(evolution.snapshot());
      evolution.advance(2 * dt);
      const after = measure(simulation).fisher;
      expect(rate).toBeLessThan(-0.05);
      // The central difference over 2 dt is off by dt^2/6 I''', I''' being about rate^3/I^2.
      expect(Math.abs((after - before) / (2 * dt) / rate - 1)).toBeLessThan(1e-4);
    },
  );

  it('of the extrapolated Fisher information is the slope of that, and meets the exact one where that of f~ does not', () => {
    const simulation = prepare({
      initial: [bkw(1, 0.3)],
      ...{ cells: 44, kappa: 0.08, score: 'extrapolated', reconstruction: 'moment-preserving' },
      output: '{ every: 1, budget: { draws: 2 } }',
    });
    const { evolution } = simulation;
    const dt = 0.005;
    const before = measure(simulation).fisher_extrapolated;
    evolution.advance(dt);
    const { fisher_rate_extrapolated: rate, fisher_rate: narrow, fisher_rate_exact: exact } = measure(simulation);
    evolution.advance(2 * dt);
    const after = measure(simulation).fisher_extrapolated;
    expect(Math.abs((after - before) / (2 * dt) / rate - 1)).toBeLessThan(1e-4);
    expect(Math.abs(rate / exact - 1)).toBeLessThan(0.03);
    expect(Math.abs(narrow / exact - 1)).toBeGreaterThan(0.1);
  });

  it.each([
    { score: 'plain', order: 1 },
    { score: 'extrapolated', order: 2 },
  ] as const)(
    'tends to that of the Landau system at the mollified BKW state, with order $order in kappa for the $score score',
    ({ score, order }) => {
      const kappas = [0.08, 0.04, 0.02];
      const errors = kappas.map((kappa) => {
        const { mixture, evolution } = evolve({ initial: [bkw(1, 0.3)], cells: 80, kappa, score });
        const f = bkwDensity({ ...bkwShape, temperature: 1 + kappa, kernelTemperature: 0.7 + kappa });
        const exact = lemmaByQuadrature(collisionPair(mixture, 0, 0), f, f).value;
        return Math.abs(fisherRate(evolution.snapshot()) / exact - 1);
      });
      const orders = [0, 1].map((k) => Math.log2(errors[k] / errors[k + 1]));
      // The next order in kappa/K, K = 0.7, pulls the first one down.
      expect(orders[0]).toBeGreaterThan(order - 0.5);
      expect(Math.abs(orders[1] - order)).toBeLessThan(0.1);
      // A tenth and a hundredth of the rate are left at kappa = 0.02.
      expect(errors[2]).toBeLessThan(order === 1 ? 0.11 : 0.012);
    },
  );
});

function sampleBudget({ mixture, evolution }: Pick<Simulation, 'mixture' | 'evolution'>) {
  const species = evolution.snapshot().species.map(({ particles, smoothing }) => ({
    particles: particles!,
    variance: smoothing,
  }));
  return fisherBudgetByPairs(mixture, species, 0, { draws: 400, seed: 1 });
}

/** Good to 1e-6 here. */
const coarse = { resolution: { centre: 12, radius: 12, angle: 12 } };

describe('the sampled budget', () => {
  it('has every part that the mollified densities have, within three of its errors', () => {
    const kappa = 0.2;
    const simulation = evolve({ initial: twoInitial, cells: 26, kappa });
    const { mixture } = simulation;
    const { pairs, lemma } = sampleBudget(simulation);
    const f = mollifiedBkw(kappa);
    let total = 0;
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].forEach(([i, j], k) => {
      const exact = dissipationByQuadrature(collisionPair(mixture, i, j), f[i], f[j]);
      total += exact.lemma;
      for (const part of dissipationParts) {
        const { value, error } = pairs[k][part]!;
        expect(Math.abs(value - exact[part])).toBeLessThanOrEqual(3 * error);
      }
    });
    expect(Math.abs(lemma!.value - total)).toBeLessThan(3 * lemma!.error);
    expect(lemma!.error).toBeLessThan(0.1 * Math.abs(total));
  });

  it('has the contact term at gamma = -d, and no term of its own where there is none', () => {
    const kappa = 0.2;
    const simulation = evolve({
      initial: ['maxwellian: { temperature: 1 }', 'maxwellian: { temperature: 2, drift: [0.3, 0] }'],
      cells: 26,
      kappa,
      exponent: -2,
    });
    const { pairs } = sampleBudget(simulation);
    const f = [createMaxwellian(1, 1, [0, 0], 1 + kappa), createMaxwellian(2, 0.5, [0.3, 0], 2 + kappa)].map(
      maxwellianDensity,
    );
    const exact = dissipationByQuadrature(collisionPair(simulation.mixture, 0, 1), f[0], f[1], coarse);
    for (const part of ['lemma', 'contact'] as const) {
      const { value, error } = pairs[1][part]!;
      expect(Math.abs(value - exact[part])).toBeLessThan(3 * error);
      expect(error).toBeLessThan(0.2 * Math.abs(exact[part]));
    }
    for (const part of ['parallel', 'radial', 'spherical', 'remainder', 'total'] as const)
      expect(pairs[1][part]).toBeUndefined();
    expect(pairs[0].contact).toEqual({ value: 0, error: 0 });
  });
});

describe('the rate of the exact solution', () => {
  it.each([0, 0.4])('is that of Lemma 2.1 at t = %f, also at the start, where no time lies before it', (t) => {
    const { mixture, exact } = prepare({ initial: [bkw(1, 0.3)], cells: 10, kappa: 0.3 });
    // (d-1) c n / m^2 = 0.3.
    const f = bkwDensity({ ...bkwShape, temperature: 1, kernelTemperature: 1 - 0.3 * Math.exp(-2 * 0.3 * t) });
    const rate = lemmaByQuadrature(collisionPair(mixture, 0, 0), f, f).value;
    expect(Math.abs(exactFisherRate(exact!, 1, 0, t) / rate - 1)).toBeLessThan(1e-9);
  });

  it('is not a number where it is infinite, at the start of the extreme BKW state', () => {
    const { exact } = prepare({ initial: [bkw(1, 0.5)], cells: 10, kappa: 0.3 });
    expect(exactFisherRate(exact!, 1, 0, 0)).toBeNaN();
    expect(exactFisherRate(exact!, 1, 0, 0.01)).toBeLessThan(-1);
  });

  it('is zero for a stationary solution', () => {
    const { exact } = prepare({ initial: ['maxwellian: { temperature: 1 }'] });
    expect(Math.abs(exactFisherRate(exact!, 1, 0, 0.5))).toBeLessThan(1e-10);
  });
});

describe('immobile partners', () => {
  it.each([2, 3] as const)(
    'd = %i: dissipate a drifting Maxwellian of Maxwell molecules in closed form',
    (dimension) => {
      const [mass, temperature, drift, strength] = [2, 0.8, 0.5, 0.7];
      const velocity = new Array<number>(dimension).fill(0);
      const start = maxwellianDensity(createMaxwellian(mass, 1, velocity.with(0, drift), temperature));
      const { value } = lemmaOfPartners({ species: 0, strength, exponent: 0, velocity }, mass, start);
      // grad psi = -(m/T)(v-u), grad Xi = 2 (m/T)^2 (v-u), and <A(v) : (v-u)(v-u)> = (d-1) u^2 T/m.
      const rate = (-2 * strength * (dimension - 1) * drift ** 2) / (mass * temperature ** 2);
      expect(Math.abs(value / rate - 1)).toBeLessThan(1e-12);
    },
  );

  it.each([
    [2, -3],
    [3, -4.5],
  ] as const)(
    'd = %i, gamma = %f: are the limit of a heavy, cold species, with order 1 in 1/m',
    (dimension, exponent) => {
      const velocity = [0.2, -0.1, 0.3].slice(0, dimension);
      const some = { resolution: { centre: 9, radius: 9, angle: 7 } };
      const light = maxwellianDensity(createMaxwellian(1, 1, [0.6, 0.3, 0].slice(0, dimension), 1));
      const limit = lemmaOfPartners({ species: 0, strength: 0.7, exponent, velocity }, 1, light).value;
      const off = [1e4, 1e6].map((mass) => {
        const heavy = maxwellianDensity(createMaxwellian(mass, 1, velocity, 1));
        const pair = { masses: [1, mass] as const, strength: 0.7, exponent };
        return Math.abs((2 * lemmaByQuadrature(pair, light, heavy, some).value) / limit - 1);
      });
      expect(off[1]).toBeLessThan(1e-5);
      expect(Math.abs(Math.log(off[0] / off[1]) / Math.log(100) - 1)).toBeLessThan(0.01);
    },
  );
});

describe('the slope of I in a Lorentz gas at the start', () => {
  const velocity = [0, 0];
  const start = maxwellianDensity(createMaxwellian(1, 1, [1, 0], 1));
  const partners = (exponent: number) => ({ species: 0, strength: 1, exponent, velocity });
  const slopes = (exponent: number, times: readonly number[]) => {
    const gas = lorentzGas({ dimension: 2, exponent, mass: 1, temperature: 1, drift: 1, collisions: 1 });
    return times.map((t) => (gas.fisher(t) - gas.fisher(0)) / t);
  };

  it('is that of Lemma 2.1 for gamma > -d', () => {
    const { value } = partnersRate(partners(-1), 1, start)!;
    const off = slopes(-1, [1e-3, 1e-4]).map((slope) => Math.abs(slope / value - 1));
    expect(off[0]).toBeLessThan(0.004);
    // The core adds t^{d/|gamma|} = t^2, and so does the next order of f.
    expect(off[1]).toBeLessThan(off[0] / 8);
  });

  it('is larger at gamma = -d, by the core that is isotropic at once', () => {
    expect(partnersRate(partners(-2), 1, start)).toBeUndefined();
    const { value } = lemmaOfPartners(partners(-2), 1, start);
    // f(0) = exp(-1/2) / 2 pi and |grad psi(0)| = 1.
    const core = (1 / 2) * (2 * Math.PI) * (Math.exp(-1 / 2) / (2 * Math.PI));
    const off = slopes(-2, [1e-3, 1e-4]).map((slope) => Math.abs(slope / (value + core) - 1));
    expect(off[0]).toBeLessThan(0.006);
    expect(off[1]).toBeLessThan(0.001);
    expect(value).toBeLessThan(-core);
  });

  it('is infinite below, like t^{d/|gamma| - 1}', () => {
    const [early, late] = slopes(-3, [1e-6, 1e-5]);
    const { value } = lemmaOfPartners(partners(-3), 1, start);
    expect(value).toBeLessThan(0);
    expect(early).toBeGreaterThan(30);
    expect(Math.abs(Math.log10((late - value) / (early - value)) + 1 / 3)).toBeLessThan(0.01);
  });
});

describe('the columns', () => {
  it('are there only for runs that ask for them', () => {
    const { analysis } = prepare({ initial: twoInitial, cells: 10, kappa: 0.3, output: '{ every: 1 }' });
    expect(analysis.quantities.filter(({ name }) => /^fisher_(rate|dissipation)/.test(name))).toEqual([]);
  });

  it('are the same bits at the same time of the same seed, and others for another seed', () => {
    const row = (seed: number) => measure(prepare({ initial: twoInitial, cells: 10, kappa: 0.5, seed }));
    const [one, again, other] = [1, 1, 2].map(row);
    expect(again).toEqual(one);
    expect(other.fisher_rate_lemma).not.toBe(one.fisher_rate_lemma);
    expect(other.fisher_rate).toBe(one.fisher_rate);
  });
});
