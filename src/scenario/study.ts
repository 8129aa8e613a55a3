import * as z from 'zod';
import { choice, either, flag, integer, map, number, optional, readAs, text, withDefault } from './fields.ts';
import { axes } from './study-axes.ts';
import { targets } from './study-targets.ts';

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
