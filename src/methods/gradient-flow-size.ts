import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { trace } from '../core/sum.ts';
import { windowNodes } from '../kernels/lattice-spread.ts';
import { bySpecies } from '../schema/fields.ts';
import type { MethodSize, RunPlan } from './method.ts';
import { type RegularisationOptions, regularise } from './regularisation.ts';

/**
 * The size of the forces of a gradient flow: pairs of particles that meet, their work in pairs of the direct sum, and bytes per particle.
 */
export interface ForceSize {
  readonly pairs: number;
  readonly work: number;
  readonly bytes: number;
}

/** Nanoseconds per pair of the direct sum, per node that a particle's mollifier reaches, per cleared node, and per particle. */
const nanoseconds = { pair: 2.5, reachedNode: 1, node: 25, particle: 50 } as const;

/**
 * The size of a gradient flow of particles with the given forces; see Method.size. `parts` are the particles of every species in equal
 * parts of the run, or one entry if their number is constant.
 */
export function gradientFlowSize(
  plan: RunPlan,
  options: RegularisationOptions,
  forces: (counts: readonly number[]) => ForceSize,
  parts: readonly (readonly number[])[] = [plan.particles.map(({ count }) => count)],
): MethodSize {
  const { dimension: d } = plan.mixture;
  const { terms, lattices } = reconstructionLattices(plan, options);
  const nodes = sum(lattices, (lattice) => lattice.nodes);
  const all = (counts: readonly number[]) => sum(counts, (count) => count);
  const workOf = (counts: readonly number[]) => {
    const reached = sum(counts, (count, i) => count * lattices[i].reach ** d);
    return (
      nanoseconds.pair * forces(counts).work +
      terms * (nanoseconds.reachedNode * reached + nanoseconds.node * nodes) +
      nanoseconds.particle * all(counts)
    );
  };
  const works = parts.map(workOf);
  const work = sum(works, (one) => one) / works.length;
  const most = parts[parts.length - 1];

  const vectors = stateVectors(plan) * d;
  // Values and log f~ + 1 for snapshots and for each term of the entropy; grad f~, both at twice the smoothing, the exact solution,
  // and values and exact solution being written to a file.
  const planes = 2 * (1 + terms) + d + (2 + d) / 2 ** (d / 2) + 1 + 4;
  // Weights and velocities: sampled, corrected, and being written to a file with the momenta.
  const samples = 2 * (d + 1) + 2 * (2 * d + 1);
  const { pairs, bytes } = forces(most);
  return {
    particles: all(most),
    pairs,
    nodes,
    bytes: 8 * (all(most) * (vectors + samples) + nodes * planes) + all(most) * bytes,
    work,
    ...(parts.length > 1 ? { growth: { start: works[0] / work, end: works[works.length - 1] / work } } : {}),
  };
}

/** The number of densities in the entropy, the initial lattice nodes of every species, and the nodes per axis that a particle reaches. */
function reconstructionLattices(
  { mixture: { species, dimension: d }, distributions, particles }: RunPlan,
  options: RegularisationOptions,
) {
  const given = bySpecies(species, options.spacing);
  const spacings = particles.map(({ count, width }, i) => given[i] ?? width / count ** (1 / d));
  const smoothed = species.map(({ name, mass }, i) => {
    const { covariance } = distributions[i];
    const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(d, d, [...covariance]), {
      assumeSymmetric: true,
    });
    const narrowest = Math.min(...realEigenvalues);
    const { count } = particles[i];
    return { name, mass, count, spacing: spacings[i], variance: trace(covariance, d) / d, narrowest };
  });
  const { rule, variances } = regularise(options, smoothed);
  const lattices = spacings.map((h, i) => {
    const reach = windowNodes(variances[i], h, options.tolerance);
    return { reach, nodes: (particles[i].width / h + reach) ** d };
  });
  return { terms: rule.terms.length, lattices };
}

/** The number of vectors as long as all velocities: those of the method, of the integrator, and of a checkpoint being written. */
function stateVectors({ integrator, advance: { stepper = {}, adaptive } }: RunPlan): number {
  const own = 6;
  const { held, saved } = integrator.vectors(stepper);
  const steppers = adaptive === undefined ? held : 2 * held + 3;
  const checkpoint = 4 * (1 + saved * (adaptive === undefined ? 1 : 2));
  return own + steppers + checkpoint;
}

function sum<T>(values: readonly T[], term: (value: T, i: number) => number): number {
  return values.reduce((total, value, i) => total + term(value, i), 0);
}
