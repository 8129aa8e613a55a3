import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, File, FS, type Group } from 'h5wasm';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { axisNodes } from '../../src/core/lattice.ts';
import type { Mollifier, Snapshot } from '../../src/methods/snapshot.ts';
import { encodeSnapshot } from '../../src/output/encode-snapshot.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import { readParticles, readSnapshot } from '../../src/output/read-snapshot.ts';
import { scenarioUnits } from '../../src/scenario/units.ts';
import { bits } from './doubles.ts';
import { openPmdProblems } from './openpmd-rules.ts';
import { provenance, sampleSnapshot, speciesNames } from './sample-run.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const hdf5 = await loadHdf5();

/** Another one of the same parts: no number is the same. */
function other(snapshot: Snapshot): Snapshot {
  const twice = (values: Float64Array) => values.map((value) => 2 * value);
  return {
    ...snapshot,
    t: 2 * snapshot.t,
    species: snapshot.species.map(({ lattice, particles, ...state }) => ({
      ...{ ...state, smoothing: 2 * state.smoothing, values: twice(state.values) },
      lattice: {
        ...{ ...lattice, spacing: 2 * lattice.spacing, anchor: lattice.anchor.map((at) => at + 1) },
        first: lattice.first.map((at) => at + 1),
      },
      ...(particles && {
        particles: {
          weights: twice(particles.weights),
          velocities: { ...particles.velocities, data: twice(particles.velocities.data) },
        },
      }),
    })),
  };
}

describe.each([
  [2, 'a new file', 250],
  [2, 'a file like one before', 251],
  [3, 'a file like one before', 251],
] as const)('in dimension %d, in %s', (d, _file, iteration) => {
  const snapshot = sampleSnapshot(d);
  const exact = [undefined, snapshot.species[1].values.map(Math.sqrt)];
  if (iteration === 251) {
    const details = { iteration, dt: 0.1, exact: [undefined, snapshot.species[1].values] };
    encodeSnapshot(hdf5, other(snapshot), { ...details, provenance: { ...provenance, seed: '12345' } });
  }
  const bytes = encodeSnapshot(hdf5, snapshot, { iteration, dt: 0.05, exact, provenance });

  test('a snapshot file keeps the mandatory rules of openPMD 1.1', () => {
    expect(hdf5.decode(bytes, openPmdProblems)).toEqual([]);
  });

  test('the file says by itself when that was, by what step and which seed', () => {
    hdf5.decode(bytes, (file) => {
      const { time, dt } = (file.get(`/data/${iteration}`) as Group).attrs;
      expect([time.value, dt.value, file.attrs.seed.value]).toEqual([snapshot.t, 0.05, provenance.seed]);
    });
  });

  test('f, its lattice and the exact solution read back bit for bit', async () => {
    const path = join(temporaryDirectory(), `000${iteration}.h5`);
    writeFileSync(path, bytes);
    const back = await readSnapshot(path);
    expect(back.t).toBe(snapshot.t);
    expect(back.species.map(({ name }) => name)).toEqual(speciesNames);
    back.species.forEach((species, i) => {
      expect(species.lattice).toEqual(snapshot.species[i].lattice);
      expect(species.smoothing).toBe(snapshot.species[i].smoothing);
      expect(bits(species.values)).toEqual(bits(snapshot.species[i].values));
      expect(species.exact === undefined).toBe(exact[i] === undefined);
      if (species.exact !== undefined) expect(bits(species.exact)).toEqual(bits(exact[i]!));
    });
  });

  test('the particles read back bit for bit with masses and charges', async () => {
    const path = join(temporaryDirectory(), `000${iteration}.h5`);
    writeFileSync(path, bytes);
    const back = await readParticles(path);
    expect(back.t).toBe(snapshot.t);
    expect(back.species.map(({ name, mass, charge }) => ({ name, mass, charge }))).toEqual(snapshot.mixture.species);
    back.species.forEach(({ particles }, i) => {
      const { weights, velocities } = snapshot.species[i].particles!;
      expect(bits(particles.weights)).toEqual(bits(weights));
      expect(particles.velocities).toMatchObject({ d, n: weights.length });
      expect(bits(particles.velocities.data)).toEqual(bits(velocities.data));
    });
  });

  test('other programs find the axes where the lattice has them, and momentum as mass times velocity', () => {
    hdf5.decode(bytes, (file) => {
      const mesh = file.get(`/data/${iteration}/meshes/f_He_4`) as Dataset;
      const { lattice } = snapshot.species[0];
      const [offset, spacing] = ['gridGlobalOffset', 'gridSpacing'].map(
        (name) => mesh.attrs[name].value as Float64Array,
      );
      for (let k = 0; k < d; k++) {
        const nodes = axisNodes(lattice, k);
        expect(offset[k]).toBe(nodes[0]);
        expect(offset[k] + spacing[k] * (nodes.length - 1)).toBeCloseTo(nodes.at(-1)!, 14);
      }
      expect(mesh.attrs.axisLabels.value).toEqual(['vx', 'vy', 'vz'].slice(0, d));
      const plane = (record: string) =>
        (file.get(`/data/${iteration}/particles/He_4/${record}/y`) as Dataset).value as Float64Array;
      const { mass } = snapshot.mixture.species[0];
      expect(plane('momentum')).toEqual(plane('velocity').map((v) => mass * v));
    });
  });

  test('a method without particles leaves no empty particle group', async () => {
    const path = join(temporaryDirectory(), '000000.h5');
    const field = sampleSnapshot(d, { particles: false });
    writeFileSync(path, encodeSnapshot(hdf5, field, { iteration: 0, dt: 0, provenance }));
    hdf5.decode(encodeSnapshot(hdf5, field, { iteration: 0, dt: 0, provenance }), (file) => {
      expect(openPmdProblems(file)).toEqual([]);
      expect((file.get('/data/0') as Group).keys()).toEqual(['meshes']);
    });
    expect((await readParticles(path)).species).toEqual([]);
    expect((await readSnapshot(path)).species).toHaveLength(2);
  });
});

test('the check of the rules notices each mandatory attribute that is taken away', () => {
  const bytes = encodeSnapshot(hdf5, sampleSnapshot(2), { iteration: 1, dt: 0.1, provenance });
  const mesh = '/data/1/meshes/f_He_4';
  const particles = '/data/1/particles/He_4';
  for (const [path, ...names] of [
    ['/', 'openPMD', 'openPMDextension', 'basePath', 'iterationEncoding', 'iterationFormat', 'meshesPath', 'date'],
    ['/data/1', 'time', 'dt', 'timeUnitSI'],
    [mesh, 'geometry', 'dataOrder', 'axisLabels', 'gridSpacing', 'gridGlobalOffset', 'gridUnitSI', 'position'],
    [mesh, 'unitSI', 'unitDimension', 'timeOffset'],
    [`${particles}/velocity`, 'unitDimension', 'timeOffset'],
    [`${particles}/velocity/x`, 'unitSI'],
    [`${particles}/position/x`, 'value', 'shape', 'unitSI'],
    [`${particles}/weighting`, 'weightingPower', 'macroWeighted'],
    [`${particles}/mass`, 'shape', 'unitSI'],
  ])
    for (const name of names) {
      FS!.writeFile('/damaged.h5', bytes);
      const file = new File('/damaged.h5', 'a');
      (file.get(path) as Group).delete_attribute(name);
      expect(openPmdProblems(file), `${path}@${name}`).not.toEqual([]);
      file.close();
    }
});

test('species whose names openPMD does not allow keep their names, and their records apart', () => {
  const bytes = encodeSnapshot(hdf5, sampleSnapshot(2), { iteration: 1, dt: 0.1, provenance });
  const keys = hdf5.decode(bytes, (file) => (file.get('/data/1/particles') as Group).keys());
  expect(keys).toEqual(['He_4', 'He_4_']);
});

test('files that are no snapshot, or damaged, are one clear line', async () => {
  const path = join(temporaryDirectory(), '000001.h5');
  await expect(readSnapshot(path)).rejects.toThrow(
    new InputError(`${path}: expected a snapshot of a run, got no such file`),
  );
  const bytes = encodeSnapshot(hdf5, sampleSnapshot(2), { iteration: 1, dt: 0.1, provenance });
  const other = hdf5.encode((file) => file.create_group('data'));
  for (const content of [new Uint8Array(0), Buffer.from('not HDF5'), bytes.subarray(0, bytes.length / 2), other]) {
    writeFileSync(path, content);
    await expect(readSnapshot(path)).rejects.toThrow(
      new InputError(
        `${path}: expected an openPMD snapshot of a run, got a file that is damaged or has a different format`,
      ),
    );
  }
  writeFileSync(path, bytes);
  expect((await readSnapshot(path)).species).toHaveLength(2);
});

test('declared units give every value its size in SI: v0 = sqrt(T0/m0), charges in e, f in n0/v0^3', () => {
  const units = scenarioUnits({
    units: { mass: 'electron', density: '1e20 m^-3', temperature: 'eV', time: 'us' },
    collisions: { strength: 1, pairs: [] } as never,
  })!;
  const bytes = encodeSnapshot(hdf5, sampleSnapshot(3), { iteration: 250, dt: 0.05, provenance, units });
  hdf5.decode(bytes, (file) => {
    const unitSI = (path: string) => (file.get(`/data/250/${path}`) as Dataset).attrs.unitSI.value as number;
    const [m, v] = [9.1093837139e-31, Math.sqrt(1.602176634e-19 / 9.1093837139e-31)];
    expect((file.get('/data/250') as Group).attrs.timeUnitSI.value).toBe(1e-6);
    expect(unitSI('particles/He_4/velocity/x')).toBeCloseTo(v, 6);
    expect(unitSI('particles/He_4/momentum/x') / (m * v)).toBeCloseTo(1, 13);
    expect(unitSI('particles/He_4/mass')).toBe(m);
    expect(unitSI('particles/He_4/charge')).toBe(1.602176634e-19);
    expect(unitSI('particles/He_4/weighting')).toBe(1);
    expect(unitSI('meshes/f_He_4') / (1e20 / v ** 3)).toBeCloseTo(1, 13);
    expect((file.get('/data/250/meshes/f_He_4') as Dataset).attrs.gridUnitSI.value).toBeCloseTo(v, 6);
    expect(openPmdProblems(file)).toEqual([]);
    // As openPMD-viewer reads them: u = momentum / (mass c) and t, all with their unitSI, whatever the weights.
    const read = (path: string) => (file.get(`/data/250/${path}`) as Dataset).value as Float64Array;
    const mass = (file.get('/data/250/particles/He_4/mass') as Group).attrs;
    const kilograms = (mass.value.value as number) * (mass.unitSI.value as number);
    const { velocities } = sampleSnapshot(3).species[0].particles!;
    read('particles/He_4/momentum/x').forEach((p, k) => {
      const u = (p * unitSI('particles/He_4/momentum/x')) / (kilograms * 299792458);
      expect(u).toBeCloseTo((velocities.data[k] * v) / 299792458, 14);
    });
    const { time, timeUnitSI } = (file.get('/data/250') as Group).attrs;
    expect((time.value as number) * (timeUnitSI.value as number)).toBeCloseTo(Math.SQRT1_2 * 1e-6, 20);
  });
});

test('species come back in their order, whatever their names, with how f was made of the particles', async () => {
  const sample = sampleSnapshot(2);
  const { species, ...rest } = sample.mixture;
  const names = ['b', 'a'];
  const snapshot = {
    ...sample,
    mixture: { ...rest, species: species.map((one, i) => ({ ...one, name: names[i] })) },
    species: sample.species.map((one, i) =>
      i === 0 ? one : { ...one, mollifier: { reconstruction: 'moment-preserving', variance: Math.LN2 } as Mollifier },
    ),
  };
  const exact = snapshot.species.map(({ values }) => values.map(Math.sqrt));
  const path = join(temporaryDirectory(), '000001.h5');
  writeFileSync(path, encodeSnapshot(hdf5, snapshot, { iteration: 1, dt: 0.1, exact, provenance }));
  const [fields, particles] = [await readSnapshot(path), await readParticles(path)];
  snapshot.species.forEach(({ values, particles: own, mollifier }, i) => {
    expect(fields.species[i]).toMatchObject({ name: names[i], values, exact: exact[i], particles: own });
    expect(fields.species[i].mollifier).toEqual(mollifier);
    expect(particles.species[i]).toMatchObject({ name: names[i], particles: own });
  });
});

test('a value that changed in a file which reads well is told by the dataset', async () => {
  const path = join(temporaryDirectory(), '000001.h5');
  for (const [dataset, read] of [
    ['/data/1/meshes/f_He_4', readSnapshot],
    ['/data/1/particles/He_4/weighting', readParticles],
  ] as const) {
    FS!.writeFile('/changed.h5', encodeSnapshot(hdf5, sampleSnapshot(2), { iteration: 1, dt: 0.1, provenance }));
    const file = new File('/changed.h5', 'a');
    const target = file.get(dataset) as Dataset;
    const slice = target.shape!.map(() => [0, 1] as [number, number]);
    target.write_slice(slice as [[number, number]], Float64Array.of((target.value as Float64Array)[0] + 1));
    file.close();
    writeFileSync(path, FS!.readFile('/changed.h5'));
    await expect(read(path)).rejects.toThrow(
      new InputError(
        `${path}: expected the values of ${dataset} as the run wrote them, got different ones: the file was changed; run the scenario again`,
      ),
    );
  }
});
