import type { Dataset, File } from 'h5wasm';
import { expect, test } from 'vitest';
import { encodeSeries } from '../../src/output/encode-series.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import type { Series } from '../../src/output/run-record.ts';
import { timeQuantity } from '../../src/output/series.ts';
import { provenance, quantities, scenario, speciesNames } from './sample-run.ts';

const hdf5 = await loadHdf5();
const rows = 4;
const columns = [timeQuantity, ...quantities];
const series: Series = {
  quantities: columns,
  columns: Object.fromEntries(
    columns.map(({ name }, c) => [name, Float64Array.from({ length: rows }, (_, r) => r + c / 8)]),
  ),
};
const description = { title: 'Two heliums', scenario, species: speciesNames, provenance };
const bytes = encodeSeries(hdf5, series, description);

function inFile<T>(read: (file: File) => T): T {
  return hdf5.decode(bytes, read);
}

const dataset = (file: File, name: string) => file.get(name) as Dataset;

test('columns of species and of pairs become dimensions, the others variables of time', () => {
  const shapes = inFile((file) => Object.fromEntries(file.keys().map((name) => [name, dataset(file, name).shape])));
  expect(shapes).toEqual({
    time: [4],
    species: [2],
    partner: [2],
    energy: [4],
    temperature: [4],
    temperature_by_species: [4, 2],
    velocity_x: [4, 2],
    error_l2: [4, 2],
    energy_exchange: [4, 2, 2],
  });
});

test('every value is where its time and species say, NaN where the series has no column', () => {
  inFile((file) => {
    const value = (name: string) => dataset(file, name).value as Float64Array;
    const column = (name: string) => series.columns[name];
    expect(value('time')).toEqual(column('t'));
    expect(value('energy')).toEqual(column('energy'));
    expect(value('temperature')).toEqual(column('temperature'));
    for (let r = 0; r < rows; r++) {
      speciesNames.forEach((name, s) => {
        expect(value('temperature_by_species')[2 * r + s]).toBe(column(`temperature.${name}`)[r]);
        expect(value('velocity_x')[2 * r + s]).toBe(column(`velocity_x.${name}`)[r]);
      });
      expect([...value('error_l2').subarray(2 * r, 2 * r + 2)]).toEqual([NaN, column('error_l2.He_4')[r]]);
      const exchange = [...value('energy_exchange').subarray(4 * r, 4 * r + 4)];
      expect(exchange).toEqual([NaN, column('energy_exchange.He-4.He_4')[r], NaN, NaN]);
    }
  });
});

test('dimensions are HDF5 dimension scales with the identities that netCDF-4 reads, in order', () => {
  inFile((file) => {
    ['time', 'species', 'partner'].forEach((name, id) => {
      const scale = dataset(file, name);
      expect(scale.get_scale_name()).toBe(name);
      expect(scale.attrs.CLASS.value).toBe('DIMENSION_SCALE');
      expect(scale.attrs._Netcdf4Dimid.value).toBe(id);
    });
    const exchange = dataset(file, 'energy_exchange');
    ['time', 'species', 'partner'].forEach((name, k) => {
      expect(exchange.get_attached_scales(k)).toEqual([`/${name}`]);
    });
    expect(dataset(file, 'species').value).toEqual(speciesNames);
  });
});

test('every variable says its unit, what it is, and that NaN is no value', () => {
  inFile((file) => {
    const text = (name: string) => {
      const { units, scenario_units, long_name } = dataset(file, name).attrs;
      // Without declared units values are pure numbers: UDUNITS would read t as a tonne.
      expect(units.value).toBe('1');
      return [scenario_units.value, long_name.value];
    };
    expect(text('time')).toEqual(['t', 'time']);
    expect(text('energy')).toEqual(['m v^2', 'kinetic energy']);
    expect(text('temperature')).toEqual(['m v^2', 'temperature of the mixture']);
    expect(text('temperature_by_species')).toEqual(['m v^2', 'temperature of species']);
    expect(text('velocity_x')).toEqual(['v', 'mean velocity of species along x']);
    expect(text('energy_exchange')).toEqual(['m n v^2/t', 'energy that species gains from partner']);
    for (const name of file.keys().filter((key) => !['time', 'species', 'partner'].includes(key)))
      expect(dataset(file, name).attrs._FillValue.value, name).toEqual(Float64Array.of(NaN));
  });
});

test('the file says by itself what was run, by what, with which seed', () => {
  const attributes = inFile((file) =>
    Object.fromEntries(Object.entries(file.attrs).map(([name, attribute]) => [name, attribute.value])),
  );
  expect(attributes).toEqual({
    title: 'Two heliums',
    source: 'landau-fisher 0.1.0',
    history: '2026-01-31T12:00:00.000Z landau run helium.yaml',
    references: provenance.methods[0].reference,
    software_version: '0.1.0',
    seed: '7',
    scenario,
  });
});

test('a file like one before has its own values and words', () => {
  const read = (encoded: Uint8Array) =>
    hdf5.decode(encoded, (file) => ({
      words: Object.entries(file.attrs).map(([name, { value }]) => [name, value]),
      values: Object.fromEntries(file.keys().map((name) => [name, dataset(file, name).value])),
      attributes: file.keys().map((name) => [name, Object.keys(dataset(file, name).attrs)]),
    }));
  const twice = {
    ...series,
    columns: Object.fromEntries(
      Object.entries(series.columns).map(([name, column]) => [name, column.map((x) => 2 * x)]),
    ),
  };
  const other = {
    ...description,
    title: 'Others',
    scenario: scenario.repeat(9),
    provenance: { ...provenance, seed: '12345' },
  };
  const [first, second] = [read(bytes), read(encodeSeries(hdf5, twice, other))];
  expect(second.attributes).toEqual(first.attributes);
  expect(second.words.map(([name]) => name)).toEqual(first.words.map(([name]) => name));
  expect(Object.fromEntries(second.words)).toMatchObject({
    title: 'Others',
    scenario: scenario.repeat(9),
    seed: '12345',
  });
  for (const [name, value] of Object.entries(first.values))
    expect(second.values[name], name).toEqual(value instanceof Float64Array ? value.map((x) => 2 * x) : value);
  // and the one before is as it was
  expect(read(encodeSeries(hdf5, series, description))).toEqual(first);
});

test('a series without species columns has one coordinate beside the species', () => {
  const plain: Series = { quantities: columns.slice(0, 2), columns: series.columns };
  const names = hdf5.decode(encodeSeries(hdf5, plain, description), (file) => file.keys());
  expect(names.sort()).toEqual(['energy', 'species', 'time']);
});

test('quantities named like a coordinate are kept beside it', () => {
  const odd = { ...series, quantities: [timeQuantity, { name: 'time', label: 'wall time', unit: 's' }] };
  const withTime = { ...odd, columns: { ...series.columns, time: Float64Array.of(9, 8, 7, 6) } };
  const values = hdf5.decode(encodeSeries(hdf5, withTime, description), (file) => dataset(file, 'time_').value);
  expect(values).toEqual(Float64Array.of(9, 8, 7, 6));
});

test('declared units are those of UDUNITS', () => {
  const declared = { ...series, quantities: columns.map((column) => ({ ...column, unit: '1e20 m-3 eV' })) };
  hdf5.decode(encodeSeries(hdf5, declared, description), (file) => {
    const { attrs } = dataset(file, 'energy');
    expect(attrs.units.value).toBe('1e20 m-3 eV');
    expect(attrs.scenario_units).toBeUndefined();
  });
});
