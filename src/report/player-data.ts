/** The data with which the page's script shows f at every time. Packed arrays are deflated and encoded in base64. */
export interface PlayerData {
  readonly times: readonly number[];
  /** Number of snapshots that the run stored; larger than the number of `times` if the page has no room for all. */
  readonly stored: number;
  readonly axes: readonly [string, string];
  readonly dimension: 2 | 3;
  /** Indices of the two axes, and of the third for d = 3. */
  readonly plane: readonly number[];
  readonly species: readonly PlayerSpecies[];
}

export interface PlayerSpecies {
  readonly name: string;
  readonly colour: string;
  readonly mass: number;
  readonly density: number;
  /** Equilibrium of this species; it may differ between species that do not all collide. */
  readonly equilibrium: { readonly velocity: readonly number[]; readonly temperature: number };
  /** Variance of the mollifier in f, by time. */
  readonly smoothing: readonly number[];
  /** Whether the lattice of the snapshots is too coarse for f at some of the times. */
  readonly coarse: boolean;
  /** Where the section cuts the third axis, by time; empty for d = 2. */
  readonly cut: readonly number[];
  readonly view: { readonly centre: readonly [number, number]; readonly half: number };
  readonly sections: readonly PlayerFrames[];
  /** Particles as 16-bit numbers: relative weights, then x and y at every time as fractions of the view; see `unpredictTracks`. */
  readonly particles?: { readonly shown: number; readonly count: number; readonly packed: string };
}

/** f on size x size cells of the view at every time, followed by the exact solution at every time if there is one. */
export interface PlayerFrames {
  readonly kind: 'section' | 'projection';
  readonly size: number;
  readonly lower: number;
  readonly upper: number;
  readonly exact: boolean;
  readonly packed: string;
}

/** Decodes bytes of deltas, high bytes first. The deltas of smooth data are small numbers. */
export function unpredict(bytes: Uint8Array, size: number): Uint16Array {
  const count = bytes.length / 2;
  const values = new Uint16Array(count);
  const cells = size * size;
  for (let k = 0; k < count; k++) {
    const cell = k % cells;
    const left = cell % size > 0 ? values[k - 1] : 0;
    const below = cell >= size ? values[k - size] : 0;
    const corner = cell % size > 0 && cell >= size ? values[k - size - 1] : 0;
    values[k] = left + below - corner + (bytes[k] << 8) + bytes[count + k];
  }
  return values;
}

/** The inverse of `unpredict`. */
export function predict(values: Uint16Array, size: number): Uint8Array {
  const count = values.length;
  const bytes = new Uint8Array(2 * count);
  const cells = size * size;
  for (let k = 0; k < count; k++) {
    const cell = k % cells;
    const left = cell % size > 0 ? values[k - 1] : 0;
    const below = cell >= size ? values[k - size] : 0;
    const corner = cell % size > 0 && cell >= size ? values[k - size - 1] : 0;
    const delta = (values[k] - left - below + corner) & 0xffff;
    bytes[k] = delta >> 8;
    bytes[count + k] = delta & 0xff;
  }
  return bytes;
}

/** Weights of particles, and at every time the positions of all on the first axis, then on the second. */
export interface Tracks {
  readonly weights: Uint16Array;
  readonly places: Uint16Array;
}

/** Encodes the weights once, and the changes of the positions from time to time, which are small numbers; high bytes first. */
export function predictTracks({ weights, places }: Tracks): Uint8Array {
  const stride = 2 * weights.length;
  const count = weights.length + places.length;
  const bytes = new Uint8Array(2 * count);
  for (let k = 0; k < count; k++) {
    const place = k - weights.length;
    const value = place < 0 ? weights[k] : (places[place] - (place < stride ? 0 : places[place - stride])) & 0xffff;
    bytes[k] = value >> 8;
    bytes[count + k] = value & 0xff;
  }
  return bytes;
}

/** The inverse of `predictTracks` for this number of particles. */
export function unpredictTracks(bytes: Uint8Array, particles: number): Tracks {
  const count = bytes.length / 2;
  const stride = 2 * particles;
  const values = Uint16Array.from({ length: count }, (_, k) => (bytes[k] << 8) + bytes[count + k]);
  const places = values.slice(particles);
  for (let k = stride; k < places.length; k++) places[k] += places[k - stride];
  return { weights: values.slice(0, particles), places };
}
