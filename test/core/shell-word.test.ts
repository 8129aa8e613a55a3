import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/core/shell-word.ts';

test('is what a shell reads as the word, in quotes only where they are needed', () => {
  const words = ['runs/tiny_1.0', 'my run', "it's", '$HOME', 'a;b', '*', '~', '', '<b>', 'a\\b', '"'];
  const line = `printf '%s\\n' ${words.map(shellWord).join(' ')}`;
  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\n').slice(0, -1)).toEqual(words);
  expect(shellWord(words[0])).toBe(words[0]);
});
