import { InputError, RunError } from '../core/errors.ts';
import { type Lattice, nodeCount } from '../core/lattice.ts';
import { component, createVectorField, type VectorField } from '../core/vector-field.ts';
import { spreadGradient } from '../kernels/density.ts';
import { sumEntropy } from '../kernels/lattice-gather.ts';
import { type GaussianWindow, gaussianWindow, windowNodes } from '../kernels/lattice-spread.ts';
import { type Machine, usualMachine } from '../kernels/machine.ts';
import type { PrincipalFrame } from './principal-frame.ts';

/** How the particles of one species are turned into a density. */
export interface ReconstructionOptions {
  readonly species: string;
  /** Variance eps of the Gaussian mollifier. */
  readonly variance: number;
  /** Lattice spacing h. */
  readonly spacing: number;
  /** A point of the lattice. */
  readonly anchor: readonly number[];
  /** Largest dropped value of the one-dimensional Gaussian relative to its peak. */
  readonly tolerance: number;
  /** What the densities are computed with. Default: the usual one. */
  readonly machine?: Machine | undefined;
  /** Moment-preserving: the frame of the particles for which variance and lattice are meant, where those that are given are others. */
  readonly frame?: PrincipalFrame | undefined;
}

/**
 * The blob reconstruction of one species (Carrillo, Hu, Wang & Wu, J. Comput. Phys. X 7 (2020) 100066):
 *
 *     f~(x) = sum_p w_p phi_eps(x - v_p),    H_h = h^d sum_x f~ log f~    over the nodes x of an infinite cubic lattice.
 *
 * The part of the lattice that is held in memory is exactly what the particles reach, found anew for every state: particles
 * never leave it, nothing is lost, and the result depends on the velocities alone.
 */
export interface Reconstruction {
  /** Variance of the mollifier in the velocities of the last update. */
  readonly variance: number;
  /** Spacing of the lattice in these velocities. */
  readonly spacing: number;
  /** Nodes per axis that a particle reaches. */
  readonly reach: number;
  /** Reconstructs f~ from the particles; everything below refers to it. Does nothing when they are those of the last time. */
  update(velocities: VectorField): void;
  /** The next update is made whatever its particles are. */
  forget(): void;
  readonly lattice: Lattice;
  /** f~ on the lattice, row order: a view that the next update overwrites. */
  readonly values: Float64Array;
  /** H_h. */
  entropy(): number;
  /** s_p = (1/w_p) dH_h/dv_p = h^d sum_x grad phi_eps(v_p - x) (log f~(x) + 1), exact for the discrete H_h. */
  score(velocities: VectorField, out: VectorField): void;
  /** grad f~ on the nodes, of the particles of the last update: a new field, one plane of nodes per component. */
  gradient(velocities: VectorField): VectorField;
  /** Where the mollifiers sit, f~(v) = sum_p w_p phi_variance(v - centre_p), for the particles of the last update. */
  centres(velocities: VectorField): VectorField;
}

/** 1 GiB of doubles per array: beyond it a particle has certainly run away. */
const largestLattice = 2 ** 27;

/**
 * Smallest eps/h^2 of a mollifier that the lattice resolves. The sum of h^d phi_eps over the nodes differs from 1 by up to
 * 2 exp(-2 pi^2 eps/h^2) on every axis: 17 % here, 7e-6 by the usual rule. Far below, its values leave the doubles.
 */
const leastResolved = 1 / 8;

/** Throws InputError when the lattice is too coarse for the mollifier. */
export function prepareReconstruction(weights: Float64Array, options: ReconstructionOptions): Reconstruction {
  const { variance, spacing, anchor, tolerance, machine = usualMachine() } = options;
  const { kernels, timed } = machine;
  checkResolution(options);
  const d = anchor.length === 2 ? 2 : 3;
  const window = gaussianWindow(variance, spacing, windowNodes(variance, spacing, tolerance));
  let lattice: Lattice = { d, spacing, anchor, first: anchor.map(() => 0), shape: anchor.map(() => 0) };
  let values = new Float64Array(0);
  let slope = new Float64Array(0);
  let count = 0;
  const latest = latestParticles(weights);

  return {
    variance,
    spacing,
    reach: window.nodes,
    get lattice() {
      return lattice;
    },
    get values() {
      return values.subarray(0, count);
    },
    update(velocities) {
      if (latest.are(velocities)) return;
      lattice = fitLattice(options, window, velocities);
      count = nodeCount(lattice);
      if (values.length < count) {
        values = new Float64Array(count);
        slope = new Float64Array(count);
      }
      timed('mollified density', () => {
        kernels.spreadDensity(lattice, window, weights, velocities, values.subarray(0, count));
      });
      latest.become(velocities);
    },
    forget: latest.forget,
    entropy() {
      return spacing ** d * sumEntropy(values, count);
    },
    score(velocities, out) {
      timed('logarithm on the lattice', () => {
        kernels.entropySlope(values, count, slope);
      });
      timed('gradient at the particles', () => {
        kernels.gatherGradient(lattice, window, slope, velocities, spacing ** d, out);
      });
    },
    gradient(velocities) {
      const gradient = createVectorField(d, count);
      timed('gradient on the lattice', () => {
        spreadGradient(kernels, lattice, window, weights, velocities, values.subarray(0, count), gradient);
      });
      return gradient;
    },
    centres: (velocities) => velocities,
  };
}

/** A copy of the particles that something was computed for; their weights may change, their number does not. */
function latestParticles(weights: Float64Array) {
  let [oldWeights, oldVelocities] = [new Float64Array(0), new Float64Array(0)];
  const forget = () => {
    if (oldVelocities.length > 0) oldVelocities[0] = Number.NaN;
  };
  return {
    forget,
    /** Whether the particles are those of the copy; if not, it is no longer good. */
    are({ data }: VectorField): boolean {
      if (isSame(oldVelocities, data) && isSame(oldWeights, weights)) return true;
      forget();
      return false;
    },
    become({ data }: VectorField): void {
      if (oldVelocities.length !== data.length)
        [oldWeights, oldVelocities] = [new Float64Array(weights.length), new Float64Array(data.length)];
      oldWeights.set(weights);
      oldVelocities.set(data);
    },
  };
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

function checkResolution({ species, variance, spacing }: ReconstructionOptions): void {
  const least = leastResolved * spacing ** 2;
  if (variance >= least) return;
  throw new InputError(
    `method.smoothing: expected a mollifier variance of at least ${least.toPrecision(3)} for species ${species}, ` +
      `1/8 of its squared lattice spacing ${spacing.toPrecision(3)}, got ${variance.toPrecision(3)}; ` +
      'take more smoothing or a smaller method.spacing',
  );
}

/** The smallest window of the lattice that holds every particle's nodes. */
function fitLattice(options: ReconstructionOptions, window: GaussianWindow, velocities: VectorField): Lattice {
  const { spacing, anchor } = options;
  const half = window.nodes / 2;
  const first: number[] = [];
  const shape: number[] = [];
  for (let k = 0; k < velocities.d; k++) {
    const { lower, upper } = range(component(velocities, k), options.species, k);
    first.push(Math.floor((lower - anchor[k]) / spacing) - half + 1);
    shape.push(Math.floor((upper - anchor[k]) / spacing) + half - first[k] + 1);
  }
  const lattice = { d: velocities.d, spacing, anchor, first, shape };
  if (nodeCount(lattice) > largestLattice) throw new RunError(runawayMessage(options, lattice));
  return lattice;
}

function range(values: Float64Array, species: string, k: number): { lower: number; upper: number } {
  let lower = Infinity;
  let upper = -Infinity;
  for (let p = 0; p < values.length; p++) {
    const v = values[p];
    if (v < lower) lower = v;
    if (v > upper) upper = v;
    if (!(Math.abs(v) < Infinity))
      throw new RunError(`velocity component ${k} of particle ${p} of species ${species} is ${v}`);
  }
  return { lower, upper };
}

function runawayMessage({ species, spacing }: ReconstructionOptions, lattice: Lattice): string {
  const extent = lattice.shape.map((nodes) => (nodes * spacing).toPrecision(3)).join(' x ');
  return (
    `the particles of species ${species} spread over ${extent} in velocity, ${lattice.shape.join(' x ')} lattice nodes ` +
    `(at most ${largestLattice}): a particle has run away; take a smaller time step or a larger particles.weightThreshold`
  );
}

/** int grad f grad f^T / f dv over the nodes with f > 0, d x d in row order; its trace over m is the mass-weighted Fisher information. */
export function fisherTensor({ spacing, d }: Lattice, values: Float64Array, { n, data }: VectorField): Float64Array {
  const tensor = new Float64Array(d * d);
  for (let k = 0; k < d; k++)
    for (let l = 0; l <= k; l++) {
      let sum = 0;
      for (let x = 0; x < n; x++) if (values[x] > 0) sum += (data[k * n + x] * data[l * n + x]) / values[x];
      tensor[k * d + l] = tensor[l * d + k] = spacing ** d * sum;
    }
  return tensor;
}

/** What `make` makes of an object, made again only when it is asked for of another object than the last time. */
export function ofLatest<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  let latest: { readonly of: Of; readonly made: Made } | undefined;
  return (of) => {
    if (latest?.of !== of) latest = { of, made: make(of) };
    return latest.made;
  };
}
