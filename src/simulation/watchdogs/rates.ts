import { methodNamed } from '../../methods/methods.ts';
import type { InitialRate } from '../../output/run-record.ts';
import { digits, type Watchdog } from './watchdog.ts';

/**
 * Relative error of a rate above which there is a note, and above which the run is doubtful. Measured with the extrapolated score at 1728
 * particles per species, d = 3: 32 % (temperatures) for a mollified f, 1 to 2 % if moments are preserved.
 */
const notable = 0.05;
const largestError = 0.2;

/** The error of a rate whose terms cancel is relative to at least this fraction of its terms. */
const cancelling = 0.1;

/** Number of standard errors attributed to chance; with 16 replicas, one of 860 rates exceeds it by chance. */
const mostErrors = 4;

/** The initial rates. */
export const rates: Watchdog = {
  name: 'initial rates',
  statement:
    'the initial rates of temperature, friction, isotropisation and exchange are accurate to 5 % (note) and 20 %',
  kind: 'doubtful',
  prepare({ initialRates, scenario }) {
    // The weak form of particles with close encounters is itself noisy: only a closed formula makes a run doubtful.
    const weight = (one: InitialRate) => (isDoubtful(one) ? Infinity : errorOf(one));
    const worst = initialRates.reduce<InitialRate | undefined>(
      (most, one) => (most === undefined || weight(one) > weight(most) ? one : most),
      undefined,
    );
    if (worst === undefined || !(errorOf(worst) > notable)) return undefined;
    const { quantity, right, measured, source } = worst;
    const chance = worst.error === undefined ? '' : ` +- ${digits(worst.error)}`;
    const error = errorOf(worst);
    const doubtful = isDoubtful(worst);
    const refinement = methodNamed(scenario.method.name).refinement?.(scenario.method);
    return () => ({
      value: error,
      limit: doubtful ? largestError : notable,
      ...(doubtful ? {} : { kind: 'note' as const }),
      message:
        `${quantity} starts at ${digits(measured!)}${chance}, but the ${source} gives ${digits(right)}; ` +
        `${refinement === undefined ? '' : `take ${refinement}; `}landau check prints all rates`,
    });
  },
};

function isDoubtful(rate: InitialRate): boolean {
  return rate.source === 'closed formula' && errorOf(rate) > largestError;
}

/** The difference from the exact rate beyond chance, relative to the exact rate, or to a fraction of its terms if these cancel. */
function errorOf({ right, measured, error = 0, scale }: InitialRate): number {
  if (measured === null) return 0;
  const beyond = Math.max(0, Math.abs(measured - right) - mostErrors * error);
  return beyond / Math.max(Math.abs(right), cancelling * scale);
}

/** Steps that did not converge. */
export const halvedSteps: Watchdog = {
  name: 'halved steps',
  statement: 'no step of fixed length had to be halved',
  kind: 'note',
  prepare({ evolution, scenario: { time } }) {
    // A method that chooses its steps repeats rejected ones because of their error.
    if (time.adaptive !== undefined || evolution.order === undefined) return undefined;
    return () => {
      const { rejections, steps, evaluations } = evolution.counts;
      if (rejections === 0) return undefined;
      return {
        value: rejections,
        limit: 0,
        message:
          `${rejections} attempts did not converge and were repeated with half the step, in ${steps} steps and ${evaluations} evaluations so far; ` +
          `all accepted steps converged; a time.step below ${time.step} may be faster`,
      };
    };
  },
};
