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

/** The schema of a study file: one scenario over a grid of its values, what is measured and what must come out. */
export function studySchema() {
  created ??= create();
  return created;
}

let created: ReturnType<typeof create> | undefined;

function create() {
  const common = z
    .record(z.string().min(1), z.unknown(), { error: 'a map from paths of the scenario to values' })
    .describe('Values that replace those of the scenario in every member, by path; null takes a key away.');
  const base = z
    .record(z.string(), z.unknown(), { error: 'a scenario (a map)' })
    .describe('The scenario itself, in place of the path to one.');
  const count = either(
    'Repetitions of every point with random streams of their own',
    [integer('How many', { from: 2, to: 1e6 }), repetitions()],
    'an integer >= 2 or a map with the keys count, shared',
  );
  const seeds = readAs(count, (given) => (typeof given === 'number' ? { count: given, shared: false } : given));
  return map('A study: one scenario over a grid of its values, what is measured, and what must come out.', {
    title: text('Title of the study'),
    description: optional(text('What it shows and where its numbers come from'), 'none'),
    scenario: optional(text('Path of the scenario, relative to the study file'), 'base has it'),
    base: optional(base, 'scenario says where it is'),
    set: withDefault(common, {}),
    axes: axes(),
    seeds: optional(seeds, "one member a point, with the scenario's own seed"),
    targets: targets(),
    statistics: withDefault(statistics(), {}),
    keep: withDefault(
      choice('What stays of a finished member: its results, or the whole run directory too', ['results', 'runs']),
      'results',
    ),
    threads: withDefault(integer('Threads that share the pair sums of each member', { from: 1, to: 1024 }), 1),
  });
}

function repetitions() {
  return map('Repetitions.', {
    count: integer('How many', { from: 2, to: 1e6 }),
    shared: withDefault(
      flag(
        'Whether all points use the same seeds (common random numbers), so that differences between points are less noisy',
      ),
      false,
    ),
  });
}

function statistics() {
  return map('How intervals are made.', {
    confidence: withDefault(number('Confidence level of all intervals', { above: 0, below: 1 }), 0.95),
    resamples: withDefault(integer('Resamples of a bootstrap', { from: 100, to: 1e6 }), 2000),
    interval: withDefault(
      choice('Bootstrap intervals: bca (bias corrected and accelerated) or percentile', ['bca', 'percentile']),
      'bca',
    ),
  });
}

type Immutable<T> = unknown extends T ? T : { readonly [K in keyof T]: Immutable<T[K]> };

/** A resolved study: plain data, every default filled in. */
export type StudyScenario = Immutable<z.output<ReturnType<typeof studySchema>>>;

export type TargetScenario = StudyScenario['targets'][string];

export type ClaimScenario = NonNullable<TargetScenario['expect']['slope']>[number];

/** A value that can stand on an axis: it orders, labels and addresses the points. */
export type Coordinate = number | string | boolean;

const coordinateExpected = 'a number, text, true or false';

/** The axes of a study: an axis that is a list is short for `{ values: list }`. */
function axes() {
  const expected = 'a list of values or a map with the keys values, path, paired, label';
  const short = list('The values.', coordinate(), 'values');
  const axis = either('What varies, and over what', [short, fullAxis()], expected);
  const names = z.string().min(1, { error: 'a name or the path of a value of the scenario' });
  return withDefault(
    z
      .record(names, axis, { error: 'a map from axes to their values' })
      .describe(
        'What varies, by axis; every combination of their values is a point of the study. An axis with a dot in its name ' +
          'sets the value of the scenario at that path, as time.step, species.light.mass or species.*.particles.count.',
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
    .describe('Further values of the scenario that move together with this axis, by path; as many as the axis has.');
  return map('An axis.', {
    values: either('Where the points are', [list('The values.', coordinate(), 'values'), range()], valuesExpected),
    path: optional(text('Path of the value of the scenario that is set'), 'the name of the axis if that has a dot'),
    paired: withDefault(paired, {}),
    label: optional(text('The axis in words, for figures'), 'its name'),
  });
}

const valuesExpected = 'a list of values or a map with the keys from, to, points, spacing, round';

function coordinate() {
  return z.union([z.number(), z.string().min(1), z.boolean()], { error: coordinateExpected });
}

function range() {
  return map('Equal steps, or equal factors, from one value to another.', {
    from: number('First value'),
    to: number('Last value'),
    points: integer('How many values, both ends included', { from: 2, to: 1000 }),
    spacing: withDefault(choice('Whether neighbours differ by a step or by a factor', ['linear', 'log']), 'linear'),
    round: withDefault(flag('Whether the values are rounded to whole numbers'), false),
  });
}

type Range = Readonly<z.output<ReturnType<typeof range>>>;
type Values = readonly unknown[] | Range;

/** The schema's axes without their short form, see isFullAxis. */
type FullAxis = { readonly paired: unknown };

/** An axis as a map, not as a list of values. */
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

/** What a study measures, and what must come out. */
function targets() {
  const name = z.string().regex(/^[A-Za-z]\w*$/, { error: 'a name: a letter, then letters, digits or _' });
  return z
    .record(name, target(), { error: 'a map from names to targets' })
    .refine((given) => Object.keys(given).length > 0, { error: 'at least one target' })
    .describe('What is measured in every member, by a name of its own.');
}

function target() {
  const at = either(
    'When: at the end, at the time of a row, sup (the largest magnitude over all rows) or rise (the largest increase of a row above any earlier one)',
    [z.literal(['end', 'sup', 'rise']), number('Time')],
    'end, sup, rise or a number',
  );
  const exact = either(
    'What the column should be: a number, another column, or a column of a reference table whose column t has the times. The target is then the distance from it',
    [number('Exact value'), text('A column of the series'), reference()],
    'a number, a column or a map with the keys file, column',
  );
  return map('A number that every member yields.', {
    column: text('Column of the series, as error_l2.gas or temperature.light'),
    at: withDefault(at, 'end'),
    exact: optional(exact, 'the target is the column itself'),
    relative: withDefault(
      flag('Whether the distance is in parts of the exact value, or a rise in parts of the first row'),
      false,
    ),
    signed: withDefault(flag('Whether the distance keeps its sign'), false),
    statistic: withDefault(
      choice('What is made of the seeds at each point: their mean, root mean square or standard deviation', [
        'mean',
        'rms',
        'deviation',
      ]),
      'mean',
    ),
    label: optional(text('The target in words, for tables and figures'), 'made from the other keys'),
    fit: optional(lineFit(), 'none'),
    richardson: optional(richardson(), 'none'),
    expect: expect(),
  });
}

function reference() {
  return map('A column of a table.', {
    file: text(
      'CSV file with a column t; lines that begin with # are comments; its path is relative to the study file',
    ),
    column: text('Column of the table'),
  });
}

function lineFit() {
  return map('A line through the points along one axis, for every choice of the others.', {
    against: text('The axis'),
    model: withDefault(
      choice('power: target = C x^slope, a line in logarithms; linear: C + slope x', fitModels),
      'power',
    ),
  });
}

const fitModels = ['power', 'linear'] as const;

function richardson() {
  return map('Extrapolation of target = limit + C x^order along one axis, for every choice of the others.', {
    against: text('The axis'),
    towards: withDefault(
      choice('Where the error vanishes: at x = zero or at x = infinity', ['zero', 'infinity']),
      'zero',
    ),
    order: optional(
      number('The order; positive in x, or in 1/x towards infinity', { above: 0 }),
      'observed at the three finest points',
    ),
  });
}

/** What claims can be about. */
export const claimSubjects = ['slope', 'limit', 'order', 'value'] as const;

export type ClaimSubject = (typeof claimSubjects)[number];

function expect() {
  return withDefault(
    map('What must come out, each a claim or a list of claims.', {
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
    .describe('Only where these axes have these values.');
  return map('A claim: at least one of near, below, above and interval.', {
    where: withDefault(where, {}),
    near: optional(number('Expected value; requires within'), 'no claim'),
    within: optional(number('Largest distance from near', { from: 0 }), 'none; required with near'),
    below: optional(number('Largest value allowed'), 'no claim'),
    above: optional(number('Smallest value allowed'), 'no claim'),
    interval: optional(
      map('What holds for the confidence interval.', {
        contains: optional(number('A number in it'), 'no claim'),
        below: optional(number('No end is above'), 'no claim'),
        above: optional(number('No end is below'), 'no claim'),
      }),
      'no claim',
    ),
  });
}
