import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { chooseSummation } from '../collision/summations.ts';
import { isWeakFormAffordable } from '../collision/weak-form.ts';
import { trace } from '../core/sum.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { Integrator } from '../integration/integrator.ts';
import { integrators } from '../integration/integrators.ts';
import { windowNodes } from '../kernels/lattice-spread.ts';
import type { Mixture } from '../physics/mixture.ts';
import { mollifierVariances } from '../reconstruction/bandwidth.ts';
import type { EntropyRule } from '../reconstruction/regularised-entropy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioHalfWidths } from './assemble.ts';
import { bySpecies } from './by-species.ts';
import { type Cost, heapBytes, lookCount, nodeSeconds, programBytes } from './cost.ts';
import { type CollisionSpeed, countPairs, type KernelSpeed, type KernelTask } from './kernel-speed.ts';
import { runLength } from './run-length.ts';
import { scenarioEntropy } from './scenario-entropy.ts';

/**
 * Evaluations that an implicit step takes at the default tolerance, or a stabilised one. Measured: 10.6 for two species on the BKW solution (both
 * implicit integrators, dt = 0.1), 4.4 at the start of a Coulomb relaxation; 35 with steps so long that some must be halved.
 */
const typicalEvaluations = 10;

/** Seconds for a node of a lattice that has far more nodes than particles, cleared and its logarithm taken: 25 ns. */
const emptyNodeSeconds = 2.5e-8;

/** Memory and time of a run of a gradient flow of particles; see estimateCost. */
export function estimateGradientFlow(
  scenario: Scenario,
  method: Extract<Scenario['method'], { readonly score: unknown }>,
  mixture: Mixture,
  distributions: readonly Distribution[],
  measureSpeed: (mixture: Mixture, task: KernelTask) => KernelSpeed,
): Cost {
  const { time } = scenario;
  const d = scenario.dimension;
  const counts = scenario.species.map(({ particles }) => particles.count);
  const entropy = scenarioEntropy(method);
  const lattices = reconstructionLattices(scenario, method, entropy, distributions);
  const setting = {
    ...('batch' in method && method.batch !== undefined
      ? { batch: { size: Math.min(method.batch.size, Math.max(...counts)) } }
      : {}),
    ...('mesh' in method && method.mesh !== undefined ? { mesh: method.mesh } : {}),
  };
  const summation = chooseSummation('summation' in method ? method.summation : 'auto', mixture, counts, setting);
  const speed = measureSpeed(mixture, {
    summation,
    setting,
    entropy,
    reconstruction: method.reconstruction,
    variances: lattices.map(({ variance }) => variance),
    tolerance: method.tolerance,
  });
  const integrator = integrators.get(time.integrator)!;
  const length = runLength(scenario);
  const stages = evaluationsPerStep(integrator);
  // An adaptive step is made once in full and once in halves, and both halves count.
  const evaluations = length.steps * stages * (time.adaptive === undefined ? 1 : 3 / 2);

  const particles = sum(counts, (count) => count);
  const pairs = countPairs(mixture, counts);
  const nodes = sum(lattices, (lattice) => lattice.nodes);
  const over = (perParticle: readonly number[]) => sum(counts, (count, i) => count * perParticle[i]);
  const forAll = ({ seconds, per }: CollisionSpeed) => seconds * (per === 'pair' ? pairs : particles);
  const forces = forAll(speed.forces);
  const evaluation =
    over(speed.score) +
    (isGradientFlow(integrator) ? over(speed.potential) : 0) +
    forces +
    nodes * entropy.terms.length * emptyNodeSeconds;
  // A row needs the drift, the exchange between species (at most the forces once more), the weak form's rates, and f~ and its
  // gradient again at twice the smoothing.
  const weakForm = isWeakFormAffordable(mixture, counts) ? forAll(speed.weakForm) : 0;
  const look = over(speed.score) + 2 * over(speed.gradient) + 2 * forces + weakForm + nodes * nodeSeconds;
  const looks = lookCount(scenario, length);

  const vectors = stateVectors(integrator, stages, time) * d;
  // Values and log f~ + 1 for snapshots and for each term of the entropy; grad f~, both at twice the smoothing, the exact solution,
  // and values and exact solution on their way into a file.
  const planes = 2 * (1 + entropy.terms.length) + d + (2 + d) / 2 ** (d / 2) + 1 + 4;
  // Weights and velocities: sampled, corrected, and on their way into a file with the momenta.
  const samples = 2 * (d + 1) + 2 * (2 * d + 1);
  const heap = heapBytes(length, counts.length);
  return {
    ...length,
    particles,
    pairs,
    nodes,
    evaluations,
    memory:
      programBytes +
      heap +
      8 * (particles * (vectors + samples) + nodes * planes) +
      particles * (summation.bytes?.[d] ?? 0),
    heap,
    seconds: evaluations * evaluation + looks * look,
    summation: summation.name,
    fastestSummation: chooseSummation('auto', mixture, counts, setting).name,
  };
}

/** eps/h^2 and the nodes of every species' lattice at the start. */
function reconstructionLattices(
  scenario: Scenario,
  method: Extract<Scenario['method'], { readonly score: unknown }>,
  entropy: EntropyRule,
  distributions: readonly Distribution[],
) {
  const { species, dimension: d } = scenario;
  const halfWidths = scenarioHalfWidths(scenario, distributions);
  const widths = species.map(({ particles: { box } }, i) => (box === undefined ? 2 * halfWidths[i] : box[1] - box[0]));
  const given = bySpecies(scenario, method.spacing);
  const spacings = species.map(({ particles }, i) => given[i] ?? widths[i] / particles.count ** (1 / d));
  const smoothed = species.map(({ name, mass, particles: { count } }, i) => {
    const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(d, d, [...distributions[i].covariance]));
    const variance = trace(distributions[i].covariance, d) / d;
    return { name, mass, count, spacing: spacings[i], variance, narrowest: Math.min(...realEigenvalues) };
  });
  const widest = Math.max(...entropy.terms.map(({ width }) => width));
  const variances = mollifierVariances(method.smoothing, method.reconstruction, smoothed, widest);
  return spacings.map((h, i) => {
    const eps = variances[i];
    const nodes = (widths[i] / h + windowNodes(eps, h, method.tolerance)) ** d;
    return { variance: eps / h ** 2, nodes };
  });
}

/** Methods of a fixed cost say it by a step of a system at rest. */
function evaluationsPerStep(integrator: Integrator): number {
  if (isImplicit(integrator) || integrator.stability === Infinity) return typicalEvaluations;
  const atRest = {
    length: 1,
    weights: Float64Array.of(1),
    rate: (_t: number, _y: Float64Array, dydt: Float64Array) => dydt.fill(0),
  };
  return integrator.prepare(atRest, {}).step(0, 1, Float64Array.of(1)).evaluations;
}

/** Vectors as long as all velocities: the method's, the integrator's, and those on their way into a checkpoint. */
function stateVectors(integrator: Integrator, stages: number, { depth = 8, adaptive }: Scenario['time']): number {
  const own = 6;
  const predictor = isImplicit(integrator) ? 4 : 0;
  const discreteGradient = isGradientFlow(integrator) ? 2 : 0;
  const stepper = isImplicit(integrator) ? 6 + 2 * depth + predictor + discreteGradient : stages + 1;
  const steppers = adaptive === undefined ? stepper : 2 * stepper + 3;
  const checkpoint = 4 * (1 + predictor * (adaptive === undefined ? 1 : 2));
  return own + steppers + checkpoint;
}

function isImplicit({ conserves }: Integrator): boolean {
  return conserves.includes('quadratic');
}

function isGradientFlow({ conserves }: Integrator): boolean {
  return conserves.includes('potential');
}

function sum<T>(values: readonly T[], term: (value: T, i: number) => number): number {
  return values.reduce((total, value, i) => total + term(value, i), 0);
}
