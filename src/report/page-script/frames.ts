import { type Plane, resample } from '../lattice-plane.ts';
import { type PlayerData, type PlayerFrames, type PlayerSpecies, unpredict, unpredictTracks } from '../player-data.ts';

/** What f is compared with. */
export type Against = 'nothing' | 'exact' | 'equilibrium';

/** All frames of one species and one kind, unpacked. */
export interface Frames {
  readonly size: number;
  plane(place: number): Plane;
  /** The f to compare with, on the same cells; undefined for `nothing` and for an exact solution that does not exist. */
  against(place: number, what: Against): Plane | undefined;
  /** Largest value of f, or largest magnitude of its difference, over all times. */
  extent(what: Against): number;
}

export interface Dots {
  readonly shown: number;
  /** x and y as fractions of the view from its lower left corner, and the weight relative to the largest; x > 1 is not visible. */
  at(place: number): Float32Array;
}

/** Unpacks the frames of a species. */
export async function openFrames(data: PlayerData, species: PlayerSpecies, packed: PlayerFrames): Promise<Frames> {
  const { size, lower, upper } = packed;
  const steps = unpredict(await inflate(packed.packed), size);
  const cells = size * size;
  const { centre, half } = species.view;
  const spacing = (2 * half) / size;
  const planeFrom = (values: Float64Array): Plane => ({
    spacing,
    first: [centre[0] - half + spacing / 2, centre[1] - half + spacing / 2],
    along: size,
    across: size,
    values,
  });
  const cache = new Map<number, Plane>();
  const frame = (k: number): Plane => {
    const known = cache.get(k);
    if (known !== undefined) return known;
    // Frames are stored row by row from the lowest y up; the first index of a plane is x.
    const values = new Float64Array(cells);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        values[column * size + row] = lower + (steps[k * cells + row * size + column] * (upper - lower)) / 65535;
    const made = planeFrom(values);
    cache.set(k, made);
    return made;
  };
  const equilibrium = new Map<number, Plane>();
  const against = (place: number, what: Against): Plane | undefined => {
    if (what === 'exact') return packed.exact ? frame(data.times.length + place) : undefined;
    if (what === 'nothing') return undefined;
    const known = equilibrium.get(place);
    if (known !== undefined) return known;
    const made = planeFrom(maxwellian(data, species, packed.kind, place, size));
    equilibrium.set(place, made);
    return made;
  };
  const extents = new Map<Against, number>();
  return {
    size,
    plane: frame,
    against,
    extent(what) {
      const known = extents.get(what);
      if (known !== undefined) return known;
      let most = 0;
      for (let place = 0; place < data.times.length; place++) {
        const own = frame(place).values;
        const other = against(place, what)?.values;
        for (let cell = 0; cell < cells; cell++) most = Math.max(most, Math.abs(own[cell] - (other?.[cell] ?? 0)));
      }
      extents.set(what, most);
      return most;
    },
  };
}

/** The Maxwellian of the equilibrium on the cells, smoothed like f: its temperature is T + m eps. */
function maxwellian(
  { plane, dimension }: PlayerData,
  { mass, density, equilibrium, smoothing, cut, view }: PlayerSpecies,
  kind: PlayerFrames['kind'],
  place: number,
  size: number,
): Float64Array {
  const { velocity, temperature } = equilibrium;
  const b = mass / (temperature + mass * smoothing[place]);
  const d = kind === 'projection' ? 2 : dimension;
  const off = dimension === 3 && kind === 'section' ? cut[place] - velocity[plane[2]] : 0;
  const peak = density * (b / (2 * Math.PI)) ** (d / 2) * Math.exp(-0.5 * b * off * off);
  const along = [0, 1].map((axis) =>
    Float64Array.from({ length: size }, (_, k) => {
      const v = view.centre[axis] - view.half + ((2 * k + 1) * view.half) / size - velocity[plane[axis]];
      return Math.exp(-0.5 * b * v * v);
    }),
  );
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) values[i * size + j] = peak * along[0][i] * along[1][j];
  return values;
}

export async function openDots({ particles }: PlayerSpecies): Promise<Dots | undefined> {
  if (particles === undefined) return undefined;
  const { shown, packed } = particles;
  const { weights, places } = unpredictTracks(await inflate(packed), shown);
  return {
    shown,
    at: (place) =>
      Float32Array.from({ length: 3 * shown }, (_, k) => {
        const [p, part] = [Math.floor(k / 3), k % 3];
        return part === 2 ? weights[p] / 65535 : places[(2 * place + part) * shown + p] / 65534;
      }),
  };
}

/** f at one point of the plane, as drawn. */
export function valueAt(plane: Plane, x: number, y: number): number {
  return resample(plane, { centre: [x, y], half: plane.spacing * 1e-6 }, 1)[0];
}

async function inflate(packed: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
