import * as z from 'zod';
import { choice, either, flag, map, number, optional, withDefault } from './fields.ts';

const columnExpected = 'the name of a column, such as energy_drift or temperature.light';

/** Slack of `never`, relative to the largest magnitude in the column: some units of round-off. */
const defaultSlack = 1e-14;

export function expectations() {
  const expected = 'a bound (a map with below, above, near or never) or a list of bounds';
  const bounds = either(
    'What holds for the column',
    [bound(), z.array(bound()).min(1, { error: expected }).describe('Several bounds.')],
    expected,
  ).transform((given) => (Array.isArray(given) ? given : [given]));
  const columns = z
    .record(columnName(), bounds, { error: 'a map from columns of the series to bounds' })
    .describe('What the run must show: bounds by column of the series.');
  return withDefault(columns, {});
}

/** The name of a column of the series. */
export function columnName() {
  return z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z][\w-]*)*$/, { error: columnExpected });
}

/** The keys of a bound. */
export const boundKeys: readonly string[] = Object.keys(bound().shape);

function bound() {
  const at = either(
    'When: at the end, always (in every row) or at a time',
    [z.literal(['end', 'always']), number('Time')],
    'end, always or a number',
  );
  return map('A bound: at least one of below, above, near and never.', {
    at: withDefault(at, 'end'),
    below: optional(number('Largest value allowed'), 'no bound'),
    above: optional(number('Smallest value allowed'), 'no bound'),
    near: optional(number('Expected value; needs within'), 'no bound'),
    within: optional(number('Largest distance from near', { from: 0 }), 'none; near needs it'),
    relative: withDefault(flag('Whether within is relative to near'), false),
    never: optional(choice('What the column must not do from row to row', ['increases', 'decreases']), 'no bound'),
    slack: withDefault(
      number('Slack of never, relative to the largest magnitude in the column', { from: 0 }),
      defaultSlack,
    ),
  });
}
