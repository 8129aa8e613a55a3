import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createSeriesWriter, readSeries, reopenSeriesWriter, timeQuantity } from '../../src/output/series.ts';
import { scenarioUnits } from '../../src/scenario/units.ts';
import { anyDoubles, bits } from './doubles.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const quantities = [
  { name: 'energy', label: 'kinetic energy', unit: 'm v^2' },
  { name: 'temperature.light', label: 'temperature of light', unit: 'm v^2' },
];

/** Text has one NaN. */
const canonical = (values: Float64Array) => values.map((value) => (Number.isNaN(value) ? NaN : value));

test('a series reads back bit for bit with its labels and units, every NaN as the one NaN', () => {
  const directory = temporaryDirectory();
  fc.assert(
    fc.property(fc.array(anyDoubles({ minLength: 2, maxLength: 2 }), { maxLength: 6 }), (values) => {
      // Times increase by less than the shortest text of a double can hide.
      const rows = values.map((row, k) => [1 + k * Number.EPSILON, ...row]);
      const writer = createSeriesWriter(directory, quantities);
      for (const [t, ...values] of rows) writer.append(t, Float64Array.from(values));
      writer.close();
      const series = readSeries(directory);
      expect(series.quantities).toEqual([timeQuantity, ...quantities]);
      expect(writer.rows).toBe(rows.length);
      series.quantities.forEach(({ name }, c) => {
        const expected = canonical(Float64Array.from(rows, (row) => row[c]));
        expect(bits(canonical(series.columns[name]))).toEqual(bits(expected));
      });
    }),
    { numRuns: 40 },
  );
});

test('resuming after k rows and repeating the rest gives the bytes of the uninterrupted series', () => {
  const rows = Array.from({ length: 7 }, (_, k) => Float64Array.of(Math.sqrt(k), k === 3 ? NaN : Math.exp(-k)));
  const directory = temporaryDirectory();
  const path = join(directory, 'series.csv');
  const writer = createSeriesWriter(directory, quantities);
  rows.forEach((row, k) => {
    writer.append(k / 3, row);
  });
  writer.close();
  const whole = readFileSync(path, 'utf8');
  for (const kept of [0, 2, 6, 7]) {
    appendFileSync(path, '0.1,0.2'); // torn by a kill
    const resumed = reopenSeriesWriter(directory, quantities, kept);
    expect(resumed.rows).toBe(kept);
    for (let k = kept; k < rows.length; k++) resumed.append(k / 3, rows[k]);
    resumed.close();
    expect(readFileSync(path, 'utf8')).toBe(whole);
  }
});

test('resuming asks for the same columns and for as many rows as the checkpoint counted', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'series.csv');
  const writer = createSeriesWriter(directory, quantities);
  writer.append(0, Float64Array.of(1, 2));
  writer.close();
  expect(() => reopenSeriesWriter(directory, quantities.slice(1), 1)).toThrow(
    new InputError(`${path}:1: expected column 2 to be temperature.light, got "energy"`),
  );
  expect(() => reopenSeriesWriter(directory, quantities, 2)).toThrow(
    new InputError(`${path}: expected at least the 2 rows of the checkpoint, got 1`),
  );
});

test('damage is reported with file, line and column', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'series.csv');
  createSeriesWriter(directory, quantities).close();
  writeFileSync(path, 't,energy,temperature.light\n0,1,2\n1,x2,3\n');
  expect(() => readSeries(directory)).toThrow(new InputError(`${path}:3 energy: expected a number, got "x2"`));
  writeFileSync(path, 't,energy,temperature.light\n0,1\n');
  expect(() => readSeries(directory)).toThrow(new InputError(`${path}:2: expected 3 fields, got 2`));
  writeFileSync(path, '');
  expect(() => readSeries(directory)).toThrow(/series\.csv:1: expected column 1 to be t, got none/);
  writeFileSync(`${path}-metadata.json`, '{"tableSchema":{}}');
  expect(() => readSeries(directory)).toThrow(/series\.csv-metadata\.json: expected the columns of a series/);
});

test('times that do not increase are reported with their line', () => {
  const directory = temporaryDirectory();
  createSeriesWriter(directory, quantities).close();
  for (const [second, got] of [
    ['0', '0'],
    ['-1', '-1'],
    ['', ''],
    ['Infinity', 'Infinity'],
  ]) {
    writeFileSync(join(directory, 'series.csv'), `t,energy,temperature.light\n0,1,2\n${second},1,2\n`);
    expect(() => readSeries(directory)).toThrow(`series.csv:3 t: expected a time after 0, got ${got}`);
  }
});

test('column names that would need quoting, or come twice, are refused', () => {
  const named = (...names: string[]) => names.map((name) => ({ name, label: '', unit: '1' }));
  const directory = temporaryDirectory();
  for (const names of [['a,b'], ['a b'], ['a/b'], [''], ['a', 'a'], ['t']])
    expect(() => createSeriesWriter(directory, named(...names)), names.join(' ')).toThrow();
});

test('a series of any length reads back', () => {
  const directory = temporaryDirectory();
  for (const rows of [63, 64, 65, 200]) {
    const writer = createSeriesWriter(directory, quantities);
    for (let r = 0; r < rows; r++) writer.append(r, Float64Array.of(r / 7, -r / 3));
    writer.close();
    const { columns } = readSeries(directory);
    const column = (factor: number) => Float64Array.from({ length: rows }, (_, r) => r / factor);
    expect(columns).toEqual({ t: column(1), energy: column(7), 'temperature.light': column(-3) });
  }
});

test('columns have the units that the scenario declares, after resuming too', () => {
  const units = scenarioUnits({
    units: { mass: 'electron', density: '1e20 m^-3', temperature: 'eV', time: 'us' },
    collisions: { strength: 1, pairs: [] } as never,
  })!;
  const directory = temporaryDirectory();
  const writer = createSeriesWriter(directory, quantities, units);
  writer.append(0, Float64Array.of(1, 2));
  writer.close();
  expect(readSeries(directory).quantities.map(({ unit }) => unit)).toEqual(['us', 'eV', 'eV']);
  const resumed = reopenSeriesWriter(directory, quantities, 1, units);
  resumed.close();
  expect(resumed.columnsHash).toBe(writer.columnsHash);
  expect(reopenSeriesWriter(directory, quantities, 1).columnsHash).not.toBe(writer.columnsHash);
});

test('a header with too many columns, and columns that are no columns, are told', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'series.csv');
  createSeriesWriter(directory, quantities).close();
  writeFileSync(path, 't,energy,temperature.light,more\n');
  expect(() => readSeries(directory)).toThrow(new InputError(`${path}:1: expected 3 columns, got 4`));
  const columns = (...titles: string[]) =>
    JSON.stringify({
      tableSchema: { columns: titles.map((name) => ({ titles: name, 'dc:title': '', 'schema:unitText': '' })) },
    });
  for (const [text, told] of [
    [columns('energy'), 'one with a wrong tableSchema.columns (the first column is t)'],
    [columns('t', 'a', 'a'), 'one with a wrong tableSchema.columns (column names differ)'],
    [columns('t', 'a b'), 'one with a wrong tableSchema.columns.1.titles (a name of a column)'],
  ]) {
    writeFileSync(`${path}-metadata.json`, text);
    expect(() => readSeries(directory)).toThrow(
      new InputError(`${path}-metadata.json: expected the columns of a series, got ${told}`),
    );
  }
  writeFileSync(`${path}-metadata.json`, '[]');
  expect(() => readSeries(directory)).toThrow(/expected the columns of a series, got something else \(/);
  writeFileSync(`${path}-metadata.json`, '{"a\n"');
  expect(() => readSeries(directory)).toThrow(
    /metadata\.json: expected the columns of a series as JSON, got text that does not parse: [^\n]+$/,
  );
});
