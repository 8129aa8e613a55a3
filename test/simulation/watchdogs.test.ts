import { describe, expect, it } from 'vitest';
import { bestColumn } from '../../src/analysis/best-estimate.ts';
import { speciesMoments } from '../../src/analysis/moments.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { methodNamed } from '../../src/methods/methods.ts';
import { createKernel } from '../../src/physics/kernel-shapes.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { latticeAverage } from '../../src/simulation/watchdogs/kernels.ts';
import type { WatchContext } from '../../src/simulation/watchdogs/watchdog.ts';
import { prepareWatch, watchdogs } from '../../src/simulation/watchdogs/watchdogs.ts';
import { kernelAverages } from '../../src/theory/relaxation-rates.ts';

const blob = '{ name: blob, reconstruction: mollified, score: extrapolated }';
const grid = '{ name: spectral-grid, nodes: 24 }';

/** Two species of unlike temperature, and all that watchdogs know before a run of them. */
function setting(method: string, integrator: string, baths = '') {
  const species = (name: string, mass: number) =>
    `  - { name: ${name}, mass: ${mass}, density: 1, initial: { maxwellian: { temperature: ${mass} } }, particles: { sampling: lattice, count: 400 } }`;
  const scenario = parseScenario(
    `
title: watched
dimension: 2
species:
${species('light', 1)}
${species('heavy', 2)}
collisions: { exponent: -1, strength: 0.1 }
${baths}
method: ${method}
time: { integrator: ${integrator}, step: 0.05, until: 1 }
output: { every: 0.25 }
`,
    'watched.yaml',
  );
  const { mixture, evolution, analysis, initialRates } = assemble(scenario);
  const { quantities } = analysis;
  const columns = quantities.map(({ name }) => name);
  const initial = evolution.snapshot();
  const counts = { steps: 5, evaluations: 20, rejections: 0 };
  const context: WatchContext = {
    ...{ scenario, mixture, quantities, columns, initial, initialRates },
    integrator: integrators.get(integrator)!,
    conserves: methodNamed(scenario.method.name).conserves(integrators.get(integrator)!),
    evolution: { counts, order: 2 },
    start: speciesMoments(initial),
    edges: [],
  };
  const row = new Float64Array(columns.length);
  analysis.measure(initial, row);
  return { context, row: Object.fromEntries(columns.map((name, k) => [name, row[k]])) };
}

type Setting = ReturnType<typeof setting>;
type Row = Readonly<Record<string, number>>;

/** The rows of a run that goes as it should: the entropy falls as its rate says, and heat flows. */
function healthy({ row }: Setting): Row[] {
  return [0, 0.25, 0.5, 0.75, 1].map((t) => {
    const decay = Math.exp(-t / 2);
    const rate = 0.05;
    const fall = 2 * rate * (1 - decay);
    const flow = 0.2 * (1 - decay);
    return {
      ...row,
      t,
      ...('entropy_regularised' in row
        ? { entropy_regularised: row.entropy_regularised - fall, entropy_rate: -rate * decay }
        : {}),
      [bestColumn('entropy', 'value')]: row[bestColumn('entropy', 'value')] - fall,
      'temperature.light': row['temperature.light'] + flow,
      'temperature.heavy': row['temperature.heavy'] - flow,
    };
  });
}

/** What the watchdogs say of the rows. */
function watched({ context }: Setting, rows: readonly Row[], change: Partial<WatchContext> = {}, stopped = false) {
  const watch = prepareWatch({ ...context, ...change });
  const told = rows.flatMap((row, k) =>
    watch.inspect({
      t: row.t,
      value: (name) => row[name] ?? Number.NaN,
      snapshot: change.initial ?? context.initial,
      last: !stopped && k === rows.length - 1,
    }),
  );
  return { watch, told };
}

const explicit = setting(blob, 'rk4');
const conserving = setting(blob, 'discrete-gradient');
const onGrid = setting(grid, 'rk4');
const byExpansion = setting('{ name: legendre, order: 6, tolerance: 1e-6 }', 'rk4');
const bathed = setting(blob, 'rk4', 'baths: [{ name: bath, mass: 1, density: 1, temperature: 1 }]');

/** A followed logarithm, whose formulary has another formula from temperature 1.2 on. */
const followed: Partial<WatchContext> = {
  mixture: {
    ...explicit.context.mixture,
    following: {
      pairs: [{ between: ['light', 'heavy'], species: 0, partner: 1, start: 10, formula: '23 - x' }],
      logarithms: () => [10],
      formulas: ([light]) => [light.temperature < 1.2 ? '23 - x' : '24 - y'],
    },
  },
};

/** The rows from the third on with other values. */
function later(from: Setting, change: (row: Row) => Row): Row[] {
  return healthy(from).map((row, k) => (k < 2 ? row : { ...row, ...change(row) }));
}

interface Case {
  readonly name: string;
  readonly kind: 'doubtful' | 'note';
  readonly setting: Setting;
  readonly rows: readonly Row[];
  readonly change?: Partial<WatchContext>;
  /** What the message has to say: the number, and the way out. */
  readonly says: RegExp;
  readonly columns?: readonly string[];
}

const cold = { ...onGrid.context.start[1], temperature: 0.01 };
const { context: gridContext } = onGrid;

/** One violation of every watchdog. */
const violations: readonly Case[] = [
  ...(
    [
      [1, 'doubtful', /of light and heavy has fallen to 1, the lower limit/],
      [1.8, 'note', /of light and heavy is 1\.8: large-angle collisions/],
      [10, 'note', /of light and heavy still uses the initial formula 23 - x; .* gives 24 - y/],
    ] as const
  ).map(
    ([logarithm, kind, says]): Case => ({
      ...{ name: 'Coulomb logarithms', kind, setting: explicit, change: followed, says },
      rows: later(explicit, () => ({ 'coulomb_logarithm.light.heavy': logarithm, 'temperature.light': 1.3 })).map(
        (row, k) => (k < 2 ? { ...row, 'coulomb_logarithm.light.heavy': 10 } : row),
      ),
    }),
  ),
  {
    name: 'losses',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, () => ({ density_drift: 0.02 })),
    says: /relative error of a density is 0\.02/,
  },
  {
    name: 'relative entropy',
    kind: 'doubtful',
    setting: bathed,
    rows: later(bathed, (row) => ({ relative_entropy: row.relative_entropy + 0.5 })),
    says: /risen by 0\.5.*shorter time\.step/,
  },
  {
    name: 'finite',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, () => ({ entropy: Infinity })),
    says: /entropy is Infinity; .*smoothing/,
  },
  {
    name: 'finite',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, () => ({ 'temperature.light': -1 })),
    says: /temperature\.light is -1/,
  },
  {
    name: 'invariants',
    kind: 'doubtful',
    setting: conserving,
    rows: later(conserving, () => ({ energy_drift: 1e-8 })),
    says: /energy has drifted by 1e-8.*shorter steps/,
  },
  {
    name: 'invariants',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, () => ({ momentum_drift: 1e-8 })),
    says: /momentum has drifted/,
  },
  // 1 % of what there is
  {
    name: 'losses',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, ({ energy }) => ({ energy: 1.01 * energy })),
    says: /0\.01 of the thermal energy.*shorter time\.step/,
  },
  // 5e-4, little of what there is but a fifth of what was exchanged
  {
    ...{
      name: 'losses',
      kind: 'doubtful',
      setting: onGrid,
      says: /0\.0005 of the thermal.*exchanged 0\.0025.*method\.nodes/,
    },
    rows: later(onGrid, ({ energy }) => ({ energy: 1.0005 * energy })).map((row) => ({
      ...row,
      'temperature.light': onGrid.context.start[0].temperature + 0.0075,
      'temperature.heavy': onGrid.context.start[1].temperature - 0.0075,
    })),
  },
  {
    ...{
      name: 'H-theorem',
      kind: 'doubtful',
      setting: explicit,
      says: /H rises by 0\.3.* from t = .*shorter time\.step/,
    },
    rows: later(explicit, (row) => ({ [bestColumn('entropy', 'value')]: row[bestColumn('entropy', 'value')] + 0.35 })),
  },
  {
    name: 'regularised entropy',
    kind: 'doubtful',
    setting: conserving,
    rows: later(conserving, ({ entropy_regularised: U, t }) => ({ entropy_regularised: U + 0.1 * t })),
    says: /rises by .*time\.tolerance/,
  },
  // rough modes that dissipate while U hardly moves
  {
    name: 'stability',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, () => ({ entropy_rate: -2 })),
    says: /requires 0\.5: the steps exceed the stability limit; .*implicit-midpoint/,
  },
  {
    ...{
      name: 'stability',
      kind: 'doubtful',
      setting: explicit,
      rows: healthy(explicit),
      says: /was 1\.3 times its stability limit/,
    },
    change: { evolution: { ...explicit.context.evolution, stepOverStability: 1.3 } },
  },
  {
    name: 'resolution of partners',
    kind: 'doubtful',
    setting: onGrid,
    rows: later(onGrid, () => ({ 'temperature.heavy': cold.temperature })),
    says: /the node spacing of light is .* times the thermal speed of heavy; take \d+ or more method\.nodes/,
  },
  {
    ...{
      name: 'resolution of f',
      kind: 'doubtful',
      setting: onGrid,
      rows: healthy(onGrid),
      says: /0\.05 of the largest f of light; .*method\.nodes/,
    },
    change: {
      initial: {
        ...gridContext.initial,
        species: gridContext.initial.species.map((one) => ({
          ...one,
          noise: 0.05 * one.values.reduce((a, b) => Math.max(a, b)),
        })),
      },
    },
  },
  {
    name: 'decay of the expansion',
    kind: 'doubtful',
    setting: byExpansion,
    rows: later(byExpansion, () => ({ 'unresolved.heavy': 0.05 })),
    says: /last terms of the expansion are 0\.05 of the largest f of heavy.*method\.elements.*method\.degree/,
  },
  {
    name: 'decay of the expansion',
    kind: 'note',
    setting: byExpansion,
    rows: later(byExpansion, () => ({ 'unresolved.light': 3e-4 })),
    says: /last terms of the expansion are 0\.0003 of the largest f of light.*errors may be as large/,
  },
  {
    name: 'negative density',
    kind: 'doubtful',
    setting: onGrid,
    rows: later(onGrid, () => ({ 'negative_density.heavy': 0.01 })),
    says: /negative part of f of heavy is 0\.01 of its density; .*method\.nodes/,
  },
  ...(
    [
      [
        0.05,
        'doubtful',
        /particles with spacing 0\.\d+ average r\^-1 exp\(-r\/0\.05\) of \w+ and \w+ with an error of -.* %; take a larger/,
      ],
      [0.12, 'note', /average r\^-1 exp\(-r\/0\.12\) .* with an error of -?\d/],
    ] as const
  ).map(([length, kind, says]) => ({
    ...{ name: 'resolution of kernels', kind, setting: explicit, rows: healthy(explicit), says },
    change: {
      mixture: { ...explicit.context.mixture, kernel: () => createKernel({ screened: { exponent: -1, length } }) },
    },
  })),
  {
    name: 'edges of f',
    kind: 'note',
    setting: explicit,
    rows: healthy(explicit),
    change: { edges: ['light'] },
    says: /f of light jumps .* take a smooth f/,
  },
  {
    name: 'width of the mollifier',
    kind: 'doubtful',
    setting: explicit,
    rows: later(explicit, () => ({ 'temperature_yy.heavy': 1e-3 })),
    says: /mollifier of heavy has .* times the variance.*method\.smoothing/,
  },
  {
    ...{
      name: 'initial rates',
      kind: 'doubtful',
      setting: explicit,
      rows: healthy(explicit),
      says: /dT\/dt of light starts at 0\.1, but the closed formula gives 0\.3; take method\.reconstruction: moment-preserving/,
    },
    change: {
      initialRates: [
        { quantity: 'dT/dt of light', right: 0.3, measured: 0.1, source: 'closed formula', ratio: 1 / 3, scale: 0.9 },
      ],
    },
  },
  {
    ...{
      name: 'initial rates',
      kind: 'note',
      setting: explicit,
      rows: healthy(explicit),
      says: /starts at 0\.25, but the closed formula gives 0\.3/,
    },
    change: {
      initialRates: [
        { quantity: 'dT/dt of light', right: 0.3, measured: 0.25, source: 'closed formula', ratio: 5 / 6, scale: 0.9 },
      ],
    },
  },
  {
    ...{
      name: 'halved steps',
      kind: 'note',
      setting: conserving,
      rows: healthy(conserving),
      says: /13 attempts did not converge.*2944 evaluations.*time\.step below 0\.05/,
    },
    change: {
      evolution: { ...conserving.context.evolution, counts: { steps: 85, evaluations: 2944, rejections: 13 } },
    },
  },
  {
    name: 'round-off',
    kind: 'note',
    setting: explicit,
    rows: healthy(explicit).map((row) => ({ ...row, 'momentum_exchange_x.light.heavy': 1e-14 })),
    columns: ['momentum_exchange_x.light.heavy', 'velocity_x.light'],
    says: /these columns contain only round-off and are omitted from the figures/,
  },
];

describe('the watchdogs', () => {
  it.each([
    ['explicit particles', explicit],
    ['conserving particles', conserving],
    ['a grid', onGrid],
  ])('are silent on %s that go as they should, but for round-off and rates', (_name, from) => {
    const { told } = watched(from, healthy(from), { initialRates: [] });
    expect(told.filter(({ watchdog }) => watchdog !== 'round-off')).toEqual([]);
  });

  it.each(violations.map((one) => [`${one.name} (${one.kind})`, one] as const))(
    'see a violation of %s once, with its number, time and way out',
    (_name, { name, kind, setting: from, rows, change = {}, says, columns = [] }) => {
      const { told, watch } = watched(from, rows, { initialRates: [], ...change });
      const mine = told.filter(({ watchdog }) => watchdog === name);
      expect(mine).toHaveLength(1);
      expect(mine[0]).toMatchObject({ kind, statement: watchdogs.find((one) => one.name === name)!.statement });
      expect(mine[0].message).toMatch(says);
      expect(mine[0].columns ?? []).toEqual(expect.arrayContaining([...columns]));
      expect(mine[0].value).toBeGreaterThan(mine[0].limit);
      expect(rows.map(({ t }) => t)).toContain(mine[0].t);
      expect(watch.violations.filter(({ watchdog }) => watchdog === name)).toHaveLength(1);
    },
  );

  it.each([
    ['particles', explicit, 'more particles or a smaller method.smoothing'],
    ['a grid', onGrid, 'more method.nodes or another method.box'],
    ['an expansion', byExpansion, 'more method.elements or a larger method.degree'],
  ] as const)('name the way out that the method has: %s', (_name, from, wayOut) => {
    const wrong = {
      ...{ quantity: 'dT/dt of light', source: 'closed formula' as const },
      ...{ right: 0.3, measured: 0.1, ratio: 1 / 3, scale: 0.9 },
    };
    const { told } = watched(from, healthy(from), { initialRates: [wrong] });
    expect(told.find(({ watchdog }) => watchdog === 'initial rates')!.message).toContain(wayOut);
  });

  it('leave to chance what four standard errors of a rate explain', () => {
    const rate = {
      quantity: 'dT/dt of light',
      source: 'closed formula' as const,
      right: 0.3,
      ratio: 1 / 3,
      scale: 0.9,
    };
    const kinds = [0.05, 0.04, 0.03].map((error) => {
      const { told } = watched(explicit, healthy(explicit), { initialRates: [{ ...rate, measured: 0.1, error }] });
      return told.filter(({ watchdog }) => watchdog === 'initial rates').map(({ kind }) => kind);
    });
    expect(kinds).toEqual([[], ['note'], ['doubtful']]);
  });

  it('are all violated by one of the cases', () => {
    expect(new Set(violations.map(({ name }) => name))).toEqual(new Set(watchdogs.map(({ name }) => name)));
    expect(new Set(watchdogs.map(({ name }) => name)).size).toBe(watchdogs.length);
  });

  it('know after a stop what they knew before, when they go through the rows again', () => {
    const rows = later(explicit, (row) => ({
      [bestColumn('entropy', 'value')]: row[bestColumn('entropy', 'value')] + 0.35,
      entropy_rate: -2,
    }));
    const whole = watched(explicit, rows, { initialRates: [] }).watch.violations;
    const before = watched(explicit, rows.slice(0, 3), { initialRates: [] }, true).watch.violations;
    const resumed = prepareWatch({ ...explicit.context, initialRates: [] });
    resumed.restore(before);
    for (const [k, row] of rows.entries())
      resumed.inspect({
        ...{ t: row.t, value: (name: string) => row[name] ?? Number.NaN, last: k === rows.length - 1 },
        ...(k < 3 ? {} : { snapshot: explicit.context.initial }),
      });
    expect(resumed.violations).toEqual(whole);
  });
});

describe('the average of a kernel on a lattice', () => {
  const [wide, narrow] = [1, 0.05].map((length) => createKernel({ screened: { exponent: 0, length } }));

  it.each([2, 3] as const)('is the integral where the kernel is smooth, and misses one that is narrow: d = %i', (d) => {
    const ratio = (kernel: typeof wide, h: number) =>
      latticeAverage(d, kernel, h, 1) / kernelAverages(d, kernel, 1, 0).heat;
    expect(ratio(wide, 0.5)).toBeCloseTo(1, 2);
    expect(ratio(wide, 0.25)).toBeCloseTo(1, 3);
    expect(ratio(narrow, 0.5)).toBeLessThan(0.1);
    expect(ratio(narrow, 0.02)).toBeCloseTo(1, 1);
    // Too fine to be summed.
    expect(ratio(narrow, 1e-5)).toBe(1);
  });
});

describe('the Fisher information of the initial f', () => {
  const notes = (initial: string) => {
    const { watch, analysis, evolution } = assemble(
      parseScenario(
        `
title: edges
dimension: 2
species:
  - { name: gas, mass: 1, density: 1, initial: ${initial}, particles: { sampling: lattice, count: 400 } }
collisions: { exponent: 0, strength: 1 }
method: { name: blob }
time: { step: 0.05, until: 1 }
output: { every: 0.25 }
`,
        'edges.yaml',
      ),
    );
    const row = new Float64Array(analysis.quantities.length);
    const snapshot = evolution.snapshot();
    analysis.measure(snapshot, row);
    const value = (column: string) => row[analysis.quantities.findIndex(({ name }) => name === column)];
    watch.inspect({ t: 0, value, snapshot, last: false });
    return watch.violations.filter(({ watchdog }) => watchdog === 'edges of f').map(({ message }) => message);
  };

  it.each([
    '{ ball: { radius: 2 } }',
    '{ expression: { f: "2 + cos(vx)", box: [-2, 2] } }',
    '{ mixture: [ { weight: 1, ball: { radius: 2 } }, { weight: 3, maxwellian: { temperature: 1 } } ] }',
  ])('of %s is told to be infinite or unknown', (initial) => {
    expect(notes(initial)).toEqual([
      expect.stringMatching(/^the initial f of gas jumps .* infinite or unknown.*super-gaussian/),
    ]);
  });

  it.each([
    '{ maxwellian: { temperature: 1 } }',
    '{ shell: { radius: 1, width: 0.4 } }',
    '{ expression: { f: "exp(-v^2/2)", box: [-8, 8] } }',
  ])('of %s is not', (initial) => {
    expect(notes(initial)).toEqual([]);
  });
});
