/** What the page's script needs to show f at every stored time. Packed arrays are deflated and in base64; see `unpack`. */
export interface PlayerData {
  readonly times: readonly number[];
  /** How many snapshots the run has stored; more than `times` where the page has no room for all. */
  readonly stored: number;
  readonly axes: readonly [string, string];
  readonly dimension: 2 | 3;
  /** Places of the two axes, and of the third in d = 3. */
  readonly plane: readonly number[];
  readonly species: readonly PlayerSpecies[];
}

export interface PlayerSpecies {
  readonly name: string;
  readonly colour: string;
  readonly mass: number;
  readonly density: number;
  /** Of this species: where some do not collide with others, there are several. */
  readonly equilibrium: { readonly velocity: readonly number[]; readonly temperature: number };
  /** Variance of the mollifier in f, by time. */
  readonly smoothing: readonly number[];
  /** Whether the lattice of the snapshots is too coarse for f at some of the times. */
  readonly coarse: boolean;
  /** Where the section cuts the third axis, by time; none for d = 2. */
  readonly cut: readonly number[];
  readonly view: { readonly centre: readonly [number, number]; readonly half: number };
  readonly sections: readonly PlayerFrames[];
  /** Particles in 16-bit numbers: weights in parts of the largest, then x and y at every time in parts of the view; see `unpredictTracks`. */
  readonly particles?: { readonly shown: number; readonly count: number; readonly packed: string };
}

/** f on size x size cells of the view at every time, then the exact solution likewise, where there is one. */
export interface PlayerFrames {
  readonly kind: 'section' | 'projection';
  readonly size: number;
  readonly lower: number;
  readonly upper: number;
  readonly exact: boolean;
  readonly packed: string;
}

/** Bytes of deltas, the high bytes first: what is smooth becomes small numbers. */
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

/** Weights of particles, and at every time the places of all on the first axis, then those on the second. */
export interface Tracks {
  readonly weights: Uint16Array;
  readonly places: Uint16Array;
}

/** The weights once, and of the places the changes from one time to the next, which are small numbers; high bytes first. */
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

/** The inverse of `predictTracks` for so many particles. */
export function unpredictTracks(bytes: Uint8Array, particles: number): Tracks {
  const count = bytes.length / 2;
  const stride = 2 * particles;
  const values = Uint16Array.from({ length: count }, (_, k) => (bytes[k] << 8) + bytes[count + k]);
  const places = values.slice(particles);
  for (let k = stride; k < places.length; k++) places[k] += places[k - stride];
  return { weights: values.slice(0, particles), places };
}
