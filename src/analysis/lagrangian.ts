import type { VectorField } from '../core/vector-field.ts';
import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import { createLabelState, prepareLabelSpace } from '../reconstruction/label-space.ts';
import type { AnalysisContext, Analyzer, Quantity } from './analyzer.ts';
import { largestCounts } from './random-sample.ts';

/** Neighbours on an axis used by the estimate, of order six, and by the differences that it is compared with. */
const [most, fewer] = [7, 5];

/**
 * Particles with less than this fraction of the largest f_0 are excluded. They hold 2e-5 (d = 2) or 7e-5 (d = 3) of I of a Maxwellian,
 * and their map is the first to fold.
 */
const emptiest = 1e-6;

/** A score counts as known if the two differences agree to this fraction of the root mean square score. */
const known = 1 / 4;

/**
 * Particles with more than the fraction `tail` of the largest f_0 are not in its tail. The lattice resolves f_0 if both differences agree
 * there to the fraction `resolved` of that root mean square. Where a BKW state vanishes at v = 0 they differ by 0.25 and more, half a unit
 * of time later by 0.025.
 */
const [tail, resolved] = [1e-3, 1 / 20];

/** An estimate of one species: the value and its error. */
interface Found {
  readonly value: number;
  readonly error: number;
}

/**
 * H and I of the f that lattice particles carry along, from the map of their labels (see prepareLabelSpace): no kernel, and the known
 * f_0. This requires particles that follow a smooth drift; random forces and random samples have no such map.
 *
 *     H = sum_p w_p log f(v_p),    I = (1/m) sum_p w_p |grad log f(v_p)|^2
 *
 * The columns are omitted if the lattice does not resolve f_0, for example around a zero of f_0: the particles keep the zero, but the
 * Landau system fills it at once. Where the map later becomes too rough, I uses the score that drives the particle, and log f the mean of
 * the other particles. The error is the sum of: the change by differences of order four, particle by particle; all terms not from the map;
 * the largest distance from the sums over the 2^d lattices of twice the spacing; and the excess, beyond all of these, of the estimate's
 * deviation from the known initial H and I. It is the error for the f of the particles; only finer runs show the distance of that f from
 * the solution.
 */
export const lagrangian: Analyzer = {
  name: 'lagrangian',
  prepare(context) {
    const { initial } = context;
    const { mixture } = initial;
    const measures = initial.species.map((_, i) => prepareSpecies(context, i));
    if (measures.some((measure) => measure === undefined)) return { quantities: [], measure() {} };
    const columns = (name: string, label: string, unit: string): Quantity[] =>
      [{ end: '', of: 'total' }, ...mixture.species.map((one) => ({ end: `.${one.name}`, of: `of ${one.name}` }))].map(
        ({ end, of }) => ({ name: `${name}${end}`, label: `${label}, ${of}`, unit }),
      );
    return {
      quantities: [
        ...columns('entropy_lagrangian', 'entropy of the f that the particles carry', 'n'),
        ...columns('entropy_lagrangian_error', 'error of the entropy of the f that the particles carry', 'n'),
        ...columns('fisher_lagrangian', 'Fisher information of the f that the particles carry', 'n/(m v^2)'),
        ...columns(
          'fisher_lagrangian_error',
          'error of the Fisher information of the f that the particles carry',
          'n/(m v^2)',
        ),
      ],
      measure(now, row) {
        const found = now.species.map((one, i) => measures[i]!(one));
        let at = 0;
        for (const functional of ['entropy', 'fisher'] as const)
          for (const part of ['value', 'error'] as const) {
            const values = found.map((one) => one[functional][part]);
            row[at++] = values.reduce((sum, value) => sum + value, 0);
            for (const value of values) row[at++] = value;
          }
      },
    };
  },
};

type Measure = (now: SpeciesSnapshot) => Readonly<Record<'entropy' | 'fisher', Found>>;

function prepareSpecies({ initial, labels, startingFunctionals }: AnalysisContext, i: number): Measure | undefined {
  const own = labels?.[i];
  const { particles, score, drift } = initial.species[i];
  if (own === undefined || particles === undefined || score === undefined || drift === undefined) return undefined;
  // Particles from sources have no label.
  if (initial.mixture.forcing.some(({ source }) => source?.species === i)) return undefined;
  if (initial.randomForces || particles.weights.length > largestCounts.labels) return undefined;
  const { weights, velocities: start } = particles;
  const peak = own.density.reduce((largest, f) => Math.max(largest, f), 0);
  const space = prepareLabelSpace(start, own, emptiest * peak);
  if (space === undefined) return undefined;
  const { mass } = initial.mixture.species[i];
  const densityOf = () => weights.reduce((sum, w) => sum + w, 0);
  const startingDensity = densityOf();
  const { d, n } = start;
  const [fine, coarse] = [createLabelState(d, n), createLabelState(d, n)];

  const square = ({ data }: VectorField, p: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += data[k * n + p] ** 2;
    return sum;
  };
  const rootMeanSquare = (driving: VectorField) => {
    const density = densityOf();
    return Math.sqrt(weights.reduce((sum, w, p) => sum + (w / density) * square(driving, p), 0));
  };
  const distance = (p: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += (fine.gradient.data[k * n + p] - coarse.gradient.data[k * n + p]) ** 2;
    return Math.sqrt(sum);
  };

  const measure: Measure = ({ particles: now, score: driving }) => {
    space.evaluate(now!.velocities, most, fine);
    space.evaluate(now!.velocities, fewer, coarse);
    const limit = known * rootMeanSquare(driving!);
    const H = latticeSum(space.parity, 2 ** d);
    const I = latticeSum(space.parity, 2 ** d);
    let [inside, outside] = [0, 0];
    // Losses remove the same fraction of f everywhere.
    const left = Math.log(densityOf() / startingDensity);
    for (let p = 0; p < n; p++) {
      const w = weights[p];
      if (distance(p) <= limit) {
        inside += w;
        H.add(p, w * (fine.logDensity[p] + left), w * Math.abs(fine.logDensity[p] - coarse.logDensity[p]));
        const own = square(fine.gradient, p);
        I.add(p, (w / mass) * own, (w / mass) * Math.abs(own - square(coarse.gradient, p)));
      } else {
        outside += w;
        const own = (w / mass) * square(driving!, p);
        I.add(p, own, own);
      }
    }
    const entropy = H.found();
    const share = outside / inside;
    return {
      entropy: { value: (1 + share) * entropy.value, error: entropy.error + outside * Math.abs(Math.log(emptiest)) },
      fisher: I.found(),
    };
  };

  const first = measure(initial.species[i]);
  const limit = resolved * rootMeanSquare(score);
  if (own.density.some((f, p) => f > tail * peak && !(distance(p) <= limit))) return undefined;
  const missed = (functional: 'entropy' | 'fisher') => {
    const exact = startingFunctionals?.()[functional][i];
    if (exact === undefined) return 0;
    const { value, error } = first[functional];
    const more = Math.abs(value - exact.value) + exact.error - error;
    return Number.isFinite(more) ? Math.max(0, more) : 0;
  };
  const offsets = { entropy: missed('entropy'), fisher: missed('fisher') };
  return (now) => {
    const { entropy, fisher } = measure(now);
    return {
      entropy: { ...entropy, error: entropy.error + offsets.entropy },
      fisher: { ...fisher, error: fisher.error + offsets.fisher },
    };
  };
}

/** Accumulates a sum over the lattice of labels, and the sums over its 2^d sublattices of twice the spacing. */
function latticeSum(parity: Uint8Array, parts: number) {
  const sums = new Float64Array(parts);
  let [total, uncertain] = [0, 0];
  return {
    add(p: number, term: number, error: number) {
      total += term;
      uncertain += error;
      sums[parity[p]] += parts * term;
    },
    found: (): Found => ({
      value: total,
      error: uncertain + sums.reduce((worst, sum) => Math.max(worst, Math.abs(sum - total)), 0),
    }),
  };
}
