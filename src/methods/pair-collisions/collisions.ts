import { normalFromUniform } from '../../core/special-functions.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { Deflection } from '../../kernels/deflections.ts';
import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import { scatterFromPoint, scatterPairs } from '../../kernels/scatter-pairs.ts';
import { type LiveMixture, liveMixture } from '../../physics/following.ts';
import { baths, collidingPairs, type Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';
import { ledgerLength, ledgerPlace } from '../ledger.ts';
import type { StepReplica } from '../method.ts';
import { energyOf, momentsOf } from '../turnover.ts';
import type { Resolution } from './resolution.ts';
import { type MassiveParticles, prepareSweep, type Sweep } from './sweep.ts';

/** All collisions of a mixture's particles: with each other, with baths and with immobile partners. */
export interface Collisions {
  readonly sweeps: readonly Sweep[];
  /**
   * One step: every pair of species, then immobile partners, then baths, each in its number of parts. `observe` is called around the
   * collisions of a pair.
   */
  step(dt: number, parts: Resolution['parts'], observe?: (pair: Sweep['pair'], collide: () => void) => void): void;
}

export function prepareCollisions(
  live: LiveMixture,
  groups: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
  ledger: Float64Array,
): Collisions {
  const { mixture } = live;
  const sweeps = collidingPairs(mixture).map((pair) => prepareSweep(mixture, pair, groups, deflection, random));
  const bathSweeps = prepareBaths(live, groups, deflection, random, ledger);
  // d_t f = (c n_j / m^2) div(alpha A grad f) is the diffusion on the sphere round V with the generator (c n_j alpha / m^2) Laplacian.
  const scatterFromBackground = (dt: number) => {
    for (const { species: i, strength, exponent, velocity, bath } of mixture.background) {
      if (bath !== undefined) continue;
      const law = { exponent, strength: (strength * dt) / groups[i].mass ** 2, deflection };
      scatterFromPoint(velocity, law, random, groups[i].velocities);
    }
  };
  const inParts = (parts: number, dt: number, collide: (dt: number) => void) => {
    for (let part = 0; part < parts; part++) collide(dt / parts);
  };
  return {
    sweeps,
    step(dt, parts, observe = (_, collide) => collide()) {
      // A pair diffuses for the product of strength and time.
      sweeps.forEach(({ collide, pair }, k) => {
        observe(pair, () => inParts(parts.sweeps[k], dt * live.factor(...pair), collide));
      });
      scatterFromBackground(dt);
      for (const { partner, collide } of bathSweeps) inParts(parts.partners[partner], dt, collide);
    },
  };
}

/**
 * Collisions of every species with every bath, with the index of the bath among the mixture's partners. Every particle meets one partner
 * drawn from the bath's Maxwellian, and the pair diffuses on its sphere for s = c n |w|^gamma dt / mu^2, mu the reduced mass. The partner
 * is discarded, so the bath gives momentum and energy: they are added to its entries of the ledger.
 */
function prepareBaths(
  { mixture: { background, species, dimension: d, ...rest }, bathFactor }: LiveMixture,
  groups: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
  ledger: Float64Array,
): readonly { readonly partner: number; collide(dt: number): void }[] {
  const names = baths({ background, ...rest });
  return background.flatMap(({ bath, strength, ...one }, partner) => {
    if (bath === undefined || strength === 0) return [];
    // This is the initial strength: all factors are 1 here.
    const group = groups[one.species];
    const n = group.weights.length;
    const order = Uint32Array.from({ length: n }, (_, p) => p);
    const ones = new Float64Array(n).fill(1);
    const rate = strength * (1 / species[one.species].mass + 1 / bath.mass) ** 2;
    const width = Math.sqrt(bath.temperature / bath.mass);
    const at = ledgerPlace({ dimension: d }, names.indexOf(bath.name));
    const { exponent, velocity } = one;
    const particles = { mass: group.mass, weights: ones, velocities: group.velocities, order };
    const partners = { mass: bath.mass, weights: ones, velocities: createVectorField(d, n), order };
    return [
      {
        partner,
        collide(dt: number) {
          const { data } = partners.velocities;
          for (let k = 0; k < d; k++)
            for (let p = 0; p < n; p++) data[k * n + p] = velocity[k] + width * normalFromUniform(random.next());
          const before = momentsOf(group.mass, group);
          const s = rate * bathFactor({ bath, species: one.species }) * dt;
          scatterPairs(n, { exponent, strength: s, deflection }, random, particles, partners);
          const after = momentsOf(group.mass, group);
          for (let k = 0; k < d; k++) ledger[at + k] += after.momentum[k] - before.momentum[k];
          ledger[at + d] += after.energy - before.energy;
        },
      },
    ];
  });
}

/** Meetings of particles in all replicas together: the desired number (a tenth of a second), and the maximum (two seconds). */
const wantedMeetings = 1e6;
const mostMeetings = 1e7;
/** With 16 replicas the squared deviation over the squared standard error is 15/13 on average, with many it is 1. */
const fewest = 16;
const most = 256;

/**
 * Collision steps without forcings, each from the same particles and with different random numbers. Returns the change of every moment over
 * dt. The replicas differ by the noise of pairing and angles; their mean is the rate of the discretisation for these particles and this
 * step. Returns undefined if one step has more than 625 000 meetings; `shares` multiplies the particles for this limit, because they may be
 * one of several groups.
 */
export function replicateStep(
  mixture: Mixture,
  start: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
  parts: Resolution['parts'],
  dt: number,
  shares = 1,
): readonly StepReplica[] | undefined {
  const S = start.length;
  const groups = start.map(({ mass, weights, velocities: { d, n } }) => ({
    ...{ mass, weights, velocities: createVectorField(d, n) },
  }));
  const ledger = new Float64Array(ledgerLength(mixture));
  const { sweeps, step } = prepareCollisions(liveMixture(mixture), groups, deflection, random, ledger);
  const size = (i: number) => start[i].weights.length;
  const meetings =
    sweeps.reduce((sum, { pair: [i, j] }, k) => sum + Math.max(size(i), size(j)) * parts.sweeps[k], 0) +
    mixture.background.reduce((sum, { species }, k) => sum + size(species) * parts.partners[k], 0);
  if (fewest * meetings * shares > mostMeetings) return undefined;
  const count = Math.max(fewest, Math.min(most, Math.ceil(wantedMeetings / Math.max(1, meetings * shares))));
  const states = () => groups.map(({ mass, weights, velocities }) => particleMoments(mass, weights, velocities));
  const reset = () => {
    groups.forEach(({ velocities }, i) => {
      velocities.data.set(start[i].velocities.data);
    });
  };
  reset();
  const before = states();
  return Array.from({ length: count }, () => {
    reset();
    const energy = new Float64Array(S * S);
    step(dt, parts, ([i, j], collide) => {
      if (i === j) return collide();
      const held = energyOf(groups[i].mass, groups[i]);
      collide();
      const gained = (energyOf(groups[i].mass, groups[i]) - held) / dt;
      energy[i * S + j] = gained;
      energy[j * S + i] = -gained;
    });
    const species = states().map(({ velocity, temperatureTensor }, i) => ({
      velocity: velocity.map((u, k) => (u - before[i].velocity[k]) / dt),
      tensor: temperatureTensor.map((T, kl) => (T - before[i].temperatureTensor[kl]) / dt),
    }));
    return { species, energy };
  });
}
