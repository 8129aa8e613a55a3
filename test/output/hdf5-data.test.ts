import type { Dataset, Group } from 'h5wasm';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { axisNodes } from '../../src/core/lattice.ts';
import type { DataArray, ParticleChoice } from '../../src/ensemble/data-file.ts';
import { encodeSnapshot } from '../../src/output/encode-snapshot.ts';
import {
  type Hdf5,
  loadHdf5,
  NeedsHdf5,
  setInteger,
  setIntegers,
  setReal,
  setReals,
  setText,
  withHdf5,
} from '../../src/output/hdf5.ts';
import { hdf5Arrays, isHdf5, openPmdMesh, openPmdParticles } from '../../src/output/hdf5-data.ts';
import { scenarioUnits } from '../../src/scenario/units.ts';
import { provenance, sampleSnapshot, speciesNames } from './sample-run.ts';

const hdf5 = await loadHdf5();
const units = scenarioUnits({
  units: { mass: 'electron', density: '1e20 m^-3', temperature: 'eV', time: 'us' },
  collisions: { strength: 1, pairs: [] } as never,
})!;
const electronVelocity = Math.sqrt(1.602176634e-19 / 9.1093837139e-31);
const values = (parts: ReadonlyMap<string, DataArray>) => new Map([...parts].map(([key, part]) => [key, part.values]));

describe.each([2, 3] as const)('the snapshot of a run in dimension %d', (d) => {
  const snapshot = sampleSnapshot(d);
  const exact = snapshot.species.map((species) => species.values.map(Math.sqrt));
  const details = { iteration: 250, dt: 0.05, exact, provenance };
  const bytes = encodeSnapshot(hdf5, snapshot, details);
  const inUnits = encodeSnapshot(hdf5, snapshot, { ...details, units });

  // The key of He-4 in the file is He_4, which is the name of the other species.
  test.each(speciesNames.map((name, i) => [name, i] as const))('has the particles of %s, by name', (name, i) => {
    const { weights, velocities } = snapshot.species[i].particles!;
    const planes = ['x', 'y', 'z'].slice(0, d).map((axis, k) => {
      return [axis, velocities.data.slice(k * weights.length, (k + 1) * weights.length)] as const;
    });
    for (const choice of [{ species: name, name: 'other' }, { name }] as ParticleChoice[]) {
      const record = openPmdParticles(bytes, 'a.h5', choice)!;
      expect(values(record.velocity)).toEqual(new Map(planes));
      expect(record.weights!.values).toEqual(weights);
      expect(record.unitSI).toBeUndefined();
    }
    const { unitSI } = openPmdParticles(inUnits, 'a.h5', { name, iteration: 250 })!;
    expect(unitSI! / electronVelocity).toBeCloseTo(1, 12);
  });

  test.each(speciesNames.map((name, i) => [name, i] as const))('has f of %s, and not the exact solution', (name, i) => {
    const { lattice, values } = snapshot.species[i];
    const mesh = openPmdMesh(bytes, 'a.h5', { name })!;
    expect(mesh.values.values).toEqual(values);
    expect(mesh.values.shape).toEqual(lattice.shape);
    mesh.axes.forEach((axis, k) => {
      const nodes = axisNodes(lattice, k);
      expect(axis.length).toBe(nodes.length);
      axis.forEach((v, j) => {
        expect(v).toBeCloseTo(nodes[j], 13);
      });
    });
    expect(mesh.unitSI).toBeUndefined();
    const { unitSI } = openPmdMesh(inUnits, 'a.h5', { species: name, name: '' })!;
    expect(unitSI! / electronVelocity).toBeCloseTo(1, 12);
  });

  test('has every dataset of numbers by its path', () => {
    const { arrays, called } = hdf5Arrays(bytes, 'a.h5');
    expect(called).toBe('datasets');
    const f = arrays.get('data/250/meshes/f_He_4')!;
    expect(f.values).toEqual(snapshot.species[0].values);
    const size = f.shape.at(-1)!;
    const place = [...Array(d - 2).fill(0), 1, size - 1];
    expect(f.place(2 * size - 1)).toBe(`a.h5 data/250/meshes/f_He_4: entry [${place.join(', ')}]`);
    expect(arrays.has('data/250/particles/He_4_/velocity/y')).toBe(true);
  });
});

describe('a file of another program', () => {
  /** One species `e` in the iterations 3 and 12, of which 12 is the later one. */
  const openPmd = (build: (species: Group, file: Parameters<Parameters<Hdf5['encode']>[0]>[0]) => void) =>
    hdf5.encode((file) => {
      setText(file, 'openPMD', '1.1.0');
      setText(file, 'basePath', '/fields/%T/');
      setText(file, 'particlesPath', 'beams/');
      const all = file.create_group('fields');
      for (const iteration of ['12', '3'])
        build(all.create_group(iteration).create_group('beams').create_group('e'), file);
    });
  const read = (bytes: Uint8Array, choice: Partial<ParticleChoice> = {}) =>
    openPmdParticles(bytes, 'a.h5', { name: 'ions', ...choice })!;
  const dataset = (group: Group, name: string, data: readonly number[]) =>
    group.create_dataset({ name, data: Float64Array.from(data) }) as Dataset;

  test('gives the last iteration, or the one that is asked for', () => {
    const bytes = openPmd((e) => void dataset(e.create_group('velocity'), 'x', [Number(e.path.split('/')[2])]));
    expect(read(bytes).velocity.get('x')!.values).toEqual(Float64Array.of(12));
    expect(read(bytes, { iteration: 3 }).velocity.get('x')!.values).toEqual(Float64Array.of(3));
    expect(read(bytes)).toMatchObject({ unitSI: 1 });
    expect(() => read(bytes, { iteration: 4 })).toThrow(new InputError('a.h5 iteration: expected one of 3, 12, got 4'));
  });

  test('gives velocities from macro-weighted momenta p = gamma m v, with masses one by one or constant', () => {
    const [weight, m, c] = [3, 9.1, 299792458];
    const speeds = [0.6 * c, -0.8 * c];
    const momenta = speeds.map((v) => (m * v) / Math.sqrt(1 - (v / c) ** 2));
    for (const isConstant of [true, false]) {
      const bytes = openPmd((e) => {
        const momentum = e.create_group('momentum');
        setInteger(momentum, 'macroWeighted', 1, 'uint32');
        setReal(momentum, 'weightingPower', 2);
        // In units of 1e-31 kg km/s.
        setReal(
          dataset(
            momentum,
            'x',
            momenta.map((p) => (weight ** 2 * p) / 1000),
          ),
          'unitSI',
          1e-28,
        );
        dataset(e, 'weighting', [weight, weight]);
        const mass = isConstant ? e.create_group('mass') : dataset(e, 'mass', [m, m]);
        setReal(mass, 'unitSI', 1e-31);
        if (!isConstant) return;
        setReal(mass, 'value', m);
        setIntegers(mass, 'shape', [2], 'uint64');
      });
      const { velocity, unitSI } = read(bytes);
      expect(unitSI! / 1000).toBeCloseTo(1, 12);
      velocity.get('x')!.values.forEach((v, p) => {
        expect((v * unitSI!) / speeds[p]).toBeCloseTo(1, 12);
      });
    }
  });

  test('keeps values that are not macro-weighted, or have the power 0, as they are', () => {
    for (const [flag, power] of [
      [0, 1],
      [1, 0],
    ]) {
      const bytes = openPmd((e) => {
        const velocity = e.create_group('velocity');
        setInteger(velocity, 'macroWeighted', flag, 'uint32');
        setReal(velocity, 'weightingPower', power);
        dataset(velocity, 'x', [6]);
        dataset(e, 'weighting', [3]);
      });
      expect(read(bytes).velocity.get('x')!.values).toEqual(Float64Array.of(6));
    }
  });

  test('has its nodes at gridGlobalOffset + (i + position) gridSpacing, here in the middle of the cells', () => {
    const bytes = hdf5.encode((file) => {
      setText(file, 'openPMD', '1.1.0');
      const mesh = file
        .create_group('data')
        .create_group('0')
        .create_group('meshes')
        .create_dataset({ name: 'f', data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] }) as Dataset;
      setReals(mesh, 'gridSpacing', [2, 10]);
      setReals(mesh, 'gridGlobalOffset', [-1, 5]);
      setReals(mesh, 'position', [0.5, 0]);
      setReal(mesh, 'gridUnitSI', 1000);
    });
    const { axes, unitSI } = openPmdMesh(bytes, 'a.h5', { name: 'ions' })!;
    expect(axes).toEqual([Float64Array.of(0, 2, 4), Float64Array.of(5, 15)]);
    expect(unitSI).toBe(1000);
  });

  test('has its values unpacked, and no value where netCDF and CF say that none was written', () => {
    const unwritten = 9.969209968386869e36;
    const bytes = hdf5.encode((file) => {
      dataset(file, 'plain', [1, unwritten, -99]);
      const packed = file.create_group('deeper').create_dataset({ name: 'packed', data: Int32Array.of(1, -9, -8, 4) });
      setReal(packed as Dataset, 'scale_factor', 0.5);
      setReals(packed as Dataset, 'add_offset', [10]);
      setReal(packed as Dataset, '_FillValue', -9);
      setReal(packed as Dataset, 'missing_value', -8);
      file.create_dataset({ name: 'words', data: ['a', 'b'] });
      file.create_dataset({ name: 'scalar', data: 1 });
    });
    const { arrays } = hdf5Arrays(bytes, 'a.h5');
    expect([...arrays.keys()].sort()).toEqual(['deeper/packed', 'plain']);
    expect(arrays.get('plain')!.values).toEqual(Float64Array.of(1, Number.NaN, -99));
    expect(arrays.get('deeper/packed')!.values).toEqual(Float64Array.of(10.5, Number.NaN, Number.NaN, 12));
  });

  test.each<[string, (e: Group) => void, Partial<ParticleChoice>, string]>([
    ['nothing', () => {}, {}, '/fields/12/beams/e: expected a record velocity, or momentum with mass, got none'],
    [
      'momenta without a mass',
      (e) => void dataset(e.create_group('momentum'), 'x', [1]),
      {},
      '/fields/12/beams/e: expected a record velocity, or momentum with mass, got momentum',
    ],
    [
      'macro-weighted values without weights',
      (e) => {
        const velocity = e.create_group('velocity');
        dataset(velocity, 'x', [1]);
        setInteger(velocity, 'macroWeighted', 1, 'uint32');
        setReal(velocity, 'weightingPower', 1);
      },
      {},
      '/fields/12/beams/e/velocity: expected a record weighting with values of macro-particles, got none; set macroWeighted to 0 for values of real particles',
    ],
    [
      'components of unequal units',
      (e) => {
        const velocity = e.create_group('velocity');
        dataset(velocity, 'x', [1]);
        setReal(dataset(velocity, 'y', [1]), 'unitSI', 2);
      },
      {},
      ': expected the same unitSI for all components of a record, got 1, 2',
    ],
    [
      'a constant without a value',
      (e) => setIntegers(e.create_group('velocity').create_group('x'), 'shape', [1], 'uint64'),
      {},
      'fields/12/beams/e/velocity/x: expected a dataset, or a constant with value and shape, got neither',
    ],
    ['another species', () => {}, { species: 'E' }, 'species: expected one of e, got E; did you mean e?'],
  ])('with %s is refused in one line', (_name, build, choice, told) => {
    expect(() => read(openPmd(build), choice)).toThrow(new InputError(`a.h5${told.startsWith(':') ? '' : ' '}${told}`));
  });

  test.each<[string, (root: Group) => void, string]>([
    ['no iterations', () => {}, ': expected iterations in data, got none'],
    [
      'no particles',
      (root) => void root.create_group('data').create_group('3').create_group('particles'),
      ' particles: expected particles in iteration 3, got none; take a file of a method with particles, or initial: { tabulated: ... } for its f',
    ],
    [
      'several species, none of that name',
      (root) => {
        const all = root.create_group('data').create_group('3').create_group('particles');
        for (const name of ['e', 'H']) all.create_group(name);
      },
      ': expected one species, or one called ions, got H, e; select one with the key species',
    ],
  ])('with %s is refused in one line', (_name, build, told) => {
    const bytes = hdf5.encode((file) => {
      setText(file, 'openPMD', '1.1.0');
      build(file as unknown as Group);
    });
    expect(() => read(bytes)).toThrow(new InputError(`a.h5${told}`));
  });

  test('without f, or with f on axes of another number, is refused in one line', () => {
    const meshes = (build: (all: Group) => void) =>
      hdf5.encode((file) => {
        setText(file, 'openPMD', '1.1.0');
        build(file.create_group('data').create_group('3').create_group('meshes'));
      });
    const mesh = (bytes: Uint8Array) => openPmdMesh(bytes, 'a.h5', { name: 'ions' });
    expect(() => mesh(meshes(() => {}))).toThrow(new InputError('a.h5 meshes: expected a mesh with f, got none'));
    for (const [spacing, offset] of [
      [[1], [1, 1]],
      [[1, 1], [1]],
    ]) {
      const bytes = meshes((all) => {
        const f = all.create_dataset({ name: 'f', data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }) as Dataset;
        setReals(f, 'gridSpacing', spacing);
        setReals(f, 'gridGlobalOffset', offset);
      });
      expect(() => mesh(bytes)).toThrow(
        new InputError('a.h5 /data/3/meshes/f: expected gridSpacing and gridGlobalOffset of 2 axes, got others'),
      );
    }
  });

  test('that is not openPMD has no species, one without numbers no arrays, and a damaged one is told', () => {
    const empty = hdf5.encode((file) => void file.create_group('a'));
    expect(isHdf5(empty)).toBe(true);
    expect(isHdf5(Buffer.from('\x89HDF\r\n\x1a'))).toBe(false);
    expect(openPmdParticles(empty, 'a.h5', { name: 'e' })).toBeUndefined();
    expect(openPmdMesh(empty, 'a.h5', { name: 'e' })).toBeUndefined();
    expect(() => hdf5Arrays(empty, 'a.h5')).toThrow(new InputError('a.h5: expected datasets of numbers, got none'));
    expect(() => hdf5Arrays(empty.subarray(0, 60), 'a.h5')).toThrow(
      /^a\.h5: expected an HDF5 file, got one that is damaged (or cut short|\([^\n]+\))$/,
    );
  });
});

test('HDF5 is loaded where it is needed', async () => {
  expect(new NeedsHdf5('a.h5').message).toContain('a.h5: expected the HDF5 library to be loaded');
  let calls = 0;
  const result = await withHdf5(() => {
    calls++;
    if (calls === 1) throw new NeedsHdf5('a.h5');
    return 'read';
  });
  expect([result, calls]).toEqual(['read', 2]);
  const fail = () => {
    calls++;
    throw new Error('no');
  };
  await expect(withHdf5(fail)).rejects.toThrow('no');
  expect(calls).toBe(3);
});
