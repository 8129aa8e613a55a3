import { once } from '../../core/once.ts';
import type { Particles } from '../../core/particles.ts';
import { createVectorField } from '../../core/vector-field.ts';
import { checkMemory, joinMemory } from '../../integration/integrator.ts';
import type { Deflection } from '../../kernels/deflections.ts';
import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import { liveMixture } from '../../physics/following.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';
import type { Reconstruction } from '../../reconstruction/reconstruction.ts';
import { ledgerLength, readLedger } from '../ledger.ts';
import type { InitialSpecies, InitialValueProblem, StepReplica } from '../method.ts';
import { particleDrive } from '../particle-drive.ts';
import type { Given, SpeciesSnapshot } from '../snapshot.ts';
import { prepareBirths } from './births.ts';
import { prepareCollisions, replicateStep } from './collisions.ts';
import type { Resolution } from './resolution.ts';
import type { MassiveParticles, Sweep } from './sweep.ts';

/**
 * The particles in G independent groups. Each group is sampled independently, has the full density, and collides and is driven
 * independently, like a simulation of N/G particles. f is the mean of the groups. The groups share only the equation, so the scatter of
 * their moments is the statistical error of start and collisions, even for conserved moments. A step costs as much as without groups. The
 * error of a rate grows from order 1/N to G/N.
 */
export interface Groups {
  /** The sweeps of the first group, for numbers that are equal in all groups. */
  readonly sweeps: readonly Sweep[];
  /**
   * The particles of all groups at the last `gather`, with weights whose sum is the density; a single group without sources is not copied.
   */
  readonly particles: readonly Particles[];
  readonly anchors: readonly (readonly number[])[];
  /** With the strengths of the last gathered state. */
  readonly mixture: Mixture;
  gather(): readonly Particles[];
  step(t: number, dt: number, parts: Resolution['parts']): void;
  /** Mean of the groups. */
  given(): readonly Given[];
  replicas(random: UniformNumbers, parts: Resolution['parts'], dt: number): readonly StepReplica[] | undefined;
  /** Velocities by group, species and component; the ledger; the number of particles that have entered. */
  save(): Readonly<Record<string, Float64Array>>;
  /** Restores the state saved at time t. Throws InputError if the particles do not match. */
  restore(state: Readonly<Record<string, Float64Array>>, t: number): void;
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
  const groups = samples.map((sample, g) =>
    prepareGroup(problem, sample, deflection, random, count === 1 ? [] : [`group ${g}`]),
  );
  const [first] = groups;
  const heads = first.particles.map(({ weights }) => weights.length);
  const entries = ledgerLength(mixture);
  const together = liveMixture(mixture);
  const grows = mixture.forcing.some(({ source }) => source !== undefined);
  const gather = () => {
    if (count === 1 && !grows) return first.particles;
    particles = particles.map((last, i) =>
      gatherSpecies(
        groups.map((group) => group.particles[i]),
        heads[i],
        last,
      ),
    );
    together.follow?.(
      particles.map(({ weights, velocities }, i) => particleMoments(mixture.species[i].mass, weights, velocities)),
    );
    return particles;
  };
  let particles: readonly Particles[] = first.particles;
  gather();
  return {
    sweeps: first.sweeps,
    gather,
    get particles() {
      return particles;
    },
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
    replicas(own, parts, dt) {
      const all = groups.map((group) => replicateStep(mixture, group.particles, deflection, own, parts, dt, count));
      if (all.includes(undefined)) return undefined;
      return meanReplicas(all as readonly (readonly StepReplica[])[]);
    },
    save: () => ({
      y: joinMemory(...groups.flatMap((group) => group.particles.map(({ velocities }) => velocities.data))),
      ...(entries === 0 ? {} : { ledger: joinMemory(...groups.map((group) => group.ledger)) }),
      ...(grows ? { births: Float64Array.from(first.births) } : {}),
    }),
    restore({ y, ledger, births }, t) {
      if (grows) for (const group of groups) group.restore([...births]);
      const length = groups
        .flatMap((group) => group.particles)
        .reduce((sum, own) => sum + own.velocities.data.length, 0);
      checkMemory(y, length, 'pair-collisions');
      let at = 0;
      groups.forEach((group, g) => {
        for (const { velocities } of group.particles) {
          const { data } = velocities;
          data.set(y.subarray(at, at + data.length));
          at += data.length;
        }
        group.ledger.set(entries === 0 ? [] : ledger.subarray(g * entries, (g + 1) * entries));
        group.weightsAt(t);
      });
    },
  };
}

/** Concatenates the particles of all groups, in the arrays of the last time if their number is the same. */
function gatherSpecies(groups: readonly Particles[], head: number, last: Particles): Particles {
  const { d, n: size } = groups[0].velocities;
  const fits = groups.every(({ weights }) => weights !== last.weights) && last.weights.length === groups.length * size;
  const { weights, velocities } = fits
    ? last
    : { weights: new Float64Array(groups.length * size), velocities: createVectorField(d, groups.length * size) };
  const order = mingled(head, size);
  groups.forEach((own, g) => {
    for (let p = 0; p < size; p++) weights[g * size + p] = own.weights[order[p]] / groups.length;
    for (let k = 0; k < d; k++)
      for (let p = 0; p < size; p++)
        velocities.data[k * velocities.n + g * size + p] = own.velocities.data[k * size + order[p]];
  });
  return { weights, velocities };
}

/**
 * An order that spreads the entered particles, older and newer ones, evenly among the first `head`: jackknife estimates leave out blocks of
 * successive particles, and every block has to resemble the whole.
 */
function mingled(head: number, size: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, p) => p);
  if (size === head) return order;
  const golden = (Math.sqrt(5) - 1) / 2;
  const place = Float64Array.from(order, (p) => (p < head ? (p + 1 / 2) / head : ((p - head + 1 / 2) * golden) % 1));
  return order.sort((p, q) => place[p] - place[q]);
}

/** Prepares one group. */
function prepareGroup(
  { mixture, start, seed }: InitialValueProblem,
  sample: readonly InitialSpecies[],
  deflection: Deflection,
  random: UniformNumbers,
  name: readonly string[],
) {
  const { species } = mixture;
  const live = liveMixture(mixture);
  const ledger = new Float64Array(ledgerLength(mixture));
  const initial = sample.map(({ particles: { weights, velocities } }) => ({
    ...{ weights, velocities: createVectorField(velocities.d, velocities.n, velocities.data.slice()) },
  }));
  const births = prepareBirths(mixture, start, initial, [String(seed), ...name]);
  const present = births.particles;
  const drive = particleDrive(mixture, births.turnover);
  const massive = () => present.map((own, i): MassiveParticles => ({ mass: species[i].mass, ...own }));
  /** Uses the initial strengths: the factors of followed logarithms are applied separately. */
  const prepare = () => prepareCollisions({ ...live, mixture }, particles, deflection, random, ledger);
  let particles = massive();
  let collisions = prepare();
  const { sweeps } = collisions;
  /** Includes entered particles in the collisions. */
  const takeIn = () => {
    if (particles.every(({ weights }, i) => weights === present[i].weights)) return;
    particles = massive();
    collisions = prepare();
  };
  return {
    ...{ ledger, sweeps },
    get particles() {
      takeIn();
      return particles;
    },
    get births() {
      return births.counts;
    },
    mixture: live.mixture,
    weightsAt: births.weightsAt,
    restore: births.restore,
    step(t: number, dt: number, parts: Resolution['parts']) {
      drive?.(t, dt / 2, present, ledger);
      takeIn();
      live.follow?.(particles.map(({ mass, weights, velocities }) => particleMoments(mass, weights, velocities)));
      collisions.step(dt, parts);
      drive?.(t + dt / 2, dt / 2, present, ledger);
    },
  };
}

/** The mean over the groups of their first, second, .. replica, for as many replicas as every group has. */
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

/** The snapshot of a species: its particles, and the mollified density f ~, which is computed when it is first read. */
export function mollifiedSnapshot(
  particles: Particles,
  groups: number,
  reconstruction: Reconstruction,
): SpeciesSnapshot {
  const { velocities } = particles;
  const { variance } = reconstruction;
  const density = once(() => {
    reconstruction.update(velocities);
    return { lattice: reconstruction.lattice, values: reconstruction.values };
  });
  const gradient = once(() => {
    density();
    return reconstruction.gradient(velocities);
  });
  return {
    particles,
    ...(groups > 1 ? { groups } : {}),
    smoothing: variance,
    mollifier: { reconstruction: 'mollified', variance, centres: () => velocities },
    get lattice() {
      return density().lattice;
    },
    get values() {
      return density().values;
    },
    get gradient() {
      return gradient();
    },
  };
}
