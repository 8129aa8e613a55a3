import { inverseStudent } from '../core/special-functions.ts';
import { sumEntropy } from '../kernels/lattice-gather.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { everyOtherNode, type GridState } from '../methods/snapshot.ts';
import type { AnalysisContext, Quantity } from './analyzer.ts';
import { latticeFisher } from './fisher.ts';
import { jackknifeBlocks } from './jackknifed.ts';

/** The two functionals of f that the program reports. */
export type Functional = 'entropy' | 'fisher';

const functionals: readonly Functional[] = ['entropy', 'fisher'];

/** The suffixes added to the name of a functional: the best estimate, the bound of its systematic error, one standard deviation. */
const suffixes = { value: '_best', error: '_best_error', deviation: '_best_deviation' } as const;

/** Returns `fisher_best_error.light`; without a species, the column of the total. */
export function bestColumn(functional: Functional, part: keyof typeof suffixes, species?: string): string {
  return `${functional}${suffixes[part]}${species === undefined ? '' : `.${species}`}`;
}

/** Confidence level of the error given with a best estimate. */
const confidence = 0.95;

/** Returns that error from the bound of the systematic error and the standard deviation. */
export function bestError(systematic: number, deviation: number): number {
  return systematic + inverseStudent(jackknifeBlocks - 1, (1 + confidence) / 2) * deviation;
}

/** The columns of the best estimates, made from the columns of all analyzers. */
export interface PreparedBestEstimates {
  readonly quantities: readonly Quantity[];
  /** Fills `row` from the state and the values of the columns passed to prepareBestEstimates. */
  measure(now: Snapshot, values: ArrayLike<number>, row: Float64Array): void;
}

/** A value, the bound of its systematic error and its standard deviation; NaN if an error is not known. */
interface Estimated {
  readonly value: number;
  readonly error: number;
  readonly deviation: number;
}

type Read = (column: string) => number;

interface Rule {
  /** Completes `best estimate of ..`. */
  readonly words: string;
  /** Whether the rule applies to a species, given the names of the columns and the initial state. */
  suits(has: (column: string) => boolean, species: string, state: SpeciesSnapshot): boolean;
  estimate(functional: Functional, species: string, read: Read, state: SpeciesSnapshot, mass: number): Estimated;
}

/** The first rule that applies to a species is used for it during the whole run. */
const rules: readonly Rule[] = [
  {
    words: 'the jackknife of a random sample',
    suits: (has, species) => has(`fisher_jackknife.${species}`),
    estimate: (functional, species, read) => ({
      value: read(`${functional}_jackknife.${species}`),
      error: read(`${functional}_jackknife_bias.${species}`),
      deviation: read(`${functional}_jackknife_error.${species}`),
    }),
  },
  {
    words: 'extrapolated to no smoothing',
    suits: (has, species) => has(`fisher_extrapolated.${species}`),
    estimate(functional, species, read) {
      const value = read(`${functional}_extrapolated.${species}`);
      return { value, error: Math.abs(value - read(`${functional}_corrected.${species}`)), deviation: 0 };
    },
  },
  {
    words: "by the method's own quadrature",
    suits: (_has, _species, { integrals }) => integrals !== undefined,
    estimate: (functional, species, read, { integrals }) => ({
      value: read(`${functional}.${species}`),
      error: functional === 'entropy' ? integrals!.entropyError : integrals!.fisherError,
      deviation: 0,
    }),
  },
  {
    words: 'of f on its grid',
    suits: (_has, _species, { smoothing, mollifier }) => smoothing === 0 && mollifier === undefined,
    estimate: (functional, species, read, state, mass) => ({
      value: read(`${functional}.${species}`),
      error: gridError(functional, mass, state),
      deviation: 0,
    }),
  },
  {
    words: 'corrected for smoothing; its error is not known',
    suits: () => true,
    estimate: (functional, species, read) => ({
      value: read(`${functional}_corrected.${species}`),
      error: Number.NaN,
      deviation: Number.NaN,
    }),
  },
];

/**
 * The best estimates of H and I of the computed f, per species and in total, each with its error terms:
 *
 *     smoothing    lattice particles: the distance from the corrected value to the extrapolated one, and the excess over this distance of
 *                  the initial estimate's deviation from the known H and I (a truncated sample has an edge, which raises I);
 *     statistical  random samples: the bias bound and the standard deviation of the jackknife;
 *     resolution   grids: the difference from the sums over half the nodes, and the contribution of nodes near the noise of f;
 *     decay        expansions of f: the contribution of the last terms;
 *     energy       every method: the energy lost so far, apart from what baths and forcings gave, charged to the species: |dE|/T in H,
 *                  I |dE|/((d/2) n T) in I.
 *
 * The error refers to the f that was computed; only finer runs show the distance of that f from the solution. NaN stands for an error
 * that is not known. `start` holds the columns of the initial state.
 */
export function prepareBestEstimates(
  { initial, startingFunctionals }: AnalysisContext,
  measured: readonly Quantity[],
  start: ArrayLike<number>,
): PreparedBestEstimates {
  const { species, dimension: d } = initial.mixture;
  const places = new Map(measured.map(({ name }, k) => [name, k]));
  const has = (column: string) => places.has(column);
  const reader =
    (values: ArrayLike<number>): Read =>
    (column) =>
      values[places.get(column) ?? -1] ?? Number.NaN;
  const chosen = species.map(({ name }, i) => rules.find(({ suits }) => suits(has, name, initial.species[i]))!);
  const offsets = functionals.map((functional) =>
    species.map(({ name, mass }, i) => {
      if (chosen[i] !== rules[1] || startingFunctionals === undefined) return 0;
      const known = startingFunctionals()[functional][i];
      const { value, error } = chosen[i].estimate(functional, name, reader(start), initial.species[i], mass);
      const missed = Math.abs(value - known.value) + known.error - error;
      return Number.isFinite(missed) ? Math.max(0, missed) : 0;
    }),
  );
  const initialEnergy = reader(start)('energy');
  return {
    quantities: functionals.flatMap((functional) => quantitiesOf(functional, species, chosen)),
    measure(now, values, row) {
      const read = reader(values);
      const given = (now.given ?? []).reduce((sum, { energy }) => sum + energy, 0);
      const lost = Math.abs(read('energy') - initialEnergy - given);
      let at = 0;
      functionals.forEach((functional, f) => {
        const found = species.map(({ name, mass }, i) => {
          const { value, error, deviation } = chosen[i].estimate(functional, name, read, now.species[i], mass);
          const thermal = (d / 2) * read(`density.${name}`) * read(`temperature.${name}`);
          const charged =
            functional === 'fisher' ? (Math.abs(value) * lost) / thermal : lost / read(`temperature.${name}`);
          return { value, error: error + offsets[f][i] + charged, deviation };
        });
        const total = {
          value: sum(found.map(({ value }) => value)),
          error: sum(found.map(({ error }) => error)),
          deviation: Math.hypot(...found.map(({ deviation }) => deviation)),
        };
        for (const part of ['value', 'error', 'deviation'] as const)
          for (const one of [total, ...found]) row[at++] = one[part];
      });
    },
  };
}

function quantitiesOf(
  functional: Functional,
  species: readonly { readonly name: string }[],
  chosen: readonly Rule[],
): Quantity[] {
  const [symbol, unit] = functional === 'entropy' ? ['entropy', 'n'] : ['Fisher information', 'n/(m v^2)'];
  const words = { value: 'best estimate', error: 'bound of the systematic error', deviation: 'standard deviation' };
  return (['value', 'error', 'deviation'] as const).flatMap((part) => [
    {
      name: bestColumn(functional, part),
      label: `${words[part]} of the ${symbol}, total${part === 'value' ? source(chosen.map((rule) => rule.words)) : ''}`,
      unit,
    },
    ...species.map(({ name }, i) => ({
      name: bestColumn(functional, part, name),
      label: `${words[part]} of the ${symbol} of ${name}${part === 'value' ? source([chosen[i].words]) : ''}`,
      unit,
    })),
  ]);
}

/** Returns the sources of the estimates in parentheses, without repetition. */
function source(words: readonly string[]): string {
  return ` (${[...new Set(words)].join('; ')})`;
}

/**
 * Returns the error of H or I of a smooth f on a grid as a sum over the nodes: the largest distance to the sums over half the nodes on
 * every axis, and the contribution of the nodes where f is less than 16 times its noise. The first term overestimates the error of a
 * resolved f by far, because the sums converge faster than any power of the spacing.
 */
function gridError(functional: Functional, mass: number, state: SpeciesSnapshot): number {
  const of = (one: GridState) => (functional === 'fisher' ? latticeFisher(mass, one) : aboveNoise(one));
  const { noise = 0 } = state;
  // H includes all nodes with f > 0.
  const own = functional === 'fisher' ? state : { ...state, noise: 0 };
  const all = of(own);
  const coarse = [0, 1].map((offset) => Math.abs(of(everyOtherNode(own, offset)) - all));
  return Math.max(...coarse) + Math.abs(all - of({ ...state, noise: 16 * noise }));
}

/** Returns h^d sum_x f log f over the nodes with f above the noise. */
function aboveNoise({ lattice, values, noise = 0 }: GridState): number {
  const kept = values.filter((f) => f > noise);
  return lattice.spacing ** lattice.d * sumEntropy(kept, kept.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
