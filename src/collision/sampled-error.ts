import type { ForcedParticles, ScoredParticles } from '../core/particles.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { PairCore } from '../kernels/pair-forces.ts';
import type { Mixture } from '../physics/mixture.ts';
import { addKernelForces } from './kernel-forces.ts';
import type { PairCores } from './pair-cores.ts';

/** Targets per species. The error of the estimate is some 1/sqrt(targets d): 5 to 10 %. */
const targets = 128;

/**
 * Returns the error of an approximate sum relative to the direct one, as accelerations weighted by f and mass,
 *
 *     ( sum_i m_i < |F_p - F_p^direct|^2 / m_i^2 > / sum_i m_i < |F_p^direct|^2 / m_i^2 > )^(1/2),    < > = sum_p w_p ..
 *
 * The targets are at equal steps of the cumulative weight, the same ones for the same particles. Returns 0 if no force acts, NaN or
 * infinity if forces are not finite. Costs O(N) for N particles in addition to one evaluation of the sum.
 */
export function sampledError(
  kernels: Kernels,
  mixture: Mixture,
  particles: readonly ScoredParticles[],
  sum: (particles: readonly ForcedParticles[]) => void,
  cores: PairCores,
): number {
  const forced = particles.map((own) => ({ ...own, force: createVectorField(own.velocities.d, own.velocities.n) }));
  sum(forced);
  let difference = 0;
  let size = 0;
  forced.forEach(({ weights, force }, i) => {
    const picks = pickTargets(weights);
    const exact = forcesOn(kernels, picks, i, mixture, particles, cores);
    const density = weights.reduce((total, w) => total + w, 0);
    const { n, data } = force;
    picks.forEach(({ particle, share }, t) => {
      for (let k = 0; k < exact.d; k++) {
        const direct = exact.data[k * exact.n + t];
        const weight = (share * density) / mixture.species[i].mass;
        difference += weight * (data[k * n + particle] - direct) ** 2;
        size += weight * direct ** 2;
      }
    });
  });
  return difference === 0 ? 0 : Math.sqrt(difference / size);
}

interface Target {
  readonly particle: number;
  /** The share of the species' density that it represents. */
  readonly share: number;
}

/** Returns the particles at (t + 1/2)/targets of the cumulative weight; a heavy one that is hit several times counts as often. */
function pickTargets(weights: Float64Array): readonly Target[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (!(total > 0)) return [];
  const picks: { particle: number; share: number }[] = [];
  let particle = 0;
  let reached = weights[0];
  for (let t = 0; t < targets; t++) {
    while (particle < weights.length - 1 && reached < ((t + 1 / 2) / targets) * total) reached += weights[++particle];
    const last = picks.at(-1);
    if (last?.particle === particle) last.share += 1 / targets;
    else picks.push({ particle, share: 1 / targets });
  }
  return picks;
}

/** Returns the direct forces of all particles on the targets, which are particles of species i. */
function forcesOn(
  kernels: Kernels,
  picks: readonly Target[],
  i: number,
  mixture: Mixture,
  particles: readonly ScoredParticles[],
  cores: PairCores,
): VectorField {
  const chosen = new Set(picks.map(({ particle }) => particle));
  const on = someOf(particles[i], Uint32Array.from(chosen));
  particles.forEach((other, j) => {
    const strength = mixture.strength(i, j);
    if (strength === 0) return;
    const kernel = mixture.kernel(i, j);
    const all = Uint32Array.from(other.weights.keys());
    // Like particles are summed in two parts, otherwise each target would meet itself.
    if (i === j) addKernelForces(kernels, kernel, strength, on, on);
    const rest = i === j ? all.filter((p) => !chosen.has(p)) : all;
    const coreOf = (gamma: number) => (i === j ? coincidence : cores(i, j, gamma));
    addKernelForces(kernels, kernel, strength, on, someOf(other, rest), coreOf);
  });
  return on.force;
}

/** Like particles at one velocity exert no force; in two parts they would count as unlike ones, whose force is not defined. */
const coincidence: PairCore = { radius: 1e-60, inner: [1] };

/** Returns copies of some particles of a species, with their own forces. */
function someOf({ weights, velocities, scaledScore }: ScoredParticles, chosen: Uint32Array): ForcedParticles {
  const { d } = velocities;
  const n = chosen.length;
  const take = ({ n: count, data }: VectorField) =>
    createVectorField(
      d,
      n,
      Float64Array.from({ length: d * n }, (_, c) => data[Math.floor(c / n) * count + chosen[c % n]]),
    );
  return {
    weights: Float64Array.from(chosen, (p) => weights[p]),
    velocities: take(velocities),
    scaledScore: take(scaledScore),
    force: createVectorField(d, n),
  };
}
