import { describe, expect, test } from 'vitest';
import { nodeCount } from '../../src/core/lattice.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { type CountedCost, countCost, runLength } from '../../src/simulation/cost.ts';
import { estimateCost } from '../../src/simulation/estimate.ts';
import { startingState } from '../../src/simulation/initial-state.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';
import { outputStops, schedule } from '../../src/simulation/schedule.ts';
import { countOwnSteps, foreseen } from '../../src/simulation/step-times.ts';
import { type RunTimes, timeRun } from '../../src/simulation/time-run.ts';

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

/** With fewer particles, where real steps are timed. */
const few = (...overrides: string[]) =>
  scenario('species.a.particles.count=100', 'species.b.particles.count=225', ...overrides);

function counted(...overrides: string[]): CountedCost {
  const one = scenario(...overrides);
  const mixture = scenarioMixture(one);
  return countCost(one, mixture, startingState(one, mixture, 'two.yaml').distributions);
}

/** A stand-in for a run: what was timed, and its times, in proportion to the pairs of particles. */
function stopwatch(secondsOfPair: number) {
  const timed: Scenario[] = [];
  const time = (one: Scenario): RunTimes => {
    timed.push(one);
    const [a, b] = one.species.map(({ particles: { count } }) => count!);
    const step = (secondsOfPair * (a + b) ** 2) / 2;
    return {
      assembly: step,
      assembleAgain: () => step,
      step,
      stepsTaken: 2,
      evaluations: 8,
      window: [0, 2],
      row: step,
      snapshot: 0,
      whole: false,
    };
  };
  return { timed, time };
}

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
    const stops = [...schedule(one.time, outputStops(one))];
    expect(runLength(one)).toEqual({
      steps: stops.length - 1,
      rows: stops.filter(({ row }) => row).length,
      snapshots: stops.filter(({ snapshot }) => snapshot).length,
    });
  });

  test('counts at most one step too many for each snapshot between rows', () => {
    const one = scenario('output.snapshots=0.07', 'output.every=0.25');
    const stops = [...schedule(one.time, outputStops(one))];
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

describe('the counts of a run', () => {
  test('are those of the assembled run', () => {
    const { particles, pairs, nodes } = counted();
    const { evolution } = assemble(scenario());
    expect(particles).toBe(1300);
    expect(pairs).toBe((1300 * 1299) / 2);
    const real = evolution.snapshot().species.reduce((sum, { lattice }) => sum + nodeCount(lattice), 0);
    // the real lattice ends where the drawn-in particles reach, the estimated one where the box does
    expect(Math.abs(nodes / real - 1)).toBeLessThan(0.15);
  });

  test('leave out pairs that do not collide', () => {
    const apart = ['collisions.strength=0', 'collisions.pairs=[{ between: [a, b], strength: 1 }]'];
    expect(counted(...apart).pairs).toBe(400 * 900);
  });

  test('have the particles of sources at the end, and the work of the mean', () => {
    const fed = 'forcing=[{ source: { species: a, rate: 1, temperature: 1 } }]';
    // A lattice of 3/4 as many nodes on an axis in each of four parts; as many random particles as there are, for as much density.
    for (const [method, added] of [
      ['blob', 4 * 15 ** 2],
      ['pair-collisions', 400],
    ] as const) {
      const { particles, work, bytes, growth } = counted(`method.name=${method}`, fed);
      const without = counted(`method.name=${method}`);
      expect(particles).toBe(1300 + added);
      expect(work).toBeGreaterThan(without.work);
      expect(bytes).toBeGreaterThan(without.bytes);
      expect(without.growth).toBeUndefined();
      expect(growth!.start).toBeLessThan(1);
      expect((growth!.start + growth!.end) / 2).toBeCloseTo(1, 1);
    }
  });

  test('name the summation that was chosen, and the one that would be faster', () => {
    const direct = counted('collisions.exponent=0', 'method.summation=direct');
    expect(direct).toMatchObject({ chosen: { summation: 'direct' }, waysOut: ['method.summation: moments'] });
    expect(counted()).toMatchObject({ chosen: { summation: 'direct' }, waysOut: [] });
  });

  test('have the work of pairs for a direct sum and of particles for moments', () => {
    const many = ['species.a.particles.count=250000', 'species.b.particles.count=250000'];
    const more = ['species.a.particles.count=1000000', 'species.b.particles.count=1000000'];
    const growth = (...overrides: string[]) =>
      counted(...more, ...overrides).work / counted(...many, ...overrides).work;
    expect(growth('method.summation=direct')).toBeCloseTo(16, 1);
    expect(growth('collisions.exponent=0')).toBeCloseTo(4, 1);
  });

  test('of memory grows with the particles, the nodes and the rows, not with the steps', () => {
    const { memory } = counted();
    const extra = (...overrides: string[]) => counted(...overrides).memory - memory;
    const perMillion = extra('species.a.particles.count=1000000') / 1e6;
    // At least velocities, weights, state and rates, at most some hundred numbers for each particle.
    expect(perMillion).toBeGreaterThan(8 * 2 * 10);
    expect(perMillion).toBeLessThan(8 * 200);
    expect(extra('method.spacing=0.001')).toBeGreaterThan(8 * 1e7);
    expect(extra('output.every=1e-7', 'time.step=1e-7')).toBeGreaterThan(1e8);
    expect(extra('time.step=1e-7')).toBe(0);
    expect(extra('time.integrator=discrete-gradient')).toBeGreaterThan(extra('time.integrator=implicit-midpoint'));
    expect(extra('time.integrator=implicit-midpoint', 'time.andersonDepth=10')).toBeGreaterThan(
      extra('time.integrator=implicit-midpoint'),
    );
  });

  test('are known at once for a billion particles', () => {
    const { memory, particles } = counted('species.a.particles.count=1000014129');
    expect(particles).toBe(1000014129 + 900);
    expect(memory).toBeGreaterThan(1e11);
  });
});

describe('the estimated time', () => {
  test('is that of the run itself where that fits into the budget', () => {
    const { timed, time } = stopwatch(1e-9);
    const cost = estimateCost(scenario(), { time });
    expect(timed.at(-1)).toEqual(scenario());
    expect(cost.timedResolution).toBe(1);
    // 10 steps of the schedule, each cut into two, 3 rows, and the preparation.
    expect(cost).toMatchObject({ steps: 20, evaluations: 80, rows: 3 });
    const step = (1e-9 * 1300 ** 2) / 2;
    expect(cost.seconds - 14 * step).toBeGreaterThan(0);
    expect(cost.seconds - 14 * step).toBeLessThan(0.1);
  });

  test('counts that sources make the run slower than its first steps', () => {
    const { time } = stopwatch(1e-9);
    const fed = scenario('forcing=[{ source: { species: a, rate: 1, temperature: 1 } }]');
    const cost = estimateCost(fed, { time });
    const { start, end } = cost.growth!;
    // The two steps that were timed are the first of ten.
    const slower = 1 / (start + 0.1 * (end - start));
    expect(slower).toBeGreaterThan(1.2);
    const step = (1e-9 * 1300 ** 2) / 2;
    expect(Math.abs(cost.seconds - (1 + 13 * slower) * step)).toBeLessThan(0.1);
  });

  test('is scaled from a smaller run that makes the same choices, where the run itself would take too long', () => {
    const { timed, time } = stopwatch(1e-9);
    const big = ['species.a.particles.count=160000', 'species.b.particles.count=160000', 'method.summation=direct'];
    const { seconds, timedResolution } = estimateCost(scenario(...big), { time });
    expect(timedResolution).toBeLessThan(0.1);
    for (const one of timed) expect(one.method).toMatchObject({ summation: 'direct' });
    const expected = 14 * ((1e-9 * 320_000 ** 2) / 2);
    expect(Math.abs(Math.log(seconds / expected))).toBeLessThan(Math.log(1.5));
  });

  test('scales from a smaller run what its preparation takes when everything is compiled', () => {
    const { time } = stopwatch(1e-9);
    const big = scenario('species.a.particles.count=160000', 'species.b.particles.count=160000');
    const cost = (compiled: number) =>
      estimateCost(big, { time: (one) => ({ ...time(one), assembly: time(one).assembly + compiled }) }).seconds;
    // Once, not a hundred times.
    expect(cost(0.2) - cost(0)).toBeCloseTo(0.2, 9);
  });

  test.each([
    ['to the end', [0, 8, 16, 20, 24, 28, 32, 36, 40, 44, 48], 48],
    ['as far as it came, and then as at last', [0, 8, 16, 20, 24], 48],
    ['not at all when it did not pass what was timed', [0, 8], 80],
    ['not at all when it shortened its steps', undefined, 80],
  ])('follows the iterations of a small run %s', (_words, counts, evaluations) => {
    const { time } = stopwatch(1e-9);
    const one = scenario('time.integrator=implicit-midpoint');
    const cost = (count: () => readonly number[] | undefined) => estimateCost(one, { time, count });
    expect(cost(() => counts).evaluations).toBe(evaluations);
    const step = (1e-9 * 1300 ** 2) / 2;
    expect(cost(() => undefined).seconds - cost(() => counts).seconds).toBeCloseTo(
      10 * step * (1 - evaluations / 80),
      12,
    );
  });

  test('needs no small run where every step of the run itself was taken', () => {
    const { time } = stopwatch(1e-9);
    const counted = [0, 8, 16, 20, 24, 28, 32, 36, 40, 44, 48];
    const count = () => {
      throw new Error('a small run');
    };
    const one = scenario('time.integrator=implicit-midpoint');
    expect(estimateCost(one, { time: (run) => ({ ...time(run), counted }), count }).evaluations).toBe(48);
  });

  test('follows the own steps and the products of a coarse run', () => {
    const one = scenario('method={ name: legendre, tolerance: 1e-5 }');
    const own = {
      seconds: 3,
      soFar: { steps: 4, evaluations: 40, products: 40 },
      window: { steps: 2, evaluations: 16, products: 16 },
      foreseen: { steps: 9, evaluations: 80, products: 80 },
    };
    const time = (): RunTimes => ({
      ...{
        assembly: 1,
        assembleAgain: () => 1,
        step: 0.5,
        stepsTaken: 1,
        evaluations: 8,
        window: [2, 4],
        row: 0,
        snapshot: 0,
        whole: false,
      },
      own,
    });
    const inWindow = (window: typeof own.window) => (all: typeof own.foreseen) =>
      estimateCost(one, { time, countOwn: () => ({ all, window }) });
    const likeIt = inWindow(own.window);
    const cost = (all: typeof own.foreseen | undefined) =>
      all === undefined ? estimateCost(one, { time, countOwn: () => undefined }) : likeIt(all);
    expect(cost(undefined)).toMatchObject({ steps: 9, evaluations: 80 });
    // Half a second for 8 evaluations with 8 products, after 4 seconds for the first 40.
    expect(cost(undefined).seconds).toBeGreaterThan(4 + 2.5);
    const seen = { steps: 14, evaluations: 120, products: 120 };
    expect(cost(seen)).toMatchObject({ steps: 14, evaluations: 120 });
    expect(cost(seen).seconds - cost(undefined).seconds).toBeCloseTo(2.5, 9);
    // A coarse run that needs no products says nothing of them.
    const none = inWindow({ ...own.window, products: 0 })({ ...seen, products: 0 });
    expect(none.seconds).toBeCloseTo(cost(seen).seconds, 9);
    // One that needed half as many in the same steps needs half as many everywhere.
    const half = inWindow({ ...own.window, products: 8 })({ ...seen, products: 60 });
    expect(half.seconds).toBeCloseTo(cost(seen).seconds, 9);
    // One that needs more and more.
    const [more, halfOfMore] = [1, 2].map((n) =>
      inWindow({ ...own.window, products: 16 / n })({ ...seen, products: 180 / n }),
    );
    expect(halfOfMore.seconds).toBeCloseTo(more.seconds, 9);
    expect(more.seconds).toBeGreaterThan(cost(seen).seconds + 0.1);
  });

  test.each([
    ['grow with the time', (k: number) => 2 ** k, 20, 1],
    ['stay', (k: number) => k, 1000, 1e-9],
    ['grow like its root', (k: number) => k ** 2, 31.6, 0.5],
  ])('foresees steps that %s', (_words, at, steps, within) => {
    const marks = [0, 1, 2, 3, 4, 5, 6].map((k) => ({
      ...{ t: k === 0 ? 0 : at(k), seconds: k, steps: k, evaluations: 8 * k, products: 0 },
    }));
    const all = foreseen(marks, { start: 0, until: steps === 20 ? 2 ** 20 : 1000 });
    expect(Math.abs(all.steps - steps)).toBeLessThan(within);
    expect(all.evaluations).toBeCloseTo(8 * all.steps, 9);
  });

  test.each([
    ['as many in every step', (_: number) => 3, 10],
    ['in proportion to the step', (h: number) => 3 * h, 3 * 2 ** 10],
    ['with its root', (h: number) => 3 * Math.sqrt(h), (3 * 2 ** 5) / (Math.SQRT2 - 1)],
  ])('foresees products, %s', (_words, products, about) => {
    const marks = [{ t: 0, seconds: 0, steps: 0, evaluations: 0, products: 0 }];
    for (let k = 1; k <= 6; k++) {
      const { t, products: before } = marks[k - 1];
      const h = k === 1 ? 1 : t;
      marks.push({ t: t + h, seconds: k, steps: k, evaluations: 8 * k, products: before + products(h) });
    }
    const all = foreseen(marks, { start: 0, until: 2 ** 10 });
    const [low, high] = about === 10 ? [3 * 10, 3 * 12] : [0.75 * about, 1.25 * about];
    expect(all.products).toBeGreaterThan(low);
    expect(all.products).toBeLessThan(high);
  });

  test('of a Legendre run is told by a coarse one, which goes the same steps', () => {
    const one = scenario('method={ name: legendre, tolerance: 1e-5 }', 'time.until=20');
    const { counting } = counted('method={ name: legendre, tolerance: 1e-5 }').ownSteps!;
    const coarse = countOwnSteps(
      { ...one, method: { ...one.method, ...counting } } as Scenario,
      'two.yaml',
      10,
      [2, 4],
    );
    const { evolution } = assemble(one);
    evolution.advance(20);
    expect(Math.abs(coarse!.all.steps - evolution.counts.steps)).toBeLessThanOrEqual(0.15 * evolution.counts.steps);
  });

  test('counts f on the lattice once for every stored snapshot', () => {
    const { time } = stopwatch(1e-9);
    const cost = (snapshot: number) =>
      estimateCost(scenario('output.snapshots=0.25'), { time: (one) => ({ ...time(one), snapshot }) });
    expect(cost(3).snapshots).toBe(5);
    expect(cost(3).seconds - cost(0).seconds).toBeCloseTo(15, 9);
  });

  test('is unknown where no run goes a step', () => {
    const { seconds, steps, memory } = estimateCost(scenario(), { time: () => undefined });
    expect([seconds, steps]).toEqual([Number.NaN, Number.NaN]);
    expect(memory).toBeGreaterThan(1e8);
  });

  test('is beyond patience for a billion particles, and known within seconds', () => {
    const { seconds, memory } = estimateCost(scenario('species.a.particles.count=1000014129'), { budget: 0.2 });
    expect(memory).toBeGreaterThan(1e11);
    expect(seconds).toBeGreaterThan(1e5);
  });

  test.each([
    ['euler', 1],
    ['heun', 2],
    ['ssp-rk3', 3],
    ['rk4', 4],
  ])('counts the evaluations of %s', (integrator, stages) => {
    const times = timeRun(few(`time.integrator=${integrator}`), 'two.yaml', 0.2);
    expect(times?.evaluations).toBeCloseTo(stages, 10);
    expect(times?.stepsTaken).toBeCloseTo(1, 10);
  });

  test('does not take the first step of a stabilised integrator, which measures the stiffness, for any other', () => {
    const words = ['method.name=blob', 'time.integrator=rkc'];
    const [short, long] = [1e-9, 1].map((budget) => timeRun(few(...words), 'two.yaml', budget));
    expect(short?.window).toEqual([1, 2]);
    expect(short!.evaluations / long!.evaluations).toBeGreaterThan(0.8);
    expect(short!.evaluations / long!.evaluations).toBeLessThan(1.2);
  });

  test('has the columns and the rates at the start of the run where that was timed', () => {
    const one = scenario('method={ name: moments }', 'collisions.exponent=0');
    const { analysis, initialRates } = assemble(one);
    expect(initialRates.length).toBeGreaterThan(0);
    expect(estimateCost(one, { budget: 60 })).toMatchObject({ quantities: analysis.quantities, initialRates });
    const untimed = estimateCost(one, { budget: 0 });
    expect([untimed.quantities, untimed.initialRates]).toEqual([undefined, undefined]);
  });

  test('counts the iterations of the solver and the steps that it shortens', () => {
    const calm = timeRun(few('time.integrator=implicit-midpoint', 'time.step=0.01'), 'two.yaml', 0.5);
    const shortened = timeRun(few('time.integrator=implicit-midpoint', 'time.iterations=3'), 'two.yaml', 0.2);
    const whole = timeRun(few('time.integrator=heun', 'time.until=0.5'), 'two.yaml', 60);
    expect(whole?.counted).toEqual([0, 2, 4, 6, 8, 10]);
    expect(shortened?.counted).toBeUndefined();
    expect(calm?.evaluations).toBeGreaterThanOrEqual(2);
    expect(calm?.stepsTaken).toBeCloseTo(1, 10);
    expect(shortened?.stepsTaken ?? Infinity).toBeGreaterThan(1.5);
  });

  test.each([
    ['method={ name: spectral-grid, nodes: 16 }', 'time.integrator=rkc'],
    ['method={ name: pair-collisions }', 'time.step=0.01'],
    ['method={ name: moments }', 'collisions.exponent=0'],
    ['method={ name: moments }', 'collisions.exponent=0', 'time.integrator=implicit-midpoint'],
    ['method={ name: legendre, tolerance: 1e-5 }'],
  ])('is known for every method (%s)', (...overrides) => {
    const { seconds, evaluations } = estimateCost(scenario(...overrides), { budget: 0.2 });
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(1e3);
    expect(evaluations).toBeGreaterThanOrEqual(0);
  });
});
