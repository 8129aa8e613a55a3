// Random samples: every estimator, its bias, its scatter, and its stated error.
import { type LeaveOneOut, leaveOneOut } from '../../dist/reconstruction/leave-out.js';
import {
  nearestNeighbourEntropy,
  nearestNeighbourFisher,
  neighboursForFisher,
  neighbourTree,
} from '../../dist/reconstruction/neighbours.js';
import { type EstimatorName, estimatorNames, fromExact, type Part, type SampleEstimates } from './estimators.ts';
import { drawMany, errorOf, fromSample, label, silverman } from './particles.ts';
import type { State } from './states.ts';
import { interval, percent, percentWithError, power, summary, table } from './statistics.ts';

/** Errors of one state at one size: per width of the mollifier, and of the estimators without one. */
export interface SampleStudy {
  readonly state: State;
  readonly count: number;
  readonly mollified: readonly ({ readonly factor: number } & Readonly<Record<Part, PartErrors>>)[];
  readonly neighbours: readonly { readonly fisher: number; readonly entropy?: number }[];
}

/** Errors of H or of I, one per sample. */
interface PartErrors {
  readonly plain: EstimatorErrors;
  readonly jackknifed: EstimatorErrors;
  /** The standard deviations stated by the jackknife. */
  readonly claimed: readonly number[];
  /** The error of the corrected value if f ~ were known exactly. */
  readonly withoutNoise: number;
}

type EstimatorErrors = Readonly<Record<EstimatorName, readonly number[]>>;

export function measureSamples(
  state: State,
  rule: string,
  count: number,
  runs: number,
  factors: readonly number[],
): SampleStudy {
  const samples = drawMany(state, rule, count, runs);
  const errorsOf = (found: readonly SampleEstimates[], part: Part, jackknifed: boolean): EstimatorErrors => {
    const errors = (name: EstimatorName) =>
      found.map((one) => errorOf(state, part)((jackknifed ? one.jackknifed : one)[part][name]));
    return { raw: errors('raw'), corrected: errors('corrected'), extrapolated: errors('extrapolated') };
  };
  const mollified = factors.map((factor) => {
    const kappa = silverman(state.d, count, factor);
    const found = samples.map((particles) => fromSample(particles, kappa));
    const exact = fromExact(state, kappa);
    const part = (which: Part) => ({
      plain: errorsOf(found, which, false),
      jackknifed: errorsOf(found, which, true),
      claimed: found.map((one) => one.error[which].corrected / (which === 'fisher' ? state.exact.fisher : 1)),
      withoutNoise: errorOf(state, which)(exact[which].corrected),
    });
    return { factor, fisher: part('fisher'), entropy: part('entropy') };
  });
  const neighbours = samples.map(({ velocities }) => {
    const tree = neighbourTree(velocities);
    return {
      fisher: errorOf(state, 'fisher')(nearestNeighbourFisher(1, 1, velocities, tree)),
      // A search for every particle: larger samples take seconds each.
      ...(count > 20_000 ? {} : { entropy: errorOf(state, 'entropy')(nearestNeighbourEntropy(1, velocities, tree)) }),
    };
  });
  return { state, count, mollified, neighbours };
}

export function fisherTable(studies: readonly SampleStudy[]): string {
  const rows = studies.flatMap(({ state, count, mollified }) =>
    mollified.map(({ factor, fisher }) => [
      label(state),
      count,
      factor,
      ...estimatorNames.map((name) => percentWithError(summary(fisher.plain[name]))),
      ...estimatorNames.slice(1).map((name) => percentWithError(summary(fisher.jackknifed[name]))),
      percent(fisher.withoutNoise, 1),
      percent(summary(fisher.jackknifed.corrected).scatter, 1),
      percent(summary(fisher.claimed).mean, 1),
    ]),
  );
  const head = ['d, state', 'N', 'factor', 'raw', 'corrected', 'extrapolated', 'jackknife of corrected'];
  return table([...head, 'jackknife of extrapolated', 'corrected without noise', 'scatter', 'stated'], rows);
}

export function entropyTable(studies: readonly SampleStudy[]): string {
  const rows = studies.flatMap(({ state, count, mollified }) =>
    mollified.map(({ factor, entropy }) => [
      label(state),
      count,
      factor,
      ...estimatorNames.slice(0, 2).map((name) => percentWithError(summary(entropy.plain[name]))),
      percentWithError(summary(entropy.jackknifed.corrected)),
      percent(entropy.withoutNoise, 1),
      percent(summary(entropy.jackknifed.corrected).scatter, 1),
      percent(summary(entropy.claimed).mean, 1),
    ]),
  );
  const head = ['d, state', 'N', 'factor', 'raw', 'corrected', 'jackknife of corrected'];
  return table([...head, 'corrected without noise', 'scatter', 'stated'], rows);
}

export function neighbourTable(studies: readonly SampleStudy[]): string {
  const rows = studies.map(({ state, count, neighbours }) => {
    const fisher = summary(neighbours.map((one) => one.fisher));
    const entropies = neighbours.flatMap(({ entropy }) => (entropy === undefined ? [] : [entropy]));
    const entropy = entropies.length > 0 ? summary(entropies) : undefined;
    return [
      label(state),
      count,
      neighboursForFisher(state.d, count),
      percentWithError(fisher),
      percent(fisher.scatter, 1),
      entropy === undefined ? '' : percentWithError(entropy),
      entropy === undefined ? '' : percent(entropy.scatter, 1),
    ];
  });
  return table(['d, state', 'N', 'k', 'I', 'scatter', 'H', 'scatter'], rows);
}

/** Powers of N of the scatter, from the mean distance to the mean; `small` and `large` are studies of the same state. */
export function scatterTable(
  pairs: readonly (readonly [small: SampleStudy, large: SampleStudy])[],
  random: () => number,
): string {
  const rows = pairs.map(([small, large]) => {
    const counts = [small.count, large.count];
    const slope = (values: (study: SampleStudy) => readonly number[]) => {
      const distances = [small, large].map((study) => {
        const errors = values(study);
        const { mean } = summary(errors);
        return errors.map((error) => Math.abs(error - mean));
      });
      return interval(power(counts, distances, random));
    };
    const jackknifed = (part: Part) => (study: SampleStudy) =>
      study.mollified.find(({ factor }) => factor === 1.5)![part].jackknifed.corrected;
    const nearest = (part: Part) => (study: SampleStudy) => study.neighbours.map((one) => one[part]!);
    return [
      label(small.state),
      slope(jackknifed('fisher')),
      slope(nearest('fisher')),
      slope(jackknifed('entropy')),
      slope(nearest('entropy')),
    ];
  });
  return table(['d, state', 'jackknife I', 'neighbours I', 'jackknife H', 'neighbours H'], rows);
}

/** The estimates with one particle left out, measured at `places` particles. */
export function leaveOneOutTable(states: readonly State[], count: number, runs: number, places: number): string {
  const rows = states.flatMap((state) => {
    const samples = drawMany(state, 'monte-carlo', count, runs);
    return [0.7, 1, 1.4, 2].map((factor) => {
      const kappa = silverman(state.d, count, factor);
      const found = samples.map((particles) => leaveOneOut(particles, kappa, places));
      const entry = (part: keyof LeaveOneOut) =>
        percentWithError(summary(found.map((one) => errorOf(state, part)(one[part]))));
      return [label(state), count, factor, entry('fisher'), entry('entropy')];
    });
  });
  return table(['d, state', 'N', 'factor', 'I', 'H'], rows);
}
