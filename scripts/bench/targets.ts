// The targets of the measurements. Every target is a ratio of two numbers of the same run, or a number without a unit of time.
// `measured` is null if a contestant was missing (no C compiler).
import type { Dimension } from '../../dist/core/vector-field.js';
import type { CollisionTimes } from './collisions.ts';
import type { ContinuumErrors } from './continuum.ts';
import type { DriftTimes, Size } from './drifts.ts';
import type { PairTimes, ScoreTimes } from './loops.ts';
import { median, ratio, type Seconds } from './measure.ts';
import type { MemoryUse } from './memory.ts';
import type { DimensionRound, Paired } from './rounds.ts';

/** The results of a benchmark. */
export interface Measured {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly kernels: string;
    readonly load: { readonly before: number; readonly after: number };
    readonly rounds: number;
  };
  readonly loops: readonly (PairTimes | ScoreTimes)[];
  readonly drifts: readonly DriftTimes[];
  readonly collisions: readonly CollisionTimes[];
  readonly continuum: readonly ContinuumErrors[];
  readonly memory: readonly MemoryUse[];
  readonly paired: Paired;
}

export interface Target {
  readonly id: string;
  readonly what: string;
  readonly measured: number | null;
  readonly bound: number | null;
  readonly atLeast: boolean;
  readonly met: boolean | null;
}

const dimensions: readonly Dimension[] = [2, 3];

const least = (values: readonly (number | null)[]) => extreme(Math.min, values);
const most = (values: readonly (number | null)[]) => extreme(Math.max, values);

function extreme(choose: (...values: number[]) => number, values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0 ? null : choose(...known);
}

/**
 * The rows of `several` and of the targets: medians over rounds of ratios within one. The direct sum is O(N^2) and stands for
 * more particles than it was run with.
 */
function overRounds({ particles, rounds }: Paired) {
  const over =
    <T extends Seconds>(value: (round: DimensionRound) => T) =>
    (d: Dimension) =>
      median(rounds.map((round) => value(round[d])));
  const asMany = (d: Dimension, n: 1e5 | 1e6) => (particles[d][n] / particles[d].direct) ** 2;
  return {
    directOverMesh: (d: Dimension, n: 1e5 | 1e6, column: 'direct' | 'c512' | 'c256') => {
      const value = over((round) => ratio(round[column], round.mesh[n]))(d);
      return value === null ? null : value * asMany(d, n);
    },
    growth: (d: Dimension) =>
      over(({ mesh }) => Math.log(mesh[1e6] / mesh[1e5]))(d) / Math.log(particles[d][1e6] / particles[d][1e5]),
    speciesOverOne: (d: Dimension) =>
      (over(({ species, mesh }) => species / mesh[1e6])(d) * particles[d][1e6]) / particles[d].species,
    directGain: over(({ directGain }) => directGain),
    meshGain: over(({ meshGain }) => meshGain),
    programsGain: median(rounds.map(({ programsGain }) => programsGain)),
    scoreOverMesh: (n: 1e5 | 1e6, k: number) => over(({ scores, mesh }) => scores[k] / mesh[n])(3),
  };
}

/** The speedup of two threads. */
export function gains({ paired }: Pick<Measured, 'paired'>): { readonly name: string; readonly gain: number | null }[] {
  const { directGain, meshGain, programsGain } = overRounds(paired);
  const { particles } = paired;
  return [
    { name: `two C programs at once, pairs d=3 gamma=-3 N=${particles[3].direct}`, gain: programsGain },
    ...dimensions.map((d) => ({ name: `pairs d=${d} gamma=-3 N=${particles[d].direct}`, gain: directGain(d) })),
    ...dimensions.map((d) => ({ name: `mesh d=${d} gamma=-3 N=${particles[d][1e5]}`, gain: meshGain(d) })),
  ];
}

export function targets({ loops, drifts, paired, continuum, memory }: Measured): Target[] {
  const { directOverMesh, growth, speciesOverOne, directGain, meshGain, scoreOverMesh } = overRounds(paired);
  const pairs = loops
    .filter((row) => row.kind === 'pairs')
    .filter(({ gamma, plain }) => [0, -3].includes(gamma) && plain !== null);
  const largest = Math.max(...pairs.map(({ n }) => n));
  const scores = loops.filter((row) => row.kind === 'score').filter(({ nodes }) => nodes === 12);
  const mesh = (d: Dimension, size: Size) =>
    drifts.find((row) => row.d === d && row.size === size && row.gamma === -3)!;
  const rows: Target[] = [];
  const add = (id: string, what: string, measured: number | null, bound: number | null, atLeast = true) =>
    rows.push({
      id,
      what,
      measured,
      bound,
      atLeast,
      met: measured === null || bound === null ? null : atLeast ? measured >= bound : measured <= bound,
    });
  const leastInC = (column: 'c' | 'c256' | 'c128', own: 'simd' | 'fma') =>
    least(pairs.filter(({ n }) => n === largest).map((row) => ratio(row[column], row[own])));

  const cases = 'least of d = 2, 3 and gamma = 0, -3';
  add('T1', `direct sum, C with 256-bit vectors / compiled, ${cases}`, leastInC('c256', 'simd'), 0.25);
  add('T1', `direct sum, C with 256-bit vectors / compiled with --fast-fma, ${cases}`, leastInC('c256', 'fma'), 0.3);
  add('', `direct sum, C with 512-bit vectors / compiled, ${cases}`, leastInC('c', 'simd'), null);
  add('', `direct sum, C with 128-bit vectors without FMA / compiled, ${cases}`, leastInC('c128', 'simd'), null);
  add(
    'T2',
    'direct sum, plain TypeScript / compiled, least',
    least(pairs.filter(({ n }) => n === largest).map(({ plain, simd }) => ratio(plain, simd))),
    4,
  );
  for (const [d, size, bound] of [
    [2, 1e5, 300],
    [2, 1e6, 3000],
    [3, 1e5, 110],
    [3, 1e6, 1300],
  ] as const)
    add('T3', `direct / mesh, Coulomb, d = ${d}, N = ${size}`, directOverMesh(d, size, 'direct'), bound);
  for (const [d, size, bound] of [
    [2, 1e5, 80],
    [2, 1e6, 800],
    [3, 1e5, 30],
    [3, 1e6, 350],
  ] as const)
    for (const [column, bits] of [
      ['c256', 256],
      ['c512', 512],
    ] as const)
      add(
        'T4',
        `direct in C with ${bits}-bit vectors / mesh, Coulomb, d = ${d}, N = ${size}`,
        directOverMesh(d, size, column),
        bound,
      );
  for (const d of dimensions)
    add('T5', `growth of the mesh sum from N = 1e5 to 1e6, exponent, d = ${d}`, growth(d), 1.1, false);
  for (const d of dimensions) {
    const [a, b] = [mesh(d, 1e4), mesh(d, 1e5)];
    const exponent = Math.log(b.seconds / a.seconds) / Math.log(b.n / a.n);
    add('', `growth of the mesh sum from N = 1e4 to 1e5, exponent, d = ${d}`, exponent, null, false);
  }
  add('T6', 'direct sum, one thread / two, least', least(dimensions.map(directGain)), 1.8);
  add('T6', 'mesh sum at N = 1e5, one thread / two, least', least(dimensions.map(meshGain)), 1.65);
  add('T7', 'momentum or energy error of a sum, largest', most(drifts.map(({ defect }) => defect)), 1e-12, false);
  for (const [d, size, bound] of [
    [2, 1e5, 3e-4],
    [2, 1e6, 5e-5],
    [3, 1e5, 1e-3],
    [3, 1e6, 1e-4],
  ] as const)
    add(
      'T8',
      `error against the direct sum, Coulomb, d = ${d}, N = ${size}`,
      mesh(d, size).error ?? null,
      bound,
      false,
    );
  add(
    'T8',
    'error against the continuum, mesh / direct, jittered',
    most(continuum.map(({ mesh: m, direct }) => ratio(m, direct))),
    1.1,
    false,
  );
  for (const { d, n, bytes } of memory)
    add('T9', `bytes per particle, d = ${d}, N = ${n}`, bytes, d === 2 ? 250 : 300, false);
  for (const { d, n, c, simd } of scores)
    add('T10', `score, C / compiled, d = ${d}, N = ${n}`, ratio(c, simd), d === 2 ? 0.35 : 0.55);
  for (const [k, n] of ([1e5, 1e6] as const).entries())
    add('T11', `score / mesh sum, d = 3, N = ${paired.particles[3][n]}`, scoreOverMesh(n, k), 1.6, false);
  for (const d of dimensions)
    add('species', `two species of masses 1 and 2 / one, N = 1e6 in all, d = ${d}`, speciesOverOne(d), 1.6, false);
  return rows;
}
