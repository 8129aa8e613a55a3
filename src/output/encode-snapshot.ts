import type { Group } from 'h5wasm';
import { axisNodes, type Lattice } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import { component, type Dimension } from '../core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { elementaryCharge } from '../physics/constants.ts';
import type { Species } from '../physics/mixture.ts';
import { siSize, type Units } from '../physics/units.ts';
import { sha256 } from './checksums.ts';
import { type Hdf5, setInteger, setIntegers, setReal, setReals, setText, setTexts, uniqueName } from './hdf5.ts';
import type { Attributed, PlannedPart } from './hdf5-parts.ts';
import { snapshotFormat } from './layout.ts';
import type { Provenance } from './run-record.ts';

/** The contents of a snapshot file besides the snapshot itself. */
export interface SnapshotDetails {
  /** Number of steps so far, which numbers the file. */
  readonly iteration: number;
  /** The last time step; the nominal one at the start. */
  readonly dt: number;
  /** The exact solution at the lattice nodes of each species, if there is one. */
  readonly exact?: readonly (Float64Array | undefined)[];
  readonly provenance: Provenance;
  /** The meaning of 1, if the scenario defines units. */
  readonly units?: Units;
}

/** Attributes beyond the standard, which allow `readSnapshot` to restore names and lattices exactly. */
export const extra = {
  species: 'speciesName',
  index: 'speciesIndex',
  exact: 'isExactSolution',
  anchor: 'latticeAnchor',
  first: 'latticeFirst',
  smoothing: 'smoothingVariance',
  reconstruction: 'reconstruction',
  mollifier: 'mollifierVariance',
  checksum: 'valuesSHA256',
} as const;

const ownUnits = 'all quantities are in the units of the scenario, which does not say what they are: every unitSI is 1';

/** Whether a file is from a run without units, in which unitSI has no meaning. */
export function withoutUnits(file: Group): boolean {
  return file.attrs.comment?.value === ownUnits;
}

const siUnits = 'values are in the units of the scenario; unitSI brings them to SI';

/** Exponents of L, M, T, I, theta, N, J. */
const dimensions = {
  none: [0, 0, 0, 0, 0, 0, 0],
  length: [1, 0, 0, 0, 0, 0, 0],
  velocity: [1, 0, -1, 0, 0, 0, 0],
  momentum: [1, 1, -1, 0, 0, 0, 0],
  mass: [0, 1, 0, 0, 0, 0, 0],
  charge: [0, 0, 1, 1, 0, 0, 0],
} as const;

/** The size of 1 of each quantity in SI units. */
interface Sizes {
  readonly declared: boolean;
  readonly mass: number;
  readonly charge: number;
  readonly density: number;
  readonly velocity: number;
  readonly time: number;
  /** The size of f, which is per volume and velocity volume. */
  readonly f: number;
}

function sizes(units: Units | undefined, d: Dimension): Sizes {
  if (units === undefined) return { declared: false, mass: 1, charge: 1, density: 1, velocity: 1, time: 1, f: 1 };
  const size = (unit: string) => siSize(units, unit);
  return {
    ...{ declared: true, charge: elementaryCharge, mass: size('m'), density: size('n') },
    ...{ velocity: size('v'), time: size('t'), f: size(`n/v^${d}`) },
  };
}

const axes = ['x', 'y', 'z'];

/**
 * Encodes a snapshot as an openPMD 1.1.0 file, one file per iteration (https://github.com/openPMD/openPMD-standard):
 *
 *     /data/<iteration>/meshes/f_<species>         f on the lattice of velocity space
 *     /data/<iteration>/meshes/f_<species>_exact   the exact solution on the same nodes
 *     /data/<iteration>/particles/<species>/       velocity, momentum, weighting, mass, charge
 *
 * The gas is homogeneous in space, so the mandatory `position` of the particles is constantly 0.
 */
export function encodeSnapshot(hdf5: Hdf5, snapshot: Snapshot, details: SnapshotDetails): Uint8Array {
  const { dimension, species } = snapshot.mixture;
  const si = sizes(details.units, dimension);
  const withParticles = snapshot.species.some(({ particles }) => particles !== undefined);
  return hdf5.encodePlanned((file) => {
    setText(file, 'openPMD', '1.1.0');
    setInteger(file, 'openPMDextension', 0, 'uint32');
    setText(file, 'basePath', '/data/%T/');
    setText(file, 'meshesPath', 'meshes/');
    if (withParticles) setText(file, 'particlesPath', 'particles/');
    setText(file, 'iterationEncoding', 'fileBased');
    setText(file, 'iterationFormat', snapshotFormat);
    describeOrigin(file, details);

    const base = file.group('data').group(String(details.iteration));
    setReal(base, 'time', snapshot.t);
    setReal(base, 'dt', details.dt);
    setReal(base, 'timeUnitSI', si.time);

    const meshes = base.group('meshes');
    const meshNames = new Set<string>();
    const recordNames = species.map(({ name }) => name.replace(/[^A-Za-z0-9_]/g, '_'));
    snapshot.species.forEach((state, i) => {
      const write = (name: string, values: Float64Array, exact: boolean) => {
        const mesh = meshes.dataset(name, values, { shape: state.lattice.shape, type: '<d' });
        seal(mesh, values);
        describeMesh(mesh, state, exact, si);
        describeSpecies(mesh, species[i], i);
      };
      write(uniqueName(`f_${recordNames[i]}`, meshNames), state.values, false);
      const exact = details.exact?.[i];
      if (exact !== undefined) write(uniqueName(`f_${recordNames[i]}_exact`, meshNames), exact, true);
    });

    if (!withParticles) return;
    const groups = base.group('particles');
    const groupNames = new Set<string>();
    snapshot.species.forEach(({ particles }, i) => {
      if (particles === undefined) return;
      const group = groups.group(uniqueName(recordNames[i], groupNames));
      describeSpecies(group, species[i], i);
      writeParticles(group, particles, species[i], axes.slice(0, dimension), si);
    });
  });
}

/** A dataset says what its values were: a bit that flips on the disk is noticed by whoever reads them. */
function seal(dataset: Attributed, values: Float64Array): void {
  setText(dataset, extra.checksum, checksumOf(values));
}

/** SHA-256 of the doubles, little-endian as in the file. */
export function checksumOf(values: Float64Array): string {
  return sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function describeOrigin(file: Attributed, { provenance, units }: SnapshotDetails): void {
  setText(file, 'software', provenance.software);
  const { version, commit } = provenance;
  setText(file, 'softwareVersion', commit === null ? version : `${version} (${commit})`);
  setText(file, 'softwareDependencies', `Node ${provenance.node}; h5wasm`);
  setText(file, 'machine', provenance.platform);
  // openPMD's form: 2026-01-31 12:00:00 +0000
  setText(file, 'date', `${new Date().toISOString().slice(0, 19).replace('T', ' ')} +0000`);
  setText(file, 'comment', units === undefined ? ownUnits : siUnits);
  setText(file, 'seed', provenance.seed);
}

function describeSpecies(target: Attributed, { name }: Species, index: number): void {
  setText(target, extra.species, name);
  setInteger(target, extra.index, index);
}

function describeMesh(
  mesh: Attributed,
  { lattice, smoothing, mollifier }: SpeciesSnapshot,
  exact: boolean,
  si: Sizes,
): void {
  const { d } = lattice;
  describeRecord(mesh, [-3 - d, 0, d, 0, 0, 0, 0]);
  setReal(mesh, 'unitSI', si.f);
  setText(mesh, 'geometry', 'cartesian');
  setText(mesh, 'dataOrder', 'C');
  setTexts(
    mesh,
    'axisLabels',
    axes.slice(0, d).map((axis) => `v${axis}`),
  );
  setReals(mesh, 'gridSpacing', new Float64Array(d).fill(lattice.spacing));
  setReals(mesh, 'gridGlobalOffset', firstNode(lattice));
  setReal(mesh, 'gridUnitSI', si.velocity);
  // f is given at the nodes, which are the corners of the cells.
  setReals(mesh, 'position', new Float64Array(d));
  setReals(mesh, extra.anchor, lattice.anchor);
  setIntegers(mesh, extra.first, lattice.first, 'int32');
  setReal(mesh, extra.smoothing, exact ? 0 : smoothing);
  if (mollifier !== undefined && !exact) {
    setText(mesh, extra.reconstruction, mollifier.reconstruction);
    setReal(mesh, extra.mollifier, mollifier.variance);
  }
  setInteger(mesh, extra.exact, exact ? 1 : 0);
  setText(
    mesh,
    'comment',
    `${exact ? 'exact solution' : 'reconstructed distribution'} f per volume and velocity volume; the axes are velocities`,
  );
}

function firstNode(lattice: Lattice): number[] {
  return lattice.shape.map((_, k) => axisNodes(lattice, k)[0]);
}

function writeParticles(
  group: PlannedPart,
  { weights, velocities }: Particles,
  species: Species,
  names: string[],
  si: Sizes,
): void {
  const count = weights.length;
  const constant = (parent: PlannedPart, name: string, value: number, unitSI = 1): PlannedPart => {
    const record = parent.group(name);
    setReal(record, 'value', value);
    setIntegers(record, 'shape', [count], 'uint64');
    setReal(record, 'unitSI', unitSI);
    return record;
  };

  for (const [record, comment] of [
    ['position', 'constant: the gas is homogeneous in space'],
    ['positionOffset', undefined],
  ] as const) {
    const vector = group.group(record);
    for (const name of names) constant(vector, name, 0);
    describeParticleRecord(vector, dimensions.length, 0);
    if (comment !== undefined) setText(vector, 'comment', comment);
  }

  const velocity = group.group('velocity');
  const momentum = group.group('momentum');
  names.forEach((name, k) => {
    const plane = component(velocities, k);
    const dataset = velocity.dataset(name, plane, { type: '<d' });
    seal(dataset, plane);
    setReal(dataset, 'unitSI', si.velocity);
    const data = plane.map((v) => species.mass * v);
    setReal(momentum.dataset(name, data, { type: '<d' }), 'unitSI', si.mass * si.velocity);
  });
  describeParticleRecord(velocity, dimensions.velocity, 0);
  describeParticleRecord(momentum, dimensions.momentum, 1);

  const weighting = group.dataset('weighting', weights, { type: '<d' });
  seal(weighting, weights);
  setReal(weighting, 'unitSI', 1);
  // The standard fixes power, macroWeighted and dimension of this record: a number of particles, here in unit volume.
  describeParticleRecord(weighting, dimensions.none, 1, 1);
  setText(
    weighting,
    'comment',
    si.declared
      ? `particles in ${1 / si.density} m^3: the sum is the number density in units of ${si.density} m^-3`
      : 'particles in unit volume: the sum is the number density',
  );

  describeParticleRecord(constant(group, 'mass', species.mass, si.mass), dimensions.mass, 1);
  describeParticleRecord(constant(group, 'charge', species.charge, si.charge), dimensions.charge, 1);
  writePatch(group.group('particlePatches'), count, names);
}

/** One patch that holds all particles. Its upper bound is exclusive, so the extent of a point is not 0. */
function writePatch(patches: PlannedPart, count: number, names: string[]): void {
  for (const [name, value] of [
    ['numParticles', count],
    ['numParticlesOffset', 0],
  ] as const) {
    const record = patches.dataset(name, [value], { type: '<Q' });
    describeRecord(record, dimensions.none);
    setReal(record, 'unitSI', 1);
  }
  for (const [name, value] of [
    ['offset', 0],
    ['extent', 1],
  ] as const) {
    const record = patches.group(name);
    describeRecord(record, dimensions.length);
    for (const axis of names) setReal(record.dataset(axis, [value], { type: '<d' }), 'unitSI', 1);
  }
}

function describeRecord(record: Attributed, unitDimension: ArrayLike<number>): void {
  setReals(record, 'unitDimension', unitDimension);
  setReal(record, 'timeOffset', 0);
}

/** Values are of one real particle (macroWeighted 0) and those of a macro-particle are weighting^power times that. */
function describeParticleRecord(
  record: Attributed,
  unitDimension: ArrayLike<number>,
  weightingPower: number,
  macroWeighted: 0 | 1 = 0,
): void {
  describeRecord(record, unitDimension);
  setReal(record, 'weightingPower', weightingPower);
  setInteger(record, 'macroWeighted', macroWeighted, 'uint32');
}
