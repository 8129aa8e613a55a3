import { Buffer } from 'node:buffer';
import { deflateRawSync } from 'node:zlib';
import { component } from '../core/vector-field.ts';
import type { RunRecord } from '../output/run-record.ts';
import { speciesColour } from './colour.ts';
import { latticeMoments, type Plane, planeOf, projectionOf, resample, type View, viewOf } from './lattice-plane.ts';
import { type PlayerData, type PlayerFrames, type PlayerSpecies, predict, predictTracks } from './player-data.ts';
import { evenlySpaced } from './svg.ts';
import { type FieldHistory, fieldHistories, planeAxes } from './velocity-maps.ts';

/** Limit of the bytes of all frames before base64 encoding, and the measured number of bytes per cell. */
const FRAME_BYTES = 200_000;
const BYTES_OF_A_CELL = 1.1;
/** Cells per side of a frame. */
const MOST_CELLS = 112;
const FEWEST_CELLS = 40;
/** Cells per node of the lattice: more would show nothing new. */
const CELLS_OF_A_NODE = 3;
/** Limit of the bytes of all particles before packing: four per particle and time. */
const PARTICLE_BYTES = 100_000;

/** f of all species at as many stored times as the page has room for; undefined if no f was stored. */
export function playerData(record: RunRecord): PlayerData | undefined {
  const axes = planeAxes(record);
  const { dimension } = record.scenario;
  const kinds = dimension === 2 ? (['section'] as const) : (['section', 'projection'] as const);
  const all = fieldHistories(record, Number.POSITIVE_INFINITY);
  if (all.length === 0) return undefined;
  const withExact = all.some(({ states }) => states.some(({ field }) => field.exact !== undefined));
  const perTime = all.length * kinds.length * (withExact ? 2 : 1);
  const room = Math.max(2, Math.floor(FRAME_BYTES / (BYTES_OF_A_CELL * FEWEST_CELLS ** 2 * perTime)));
  const shared = commonTimes(all);
  const times = evenlySpaced(shared.length, room).map((k) => shared[k]);
  const size = Math.floor(Math.sqrt(FRAME_BYTES / (BYTES_OF_A_CELL * times.length * perTime)));
  const most = Math.floor(PARTICLE_BYTES / (4 * times.length * all.length));
  return {
    times,
    stored: record.snapshots.length,
    axes: axes.map((k) => `v_${'xyz'[k]}`) as [string, string],
    dimension,
    plane: [...axes, ...[0, 1, 2].filter((k) => k < dimension && !axes.includes(k))],
    species: all.map((history) => {
      const states = history.states.filter(({ t }) => times.includes(t));
      return speciesFrames(record, { ...history, states }, axes, kinds, Math.min(MOST_CELLS, size), most);
    }),
  };
}

/** The times at which every species has a field. */
function commonTimes(histories: readonly FieldHistory[]): number[] {
  const [first, ...others] = histories.map(({ states }) => states.map(({ t }) => t));
  return first.filter((t) => others.every((times) => times.includes(t)));
}

function speciesFrames(
  { summary: { equilibrium } }: RunRecord,
  { species, index, mass, density, states }: FieldHistory,
  axes: readonly [number, number],
  kinds: readonly PlayerFrames['kind'][],
  size: number,
  mostParticles: number,
): PlayerSpecies {
  const { velocity, temperature } = equilibrium.species?.[index] ?? equilibrium;
  const normal = [0, 1, 2].find((k) => k < states[0].field.lattice.d && !axes.includes(k));
  const centres = states.map(({ field }) => latticeMoments(field.lattice, field.values).velocity);
  const planes = (kind: PlayerFrames['kind'], exact: boolean): Plane[] =>
    states.map(({ field: { lattice, values, exact: known } }, k) => {
      const shown = exact ? (known ?? values) : values;
      return kind === 'section' ? planeOf(lattice, shown, axes, centres[k]) : projectionOf(lattice, shown, axes);
    });
  const sections = planes('section', false);
  const view = viewOf(sections);
  const nodes = Math.ceil((CELLS_OF_A_NODE * 2 * view.half) / states[0].field.lattice.spacing);
  const cells = Math.max(8, Math.min(size, nodes));
  const hasExact = states.every(({ field }) => field.exact !== undefined);
  const particles = packParticles(states, axes, view, mostParticles);
  return {
    name: species,
    colour: speciesColour(index),
    mass,
    density,
    equilibrium: { velocity: [...velocity], temperature },
    smoothing: states.map(({ field }) => field.smoothing ?? 0),
    coarse: sections.some(isCoarse),
    cut: normal === undefined ? [] : centres.map((velocity) => velocity[normal]),
    view,
    sections: kinds.map((kind) => {
      const shown = [...planes(kind, false), ...(hasExact ? planes(kind, true) : [])];
      return packFrames(kind, shown, view, cells, hasExact);
    }),
    ...(particles === undefined ? {} : { particles }),
  };
}

/** Second difference at the peak of a Gaussian, relative to its maximum, if its width is 0.74 times the spacing of the nodes. */
const COARSE = 0.6;

/** Whether f changes too much between neighbouring nodes to be interpolated: a thin shell would become a few spots. */
export function isCoarse({ along, across, values }: Plane): boolean {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  for (let i = 1; i + 1 < along; i++)
    for (let j = 1; j + 1 < across; j++) {
      const at = i * across + j;
      for (const stride of [1, across])
        if (Math.abs(values[at] - (values[at - stride] + values[at + stride]) / 2) > COARSE * largest) return true;
    }
  return false;
}

function packFrames(
  kind: PlayerFrames['kind'],
  planes: readonly Plane[],
  view: View,
  size: number,
  exact: boolean,
): PlayerFrames {
  const frames = planes.map((plane) => resample(plane, view, size));
  let lower = 0;
  let upper = 0;
  for (const frame of frames) {
    for (const value of frame) {
      if (value < lower) lower = value;
      if (value > upper) upper = value;
    }
  }
  const steps = new Uint16Array(frames.length * size * size);
  frames.forEach((frame, k) => {
    frame.forEach((value, cell) => {
      steps[k * size * size + cell] = Math.round((65535 * (value - lower)) / (upper - lower || 1));
    });
  });
  return { kind, size, lower, upper, exact, packed: pack(predict(steps, size)) };
}

/** Packs the same evenly chosen particles at every time. The script leaves out particles outside the view. */
function packParticles(
  states: FieldHistory['states'],
  axes: readonly [number, number],
  view: View,
  most: number,
): PlayerSpecies['particles'] {
  const particles = states.map(({ field }) => field.particles);
  const first = particles[0];
  if (first === undefined || !particles.every((one) => one?.weights.length === first.weights.length)) return undefined;
  const count = first.weights.length;
  const chosen = evenlySpaced(count, Math.min(count, Math.max(50, most)));
  const shown = chosen.length;
  const heaviest = first.weights.reduce((largest, weight) => Math.max(largest, weight), 0);
  const weights = Uint16Array.from(chosen, (p) => Math.round((65535 * first.weights[p]) / heaviest));
  const places = new Uint16Array(2 * shown * states.length);
  particles.forEach((own, k) => {
    axes.forEach((axis, a) => {
      const along = component(own!.velocities, axis);
      chosen.forEach((p, place) => {
        const part = (along[p] - view.centre[a] + view.half) / (2 * view.half);
        // 65535 marks a particle outside the view.
        places[(2 * k + a) * shown + place] = part >= 0 && part <= 1 ? Math.round(65534 * part) : 65535;
      });
    });
  });
  return { shown, count, packed: pack(predictTracks({ weights, places })) };
}

function pack(bytes: Uint8Array): string {
  return Buffer.from(deflateRawSync(bytes, { level: 9 })).toString('base64');
}
