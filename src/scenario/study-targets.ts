import * as z from 'zod';
import { choice, either, flag, list, map, number, optional, readAs, text, withDefault } from './fields.ts';

/** What a study measures, and what must come out. */
export function targets() {
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
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()]), { error: 'a map from axes to values' })
    .describe('Only where these axes have these values.');
  return map('A claim: at least one of near, below, above and interval.', {
    where: withDefault(where, {}),
    near: optional(number('Expected value; needs within'), 'no claim'),
    within: optional(number('Largest distance from near', { from: 0 }), 'none; near needs it'),
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
