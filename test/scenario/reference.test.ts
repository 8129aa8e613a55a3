import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { ReferenceScenario } from '../../src/scenario/scenario.ts';
import { maximal, minimal, problems } from './texts.ts';

const withReference = (reference: string) => `${minimal}reference: ${reference}\n`;

describe('the reference of a scenario', () => {
  test('has defaults that change nothing', () => {
    const { reference } = parseScenario(withReference('{ file: other.csv, columns: { entropy: S } }'), 'file.yaml');
    expect(reference).toStrictEqual({
      file: 'other.csv',
      time: { column: 't', scale: 1, offset: 0 },
      columns: { entropy: { column: 'S', scale: 1, offset: 0 } },
    });
  });

  test.each([
    ['{ columns: { entropy: S } }', 'reference.file: expected text, got nothing'],
    [
      '{ file: a.csv }',
      'reference.columns: expected a map from columns of the series to columns of the reference, got nothing',
    ],
    ['{ file: a.csv, columns: {} }', 'reference.columns: expected at least one column of the series, got an empty map'],
    ['{ file: a.csv, columns: { entropy: 3 } }', 'expected the name of a column or a map with the keys column, scale'],
    ['{ file: a.csv, columns: { entropy: { column: S, scale: 0 } } }', 'expected a number other than 0, got 0'],
    [
      '{ file: a.csv, columns: { entropy: { column: S, error: -1 } } }',
      'entropy.error: expected a number >= 0, got -1',
    ],
    ['{ file: a.csv, columns: { entropy: { colum: S } } }', 'did you mean column?'],
    ['{ file: a.csv, time: { scale: 0 }, columns: { entropy: S } }', 'reference.time.scale: expected a number > 0'],
    ['{ file: a.csv, format: hdf, columns: { entropy: S } }', 'expected one of csv, netcdf, got "hdf"'],
    ['{ file: a.csv, columns: { "two words": S } }', 'expected the name of a column'],
    ['{ file: a.csv, columns: { temperature.gaz: T } }', 'expected the species gas, got gaz; did you mean gas?'],
    ['{ fil: a.csv, columns: { entropy: S } }', 'did you mean file?'],
  ])('is told where it is wrong: %s', (reference, message) => {
    const lines = problems(withReference(reference));
    expect(lines.join('\n')).toContain(message);
    for (const line of lines) expect(line).toMatch(/^file\.yaml:12:\d+ reference\S*: expected .+, got .+$/);
  });

  test('is overridden by the names of columns, dots and all', () => {
    const columns = (...overrides: string[]) =>
      (parseScenario(maximal, 'file.yaml', overrides).reference as ReferenceScenario).columns;
    expect(columns('reference.columns.temperature.light.scale=3')['temperature.light'].scale).toBe(3);
    expect(columns('reference.columns.energy_drift=E').energy_drift.column).toBe('E');
    expect(columns('reference.columns.temperature.heavy=null')).not.toHaveProperty('temperature.heavy');
  });
});
