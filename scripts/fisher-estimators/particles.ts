// Particles of a state, and the definition of an error.
import type { Particles } from '../../dist/core/particles.js';
import { createStream } from '../../dist/core/random.js';
import { type InitialSample, sampleDistribution, samplingRule } from '../../dist/ensemble/sampling-rules.js';
import { bandwidthRules } from '../../dist/reconstruction/bandwidth.js';
import { fromParticles, type Part, type SampleEstimates } from './estimators.ts';
import type { State } from './states.ts';

/** The particles of one seed, from a separate random stream. */
export function draw(state: State, rule: string, count: number, seed: number): InitialSample {
  const stream = createStream(1, 'fisher-estimators', rule, state.name, String(state.d), String(count), String(seed));
  const box = rule === 'lattice' ? ([-6, 6] as const) : undefined;
  return sampleDistribution(samplingRule(rule), state.distribution, { count, stream, box });
}

/** The requested number of samples, with the seeds 0, 1, .. */
export function drawMany(state: State, rule: string, count: number, runs: number): Particles[] {
  return Array.from({ length: runs }, (_, seed) => draw(state, rule, count, seed).particles);
}

export function silverman(d: number, count: number, factor: number): number {
  return factor ** 2 * bandwidthRules.silverman.maxwellian(d, 1, count);
}

/** All estimators from a sample, on a lattice with a spacing of 1.25 mollifier widths as in the method pair-collisions. */
export function fromSample(particles: Particles, kappa: number): SampleEstimates {
  return fromParticles(particles, kappa, (5 / 4) * Math.sqrt(kappa), new Array(particles.velocities.d).fill(0));
}

/** Errors: relative for I, and in units of n for H, because H may be 0. */
export function errorOf(state: State, part: Part): (value: number) => number {
  return (value) => (part === 'fisher' ? value / state.exact.fisher - 1 : value - state.exact.entropy);
}

export const label = ({ d, name }: State) => `${d}, ${name}`;
