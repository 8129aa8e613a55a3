// Rules for kappa: their values for samples of different shapes, and the resulting errors of I.
import type { Particles } from '../../dist/core/particles.js';
import { bandwidthRules } from '../../dist/reconstruction/bandwidth.js';
import type { EstimatorName } from './estimators.ts';
import { drawMany, errorOf, fromSample, label } from './particles.ts';
import type { State } from './states.ts';
import { percentWithError, summary, table } from './statistics.ts';

const plain: readonly EstimatorName[] = ['raw', 'corrected'];
const jackknifed: readonly EstimatorName[] = ['corrected', 'extrapolated'];

export function ruleTable(states: readonly State[], count: number, runs: number): string {
  const rows = states.flatMap((state) => {
    const samples = drawMany(state, 'monte-carlo', count, runs);
    const measure = (name: string, kappaOf: (particles: Particles) => number) => {
      const kappas = samples.map(kappaOf);
      const found = samples.map((particles, s) => fromSample(particles, kappas[s]));
      const error = errorOf(state, 'fisher');
      return [
        label(state),
        name,
        summary(kappas).mean.toFixed(3),
        ...plain.map((each) => percentWithError(summary(found.map((one) => error(one.fisher[each]))))),
        ...jackknifed.map((each) => percentWithError(summary(found.map((one) => error(one.jackknifed.fisher[each]))))),
      ];
    };
    return [
      // Scott's rule differs from Silverman's by 7 % in d = 3; in d = 2 they agree.
      ...Object.values(bandwidthRules)
        .filter((rule) => state.d !== 2 || rule !== bandwidthRules.scott)
        .flatMap((rule) =>
          [1, 1.5].map((factor) =>
            measure(`${rule.name}, factor ${factor}`, (one) => factor ** 2 * rule.particles(1, one)),
          ),
        ),
      measure('fixed, 0.2', () => 0.2),
      measure('spacing, eps = 0.64 h^1.98', (one) => 0.64 * boxSpacing(one) ** 1.98),
    ];
  });
  const head = ['d, state', 'rule', 'kappa', 'raw', 'corrected', 'jackknife of corrected', 'jackknife of extrapolated'];
  return table(head, rows);
}

/** Edge of a cell if the cube that contains all particles is divided into as many cells. */
function boxSpacing({ velocities: { d, n, data } }: Particles) {
  return (2 * data.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0)) / n ** (1 / d);
}
