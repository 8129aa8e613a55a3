import { createVectorField } from '../../core/vector-field.ts';
import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import type { Deflection } from '../../kernels/scatter-pairs.ts';
import { liveMixture } from '../../physics/following.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';
import { ledgerLength } from '../ledger.ts';
import type { StepReplica } from '../method.ts';
import { momentsOf } from '../turnover.ts';
import { prepareCollisions } from './collisions.ts';
import type { Resolution } from './resolution.ts';
import type { MassiveParticles } from './sweep.ts';

/** Meetings of particles in all replicas together: as many as are wanted (a tenth of a second), and the most (two seconds). */
const wantedMeetings = 1e6;
const mostMeetings = 1e7;
/** With 16 the squared deviation over the squared standard error is 15/13 on average, with many it is 1. */
const fewest = 16;
const most = 256;

/**
 * Steps of collisions alone, each from the same particles and with other random numbers: the change of every moment over dt. The replicas differ by
 * the noise of the pairing and of the angles; their mean is the rate of the discretisation for these particles and this step. Undefined if one step has more
 * than 625 000 meetings. `shares` is by how many the particles are to be multiplied for that: they may be one of several groups.
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
      const held = momentsOf(groups[i].mass, groups[i]).energy;
      collide();
      const gained = (momentsOf(groups[i].mass, groups[i]).energy - held) / dt;
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
