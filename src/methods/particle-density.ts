import type { Particles } from '../core/particles.ts';
import { trace } from '../core/sum.ts';
import type { Species } from '../physics/mixture.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';
import { type PrincipalFrame, principalFrame } from '../reconstruction/principal-frame.ts';
import { fisherTensor } from '../reconstruction/reconstruction.ts';
import type { RegularisedEntropy } from '../reconstruction/regularised-entropy.ts';
import type { SpeciesSnapshot } from './snapshot.ts';

/** f~ with the narrowest mollifier; if the reconstruction preserves moments, also H and I of the entropy's combination of densities. */
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

/** Above this part of the variance of the narrowest structure, a mollifier blurs it. */
const blurred = 1 / 3;

/** If J Sigma is below this in every direction, the density is close to a Maxwellian, with J = Sigma^-1, and nothing is blurred. */
const nearMaxwellian = 2;

/**
 * Warnings about f~ at the start. Mollified: a smoothing temperature above the species' own. Moment-preserving: structure much narrower
 * than the whole, such as beams, which the mollifier blurs because only the total tensor is preserved. Such structure exists where the
 * tensor J = (1/n) int grad f grad f^T / f of f~ exceeds Sigma^-1; its variance is about 1/J, including the mollifier.
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
      'take reconstruction: moment-preserving, which gives every species its own smoothing, or more particles';
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

/** Warns if the smoothing temperature exceeds the temperature of the species. */
export function smoothingWarnings(
  { name, mass }: Pick<Species, 'name' | 'mass'>,
  { weights, velocities }: Particles,
  kappa: number,
  wayOut = 'give a smaller method.smoothing.temperature',
): string[] {
  const part = kappa / (mass * principalFrame(weights, velocities).width ** 2);
  if (part <= 1) return [];
  return [
    `species ${name}: the smoothing temperature, ${rounded(kappa)}, is ${rounded(part)} times its own, so the mollifier dominates its f, H and I; ${wayOut}`,
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
