import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { announce, fewer } from '../../src/cli/exploration.ts';

const limits = { bytes: 1e9, seconds: 1000, silent: 20 };
const cube = (n: number) => ({ unknowns: n, bytes: 8 * n * n, seconds: 1e-9 * n ** 3 });
const degree = {
  words: (value: number) => `--degree ${value}`,
  values: [3, 2, 1, 0],
  effort: (value: number) => cube(5000 * value),
};

function said(effort: ReturnType<typeof cube>, waysOut: Parameters<typeof announce>[3]): string {
  let text = '';
  const err = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  announce(err, 'explore growth', effort, waysOut, 'Ctrl-C keeps the best', limits);
  return text;
}

it('says nothing of what is short, and the estimate of what is long', () => {
  expect(said(cube(1000), [])).toBe('');
  expect(said(cube(4000), [])).toBe('explore growth: about 1 min for 4000 unknowns; Ctrl-C keeps the best\n');
});

it('refuses what is too large or too long, with the first values that are enough', () => {
  expect(() => said(cube(20000), [degree, fewer('--exponents', 40, (most) => cube(500 * most))])).toThrow(
    'explore growth: expected at most the 954 MiB of free memory, got about 2.98 GiB for 20000 unknowns; take --degree 1 or at most 19 of --exponents',
  );
  expect(() => said({ ...cube(10500), bytes: 1 }, [degree])).toThrow(
    'expected at most 16 min 40 s, got about 19 min 18 s for 10500 unknowns; take --degree 1',
  );
  expect(() => said(cube(20000), [])).toThrow('take fewer species or masses that are closer to each other');
});
