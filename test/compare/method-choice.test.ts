import { describe, expect, it } from 'vitest';
import { parseMethods } from '../../src/compare/plan.ts';
import { InputError } from '../../src/core/errors.ts';

function problems(text: string): readonly string[] {
  try {
    parseMethods(text);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

describe('the list of methods', () => {
  it('is read with labels and resolutions', () => {
    expect(parseMethods('blob, blob@400,plain:blob@0400 ,pair-collisions')).toEqual([
      { id: 'blob', label: 'blob', method: 'blob' },
      { id: 'blob@400', label: 'blob', method: 'blob', resolution: 400 },
      { id: 'plain@400', label: 'plain', method: 'blob', resolution: 400 },
      { id: 'pair-collisions', label: 'pair-collisions', method: 'pair-collisions' },
    ]);
  });

  it.each([
    ['', ['--methods: expected methods like blob, blob@400 or mesh:blob@400, separated by commas, got nothing']],
    ['blob@', ['--methods: expected methods like blob, blob@400 or mesh:blob@400, separated by commas, got blob@']],
    [
      'blob@20^2',
      ['--methods: expected methods like blob, blob@400 or mesh:blob@400, separated by commas, got blob@20^2'],
    ],
    ['blob,blob', ['--methods: expected each entry once, got blob twice']],
    ['a:blob,a:pair-collisions@9', ['--methods: expected one method for the label a, got blob and pair-collisions']],
  ])('is refused in a line for each fault: %s', (text, lines) => {
    expect(problems(text)).toEqual(lines);
  });

  it('suggests the method that was meant', () => {
    const [first, second, ...more] = problems('blop@4,pair-colisions');
    expect(first).toMatch(/^--methods: expected methods among blob, .*, got blop; did you mean blob\?$/);
    expect(second).toMatch(/got pair-colisions; did you mean pair-collisions\?$/);
    expect(more).toEqual([]);
  });
});
