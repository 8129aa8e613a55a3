import * as z from 'zod';
import { choice, either, flag, map, number, optional, quantity, text, withDefault } from '../schema/fields.ts';

const columnExpected = 'the name of a column, such as energy_drift or temperature.light';

/** Slack of `never`, relative to the largest magnitude in the column: a small multiple of round-off. */
const defaultSlack = 1e-14;

export function expectations() {
  const expected = 'a bound (a map with below, above, near or never) or a list of bounds';
  const bounds = either(
    'Conditions on the column',
    [bound(), z.array(bound()).min(1, { error: expected }).describe('Several bounds.')],
    expected,
  ).transform((given) => (Array.isArray(given) ? given : [given]));
  const columns = z
    .record(columnName(), bounds, { error: 'a map from columns of the series to bounds' })
    .describe('Conditions that the run must satisfy: bounds by column of the series.');
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
    'The time of the bound: at the end, always (in every row) or at a given time',
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
    never: optional(choice('Change that must not occur from row to row', ['increases', 'decreases']), 'no bound'),
    slack: withDefault(
      number('Slack of never, relative to the largest magnitude in the column', { from: 0 }),
      defaultSlack,
    ),
  });
}

const formats = ['csv', 'netcdf'] as const;

/** The key `reference`: a series from a different code, or the solution by the Legendre method, for comparison with the run. */
export function reference() {
  return either(
    'The reference that the run is compared with',
    [
      z
        .literal('legendre')
        .describe(
          'The solution by the Legendre method, computed with the run; for isotropic and axisymmetric initial distributions.',
        ),
      referenceFile(),
    ],
    'legendre, or a map with the keys file and columns',
  );
}

function referenceFile() {
  const time = map('The column of times in the reference.', {
    column: withDefault(text('Name of the column'), 't'),
    scale: withDefault(
      quantity(
        'time',
        'Factor in t = scale * reference time + offset; may be given as the unit of the reference time',
        {
          above: 0,
        },
      ),
      1,
    ),
    offset: withDefault(quantity('time', 'Offset in t = scale * reference time + offset'), 0),
  });
  return map('A series from a different code, with which the run is compared column by column.', {
    file: text('CSV or netCDF file; the path is relative to the scenario file'),
    format: optional(choice('Format of the file', formats), 'netcdf for .nc, .nc4, .h5 and .hdf5, else csv'),
    time: withDefault(time, {}),
    columns: z
      .record(columnName(), column(), { error: 'a map from columns of the series to columns of the reference' })
      .refine((columns) => Object.keys(columns).length > 0, { error: 'at least one column of the series' })
      .describe('The reference column for each column of the series.'),
  });
}

function columnShape() {
  const errorBar = either(
    'Uncertainty of the reference values: a number in the units of this series, or the name of a reference column',
    [number('A number', { from: 0 }), text('A column')],
    'a number >= 0 or the name of a column',
  );
  const scale = z
    .number({ error: 'a number other than 0' })
    .refine((value) => value !== 0, { error: 'a number other than 0' })
    .describe('Factor in value = scale * reference value + offset (a number other than 0).');
  return {
    column: text('Name of the column'),
    scale: withDefault(scale, 1),
    offset: withDefault(number('Offset in value = scale * reference value + offset'), 0),
    error: optional(errorBar, 'unknown'),
  };
}

/** The keys of a column's map. */
export function referenceColumnKeys(): readonly string[] {
  return Object.keys(columnShape());
}

/** A reference column, as a map or only by its name. */
function column() {
  const shape = columnShape();
  return either(
    'The reference column; name[k] is entry k, from 0, along the second axis of a netCDF variable',
    [text('Name of the column'), map('The reference column and its conversion.', shape)],
    `the name of a column or a map with the keys ${Object.keys(shape).join(', ')}`,
  ).transform((given) => (typeof given === 'string' ? { column: given, scale: 1, offset: 0 } : given));
}
