import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TargetScenario } from '../../src/scenario/study.ts';
import { readReferenceColumn, targetValue } from '../../src/study/target-value.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const columns = {
  t: [0, 0.1, 0.2, 0.30000000000000004],
  x: [2, -5, 1, 4],
  y: [1, 1, 2, Number.NaN],
  z: [1, Number.NaN, 2, 3],
};
const target = (keys: Partial<TargetScenario>): TargetScenario => ({
  column: 'x',
  at: 'end',
  relative: false,
  signed: false,
  statistic: 'mean',
  expect: {},
  ...keys,
});
const none = () => ({ t: [], values: [] });
const value = (keys: Partial<TargetScenario>, open = none as Parameters<typeof targetValue>[2]) =>
  targetValue(target(keys), columns, open);

test('a target without an exact value is the column itself', () => {
  expect(value({})).toBe(4);
  expect(value({ at: 0.1 })).toBe(-5);
  expect(value({ at: 0.3 })).toBe(4);
  expect(value({ at: 'sup' })).toBe(-5);
});

test('a target with an exact value is the distance from it', () => {
  expect(value({ exact: 5 })).toBe(1);
  expect(value({ exact: 5, signed: true })).toBe(-1);
  expect(value({ exact: -8, relative: true, at: 0.1 })).toBe(3 / 8);
  expect(value({ exact: 'y', at: 0.2 })).toBe(1);
  expect(value({ exact: 0, at: 'sup', signed: true })).toBe(-5);
});

test('a reference table counts in the rows that it has', () => {
  const open = (file: string, column: string) => {
    expect([file, column]).toEqual(['f.csv', 'T']);
    return { t: [0, 0.2, 0.7], values: [1.5, 3, 9] };
  };
  const exact = { file: 'f.csv', column: 'T' };
  expect(value({ exact, at: 0.2 }, open)).toBe(2);
  expect(value({ exact, at: 'sup' }, open)).toBe(2);
  expect(value({ exact }, open)).toBeNaN();
});

test('what the series does not have is not a number', () => {
  expect(value({ at: 0.15 })).toBeNaN();
  expect(value({ column: 'absent' })).toBeNaN();
  expect(value({ exact: 'y' })).toBeNaN();
  expect(value({ exact: 'y', at: 'sup' })).toBeNaN();
  expect(value({ column: 'z', at: 'sup' })).toBeNaN();
  expect(value({ column: 'y', at: 'rise' })).toBeNaN();
});

test('a rise is the largest increase from an earlier row to a later one, whatever lies between', () => {
  expect(value({ at: 'rise' })).toBe(9);
  expect(value({ at: 'rise', relative: true })).toBe(4.5);
  fc.assert(
    fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1 }), (x) => {
      const largest = Math.max(...x.flatMap((late, k) => x.slice(0, k + 1).map((early) => late - early)));
      expect(targetValue(target({ at: 'rise' }), { t: x.map((_, k) => k), x }, none)).toBe(largest);
    }),
  );
});

const newDirectory = temporaryDirectories();

function table(text: string): string {
  const path = join(newDirectory(), 'reference.csv');
  writeFileSync(path, text);
  return path;
}

test('a column of a reference table comes with its times, without the comments', () => {
  const path = table('# made by hand\nt,T1,H\n0,1,-2.5\n\n0.5,1.25,-3e-1\n');
  expect(readReferenceColumn(path, 'H')).toEqual({ t: [0, 0.5], values: [-2.5, -0.3] });
});

test('a table that lacks the column, or holds no number there, is refused with the place', () => {
  const path = table('t,temperature\n0,1\n1,x\n');
  expect(() => readReferenceColumn(path, 'temprature')).toThrow(
    `${path}: expected a column temprature, got t, temperature; did you mean temperature?`,
  );
  expect(() => readReferenceColumn(path, 'temperature')).toThrow(`${path}:3 temperature: expected a number, got "x"`);
  const infinite = table('t,T\n0,1e999\n');
  expect(() => readReferenceColumn(infinite, 'T')).toThrow(`${infinite}:2 T: expected a number, got "1e999"`);
  expect(() => readReferenceColumn(`${path}x`, 'T1')).toThrow(
    `${path}x: expected a table with a column t, got no such file`,
  );
});
