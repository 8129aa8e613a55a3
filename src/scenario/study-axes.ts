import * as z from 'zod';
import { choice, either, flag, integer, list, map, number, optional, text, withDefault } from './fields.ts';

/** A value that can stand on an axis: it orders, labels and addresses the points. */
export type Coordinate = number | string | boolean;

const coordinateExpected = 'a number, text, true or false';

/** The axes of a study: an axis that is a list is short for `{ values: list }`. */
export function axes() {
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

/** What is left of the schema's axes when the short form is told apart: see isFullAxis. */
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
