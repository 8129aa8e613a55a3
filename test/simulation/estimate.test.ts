import { describe, expect, test } from 'vitest';
import { direct } from '../../src/collision/direct.ts';
import { moments } from '../../src/collision/moments.ts';
import type { Summation } from '../../src/collision/summation.ts';
import { nodeCount } from '../../src/core/lattice.ts';
import { entropyRules } from '../../src/reconstruction/regularised-entropy.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import type { Cost } from '../../src/simulation/cost.ts';
import { estimateCost } from '../../src/simulation/estimate.ts';
import { startingState } from '../../src/simulation/initial-state.ts';
import {
  type CollisionSpeed,
  countPairs,
  type KernelSpeed,
  measureKernelSpeed,
} from '../../src/simulation/kernel-speed.ts';
import { runLength } from '../../src/simulation/run-length.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';
import { schedule } from '../../src/simulation/schedule.ts';

const text = `title: Two species
dimension: 2
species:
  - name: a
    mass: 1
    density: 1
    initial: { maxwellian: { temperature: 1 } }
    particles: { sampling: lattice, count: 400 }
  - name: b
    mass: 4
    density: 1
    initial: { maxwellian: { temperature: 2 } }
    particles: { sampling: lattice, count: 900 }
collisions: { exponent: -1 }
method: { name: blob }
time: { integrator: rk4, step: 0.1, until: 1 }
output: { every: 0.5 }
`;

const scenario = (...overrides: string[]) => parseScenario(text, 'two.yaml', overrides);

/** Kernels that take a nanosecond each. */
const uniform = (per: CollisionSpeed['per']) => (): KernelSpeed => ({
  score: [1e-9, 1e-9],
  potential: [1e-9, 1e-9],
  gradient: [1e-9, 1e-9],
  forces: { seconds: 1e-9, per },
  weakForm: { seconds: 1e-9, per },
});

function cost(overrides: readonly string[] = [], speed?: () => KernelSpeed): Cost {
  const one = scenario(...overrides);
  const mixture = scenarioMixture(one);
  return estimateCost(one, mixture, startingState(one, mixture, 'two.yaml').distributions, speed);
}

const inPairs = (...overrides: string[]) => cost(overrides, uniform('pair'));

describe('the length of a run', () => {
  test.each([
    [],
    ['time.step=0.03'],
    ['output.every=0.3'],
    ['output.every=1', 'time.step=1'],
    ['output.snapshots=0.5'],
    ['output.snapshots=1', 'output.every=0.1'],
    ['time.start=-3', 'output.every=0.7', 'time.step=0.07'],
  ])('is that of its schedule (%s, %s, %s)', (...overrides) => {
    const one = scenario(...overrides.filter((override) => override !== undefined));
    const stops = schedule(one);
    expect(runLength(one)).toEqual({
      steps: stops.length - 1,
      rows: stops.filter(({ row }) => row).length,
      snapshots: stops.filter(({ snapshot }) => snapshot).length,
    });
  });

  test('counts at most one step too many for each snapshot between rows', () => {
    const one = scenario('output.snapshots=0.07', 'output.every=0.25');
    const stops = schedule(one);
    const { steps, rows, snapshots } = runLength(one);
    expect(rows).toBe(stops.filter(({ row }) => row).length);
    expect(snapshots).toBe(stops.filter(({ snapshot }) => snapshot).length);
    expect(steps).toBeGreaterThanOrEqual(stops.length - 1);
    expect(steps).toBeLessThanOrEqual(stops.length - 1 + snapshots);
  });

  test('is known for more steps than could be listed', () => {
    expect(runLength(scenario('time.step=1e-14')).steps).toBeCloseTo(1e14, -3);
  });
});

describe('the estimated cost', () => {
  test('counts particles, pairs and nodes as the assembled run has them', () => {
    const { particles, pairs, nodes } = inPairs();
    const { evolution } = assemble(scenario());
    expect(particles).toBe(1300);
    expect(pairs).toBe((1300 * 1299) / 2);
    const real = evolution.snapshot().species.reduce((sum, { lattice }) => sum + nodeCount(lattice), 0);
    // the real lattice ends where the drawn-in particles reach, the estimated one where the box does
    expect(Math.abs(nodes / real - 1)).toBeLessThan(0.15);
  });

  test('leaves out pairs that do not collide', () => {
    const apart = ['collisions.strength=0', 'collisions.pairs=[{ between: [a, b], strength: 1 }]'];
    expect(inPairs(...apart).pairs).toBe(400 * 900);
  });

  test.each([
    ['euler', 1],
    ['heun', 2],
    ['ssp-rk3', 3],
    ['rk4', 4],
  ])('counts the stages of %s', (integrator, stages) => {
    expect(inPairs(`time.integrator=${integrator}`).evaluations).toBe(10 * stages);
  });

  test('grows with the pairs for a direct sum and with the particles for moments', () => {
    const many = ['species.a.particles.count=250000', 'species.b.particles.count=250000'];
    const more = ['species.a.particles.count=1000000', 'species.b.particles.count=1000000'];
    expect(inPairs(...more).seconds / inPairs(...many).seconds).toBeCloseTo(16, 1);
    const linear = (overrides: readonly string[]) => cost(overrides, uniform('particle')).seconds;
    const ratio = linear(more) / linear(many);
    expect(ratio).toBeLessThan(4);
    // The rim of the lattice, as wide as the mollifier, has nodes without particles.
    expect(ratio).toBeGreaterThan(3.9);
  });

  test('is proportional to the steps', () => {
    const few = inPairs('time.step=1e-5').seconds;
    expect(inPairs('time.step=1e-6').seconds / few).toBeCloseTo(10, 1);
  });

  test('of memory grows with the particles, the nodes and the steps', () => {
    const { memory } = inPairs();
    const extra = (...overrides: string[]) => inPairs(...overrides).memory - memory;
    const perMillion = extra('species.a.particles.count=1000000') / 1e6;
    // At least velocities, weights, state and rates, at most some hundred numbers for each particle.
    expect(perMillion).toBeGreaterThan(8 * 2 * 10);
    expect(perMillion).toBeLessThan(8 * 200);
    expect(extra('method.spacing=0.001')).toBeGreaterThan(8 * 1e7);
    expect(extra('time.step=1e-7')).toBeGreaterThan(1e8);
    expect(extra('time.integrator=discrete-gradient')).toBeGreaterThan(extra('time.integrator=implicit-midpoint'));
    expect(extra('time.integrator=implicit-midpoint', 'time.depth=10')).toBeGreaterThan(
      extra('time.integrator=implicit-midpoint'),
    );
  });

  test('is known at once for a billion particles, and is beyond every machine', () => {
    const { memory, seconds, particles } = cost(['species.a.particles.count=1000014129']);
    expect(particles).toBe(1000014129 + 900);
    expect(memory).toBeGreaterThan(1e11);
    expect(seconds).toBeGreaterThan(1e4);
  });

  test('names the summation that would be faster', () => {
    expect(inPairs('collisions.exponent=0', 'method.summation=direct')).toMatchObject({
      summation: 'direct',
      fastestSummation: 'moments',
    });
    expect(inPairs()).toMatchObject({ summation: 'direct', fastestSummation: 'direct' });
  });
});

describe('the measured speed of the kernels', () => {
  const mixture = scenarioMixture(scenario('collisions.exponent=0'));
  const task = {
    entropy: entropyRules.plain,
    reconstruction: 'mollified' as const,
    variances: [0.64, 0.64],
    tolerance: 1e-10,
  };

  test('is that of pairs where all pairs are summed, else that of particles', () => {
    const maxwell = (summation: Summation) => measureKernelSpeed(mixture, { ...task, summation });
    expect(maxwell(direct)).toMatchObject({ forces: { per: 'pair' }, weakForm: { per: 'particle' } });
    expect(maxwell(moments)).toMatchObject({ forces: { per: 'particle' }, weakForm: { per: 'particle' } });
    const soft = measureKernelSpeed(scenarioMixture(scenario()), { ...task, summation: direct });
    expect(soft).toMatchObject({ forces: { per: 'pair' }, weakForm: { per: 'pair' } });
  });

  test('is finite and positive, also for a reach far beyond the sample', () => {
    const { forces, weakForm, score, potential, gradient } = measureKernelSpeed(mixture, {
      ...task,
      variances: [0.64, 1e8],
      summation: direct,
    });
    for (const seconds of [forces.seconds, weakForm.seconds, ...score, ...potential, ...gradient]) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(Infinity);
    }
    expect(score[1]).toBeGreaterThan(1e4 * score[0]);
  });

  test('is that of the pairs that collide', () => {
    expect(countPairs(mixture, [3, 4])).toBe(21);
    expect(countPairs(mixture, [1, 0])).toBe(0);
  });
});
