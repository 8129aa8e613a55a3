import type { Dataset, File, Group } from 'h5wasm';
import { InputError } from '../core/errors.ts';
import type { Lattice } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import { createVectorField, type Dimension } from '../core/vector-field.ts';
import type { Species } from '../physics/mixture.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';
import { checksumOf, extra } from './encode-snapshot.ts';
import { readBytes } from './files.ts';
import { type Hdf5, loadHdf5 } from './hdf5.ts';
import type { FieldSnapshot } from './run-record.ts';

/** The particles of every species that has particles, as saved in an openPMD snapshot. */
export interface ParticleSnapshot {
  readonly t: number;
  readonly species: readonly (Species & { readonly particles: Particles })[];
}

/** Reads f of every species on its lattice, as saved by `encodeSnapshot`. Throws InputError for other files. */
export async function readSnapshot(path: string): Promise<FieldSnapshot> {
  return decodeSnapshot(await loadHdf5(), path);
}

/** Reads the particles in a snapshot file. Throws InputError for other files. */
export async function readParticles(path: string): Promise<ParticleSnapshot> {
  return decodeFile(await loadHdf5(), path, particlesIn);
}

/** Does the same as `readSnapshot`, with the HDF5 library already loaded. */
export function decodeSnapshot(hdf5: Hdf5, path: string): FieldSnapshot {
  return decodeFile(hdf5, path, fieldsIn);
}

function decodeFile<T>(hdf5: Hdf5, path: string, read: (base: Group) => T): T {
  const bytes = readBytes(path, 'a snapshot of a run');
  try {
    return hdf5.decode(bytes, (file) => read(onlyIteration(file)));
  } catch (cause) {
    if (cause instanceof DamagedValues)
      throw new InputError(
        `${path}: expected the values of ${cause.message} as the run wrote them, got different ones: the file was changed; run the scenario again`,
      );
    // The error of the library is a dozen lines about its source.
    throw new InputError(
      `${path}: expected an openPMD snapshot of a run, got a file that is damaged or has a different format`,
    );
  }
}

class DamagedValues extends Error {}

/** The values of a dataset, verified by its checksum. */
function sealedValues(dataset: Dataset): Float64Array {
  const values = dataset.value as Float64Array;
  if (attribute(dataset, extra.checksum) !== checksumOf(values)) throw new DamagedValues(dataset.path);
  return values;
}

function onlyIteration(file: File): Group {
  const data = file.get('data') as Group;
  return data.get(data.keys()[0]) as Group;
}

function fieldsIn(base: Group): FieldSnapshot {
  const meshes = children(base, 'meshes') as Dataset[];
  const marked = meshes.map((mesh) => ({
    mesh,
    isExact: attribute(mesh, extra.exact) === 1,
    index: attribute(mesh, extra.index),
  }));
  const particles = particlesIn(base).species;
  const count = marked.filter(({ isExact }) => !isExact).length;
  const species = Array.from({ length: count }, (_, index) => {
    const ofSpecies = marked.filter((one) => one.index === index);
    const { mesh } = ofSpecies.find(({ isExact }) => !isExact)!;
    const exact = ofSpecies.find(({ isExact }) => isExact)?.mesh;
    const name = attribute(mesh, extra.species) as string;
    const own = particles.find((one) => one.name === name)?.particles;
    return {
      name,
      lattice: latticeOf(mesh),
      smoothing: attribute(mesh, extra.smoothing) as number,
      ...mollifierOf(mesh),
      values: sealedValues(mesh),
      ...(exact === undefined ? {} : { exact: sealedValues(exact) }),
      ...(own === undefined ? {} : { particles: own }),
    };
  });
  return { t: attribute(base, 'time') as number, species };
}

function mollifierOf(mesh: Dataset): Pick<FieldSnapshot['species'][number], 'mollifier'> {
  if (!(extra.mollifier in mesh.attrs)) return {};
  const reconstruction = attribute(mesh, extra.reconstruction) as ReconstructionName;
  return { mollifier: { reconstruction, variance: attribute(mesh, extra.mollifier) as number } };
}

function latticeOf(mesh: Dataset): Lattice {
  const anchor = attribute(mesh, extra.anchor) as Float64Array;
  return {
    d: anchor.length as Dimension,
    spacing: (attribute(mesh, 'gridSpacing') as Float64Array)[0],
    anchor: [...anchor],
    first: [...(attribute(mesh, extra.first) as Int32Array)],
    shape: [...mesh.shape!],
  };
}

function particlesIn(base: Group): ParticleSnapshot {
  const groups = base.keys().includes('particles') ? (children(base, 'particles') as Group[]) : [];
  const byIndex = (a: Group, b: Group) => (attribute(a, extra.index) as number) - (attribute(b, extra.index) as number);
  return {
    t: attribute(base, 'time') as number,
    species: groups.sort(byIndex).map((group) => {
      const planes = (children(group, 'velocity') as Dataset[]).map(sealedValues);
      const weights = sealedValues(group.get('weighting') as Dataset);
      const velocities = createVectorField(planes.length as Dimension, weights.length);
      planes.forEach((plane, k) => {
        velocities.data.set(plane, k * weights.length);
      });
      return {
        name: attribute(group, extra.species) as string,
        mass: attribute(group.get('mass') as Group, 'value') as number,
        charge: attribute(group.get('charge') as Group, 'value') as number,
        particles: { weights, velocities },
      };
    }),
  };
}

function children(parent: Group, name: string): unknown[] {
  const group = parent.get(name) as Group;
  return group.keys().map((key) => group.get(key));
}

function attribute(target: Group | Dataset, name: string): unknown {
  return target.get_attribute(name, false);
}
