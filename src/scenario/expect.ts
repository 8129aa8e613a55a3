import * as z from 'zod';
import { choice, either, flag, map, number, optional, quantity, text, withDefault } from '../schema/fields.ts';

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
function columnName() {
  return z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z][\w-]*)*$/, { error: columnExpected });
}

/** The keys of a bound. */
export function boundKeys(): readonly string[] {
  return Object.keys(bound().shape);
}

function bound() {
  const at = either(
    'When: at the end, always (in every row) or at a time',
    [z.literal(['end', 'always']), quantity('time', 'Time')],
    'end, always or a number',
  );
  return map('A bound: at least one of below, above, near and never.', {
    at: withDefault(at, 'end'),
    below: optional(quantity('column', 'Largest value allowed'), 'no bound'),
    above: optional(quantity('column', 'Smallest value allowed'), 'no bound'),
    near: optional(quantity('column', 'Expected value; requires within'), 'no bound'),
    within: optional(quantity('column', 'Largest distance from near', { from: 0 }), 'none; required with near'),
    relative: withDefault(flag('Whether within is relative to near'), false),
    never: optional(choice('What the column must not do from row to row', ['increases', 'decreases']), 'no bound'),
    slack: withDefault(
      number('Slack of never, relative to the largest magnitude in the column', { from: 0 }),
      defaultSlack,
    ),
  });
}

const formats = ['csv', 'netcdf'] as const;

/** What the columns of this run are held against: a series that another code computed, or the solution by the Legendre method. */
export function reference() {
  return either(
    'The reference that the run is compared with',
    [
      z
        .literal('legendre')
        .describe('The solution by the Legendre method, computed with the run; for isotropic and axisymmetric starts.'),
      referenceFile(),
    ],
    'legendre, or a map with the keys file and columns',
  );
}

function referenceFile() {
  const time = map('Their column of times.', {
    column: withDefault(text('Its name'), 't'),
    scale: withDefault(
      quantity('time', 'Our time = scale * their time + offset; may be given as the unit of their time', { above: 0 }),
      1,
    ),
    offset: withDefault(quantity('time', 'Our time = scale * theirs + offset'), 0),
  });
  return map('A series that another code computed: the run is held against it, column by column.', {
    file: text('CSV or netCDF file; its path is relative to the scenario file'),
    format: optional(choice('Format of the file', formats), 'netcdf for .nc, .nc4, .h5 and .hdf5, else csv'),
    time: withDefault(time, {}),
    columns: z
      .record(columnName(), column(), { error: 'a map from columns of the series to theirs' })
      .refine((columns) => Object.keys(columns).length > 0, { error: 'at least one column of the series' })
      .describe('Their column for each column of the series.'),
  });
}

function columnShape() {
  const errorBar = either(
    'Error bar of their values: a number in the units of this series, or the name of a column in theirs',
    [number('A number', { from: 0 }), text('A column')],
    'a number >= 0 or the name of a column',
  );
  const scale = z
    .number({ error: 'a number other than 0' })
    .refine((value) => value !== 0, { error: 'a number other than 0' })
    .describe('Our value = scale * theirs + offset (a number other than 0).');
  return {
    column: text('Its name'),
    scale: withDefault(scale, 1),
    offset: withDefault(number('Our value = scale * theirs + offset'), 0),
    error: optional(errorBar, 'none is known'),
  };
}

/** The keys of a column's map. */
export function referenceColumnKeys(): readonly string[] {
  return Object.keys(columnShape());
}

/** Their column, or the name of it alone. */
function column() {
  const shape = columnShape();
  return either(
    'Their column; name[k] is the k-th of a netCDF variable with a second axis, from 0',
    [text('Its name'), map('Their column, and what makes it ours.', shape)],
    `the name of a column or a map with the keys ${Object.keys(shape).join(', ')}`,
  ).transform((given) => (typeof given === 'string' ? { column: given, scale: 1, offset: 0 } : given));
}
