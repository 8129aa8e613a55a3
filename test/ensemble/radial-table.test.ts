import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { parseRadialTable } from '../../src/ensemble/distributions/tabulated.ts';

test('columns are found by name, in any order, among others, between comments and empty lines', () => {
  const text = '# measured\r\nf, error, v\r\n\r\n1.5,0,0\r\n# middle\r\n2e-1,0,.5\r\n';
  expect(parseRadialTable(text, 'profile.csv')).toEqual({ v: [0, 0.5], f: [1.5, 0.2] });
});

test('every bad line is reported with its place', () => {
  const problems = (text: string) => {
    try {
      parseRadialTable(text, 'profile.csv');
    } catch (error) {
      if (error instanceof InputError) return error.problems;
    }
    return [];
  };
  expect(problems('v,f\n0,1\n1,x\n2\n')).toEqual([
    'profile.csv:3 f: expected a number, got x',
    'profile.csv:4 f: expected a number, got nothing',
  ]);
  expect(problems('# c\nspeed,g\n0,1\n')).toEqual([
    'profile.csv:2 v: expected a column of this name, got speed, g',
    'profile.csv:2 f: expected a column of this name, got speed, g',
  ]);
  expect(problems('\n')).toEqual(['profile.csv:1 v: expected a table with the columns v and f, got no rows']);
});
