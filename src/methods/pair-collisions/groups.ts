import type { Particles } from '../../core/particles.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import type { Deflection } from '../../kernels/scatter-pairs.ts';
import { liveMixture } from '../../physics/following.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';
import { ledgerLength, readLedger } from '../ledger.ts';
import type { InitialSpecies, InitialValueProblem, StepReplica } from '../method.ts';
import { particleDrive } from '../particle-drive.ts';
import { particleWeights } from '../particle-loss.ts';
import type { Given } from '../snapshot.ts';
import { type Collisions, prepareCollisions } from './collisions.ts';
import { replicateStep } from './replicas.ts';
import type { Resolution } from './resolution.ts';
import type { MassiveParticles } from './sweep.ts';

/**
 * The particles in G independent groups. Each is drawn for itself, has all of the density, and collides and is driven for itself, as a simulation of N/G
 * particles would. f is the mean of the groups; since they have nothing in common but the equation, the scatter of their moments is the statistical
 * error, of the start and of the collisions, whatever is conserved. A step costs as much as without groups. The error of order 1/N of a rate becomes G/N.
 */
export interface Groups {
  /** All velocities: group after group, species after species, component after component. */
  readonly y: Float64Array;
  /** What has been given to the groups, one after the other. */
  readonly ledger: Float64Array;
  /** Of the first group, for numbers that are those of all. */
  readonly collisions: Collisions;
  /** The particles of all groups at the last `gather`, with weights whose sum is the density; those of one group are its own. */
  readonly particles: readonly Particles[];
  readonly anchors: readonly (readonly number[])[];
  /** With the strengths of the state that was gathered last. */
  readonly mixture: Mixture;
  gather(): readonly Particles[];
  step(t: number, dt: number, parts: Resolution['parts']): void;
  /** Mean of the groups. */
  given(): readonly Given[];
  weightsAt(t: number): void;
  replicas(random: UniformNumbers, parts: Resolution['parts'], dt: number): readonly StepReplica[] | undefined;
}

export function prepareGroups(
  problem: InitialValueProblem,
  count: number,
  deflection: Deflection,
  random: UniformNumbers,
): Groups {
  const { mixture } = problem;
  const samples =
    count === 1 ? [problem.species] : Array.from({ length: count }, (_, group) => problem.sampleOf(group, count));
  const sizes = samples[0].map(({ particles }) => particles.weights.length);
  const d = mixture.dimension;
  const length = d * sizes.reduce((sum, size) => sum + size, 0);
  const entries = ledgerLength(mixture);
  const y = new Float64Array(count * length);
  const ledger = new Float64Array(count * entries);
  const groups = samples.map((sample, g) =>
    prepareGroup(problem, sample, deflection, random, {
      y: y.subarray(g * length, (g + 1) * length),
      ledger: ledger.subarray(g * entries, (g + 1) * entries),
    }),
  );
  const [first] = groups;
  const together = liveMixture(mixture);
  const particles: readonly Particles[] =
    count === 1
      ? first.particles
      : sizes.map((size) => ({
          weights: new Float64Array(count * size),
          velocities: createVectorField(d, count * size),
        }));
  const gather = () => {
    if (count === 1) return particles;
    particles.forEach(({ weights, velocities: { data } }, i) => {
      const size = sizes[i];
      groups.forEach((group, g) => {
        const own = group.particles[i];
        for (let p = 0; p < size; p++) weights[g * size + p] = own.weights[p] / count;
        for (let k = 0; k < d; k++)
          data.set(own.velocities.data.subarray(k * size, (k + 1) * size), (k * count + g) * size);
      });
    });
    together.follow?.(
      particles.map(({ weights, velocities }, i) => particleMoments(mixture.species[i].mass, weights, velocities)),
    );
    return particles;
  };
  gather();
  return {
    ...{ y, ledger, particles, gather },
    collisions: first.collisions,
    anchors: samples[0].map(({ anchor }) => anchor),
    get mixture() {
      return count === 1 ? first.mixture : together.mixture;
    },
    step(t, dt, parts) {
      for (const group of groups) group.step(t, dt, parts);
    },
    given: () =>
      readLedger(
        mixture,
        Float64Array.from({ length: entries }, (_, k) => groups.reduce((sum, one) => sum + one.ledger[k], 0) / count),
      ),
    weightsAt(t) {
      for (const group of groups) group.weightsAt(t);
    },
    replicas(own, parts, dt) {
      const all = groups.map((group) => replicateStep(mixture, group.particles, deflection, own, parts, dt, count));
      if (all.includes(undefined)) return undefined;
      return meanReplicas(all as readonly (readonly StepReplica[])[]);
    },
  };
}

/** One group, on its part of the state. */
function prepareGroup(
  { mixture, start }: InitialValueProblem,
  sample: readonly InitialSpecies[],
  deflection: Deflection,
  random: UniformNumbers,
  { y, ledger }: Pick<Groups, 'y' | 'ledger'>,
) {
  const { dimension: d, species } = mixture;
  const live = liveMixture(mixture);
  const present = particleWeights(
    mixture,
    start,
    sample.map(({ particles }) => particles.weights),
  );
  let at = 0;
  const particles = sample.map(({ particles: { velocities } }, i): MassiveParticles => {
    const data = y.subarray(at, at + velocities.data.length);
    data.set(velocities.data);
    at += data.length;
    return { mass: species[i].mass, weights: present.weights[i], velocities: createVectorField(d, velocities.n, data) };
  });
  const drive = particleDrive(mixture, present);
  const collisions = prepareCollisions(live, particles, deflection, random, ledger);
  return {
    ...{ particles, ledger, collisions },
    mixture: live.mixture,
    weightsAt: present.at,
    step(t: number, dt: number, parts: Resolution['parts']) {
      drive?.(t, dt / 2, particles, ledger);
      live.follow?.(particles.map(({ mass, weights, velocities }) => particleMoments(mass, weights, velocities)));
      collisions.step(dt, parts);
      drive?.(t + dt / 2, dt / 2, particles, ledger);
    },
  };
}

/** The mean over the groups of their first, second, .. replica: as many as the group with the fewest has. */
function meanReplicas(all: readonly (readonly StepReplica[])[]): readonly StepReplica[] {
  const mean = (values: readonly ArrayLike<number>[]) =>
    Array.from(values[0], (_, k) => values.reduce((sum, one) => sum + one[k], 0) / values.length);
  return Array.from({ length: Math.min(...all.map((own) => own.length)) }, (_, r) => ({
    species: all[0][r].species.map((_, i) => ({
      velocity: mean(all.map((own) => own[r].species[i].velocity)),
      tensor: mean(all.map((own) => own[r].species[i].tensor)),
    })),
    energy: Float64Array.from(mean(all.map((own) => own[r].energy))),
  }));
}
