import * as z from 'zod';
import {
  choice,
  either,
  flag,
  integer,
  list,
  map,
  number,
  optional,
  readAs,
  text,
  withDefault,
} from '../schema/fields.ts';

/** The schema of a study file: one scenario over a grid of parameter values, its targets and their expected results. */
export function studySchema() {
  created ??= create();
  return created;
}

let created: ReturnType<typeof create> | undefined;

function create() {
  const common = z
    .record(z.string().min(1), z.unknown(), { error: 'a map from paths of the scenario to values' })
    .describe('Values that replace values of the scenario in every member, by path; null removes a key.');
  const base = z
    .record(z.string(), z.unknown(), { error: 'a scenario (a map)' })
    .describe('The scenario itself, instead of a path to its file.');
  const count = either(
    'Repetitions of every point with independent random streams',
    [integer('Number of repetitions', { from: 2, to: 1e6 }), repetitions()],
    'an integer >= 2 or a map with the keys count, shared',
  );
  const seeds = readAs(count, (given) => (typeof given === 'number' ? { count: given, shared: false } : given));
  return map('A study: one scenario over a grid of parameter values, its targets and their expected results.', {
    title: text('Title of the study'),
    description: optional(text('Purpose of the study and sources of its numbers'), 'none'),
    scenario: optional(
      text('Path of the scenario file, relative to the study file'),
      'none; required unless base is given',
    ),
    base: optional(base, 'none; required unless scenario is given'),
    set: withDefault(common, {}),
    axes: axes(),
    seeds: optional(seeds, "one member per point, with the scenario's own seed"),
    targets: targets(),
    statistics: withDefault(statistics(), {}),
    keep: withDefault(
      choice('Files kept of a finished member: only its results, or also its whole run directory', ['results', 'runs']),
      'results',
    ),
    threads: withDefault(integer('Threads that share the pair sums of each member', { from: 1, to: 1024 }), 1),
  });
}

function repetitions() {
  return map('Repetitions.', {
    count: integer('Number of repetitions', { from: 2, to: 1e6 }),
    shared: withDefault(
      flag(
        'Whether all points use the same seeds (common random numbers), so that differences between points are less noisy',
      ),
      false,
    ),
  });
}

function statistics() {
  return map('Computation of confidence intervals.', {
    confidence: withDefault(number('Confidence level of all intervals', { above: 0, below: 1 }), 0.95),
    resamples: withDefault(integer('Number of bootstrap resamples', { from: 100, to: 1e6 }), 2000),
    interval: withDefault(
      choice('Bootstrap intervals: bca (bias corrected and accelerated) or percentile', ['bca', 'percentile']),
      'bca',
    ),
  });
}

type Immutable<T> = unknown extends T ? T : { readonly [K in keyof T]: Immutable<T[K]> };

/** A resolved study: plain data with all defaults filled in. */
export type StudyScenario = Immutable<z.output<ReturnType<typeof studySchema>>>;

export type TargetScenario = StudyScenario['targets'][string];

export type ClaimScenario = NonNullable<TargetScenario['expect']['slope']>[number];

/** A value on an axis, which orders, labels and addresses the points. */
export type Coordinate = number | string | boolean;

const coordinateExpected = 'a number, text, true or false';

/** The axes of a study. A list is short for `{ values: list }`. */
function axes() {
  const expected = 'a list of values or a map with the keys values, path, paired, label';
  const short = list('The values.', coordinate(), 'values');
  const axis = either('The values of an axis', [short, fullAxis()], expected);
  const names = z.string().min(1, { error: 'a name or the path of a value of the scenario' });
  return withDefault(
    z
      .record(names, axis, { error: 'a map from axes to their values' })
      .describe(
        'The axes by name; every combination of their values is a point of the study. An axis with a dot in its name sets ' +
          'the value of the scenario at that path, such as time.step, species.light.mass or species.*.particles.count.',
      ),
    {},
  );
}

function fullAxis() {
  const paired = z
    .record(
      z.string().min(1),
      either('Values', [list('The values.', z.unknown(), 'values'), range()], valuesExpected),
      {
        error: 'a map from paths of the scenario to values',
      },
    )
    .describe('Further values of the scenario that vary together with this axis, by path; as many as the axis has.');
  return map('An axis.', {
    values: either('The values on the axis', [list('The values.', coordinate(), 'values'), range()], valuesExpected),
    path: optional(text('Path of the value of the scenario that is set'), 'the name of the axis if that has a dot'),
    paired: withDefault(paired, {}),
    label: optional(text('Label of the axis in figures'), 'its name'),
  });
}

const valuesExpected = 'a list of values or a map with the keys from, to, points, spacing, round';

function coordinate() {
  return z.union([z.number(), z.string().min(1), z.boolean()], { error: coordinateExpected });
}

function range() {
  return map('Values between two ends, with equal differences or equal ratios.', {
    from: number('First value'),
    to: number('Last value'),
    points: integer('Number of values, including both ends', { from: 2, to: 1000 }),
    spacing: withDefault(choice('Equal differences (linear) or equal ratios (log)', ['linear', 'log']), 'linear'),
    round: withDefault(flag('Whether the values are rounded to whole numbers'), false),
  });
}

type Range = Readonly<z.output<ReturnType<typeof range>>>;
type Values = readonly unknown[] | Range;

/** The map form of an axis in the schema, see isFullAxis. */
type FullAxis = { readonly paired: unknown };

/** Whether an axis is written as a map instead of a list of values. */
export function isFullAxis<Axis extends object>(axis: Axis): axis is Extract<Axis, FullAxis> {
  return 'paired' in axis;
}

/** The values of a list or a range. Both ends of a range are exact. */
export function spread(values: Values): readonly unknown[] {
  if (!isRange(values)) return values;
  const { from, to, points, spacing, round } = values;
  const last = points - 1;
  return Array.from({ length: points }, (_, k) => {
    const value = k === 0 ? from : k === last ? to : between(from, to, k / last, spacing);
    return round ? Math.round(value) : value;
  });
}

export function isRange(values: Values): values is Range {
  return 'from' in values;
}

function between(from: number, to: number, part: number, spacing: Range['spacing']): number {
  return spacing === 'log' ? from * (to / from) ** part : from + (to - from) * part;
}

/** The targets of a study and their expected results. */
function targets() {
  const name = z.string().regex(/^[A-Za-z]\w*$/, { error: 'a name: a letter, then letters, digits or _' });
  return z
    .record(name, target(), { error: 'a map from names to targets' })
    .refine((given) => Object.keys(given).length > 0, { error: 'at least one target' })
    .describe('The numbers measured in every member, by name.');
}

function target() {
  const at = either(
    'The rows used: end (the last row), the time of a row, sup (the largest magnitude over all rows) or rise (the largest increase above any earlier row)',
    [z.literal(['end', 'sup', 'rise']), number('Time')],
    'end, sup, rise or a number',
  );
  const exact = either(
    'The exact value of the column: a number, a second column, or a column of a reference table with the times in column t. The target is then the distance from it',
    [number('Exact value'), text('A column of the series'), reference()],
    'a number, a column or a map with the keys file, column',
  );
  return map('A number that every member yields.', {
    column: text('Column of the series, such as error_l2.gas or temperature.light'),
    at: withDefault(at, 'end'),
    exact: optional(exact, 'the target is the column itself'),
    relative: withDefault(
      flag('Whether the distance is relative to the exact value, or a rise relative to the first row'),
      false,
    ),
    signed: withDefault(flag('Whether the distance keeps its sign'), false),
    statistic: withDefault(
      choice('Statistic over the seeds at each point: mean, root mean square or standard deviation', [
        'mean',
        'rms',
        'deviation',
      ]),
      'mean',
    ),
    label: optional(text('Label of the target in tables and figures'), 'made from the other keys'),
    fit: optional(lineFit(), 'none'),
    richardson: optional(richardson(), 'none'),
    expect: expect(),
  });
}

function reference() {
  return map('A column of a table.', {
    file: text(
      'CSV file with a column t; lines that begin with # are comments; the path is relative to the study file',
    ),
    column: text('Column of the table'),
  });
}

function lineFit() {
  return map('A line through the points along one axis, for every combination of values on the other axes.', {
    against: text('The axis'),
    model: withDefault(
      choice('power: target = C x^slope, a line in logarithms; linear: C + slope x', fitModels),
      'power',
    ),
  });
}

const fitModels = ['power', 'linear'] as const;

function richardson() {
  return map('Extrapolation of target = limit + C x^order along one axis, for every combination on the other axes.', {
    against: text('The axis'),
    towards: withDefault(choice('The x at which the error vanishes', ['zero', 'infinity']), 'zero'),
    order: optional(
      number('The order; positive in x, or in 1/x towards infinity', { above: 0 }),
      'measured from the three finest points',
    ),
  });
}

/** The possible subjects of claims. */
export const claimSubjects = ['slope', 'limit', 'order', 'value'] as const;

export type ClaimSubject = (typeof claimSubjects)[number];

function expect() {
  return withDefault(
    map('Expected results, each a claim or a list of claims.', {
      slope: optional(claims('The slope of the fit'), 'no claim'),
      limit: optional(claims('The limit of the Richardson extrapolation'), 'no claim'),
      order: optional(claims('The order observed by the Richardson extrapolation'), 'no claim'),
      value: optional(claims('The target itself at every point'), 'no claim'),
    }),
    {},
  );
}

function claims(about: string) {
  const expected = 'a claim (a map with near, within, below, above, interval or where) or a list of claims';
  const oneOrMore = either(about, [claim(), list('Several claims.', claim(), 'claims')], expected);
  return readAs(oneOrMore, (given) => (Array.isArray(given) ? given : [given]));
}

function claim() {
  const where = z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()], { error: 'a number, a text, true or false' }), {
      error: 'a map from axes to values',
    })
    .describe('Restricts the claim to points at which these axes have these values.');
  return map('A claim: at least one of near, below, above and interval.', {
    where: withDefault(where, {}),
    near: optional(number('Expected value; requires within'), 'no claim'),
    within: optional(number('Largest distance from near', { from: 0 }), 'none; required with near'),
    below: optional(number('Largest value allowed'), 'no claim'),
    above: optional(number('Smallest value allowed'), 'no claim'),
    interval: optional(
      map('Conditions on the confidence interval.', {
        contains: optional(number('A number inside the interval'), 'no claim'),
        below: optional(number('Upper bound of both ends'), 'no claim'),
        above: optional(number('Lower bound of both ends'), 'no claim'),
      }),
      'no claim',
    ),
  });
}
