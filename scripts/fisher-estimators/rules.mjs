// Rules for kappa: what they find for samples of different shapes, and the error of I from it.
import { bandwidthRules } from '../../dist/reconstruction/bandwidth.js';
import { drawMany, errorOf, fromSample, label } from './particles.mjs';
import { percentWithError, summary, table } from './statistics.mjs';

export function ruleTable(states, count, runs) {
  const rows = states.flatMap((state) => {
    const samples = drawMany(state, 'monte-carlo', count, runs);
    const measure = (name, kappaOf) => {
      const kappas = samples.map(kappaOf);
      const found = samples.map((particles, s) => fromSample(particles, kappas[s]));
      const error = errorOf(state, 'fisher');
      return [
        label(state),
        name,
        summary(kappas).mean.toFixed(3),
        ...['raw', 'corrected'].map((each) => percentWithError(summary(found.map((one) => error(one.fisher[each]))))),
        ...['corrected', 'extrapolated'].map((each) =>
          percentWithError(summary(found.map((one) => error(one.jackknifed.fisher[each])))),
        ),
      ];
    };
    return [
      // Scott's differs from Silverman's by 7 % in d = 3 and not at all in d = 2
      ...(state.d === 2 ? ['silverman', 'nearest-neighbours'] : Object.keys(bandwidthRules)).flatMap((name) =>
        [1, 1.5].map((factor) =>
          measure(`${name}, factor ${factor}`, (one) => factor ** 2 * bandwidthRules[name].particles(1, one)),
        ),
      ),
      measure('fixed, 0.2', () => 0.2),
      measure('spacing, eps = 0.64 h^1.98', (one) => 0.64 * boxSpacing(one) ** 1.98),
    ];
  });
  const head = ['d, state', 'rule', 'kappa', 'raw', 'corrected', 'jackknife of corrected', 'jackknife of extrapolated'];
  return table(head, rows);
}

/** Edge of a cell when the cube that holds all particles is cut into as many. */
function boxSpacing({ velocities: { d, n, data } }) {
  return (2 * data.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0)) / n ** (1 / d);
}
