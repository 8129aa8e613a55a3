import type { Particles } from '../core/particles.ts';
import { trace } from '../core/sum.ts';
import type { Species } from '../physics/mixture.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';
import { type PrincipalFrame, principalFrame } from '../reconstruction/principal-frame.ts';
import { fisherTensor } from '../reconstruction/reconstruction.ts';
import type { RegularisedEntropy } from '../reconstruction/regularised-entropy.ts';
import type { SpeciesSnapshot } from './snapshot.ts';

/** f~ with the narrowest mollifier, and what the entropy's combination of densities knows where they have the particles' moments. */
export function particleDensity(
  mass: number,
  { velocities }: Particles,
  { terms }: RegularisedEntropy,
  reconstruction: ReconstructionName,
): Pick<SpeciesSnapshot, 'lattice' | 'smoothing' | 'mollifier' | 'functional' | 'values' | 'gradient'> {
  const needed = reconstruction === 'mollified' ? terms.slice(0, 1) : terms;
  const [first, ...wider] = needed.map((term) => {
    term.reconstruction.update(velocities);
    return { ...term, gradient: term.reconstruction.gradient(velocities) };
  });
  const { variance, lattice, values } = first.reconstruction;
  const mollifier = { reconstruction, variance, centres: () => first.reconstruction.centres(velocities) };
  const density = { lattice, values, gradient: first.gradient, mollifier };
  if (reconstruction === 'mollified') return { ...density, smoothing: variance };
  const levels = needed.map(({ factor, reconstruction: f }) => ({ factor, width: f.variance / variance }));
  let entropy = 0;
  let fisher = 0;
  for (const { factor, reconstruction: f, gradient } of [first, ...wider]) {
    entropy += factor * f.entropy();
    fisher += (factor * trace(fisherTensor(f.lattice, f.values, gradient), gradient.d)) / mass;
  }
  return { ...density, smoothing: 0, functional: { entropy, fisher, levels } };
}

/** From this part of the variance of its narrowest structure on a mollifier blurs what it should follow. */
const blurred = 1 / 3;

/** A density whose J Sigma is below this in every direction is near enough to a Maxwellian, J = Sigma^-1, for which nothing is blurred. */
const nearMaxwellian = 2;

/**
 * What makes f~ doubtful at the start. Mollified: a smoothing temperature above the species' own. Moment-preserving: structure much narrower than
 * the whole, such as beams, that the mollifier blurs, while only the whole tensor is preserved. Where the tensor J = (1/n) int grad f grad f^T / f of
 * f~ exceeds Sigma^-1 there is such structure, of about the variance 1/J, mollifier included.
 */
export function particleDensityWarnings(
  { name, mass }: Species,
  { weights, velocities }: Particles,
  { terms: [{ reconstruction: f }] }: RegularisedEntropy,
  reconstruction: ReconstructionName,
): string[] {
  const frame = principalFrame(weights, velocities);
  if (reconstruction === 'mollified') {
    const wayOut =
      'take reconstruction: moment-preserving, with which every species has a smoothing of its own, or more particles';
    return smoothingWarnings({ name, mass }, { weights, velocities }, mass * f.variance, wayOut);
  }
  f.update(velocities);
  const J = fisherTensor(f.lattice, f.values, f.gradient(velocities)).map((entry) => entry / frame.density);
  const parts = frame.variances.map((variance, k) => {
    const narrowness = along(frame, k, J);
    return variance * narrowness > nearMaxwellian ? f.variance * narrowness : 0;
  });
  const largest = Math.max(...parts);
  if (largest <= blurred) return [];
  return [
    `species ${name}: the mollifier makes up ${rounded(100 * largest)} % of the variance of the narrowest structure of f (at most ${rounded(100 * blurred)} %), which blurs it; take more particles or a smaller method.smoothing.factor`,
  ];
}

/** Warns of a smoothing temperature above the species' own. */
export function smoothingWarnings(
  { name, mass }: Pick<Species, 'name' | 'mass'>,
  { weights, velocities }: Particles,
  kappa: number,
  wayOut = 'give a smaller method.smoothing.temperature',
): string[] {
  const part = kappa / (mass * principalFrame(weights, velocities).width ** 2);
  if (part <= 1) return [];
  return [
    `species ${name}: the smoothing temperature, ${rounded(kappa)}, is ${rounded(part)} times its own, so its f, H and I are mostly those of the mollifier; ${wayOut}`,
  ];
}

/** e_k . J e_k with the principal axis e_k. */
function along({ axes }: PrincipalFrame, k: number, J: Float64Array): number {
  const d = Math.sqrt(J.length);
  let sum = 0;
  for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) sum += axes[a * d + k] * J[a * d + b] * axes[b * d + k];
  return sum;
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
