import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, plainCell, shellWord } from '../../src/core/quoting.ts';

test('text that a spreadsheet would take for a formula is marked as text, and numbers are not', () => {
  expect(csvLine(['=cmd|x', '+1', '-a', '@sum', 'a', -1, -2e-7, null, Number.NaN, true])).toBe(
    "'=cmd|x,'+1,'-a,'@sum,a,-1,-2e-7,,,true",
  );
});

test('every text comes back, and no cell begins like a formula', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '"', ',', '\n', 'a') }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const cell = csvLine([text]);
      const unquoted = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(unquoted).not.toMatch(/^[=+\-@\t\r]/);
      expect(plainCell(unquoted)).toBe(text);
    }),
  );
});

test('is what a shell reads as the word, in quotes only where they are needed', () => {
  const words = ['runs/tiny_1.0', 'my run', "it's", '$HOME', 'a;b', '*', '~', '', '<b>', 'a\\b', '"'];
  const line = `printf '%s\\n' ${words.map(shellWord).join(' ')}`;
  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\n').slice(0, -1)).toEqual(words);
  expect(shellWord(words[0])).toBe(words[0]);
});
