import { bestColumn } from '../../analysis/best-estimate.ts';
import { methodNamed } from '../../methods/methods.ts';
import type { Forcing } from '../../physics/forcing.ts';
import { baths, isDriven } from '../../physics/mixture.ts';
import { observedMonotonicity } from '../run-summary.ts';
import { digits, type Watchdog } from './watchdog.ts';

/** Number of rows up to which the H-theorem is checked at every rise; longer runs check about as many evenly spaced rows. */
const mostChecks = 1000;

/** Accepted rise of the regularised entropy relative to |U| + n: the residual of the solver in the discrete gradient. */
const potentialNoise = 1e-10;

/** The steps must produce at least this fraction of the dissipation that the rate at both ends of an interval requires. */
const followed = 1 / 2;

/** Dissipation below this fraction of |U| + n per interval is too small to be compared with U. */
const smallestDissipation = 1e-7;

/** The best estimate of H. */
export const hTheorem: Watchdog = {
  name: 'H-theorem',
  statement: 'the best estimate of H never rises by more than its error',
  kind: 'doubtful',
  prepare({ columns, mixture }) {
    // Fields move every f as a whole; baths, heating, sources and losses change H.
    const changes = ({ heating, source, loss }: Forcing) => (heating ?? source ?? loss) !== undefined;
    if (baths(mixture).length > 0 || mixture.forcing.some(changes)) return undefined;
    const names = [
      't',
      ...(['value', 'error', 'deviation'] as const).map((part) => bestColumn('entropy', part)),
      ...['entropy_extrapolated', 'entropy_corrected'].filter((name) => columns.includes(name)),
    ];
    const rows = new Map(names.map((name) => [name, [] as number[]]));
    let lowest = Infinity;
    return ({ t, value, last }) => {
      for (const [name, values] of rows) values.push(name === 't' ? t : value(name));
      const now = value(names[1]);
      const risen = now > lowest;
      lowest = Math.min(lowest, now);
      const count = rows.get('t')!.length;
      if (!risen || (!last && count % Math.ceil(count / mostChecks) !== 0)) return undefined;
      const series = Object.fromEntries([...rows].map(([name, values]) => [name, Float64Array.from(values)]));
      const { answer, rise, riseError, from, to } = observedMonotonicity(series, 'entropy');
      if (answer !== 'increases') return undefined;
      return {
        value: rise!,
        limit: riseError!,
        message:
          `H rises by ${digits(rise!)} +- ${digits(riseError!)} from t = ${digits(from!)} to ${digits(to!)}, but H of a solution never rises; ` +
          'take a shorter time.step or a finer resolution',
      };
    };
  },
};

/** H relative to the Maxwellians of a bath, if all baths agree and nothing else acts. */
export const bathTheorem: Watchdog = {
  name: 'relative entropy',
  statement: 'the entropy relative to the Maxwellians of the bath never rises by more than the error of H',
  kind: 'doubtful',
  prepare({ columns, mixture }) {
    if (baths(mixture).length === 0 || !columns.includes('relative_entropy')) return undefined;
    let lowest = Infinity;
    let itsError = 0;
    return ({ t, value }) => {
      const now = value('relative_entropy');
      const error =
        value(bestColumn('entropy', 'error')) +
        deviations * value(bestColumn('entropy', 'deviation')) +
        potentialNoise * Math.abs(value('entropy'));
      const rise = now - lowest;
      const limit = error + itsError;
      if (now < lowest) [lowest, itsError] = [now, error];
      if (!(rise > limit)) return undefined;
      return {
        value: rise,
        limit,
        message:
          `the relative entropy has risen by ${digits(rise)} +- ${digits(limit)} at t = ${digits(t)}, but for a solution it never rises; ` +
          'take a shorter time.step or a finer resolution',
      };
    };
  },
};

/** Number of standard deviations that noise does not exceed in any of a thousand rows. */
const deviations = 6;

/** The regularised entropy U of integrators that claim to decrease it. */
export const potential: Watchdog = {
  name: 'regularised entropy',
  statement: 'the regularised entropy never rises if the integrator guarantees this',
  kind: 'doubtful',
  prepare({ conserves, columns, start, mixture }) {
    // A forcing moves the particles relative to the lattice of the entropy.
    if (mixture.forcing.length > 0) return undefined;
    if (!conserves.includes('potential') || !columns.includes('entropy_regularised')) return undefined;
    const density = start.reduce((sum, one) => sum + one.density, 0);
    let before = Infinity;
    return ({ value }) => {
      const U = value('entropy_regularised');
      const rise = U - before;
      const limit = potentialNoise * (Math.abs(U) + density);
      before = U;
      if (!(rise > limit)) return undefined;
      return {
        value: rise,
        limit,
        message: `the regularised entropy rises by ${digits(rise)} between two rows; take a smaller time.tolerance`,
      };
    };
  },
};

/**
 * Steps above the stability limit excite rough modes that dissipate persistently: the rate dU/dt is large, but U does not fall accordingly.
 * A decaying rate lies between its values at the ends of an interval, so U falls by more than dt times the smaller one. Measured with BKW,
 * d = 2, rk4: 0.75 to 0.99 of the trapezoidal sum for stable steps, 0.05 after forty unstable steps.
 */
export const dissipation: Watchdog = {
  name: 'stability',
  statement: 'explicit steps stay within the stability limit, and the entropy falls as fast as its rate requires',
  kind: 'doubtful',
  prepare({ evolution, columns, start, integrator, scenario, mixture }) {
    const density = start.reduce((sum, one) => sum + one.density, 0);
    // The rate of the entropy does not contain the effect of baths and forcings.
    const gradientFlow =
      !isDriven(mixture) && ['entropy_regularised', 'entropy_rate'].every((name) => columns.includes(name));
    const suitable = [
      ...(methodNamed(scenario.method.name).integrator === 'any' ? ['implicit-midpoint', 'discrete-gradient'] : []),
      ...(integrator.name === 'rkc' ? [] : ['rkc']),
    ];
    const wayOut = `take a shorter time.step${suitable.length === 0 ? '' : `, or time.integrator: ${suitable.join(' or ')}`}`;
    let before: { readonly t: number; readonly U: number; readonly rate: number } | undefined;
    return ({ t, value }) => {
      const ratio = evolution.stepOverStability ?? 0;
      if (ratio > 1)
        return {
          value: ratio,
          limit: 1,
          message: `a step of ${integrator.name} was ${digits(ratio)} times its stability limit; ${wayOut}`,
        };
      if (!gradientFlow) return undefined;
      const now = { t, U: value('entropy_regularised'), rate: value('entropy_rate') };
      const last = before;
      before = now;
      if (last === undefined) return undefined;
      const least = (t - last.t) * Math.min(-last.rate, -now.rate);
      if (!(least > smallestDissipation * (Math.abs(now.U) + density))) return undefined;
      const fell = last.U - now.U;
      if (fell >= followed * least) return undefined;
      return {
        value: 1 - fell / least,
        limit: 1 - followed,
        message:
          `from t = ${digits(last.t)} to ${digits(t)} the regularised entropy falls by ${digits(fell)}, but its rate at both ends requires ` +
          `${digits(least)}: the steps exceed the stability limit; ${wayOut}`,
      };
    };
  },
};
