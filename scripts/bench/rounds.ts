// Measures the ratios of the targets in rounds: both sides within seconds, and the rounds spread over the whole benchmark, so that
// another program that slows the machine for a minute affects only few of them.
import type { Dimension } from '../../dist/core/vector-field.js';
import { createMachine, type Machine } from '../../dist/kernels/machine.js';
import { scattered } from './clouds.ts';
import { meshSum } from './drifts.ts';
import { scoreOf } from './loops.ts';
import { type Seconds, seconds, sideBySide, steadySeconds } from './measure.ts';
import { directInC, twoPrograms } from './yardstick.ts';

/** Seconds of all contestants in one dimension, and the speedup of two threads. */
export interface DimensionRound {
  readonly direct: number;
  readonly c512: Seconds;
  readonly c256: Seconds;
  readonly mesh: Readonly<Record<1e5 | 1e6, number>>;
  readonly species: number;
  readonly scores: readonly number[];
  readonly directGain: number;
  readonly meshGain: number;
}

export type Round = Readonly<Record<Dimension, DimensionRound>> & { readonly programsGain: Seconds };

/** The number of particles of each. */
export type Counts = Readonly<Record<'direct' | 'species' | 1e5 | 1e6, number>>;

export interface Paired {
  readonly particles: Readonly<Record<Dimension, Counts>>;
  readonly rounds: readonly Round[];
}

const { kernels: simd } = createMachine();
/** Particles of a direct sum, whose rate stands for more; the table of pair sums has that of 98304. */
const few = 16384;

/** Seconds of all contestants in dimension d, for Coulomb collisions, and the speedup of two threads. */
function prepareRound(d: Dimension) {
  const side = scattered(d, few);
  const directBy =
    ({ kernels }: Pick<Machine, 'kernels'>) =>
    () =>
      kernels.addPairForces(1, -3, side, side);
  const direct = directBy({ kernels: simd });
  const [hundred, million, species] = [
    meshSum(d, -3, 1e5),
    meshSum(d, -3, 1e6),
    meshSum(d, -3, 1e6, { masses: [1, 2] }),
  ];
  const scores = d === 2 ? [] : [46, 100].map((axis) => scoreOf(d, axis, 12));
  const particles: Counts = { direct: few, 1e5: hundred.particles, 1e6: million.particles, species: species.particles };
  const round = async (): Promise<DimensionRound> => ({
    direct: seconds(direct),
    c512: directInC[512](d, -3, few),
    c256: directInC[256](d, -3, few),
    mesh: { 1e5: steadySeconds(hundred.run), 1e6: steadySeconds(million.run) },
    species: steadySeconds(species.run),
    scores: scores.map((score) => steadySeconds(() => score(simd))),
    directGain: await sideBySide(directBy),
    meshGain: await sideBySide((machine) => meshSum(d, -3, 1e5, { machine }).run),
  });
  return { particles, round };
}

/** `next` does one round; `results` returns all rounds except the first, which warms the engine. */
export function prepareRounds(): { next(): Promise<void>; results(): Paired } {
  const [inPlane, inSpace] = [prepareRound(2), prepareRound(3)];
  const rounds: Round[] = [];
  return {
    async next() {
      const [plane, space] = [await inPlane.round(), await inSpace.round()];
      rounds.push({ 2: plane, 3: space, programsGain: await twoPrograms(3, -3, few) });
    },
    results: () => ({
      particles: { 2: inPlane.particles, 3: inSpace.particles },
      rounds: rounds.slice(1),
    }),
  };
}
