// Particles of a state, and what an error is.
import { createStream } from '../../dist/core/random.js';
import { sampleDistribution, samplingRule } from '../../dist/ensemble/sampling-rules.js';
import { bandwidthRules } from '../../dist/reconstruction/bandwidth.js';
import { fromParticles } from './estimators.mjs';

/** The particles of one seed, from a stream of its own. */
export function draw(state, rule, count, seed) {
  const stream = createStream(1, 'fisher-estimators', rule, state.name, String(state.d), String(count), String(seed));
  const box = rule === 'lattice' ? { box: [-6, 6] } : {};
  return sampleDistribution(samplingRule(rule), state.distribution, { count, stream, ...box });
}

/** As many samples as asked for, the seeds 0, 1, .. */
export function drawMany(state, rule, count, runs) {
  return Array.from({ length: runs }, (_, seed) => draw(state, rule, count, seed).particles);
}

export function silverman(d, count, factor) {
  return factor ** 2 * bandwidthRules.silverman.maxwellian(d, 1, count);
}

/** Every estimator from a sample, on a lattice of 1.25 mollifier widths as in the method pair-collisions. */
export function fromSample(particles, kappa) {
  return fromParticles(particles, kappa, (5 / 4) * Math.sqrt(kappa), new Array(particles.velocities.d).fill(0));
}

/** Errors: of I relative to it, of H in units of n, because H may be 0. */
export function errorOf(state, part) {
  return (value) => (part === 'fisher' ? value / state.exact.fisher - 1 : value - state.exact.entropy);
}

export const label = ({ d, name }) => `${d}, ${name}`;
