import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exists, formatPath, type Path, startsWith, valueAt, without, withValue } from '../../src/schema/path.ts';

const data = () => fc.jsonValue({ maxDepth: 3 });
const path = () =>
  fc.array(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'x y'), fc.nat(3)), { maxLength: 4 });

describe('a path', () => {
  test('leads to the value that was set at it, and leaves the original as it was', () => {
    fc.assert(
      fc.property(data(), path(), data(), (before, where, value) => {
        const copy = structuredClone(before);
        const after = withValue(before, where, value);
        expect(valueAt(after, where)).toStrictEqual(value);
        expect(exists(after, where)).toBe(true);
        expect(before).toStrictEqual(copy);
      }),
    );
  });

  test('leads nowhere once its value is taken away', () => {
    fc.assert(
      fc.property(data(), path(), (before, where) => {
        expect(valueAt(without(withValue(before, where, 1), where), where)).toBeUndefined();
        expect(without(before, [...where, 'absent'])).toStrictEqual(before);
      }),
    );
  });

  test('finds no inherited properties', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt([], ['length', 'toString'])).toBeUndefined();
    expect(exists('text', ['length'])).toBe(false);
  });

  test('starts with each of its own beginnings', () => {
    fc.assert(
      fc.property(path(), fc.nat(4), (where: Path, length) => {
        expect(startsWith(where, where.slice(0, length))).toBe(true);
        expect(startsWith(where, [...where, 0])).toBe(false);
      }),
    );
  });

  test('is written on one line without spaces', () => {
    expect(formatPath(['species', 1, 'mass'])).toBe('species[1].mass');
    expect(formatPath([])).toBe('scenario');
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat())), (where) => {
        expect(formatPath(where)).toMatch(/^\S+$/);
      }),
    );
  });
});
