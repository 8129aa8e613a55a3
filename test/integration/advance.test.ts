import { linearRegression } from 'simple-statistics';
import { describe, expect, it, test } from 'vitest';
import { RunError } from '../../src/core/errors.ts';
import { type AdvanceOptions, createAdvance, type StepHalving } from '../../src/integration/advance.ts';
import { projected } from '../../src/integration/composed-integrators.ts';
import type { System } from '../../src/integration/integrator.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { distance, relaxation, relaxed, rigidBody, rigidBodyInvariants, stiffSpell } from './exact-systems.ts';
import { createLandauGas } from './landau-gas.ts';

const named = (name: string) => integrators.get(name)!;

describe('fixed steps', () => {
  /** dy/dt = 1, recording when it is asked. */
  function clock() {
    const times: number[] = [];
    const system: System = {
      length: 1,
      weights: Float64Array.of(1),
      rate(t, _y, dydt) {
        times.push(t);
        dydt[0] = 1;
      },
    };
    return { system, times };
  }

  it('divide each interval equally and hit its end, without drift of the times', () => {
    const { system, times } = clock();
    const driver = createAdvance(system, named('euler'), { step: 0.1 });
    const y = Float64Array.of(0);
    driver.advance(0, 0.3, y); // 0.3/0.1 is 2.9999999999999996
    driver.advance(0.3, 0.55, y);
    driver.advance(0.55, 0.55, y);
    expect(driver.counts).toEqual({ steps: 6, evaluations: 6, rejections: 0 });
    driver.advance(0.55, 0.55 + 1e-9, y);
    expect(y[0]).toBeCloseTo(0.55 + 1e-9, 15);
    for (const [i, t] of [0, 0.1, 0.2, 0.3, 0.3 + 0.25 / 3, 0.3 + 0.5 / 3].entries())
      expect(Math.abs(times[i] - t)).toBeLessThan(2e-16);
  });

  it('are not one more for rounding after a million of them', () => {
    const { system } = clock();
    const driver = createAdvance(system, named('euler'), { step: 1e-3 });
    driver.advance(1000, 1000.1, Float64Array.of(0));
    expect(driver.counts.steps).toBe(100);
  });

  it('are halved where the solver fails, reported, and restored after', () => {
    const system = stiffSpell(200);
    const events: StepHalving[] = [];
    const driver = createAdvance(system, named('implicit-midpoint'), {
      step: 0.05,
      stepper: { andersonDepth: 0 },
      onHalving: (event) => events.push({ ...event }),
    });
    const y = Float64Array.of(1);
    driver.advance(0, 0.5, y);
    expect(driver.step).toBeLessThan(0.05);
    driver.advance(0.5, 2, y);
    expect(driver.step).toBe(0.05);
    // The fixed point contracts where 200 dt/2 < 1.
    expect(events.length).toBeGreaterThanOrEqual(3);
    expect(driver.counts.rejections).toBe(events.length);
    for (const { t, dt, residual, reason, message } of events) {
      expect(t + dt).toBeGreaterThan(0.4);
      expect(t).toBeLessThan(0.6);
      expect(residual).toBeGreaterThan(1e-13);
      expect(['diverged', 'iterations']).toContain(reason);
      expect(message).toMatch(/^the solver (diverges|does not converge) \(residual \S+ after \d+ evaluations\)$/);
    }
    expect(Math.abs(y[0] - Math.cos(2))).toBeLessThan(1e-3);
  });

  it('end the run with time, step and residual after the stated number of halvings', () => {
    const driver = createAdvance(stiffSpell(1e6), named('implicit-midpoint'), {
      step: 0.05,
      halvings: 5,
      stepper: { andersonDepth: 0 },
    });
    const y = Float64Array.of(1);
    expect(() => driver.advance(0, 1, y)).toThrow(RunError);
    expect(y[0]).toBeCloseTo(Math.cos(0.4), 3);
    expect(() =>
      createAdvance(stiffSpell(1e6), named('implicit-midpoint'), {
        step: 0.05,
        halvings: 0,
        stepper: { andersonDepth: 0 },
      }).advance(0.4, 1, Float64Array.of(1)),
    ).toThrow(
      /^implicit-midpoint: no step from t = 0\.4 with dt = 0\.05, after 0 halvings: the solver diverges \(residual \S+ after \d+ evaluations\); take a smaller step/,
    );
  });
});

describe('values that are not finite', () => {
  /** The relaxation, with a rate that is NaN in component 1 from t = 1/2 on. */
  const breaking: System = {
    ...relaxation,
    rate(t, y, dydt) {
      relaxation.rate(t, y, dydt);
      if (t >= 0.5) dydt[1] = Number.NaN;
    },
  };
  const describeComponent = (component: number) => `v_y of electron ${component}`;

  test.each([
    ['fixed', {}],
    ['adaptive', { adaptive: { tolerance: 1e-3, minimum: 1e-4 } }],
  ])('in the rate end a run with %s steps, with time and component, the state as it was before', (_pace, extra) => {
    const events: StepHalving[] = [];
    const options = {
      step: 0.1,
      describe: describeComponent,
      onHalving: (event: StepHalving) => events.push(event),
      ...extra,
    };
    const y = Float64Array.of(1, 1, 1);
    expect(() => createAdvance(breaking, named('rk4'), options).advance(0, 1, y)).toThrow(
      /^rk4: no step from t = 0\.(4999\d*|5) .*the rate of change of v_y of electron 1 is not finite; check the initial state or take a smaller step$/,
    );
    expect(distance(relaxation, y, relaxed(0.5, Float64Array.of(1, 1, 1)))).toBeLessThan(2e-3);
    expect(events[0]).toMatchObject({ reason: 'not-finite' });
  });

  it('in the initial state are named at once', () => {
    const driver = createAdvance(relaxation, named('rk4'), { step: 0.1, describe: describeComponent });
    expect(() => driver.advance(3, 4, Float64Array.of(1, 1, Infinity))).toThrow(
      'rk4: the state at t = 3 is not finite: v_y of electron 2 is Infinity',
    );
    expect(driver.counts.evaluations).toBe(0);
  });

  it('that come from too large a step only are cured by halving it', () => {
    const driver = createAdvance(relaxation, named('rk4'), { step: 1600 });
    const y = Float64Array.of(-2, -1, 1);
    driver.advance(0, 1600, y);
    expect(driver.counts.rejections).toBeGreaterThan(0);
    expect(y.every(Number.isFinite)).toBe(true);
  });
});

describe('adaptive steps', () => {
  it.each([1e154, 1e200, 1e300])('end with an error where the squares of a state overflow, at %f', (size) => {
    const system: System = {
      length: 2,
      weights: Float64Array.of(1, 1),
      rate(_t, y, dydt) {
        for (let k = 0; k < 2; k++) dydt[k] = y[k];
      },
    };
    const driver = createAdvance(system, named('heun'), { step: 0.1, adaptive: { tolerance: 1e-4 } });
    const y = Float64Array.of(size, size);
    expect(() => driver.advance(0, 1, y)).toThrow(RunError);
    expect(y).toEqual(Float64Array.of(size, size));
  });

  const y0 = Float64Array.of(-2, 0.5, 2);
  /** A tolerance tight enough for steps of order p to be in their asymptotic range: 1e-6, 1e-10 at p = 2, 4. */
  const tight = (p: number) => 10 ** (-2 * p - 2);

  it.each(['heun', 'rk4', 'implicit-midpoint', 'discrete-gradient'])(
    'of %s have the local error the tolerance allows',
    (name) => {
      const integrator = named(name);
      const tolerance = tight(integrator.order);
      const driver = createAdvance(relaxation, integrator, { step: 0.01, adaptive: { tolerance } });
      const y = y0.slice();
      let largest = 0;
      for (let t = 0; t < 2; ) {
        const { step } = driver;
        const { rejections } = driver.counts;
        const exact = relaxed(step, y);
        const size = Math.sqrt(y.reduce((sum, v, k) => sum + relaxation.weights[k] * v * v, 0));
        driver.advance(t, t + step, y);
        t += step;
        // An interval of one step: its error is a local one unless the step was rejected and divided.
        if (driver.counts.rejections === rejections)
          largest = Math.max(largest, distance(relaxation, y, exact) / (tolerance * size));
      }
      // The estimate is asymptotically correct, and the controller aims at 0.9^(p+1) of the tolerance, 0.59 to 0.73.
      expect(largest).toBeLessThan(1.2);
      expect(largest).toBeGreaterThan(0.3);
    },
  );

  it.each(['heun', 'rk4', 'implicit-midpoint', 'discrete-gradient'])(
    'of %s have a global error that scales like tolerance^(p/(p+1))',
    (name) => {
      const integrator = named(name);
      const exact = relaxed(3, y0);
      const points = [10, 1, 1e-1, 1e-2].map((factor) => {
        const tolerance = factor * tight(integrator.order);
        const y = y0.slice();
        createAdvance(relaxation, integrator, { step: 0.01, adaptive: { tolerance } }).advance(0, 3, y);
        return [Math.log(tolerance), Math.log(distance(relaxation, y, exact))];
      });
      const p = integrator.order;
      expect(Math.abs(linearRegression(points).m - p / (p + 1))).toBeLessThan(0.1);
    },
  );

  it('follow the solution: short where it is stiff, long again after', () => {
    const adaptive = { tolerance: 1e-5, maximum: 0.5 };
    const driver = createAdvance(stiffSpell(500), named('rk4'), { step: 0.01, adaptive });
    const y = Float64Array.of(1);
    driver.advance(0, 0.39, y);
    const before = driver.step;
    driver.advance(0.39, 0.59, y);
    expect(driver.step).toBeLessThan(before / 10);
    driver.advance(0.59, 5, y);
    expect(driver.step).toBeGreaterThan(before / 2);
    expect(driver.step).toBeLessThanOrEqual(0.5);
    expect(Math.abs(y[0] - Math.cos(5))).toBeLessThan(1e-3);
  });

  it('shrink after a rejection with the power 1/3 of the tolerance, for a method of order 2', () => {
    const decay: System = {
      length: 1,
      weights: Float64Array.of(1),
      rate(_t, y, dydt) {
        dydt[0] = -y[0];
      },
    };
    const first = (tolerance: number) => {
      const driver = createAdvance(decay, named('heun'), { step: 1, adaptive: { tolerance } });
      const t = driver.advance(0, 10, Float64Array.of(1), () => true);
      expect(driver.counts).toMatchObject({ steps: 2, rejections: 1 });
      return t;
    };
    expect(first(0.0025) / first(0.02)).toBeCloseTo(1 / 2, 9);
  });

  it('keep the invariants of the integrator', () => {
    const y = Float64Array.of(0.6, -0.8, 1);
    const before = rigidBodyInvariants(y);
    const driver = createAdvance(rigidBody, named('implicit-midpoint'), { step: 0.1, adaptive: { tolerance: 1e-4 } });
    driver.advance(0, 30, y);
    for (const [k, value] of rigidBodyInvariants(y).entries())
      expect(Math.abs(value / before[k] - 1)).toBeLessThan(1e-12);
    expect(driver.counts.rejections).toBeLessThan(driver.counts.steps / 4);
  });

  it('survive a solver that fails at the first step tried', () => {
    const events: StepHalving[] = [];
    const driver = createAdvance(stiffSpell(100), named('implicit-midpoint'), {
      step: 0.1,
      stepper: { andersonDepth: 0 },
      adaptive: { tolerance: 1e-4 },
      onHalving: (event) => events.push(event),
    });
    const y = Float64Array.of(Math.cos(0.4));
    driver.advance(0.4, 0.6, y);
    expect(events[0]).toMatchObject({ t: 0.4, dt: expect.closeTo(0.1, 15) });
    expect(Math.abs(y[0] - Math.cos(0.6))).toBeLessThan(1e-3);
  });

  it('end the run when the smallest step is not small enough', () => {
    const adaptive = { tolerance: 1e-9, minimum: 0.01 };
    const driver = createAdvance(relaxation, named('euler'), { step: 0.01, adaptive });
    const y = y0.slice();
    expect(() => driver.advance(0, 1, y)).toThrow(
      /^euler: no step from t = 0 with dt = 0\.01, the smallest step allowed \(0\.01\): the estimated error \S+ exceeds the tolerance 1e-9/,
    );
    expect(y).toEqual(y0);
  });
});

describe('draws that are fixed within a step', () => {
  /** dy/dt = 1 or, while `failing`, not finite; writes down its draws and evaluations. */
  function diary(failing: (t: number) => boolean = () => false) {
    const entries: string[] = [];
    const system: System = {
      length: 1,
      weights: Float64Array.of(1),
      rate(t, _y, dydt) {
        entries.push('rate');
        dydt[0] = failing(t) ? Number.NaN : Math.cos(20 * t);
      },
      redraw: () => entries.push('draw'),
    };
    return { entries, system };
  }

  it('are made once before every step, whatever its stages', () => {
    const { entries, system } = diary();
    createAdvance(system, named('heun'), { step: 0.1 }).advance(0, 0.3, Float64Array.of(0));
    expect(entries).toEqual(Array.from({ length: 3 }, () => ['draw', 'rate', 'rate']).flat());
  });

  it('are not made again for a step that is tried again with half its length', () => {
    let fails = 2;
    const { entries, system } = diary(() => fails-- > 0);
    createAdvance(system, named('euler'), { step: 0.1 }).advance(0, 0.1, Float64Array.of(0));
    expect(entries).toEqual([
      'draw',
      'rate',
      'rate',
      'rate',
      ...['draw', 'rate'],
      ...['draw', 'rate'],
      ...['draw', 'rate'],
    ]);
  });

  it('are common to the long and the short steps of the error estimate and to the attempts after a rejection', () => {
    const { entries, system } = diary();
    const driver = createAdvance(system, named('euler'), { step: 0.1, adaptive: { tolerance: 1e-3 } });
    driver.advance(0, 0.2, Float64Array.of(1));
    const { steps, evaluations, rejections } = driver.counts;
    expect(rejections).toBeGreaterThan(0);
    expect(entries.filter((entry) => entry === 'draw').length).toBe(steps / 2);
    expect(evaluations).toBe(3 * (steps / 2 + rejections));
  });
});

describe('a saved state', () => {
  const gas = createLandauGas(2, 5, 'resume');
  const paces: readonly (readonly [string, AdvanceOptions])[] = [
    ['fixed', { step: 0.07 }],
    ['adaptive', { step: 0.07, adaptive: { tolerance: 1e-4 } }],
  ];
  const cases = [...integrators.values(), projected(named('heun'))].flatMap((integrator) =>
    paces.map(([pace, options]) => ({ name: integrator.name, integrator, pace, options })),
  );

  it.each(cases)('resumes $name with $pace steps bit for bit', ({ integrator, options }) => {
    const straight = gas.initial.slice();
    const whole = createAdvance(gas, integrator, options);
    whole.advance(0, 0.5, straight);
    const resumed = straight.slice();
    const state = whole.save();
    whole.advance(0.5, 1.2, straight);
    const rest = createAdvance(gas, integrator, options);
    rest.restore(state);
    rest.advance(0.5, 1.2, resumed);
    expect(resumed).toEqual(straight);
    expect(rest.counts).toEqual(whole.counts);
    expect(rest.save()).toEqual(whole.save());
  });

  it.each(paces)('pauses after any step but the last and goes on to the same bits, with %s steps', (_, options) => {
    const straight = gas.initial.slice();
    const whole = createAdvance(gas, named('heun'), options);
    whole.advance(0, 1.2, straight);
    expect(whole.counts.steps).toBeGreaterThan(5);
    const y = gas.initial.slice();
    const often = createAdvance(gas, named('heun'), options);
    const times = [0];
    while (times[times.length - 1] < 1.2 && times.length < 100)
      times.push(often.advance(times[times.length - 1], 1.2, y, () => true));
    expect(times[times.length - 1]).toBe(1.2);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(times.length).toBeGreaterThan(5);
    expect(y).toEqual(straight);
    expect(often.counts).toEqual(whole.counts);
  });

  it.each(paces)('taken at a pause goes on to the same bits, with %s steps', (_, options) => {
    const straight = gas.initial.slice();
    createAdvance(gas, named('heun'), options).advance(0, 1.2, straight);
    const y = gas.initial.slice();
    let driver = createAdvance(gas, named('heun'), options);
    let pauses = 0;
    for (let t = 0; t < 1.2; pauses++) {
      t = driver.advance(t, 1.2, y, () => true);
      const next = createAdvance(gas, named('heun'), options);
      next.restore(driver.save());
      driver = next;
    }
    expect(pauses).toBeGreaterThan(5);
    expect(y).toEqual(straight);
  });

  it('without a pause leaves the next interval whole', () => {
    const options = { step: 0.07 };
    const [first, second] = [createAdvance(gas, named('heun'), options), createAdvance(gas, named('heun'), options)];
    const y = gas.initial.slice();
    first.advance(0, 0.5, y);
    second.restore(first.save());
    // A place of zeros would begin at t = 0 again.
    const [one, other] = [y.slice(), y.slice()];
    first.advance(-1, 0, one);
    second.advance(-1, 0, other);
    expect(other).toEqual(one);
    expect(second.counts).toEqual(first.counts);
  });

  it('holds a step that was halved', () => {
    const options = { step: 0.05, stepper: { andersonDepth: 0 } };
    const system = stiffSpell(200);
    const whole = createAdvance(system, named('implicit-midpoint'), options);
    const straight = Float64Array.of(1);
    whole.advance(0, 0.5, straight);
    const resumed = straight.slice();
    const rest = createAdvance(system, named('implicit-midpoint'), options);
    rest.restore(whole.save());
    expect(rest.step).toBe(whole.step);
    expect(rest.step).toBeLessThan(0.05);
    whole.advance(0.5, 1, straight);
    rest.advance(0.5, 1, resumed);
    expect(resumed).toEqual(straight);
    expect(rest.counts).toEqual(whole.counts);
  });

  it('of another integrator is refused', () => {
    const [, options] = paces[0];
    const state = createAdvance(gas, named('rk4'), options).save();
    expect(() => createAdvance(gas, named('implicit-midpoint'), options).restore(state)).toThrow(
      'checkpoint: expected',
    );
  });
});

test('options that make no sense are refused, all at once', () => {
  const adaptive = { tolerance: 0, minimum: 1, maximum: 0.01 };
  expect(() => createAdvance(relaxation, named('rk4'), { step: 0.1, halvings: 0.5, adaptive })).toThrow(
    'step halvings: expected an integer from 0 to 30, got 0.5\n' +
      'step tolerance: expected a number in (0, 1), got 0\n' +
      'smallest step: expected a number in (0, 0.1], the first step, got 1\n' +
      'largest step: expected at least 0.1, the first step, got 0.01',
  );
  for (const step of [0, Infinity, Number.NaN])
    expect(() => createAdvance(relaxation, named('rk4'), { step })).toThrow(
      `step: expected a positive number, got ${step}`,
    );
  for (const extra of [{}, { adaptive: { tolerance: 0.1 } }]) {
    const driver = createAdvance(relaxation, named('rk4'), { step: 1, ...extra });
    expect(() => driver.advance(1, 0, new Float64Array(3))).toThrow(
      'time: expected an end not before the start 1, got 0',
    );
    expect(() => driver.advance(1, Number.NaN, new Float64Array(3))).toThrow('got NaN');
    expect(driver.advance(1, 1, new Float64Array(3))).toBe(1);
    expect(driver.counts.steps).toBe(0);
  }
});
