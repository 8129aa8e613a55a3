import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, nearest, typingSlips } from '../../src/schema/nearest.ts';

const word = () => fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

describe('the number of typing slips', () => {
  test('is symmetric, zero for equal words only, and at most the length of the longer word', () => {
    fc.assert(
      fc.property(word(), word(), (a, b) => {
        const slips = typingSlips(a, b);
        expect(typingSlips(b, a)).toBe(slips);
        expect(slips === 0).toBe(a === b);
        expect(slips).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(slips).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  test('is one for a letter too much, too little, replaced or swapped', () => {
    expect(['stepp', 'ste', 'stop', 'setp'].map((typed) => typingSlips(typed, 'step'))).toStrictEqual([1, 1, 1, 1]);
  });

  test('adds up over the parts of a word', () => {
    expect(typingSlips('kitten', 'sitting')).toBe(3);
    expect(typingSlips('', 'abc')).toBe(3);
  });
});

describe('the nearest word', () => {
  test('is the word itself when it is among the candidates', () => {
    fc.assert(
      fc.property(fc.array(word(), { minLength: 1 }), (candidates) => {
        expect(nearest(candidates[0], candidates)).toBe(candidates[0]);
      }),
    );
  });

  test('may differ by case or be cut short', () => {
    expect(nearest('Step', ['start', 'step'])).toBe('step');
    expect(nearest('temp', ['drift', 'temperature'])).toBe('temperature');
    expect(nearest('midpoint', ['rk4', 'implicit-midpoint'])).toBe('implicit-midpoint');
  });

  test('is none when all candidates are far', () => {
    expect(nearest('gamma', ['exponent', 'strength', 'pairs'])).toBeUndefined();
    expect(didYouMean('xy', [])).toBeUndefined();
    expect(didYouMean(7, ['7'])).toBeUndefined();
  });
});
