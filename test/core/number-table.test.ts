import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { parseNumberTable } from '../../src/core/number-table.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('what a table was written from is read back, to the bit', () => {
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(finite, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }),
    );
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '  ', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (rows, separator, newline) => {
        const names = rows[0].map((_, k) => `c${k}`);
        // A name alone says nothing about the separator.
        fc.pre(names.length > 1);
        const text = [names, ...rows.map((row) => row.map((x) => (Object.is(x, -0) ? '-0' : String(x))))]
          .map((cells) => cells.join(separator))
          .join(newline);
        const { columns } = parseNumberTable(text, 'x.csv');
        rows.forEach((row, r) => {
          row.forEach((value, k) => {
            expect(columns[k][r]).toBe(value);
          });
        });
      },
    ),
  );
});

test('columns have names; comments, empty lines, a byte order mark and quotes are no obstacle', () => {
  const text = '\uFEFF# measured\r\n"f", error, v\r\n\r\n1.5,0,0\r\n# middle\r\n2e-1,0,.5\r\n';
  const { names, columns, lineOf } = parseNumberTable(text, 'profile.csv');
  expect(names).toEqual(['f', 'error', 'v']);
  expect(columns.map((column) => [...column])).toEqual([
    [1.5, 0.2],
    [0, 0],
    [0, 0.5],
  ]);
  expect(lineOf(1)).toBe(6);
});

test.each([
  ['', 'x.csv:1: expected a line with the names of columns, got none'],
  ['# only this\n', 'x.csv:1: expected a line with the names of columns, got none'],
  ['v,f\n', 'x.csv: expected rows of numbers after the names of the columns, got none'],
  ['1,2\n3,4\n', 'x.csv:1: expected the names of the columns, got numbers; add a first line such as vx,vy,vz,weight'],
  ['v,f\n0,1\n1,x\n', 'x.csv:3 f: expected a number, got x'],
  ['v,f\n0,\n', 'x.csv:2 f: expected a number, got nothing'],
  ['v,f\n0,1\n2\n', 'x.csv:3: expected 2 cells for the columns v, f, got 1'],
  ['v;f\n0,5;1\n', 'x.csv:2 v: expected a number, got 0,5; write decimals with a point'],
  ['v,f\n0,inf\n', 'x.csv:2 f: expected a number, got inf'],
  ['v,f\n0,1e999\n', 'x.csv:2 f: expected a number, got 1e999'],
  ['v,v\n0,1\n', 'x.csv:1: expected a unique name for each column, got v twice'],
  ['v,,f\n0,1,1\n', 'x.csv:1: expected a name for each column, got none for column 2'],
])('%j is refused', (text, told) => {
  let problems: readonly string[] = [];
  try {
    parseNumberTable(text, 'x.csv');
  } catch (error) {
    if (error instanceof InputError) problems = error.problems;
  }
  expect(problems).toEqual([told]);
});
