import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, nearest, typingSlips } from '../../src/schema/problem.ts';
import { maximal, minimal, problems } from './texts.ts';

describe('the problems of a file', () => {
  test('are all told at once, in the order of the file', () => {
    const text = maximal
      .replace('seed: first', 'seed: -1')
      .replace('mass: 1', 'mas: 1')
      .replace('count: 8000', 'count: 8500')
      .replace('exponent: -2', 'exponent: -7')
      .replace('[heavy, heavy]', '[heavy, haevy]')
      .replace('until: 6', 'until: 0')
      .replace('every: 0.25', 'every: often')
      .replace('temperature.light', 'temperature.dark');
    expect(problems(text)).toStrictEqual([
      'file.yaml:4:7 seed: expected an integer >= 0, got -1',
      'file.yaml:6:5 species[0].mass: expected a number > 0, got nothing',
      'file.yaml:7:5 species[0].mas: expected one of the keys name, particle, mass, charge, density, initial, particles, got mas; did you mean mass?',
      'file.yaml:16:14 species[0].particles.count: expected a perfect cube such as 8000 (20^3) or 9261 (21^3), got 8500',
      'file.yaml:37:17 collisions.pairs[0].exponent: expected a number in (-5, 1], got -7',
      'file.yaml:39:24 collisions.pairs[1].between[1]: expected one of the species light, heavy, got haevy; did you mean heavy?',
      'file.yaml:57:10 time.until: expected a time after the start 1, got 0',
      'file.yaml:66:10 output.every: expected a number > 0, got "often"',
      'file.yaml:71:3 expect.temperature.dark: expected one of the species light, heavy, got dark',
    ]);
  });

  test('of an empty map are all its missing keys', () => {
    expect(problems('{}').map((line) => line.split(': expected')[0])).toStrictEqual(
      ['title', 'dimension', 'species', 'collisions', 'time', 'output'].map((key) => `file.yaml:1:1 ${key}`),
    );
  });

  test('include those of the schema beside a key that comes twice', () => {
    expect(problems(minimal.replace('mass: 1', 'mass: 1\n    mass: -1'))).toStrictEqual([
      'file.yaml:6:5 syntax: expected every key once, got mass a second time',
      'file.yaml:6:11 species[0].mass: expected a number > 0, got -1',
    ]);
  });

  test('do not repeat what follows from an invalid field', () => {
    expect(problems(maximal.replace('below: 1e-12', 'below: x'))).toHaveLength(1);
    expect(problems(maximal.replace('near: 1.5', 'near: x'))).toHaveLength(1);
    expect(problems(maximal.replace('until: 6', 'until: x'))).toHaveLength(1);
    expect(problems(maximal.replace('name: light', 'name: 7'))).toHaveLength(1);
    expect(problems(maximal.replace('dimension: 3', 'dimension: three'))).toHaveLength(1);
  });

  test('name a pair that comes twice, in either order of its species', () => {
    for (const between of ['[light, heavy]', '[heavy, light]'])
      expect(
        problems(maximal.replace('[heavy, heavy]', between).replace('exponent: -2', 'exponent: -3')),
      ).toStrictEqual([
        `file.yaml:39:16 collisions.pairs[1].between: expected each pair once, got ${between} as in pairs[0]`,
      ]);
  });

  test('of an exponent are told once, however many pairs share it', () => {
    const text = maximal
      .replace(/mixture:\n(.*\n){3}/, 'bkw: { temperature: 1, amplitude: 0.1 }\n')
      .replace(/ +- between: \[heavy, heavy\]\n(.*\n){4}/, '');
    expect(problems(text).map((line) => line.split(' ')[1])).toStrictEqual([
      'collisions.exponent:',
      'collisions.pairs[0].exponent:',
    ]);
  });
});

describe('any text', () => {
  const form = /^file\.yaml:[1-9]\d*:[1-9]\d* \S+: expected .+, got .+$/;
  const pieces = [
    '\n',
    ' ',
    '\t',
    ':',
    '-',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    '&a',
    '*a',
    '!',
    '|',
    '>',
    '\0',
    '\r',
    'null',
    '.nan',
    '-1',
    '<<',
    '? ',
    '---\n',
    '\u2028',
  ];

  test('is a scenario or has problems of one line each, with a place inside the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(minimal, maximal),
        fc.array(fc.tuple(fc.nat(1500), fc.nat(12), fc.constantFrom('', ...pieces)), { minLength: 1, maxLength: 3 }),
        (text, edits) => {
          let broken = text;
          for (const [at, length, piece] of edits) broken = broken.slice(0, at) + piece + broken.slice(at + length);
          for (const line of problems(broken)) {
            expect(line).toMatch(form);
            expect(Number(line.split(':')[1])).toBeLessThanOrEqual(broken.split('\n').length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('as the value of any key is a scenario or has problems of one line each', () => {
    const keys = Array.from(maximal.matchAll(/^ *(?:- )?[\w.]+:/gm), (match) => match[0]);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.json({ maxDepth: 2 }), (key, value) => {
        for (const line of problems(maximal.replace(key, `${key} ${value} #`))) expect(line).toMatch(form);
      }),
      { numRuns: 100 },
    );
  });

  test('as an override is applied or has problems of one line each', () => {
    const override = fc.tuple(
      fc.string({ unit: fc.constantFrom(...'ab.[]01', 'time', 'species', 'expect', 'step') }),
      fc.oneof(fc.json(), fc.string()),
    );
    fc.assert(
      fc.property(override, ([path, value]) => {
        for (const line of problems(minimal, [`${path}=${value}`]))
          expect(line).toMatch(/^(--set |file\.yaml:\d+:\d+ ).*: expected .+, got .+$/);
      }),
      { numRuns: 100 },
    );
  });
});

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
