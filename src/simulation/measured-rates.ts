import { speciesMoments } from '../analysis/moments.ts';
import type { StepReplica } from '../methods/method.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import { particleMoments } from '../physics/moments.ts';

/** The start of a run, and replicas of its first step if collisions are random. */
export interface MeasuredStart {
  readonly initial: Snapshot;
  readonly replicas?: readonly StepReplica[] | undefined;
}

/** d/dt of the first two moments of one species: u_k, and the temperature tensor T_kl. */
export interface MomentRates {
  readonly velocity: readonly number[];
  readonly tensor: readonly number[];
}

/** The rates of one species by the method: the tensor if it is known, otherwise only dT/dt. */
interface OwnRates {
  readonly velocity: readonly number[];
  readonly tensor?: readonly number[];
  readonly heating?: number;
}

/** A rate of the discretisation, with its standard error if it is a mean. */
export interface Measured {
  readonly value: number;
  readonly error?: number;
}

/** A rate of species i from the replicas of a step, the drift of the particles or the exchange on the grid; null if there is none. */
export function measured(
  { initial, replicas }: MeasuredStart,
  i: number,
  of: (rates: OwnRates) => number | undefined,
): Measured | null {
  if (replicas !== undefined) return meanOf(replicas.map(({ species }) => of(species[i])!));
  const onGrid = initial.exchange !== undefined && initial.species[i].particles === undefined;
  const own = driftRates(initial, i) ?? (onGrid ? exchangeRates(initial, i) : null);
  const value = own === null ? undefined : of(own);
  return value === undefined ? null : { value };
}

/** The mean of independent values and its standard error. */
export function meanOf(values: readonly number[]): Measured {
  const n = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  return { value, error: Math.sqrt(squares / (n * (n - 1))) };
}

function driftRates({ mixture, species, randomForces }: Snapshot, i: number): MomentRates | null {
  const { particles, drift } = species[i];
  if (particles === undefined || drift === undefined || randomForces) return null;
  const { dimension: d } = mixture;
  const { mass } = mixture.species[i];
  const { weights, velocities } = particles;
  const n = weights.length;
  const { density, velocity: u } = particleMoments(mass, weights, velocities);
  const average = (term: (p: number) => number) => {
    let sum = 0;
    for (let p = 0; p < n; p++) sum += weights[p] * term(p);
    return sum / density;
  };
  const product = (k: number, l: number) => average((p) => (velocities.data[k * n + p] - u[k]) * drift.data[l * n + p]);
  return {
    velocity: Array.from({ length: d }, (_, k) => average((p) => drift.data[k * n + p])),
    tensor: Array.from({ length: d * d }, (_, kl) => {
      const [k, l] = [Math.floor(kl / d), kl % d];
      return mass * (product(k, l) + product(l, k));
    }),
  };
}

/** Rates on a grid, where collisions within a species conserve its momentum and energy as far as the grid resolves f. */
function exchangeRates(now: Snapshot, i: number): OwnRates {
  const { dimension: d, species } = now.mixture;
  const { momentum, energy } = now.exchange!;
  const S = species.length;
  const { density, velocity: u } = speciesMoments(now)[i];
  const sum = (term: (j: number) => number) => species.reduce((total, _, j) => total + (j === i ? 0 : term(j)), 0);
  const push = Array.from({ length: d }, (_, k) => sum((j) => momentum[(i * S + j) * d + k]));
  const heat = sum((j) => energy[i * S + j]) - push.reduce((work, force, k) => work + force * u[k], 0);
  return {
    velocity: push.map((force) => force / (species[i].mass * density)),
    heating: (2 * heat) / (d * density),
  };
}
