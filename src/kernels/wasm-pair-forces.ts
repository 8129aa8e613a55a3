import type { ForcedParticles } from '../core/particles.ts';
import type { VectorField } from '../core/vector-field.ts';
import { addPairForces, type PairAlpha, type PairCore } from './pair-forces.ts';
import { type Wasm, type WasmArray, words } from './wasm.ts';
import { runRounds } from './wasm-team.ts';

/**
 * addPairForces of ./pair-forces.ts with the compiled kernel, two particles to a tile. The same pairs with the same formula,
 * summed in another order, which depends on the numbers of particles alone: same bits on every call and any number of threads. Only
 * powers are compiled: with another alpha it is addPairForces itself.
 */
export function addPairForcesSimd(
  wasm: Wasm,
  strength: number,
  gamma: PairAlpha,
  a: ForcedParticles,
  b: ForcedParticles,
  core?: PairCore,
): void {
  if (typeof gamma !== 'number') {
    addPairForces(strength, gamma, a, b);
    return;
  }
  const { d } = a.velocities;
  const members = 3 * d + 1;
  const tiles = (side: ForcedParticles) => Math.ceil(side.weights.length / 2);
  const like = a === b;
  const size = blockTiles(tiles(a) + (like ? 0 : tiles(b)));
  const [blocksA, blocksB] = [Math.ceil(tiles(a) / size), Math.ceil(tiles(b) / size)];
  const tasks = inTurns(like ? roundsWithin(blocksA) : roundsBetween(blocksA, blocksB), like);
  const counters = blocksA + (like ? 0 : blocksB);
  const lengths = [
    settingsLength,
    4 * tasks.length,
    counters,
    2 * members * tiles(a),
    like ? 0 : 2 * members * tiles(b),
  ];
  const arrays = wasm.arrays(lengths);
  if (arrays === null) {
    addPairForces(strength, gamma, a, b, core);
    return;
  }
  const [settings, list, done, tilesA, other] = arrays;
  const tilesB = like ? tilesA : other;
  writeSettings(gamma, like, core, list, settings);
  done.data.fill(0);
  const far = 1 + 2 * Math.max(largest(a.velocities), largest(b.velocities));
  pack(a, far, tilesA.data);
  if (!like) pack(b, -far, tilesB.data);
  const bounds = ({ address, data }: WasmArray, block: number) => {
    const end = address + 8 * data.length;
    const bytes = 16 * members * size;
    return [address + block * bytes, Math.min(end, address + (block + 1) * bytes)];
  };
  const counter = (block: number) => done.address + 8 * block;
  const entries = words(list);
  tasks.forEach(({ p, q, turns }, k) => {
    const places = [counter(p), counter(like ? q : blocksA + q)];
    entries.set([...bounds(tilesA, p), ...bounds(tilesB, q), ...places, ...turns], 8 * k);
  });
  const task = d === 2 ? 'planePairs' : 'spacePairs';
  runRounds(wasm, nothing, [{ task, settings: settings.address, from: 0, to: tasks.length, grain: 1 }]);
  unpack(tilesA.data, strength, a.force);
  if (!like) unpack(tilesB.data, strength, b.force);
}

/** Pairs need no memory of a thread's own. */
const nothing = { address: 0, bytes: 0 };

/** Doubles of the settings of ./assembly/pairs.ts; the last holds two words. */
export const settingsLength = 14;

/** The exponents with a path of their own, as in ./pair-power.ts; `general` stands for all others, and with a core two more. */
const specialised = [0, 1, -1, -2, -3];
const general = 2;
const softenedCoulomb = 3;
const softenedGeneral = 4;

/** The class `Settings` in ./assembly/pairs.ts; `tasks` is what it points to. */
export function writeSettings(
  gamma: number,
  like: boolean,
  core: PairCore | undefined,
  tasks: WasmArray,
  settings: WasmArray,
): void {
  settings.data.set([...pairSettings(gamma, like), ...coreSettings(gamma, core)]);
  words(settings).set([pathOf(gamma, core), tasks.address], 2 * (settingsLength - 1));
}

function pathOf(gamma: number, core: PairCore | undefined): number {
  if (core !== undefined) return gamma === -3 ? softenedCoulomb : softenedGeneral;
  return specialised.includes(gamma) ? gamma : general;
}

/** The square of the core's radius, its inverse, and the coefficients of the powers of y; zeros without a core. */
function coreSettings(gamma: number, core: PairCore | undefined): readonly number[] {
  const settings = new Array<number>(8).fill(0);
  if (core === undefined) return settings;
  const square = core.radius * core.radius;
  return Object.assign(settings, [square, 1 / square, ...core.inner.map((c) => core.radius ** gamma * c)]);
}

/**
 * Tiles of a block: two blocks of 512 particles, 82 kB in space, stay in the second-level cache; fewer particles are cut into
 * about sixteen blocks, so that several threads find work.
 */
function blockTiles(tiles: number): number {
  return Math.min(256, Math.max(16, Math.ceil(tiles / 16)));
}

/** gamma/2, its upper 26 bits and the rest (Veltkamp's splitting); then what becomes of coincident particles: see pairs.ts. */
export function pairSettings(gamma: number, like: boolean): readonly number[] {
  const g = gamma / 2;
  const c = g * (2 ** 27 + 1);
  const high = c - (c - g);
  const vanishing = like || gamma > -2;
  return [g, high, g - high, vanishing ? 0 : -1, vanishing ? 0 : Number.NaN];
}

function largest({ data }: VectorField): number {
  let size = 0;
  for (let k = 0; k < data.length; k++) size = Math.max(size, Math.abs(data[k]));
  return size;
}

/** Members of a tile: v_x v_y g_x g_y w f_x f_y, in space then v_z g_z f_z. */
const velocityMember = [0, 1, 7];
const scoreMember = [2, 3, 8];
const weightMember = 4;
const forceMember = [5, 6, 9];

/**
 * An odd particle shares its tile with a stand-in of weight 0 at (far, far, ..), which coincides with nobody: its pairs add
 * exact zeros to the others.
 */
function pack({ weights, velocities, scaledScore }: ForcedParticles, far: number, tiles: Float64Array): void {
  const { d, n } = velocities;
  const width = 2 * (3 * d + 1);
  tiles.fill(0);
  for (let p = 0; p < n; p++) {
    const at = (p >> 1) * width + (p & 1);
    tiles[at + 2 * weightMember] = weights[p];
    for (let k = 0; k < d; k++) {
      tiles[at + 2 * velocityMember[k]] = velocities.data[k * n + p];
      tiles[at + 2 * scoreMember[k]] = scaledScore.data[k * n + p];
    }
  }
  if (n % 2 === 1) for (let k = 0; k < d; k++) tiles[(n >> 1) * width + 1 + 2 * velocityMember[k]] = far;
}

function unpack(tiles: Float64Array, strength: number, { d, n, data }: VectorField): void {
  const width = 2 * (3 * d + 1);
  for (let k = 0; k < d; k++)
    for (let p = 0; p < n; p++) data[k * n + p] += strength * tiles[(p >> 1) * width + (p & 1) + 2 * forceMember[k]];
}

/** Two blocks of particles whose pairs are one task; a block with itself stands for the pairs within. */
export type BlockPair = readonly [number, number];

/** A task with the number of earlier tasks on either of its blocks: it may begin when so many are done on them. */
export interface TaskInTurn {
  readonly p: number;
  readonly q: number;
  readonly turns: readonly [number, number];
}

/**
 * The tasks of all rounds, one after the other; `like` when both blocks of a pair are of the same species. No thread has to wait
 * for the end of a round, and still every force receives its parts in the order of the rounds.
 */
export function inTurns(rounds: readonly (readonly BlockPair[])[], like: boolean): readonly TaskInTurn[] {
  const own = new Map<number, number>();
  const other = like ? own : new Map<number, number>();
  const turn = (counts: Map<number, number>, block: number) => {
    const earlier = counts.get(block) ?? 0;
    counts.set(block, earlier + 1);
    return earlier;
  };
  return rounds.flat().map(([p, q]): TaskInTurn => {
    const first = turn(own, p);
    return { p, q, turns: [first, like && p === q ? first : turn(other, q)] };
  });
}

/**
 * Every pair of `count` blocks once, in rounds in which no block occurs twice, so that the tasks of a round touch different
 * forces: whoever does them in whatever order, every force receives its parts in the order of the rounds. First each block
 * with itself, then the rounds of a tournament (circle method: the last block stays, the others move round).
 */
export function roundsWithin(count: number): readonly (readonly BlockPair[])[] {
  const blocks = Array.from({ length: count }, (_, i) => i);
  const players = count + (count % 2);
  const circle = players - 1;
  const rounds = Array.from({ length: Math.max(0, circle) }, (_, r) => {
    const pairs = Array.from({ length: players / 2 - 1 }, (_, i) => [
      (r + i + 1) % circle,
      (r - i - 1 + circle) % circle,
    ]);
    return [[r, circle], ...pairs]
      .filter(([, q]) => q < count)
      .map(([p, q]) => [Math.min(p, q), Math.max(p, q)] as const);
  });
  return [blocks.map((i) => [i, i] as const), ...rounds].filter((round) => round.length > 0);
}

/** Every pair of a block of one species and a block of another, in such rounds: the diagonals of their table. */
export function roundsBetween(countA: number, countB: number): readonly (readonly BlockPair[])[] {
  const longer = Math.max(countA, countB);
  const shorter = Math.min(countA, countB);
  if (shorter === 0) return [];
  return Array.from({ length: longer }, (_, r) =>
    Array.from({ length: shorter }, (_, i) => {
      const other = (i + r) % longer;
      return countA >= countB ? ([other, i] as const) : ([i, other] as const);
    }),
  );
}
