import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readReferenceColumn } from '../../src/study/target-value.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

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
