import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createStream, type RandomStream } from '../../src/core/random.ts';

const take = (stream: RandomStream, n: number) => Array.from({ length: n }, () => stream.next());
const mean = (x: readonly number[]) => x.reduce((sum, xi) => sum + xi, 0) / x.length;

test('the same seed and names give the same bits', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (seed, names) => {
      expect(take(createStream(seed, ...names), 4)).toEqual(take(createStream(seed, ...names), 4));
    }),
  );
  expect(take(createStream(7, 'a'), 4)).toEqual(take(createStream('7', 'a'), 4));
});

test('different seeds or names give different streams, however the parts are cut', () => {
  const key = fc.tuple(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
  fc.assert(
    fc.property(key, key, ([a, as], [b, bs]) => {
      fc.pre(JSON.stringify([a, as]) !== JSON.stringify([b, bs]));
      expect(take(createStream(a, ...as), 2)).not.toEqual(take(createStream(b, ...bs), 2));
    }),
  );
  const first = [
    createStream(1),
    createStream(11),
    createStream(111),
    createStream(1, 'a', 'b'),
    createStream(1, 'ab'),
    createStream(1, 'a/b'),
    createStream('1/a', 'b'),
  ].map((stream) => stream.next());
  expect(new Set(first).size).toBe(first.length);
});

test('numbers lie in [0, 1) on the 53-bit grid', () => {
  const x = take(createStream('grid'), 20_000);
  expect(x.every((xi) => xi >= 0 && xi < 1 && Number.isInteger(xi * 2 ** 53))).toBe(true);
  // The 21 low bits move too: about half of the numbers are odd on the grid.
  const odd = x.filter((xi) => (xi * 2 ** 53) % 2 === 1).length;
  expect(Math.abs(odd / x.length - 1 / 2)).toBeLessThan(5 / (2 * Math.sqrt(x.length)));
});

test('the moments are those of the uniform law within five standard deviations', () => {
  const x = take(createStream('moments'), 100_000);
  for (let k = 1; k <= 4; k++) {
    const deviation = Math.sqrt(1 / (2 * k + 1) - 1 / (k + 1) ** 2);
    const error = mean(x.map((xi) => xi ** k)) - 1 / (k + 1);
    expect(Math.abs(error)).toBeLessThan((5 * deviation) / Math.sqrt(x.length));
  }
});

test('streams with neighbouring names do not correlate, at any small lag', () => {
  const n = 20_000;
  const streams = ['1', '2', '11', 'light', 'lighu'].map((name) => take(createStream(1, name), n));
  for (const [i, x] of streams.entries())
    for (const [j, y] of streams.entries())
      for (let lag = i === j ? 1 : 0; lag < 4; lag++) {
        let sum = 0;
        for (let k = lag; k < n; k++) sum += (x[k] - 1 / 2) * (y[k - lag] - 1 / 2);
        // The correlation is normal with standard deviation 1/sqrt(n): 5 of them for 95 fixed pairs.
        expect(Math.abs((12 * sum) / n), `streams ${i} and ${j}, lag ${lag}`).toBeLessThan(5 / Math.sqrt(n));
      }
});

test('a restored stream continues bit for bit', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 50 }), (seed, skipped) => {
      const stream = createStream(seed, 'walk');
      take(stream, skipped);
      const state = stream.state();
      const expected = take(stream, 8);
      const other = createStream('any other');
      other.restore(state);
      expect(take(other, 8)).toEqual(expected);
      stream.restore(state);
      expect(take(stream, 8)).toEqual(expected);
    }),
  );
});

test('a broken state is refused with one clear line', () => {
  for (const text of ['', 'null', '[]', '7', '{"c":1,"s0":0.1,"s1":0.2}', '{"c":1,"s0":0.1,"s1":0.2,"s2":2}'])
    expect(() => createStream(1).restore(text)).toThrow(InputError);
});
