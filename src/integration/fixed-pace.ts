import { InputError } from '../core/errors.ts';
import type { Advance, AdvanceOptions } from './advance.ts';
import type { Integrator } from './integrator.ts';
import { joinMemory } from './memory.ts';
import { createStepReport } from './step-report.ts';
import type { System } from './system.ts';

/** Room for rounding in (t1 - t0)/step, so that an interval of n steps is not cut into n + 1. */
const SLACK = 1e-6;
/** Successful steps in a row after which twice the step is tried again. */
const PATIENCE = 4;

/**
 * Equal steps: [t0, t1] is divided into the least number of equal parts not above the nominal step. Where a step does
 * not converge it is halved, as often as needed, and doubled again later; all times are
 * t0 + (t1 - t0) (i + j/2^level)/n, so that they do not drift.
 */
export function createFixedPace(system: System, integrator: Integrator, options: AdvanceOptions): Advance {
  const { step, halvings = 12 } = options;
  const stepper = integrator.prepare(system, options.stepper ?? {});
  const report = createStepReport(integrator.name, options);
  const { counts } = report;
  let level = 0; // The step is the nominal one / 2^level.
  let successes = 0; // In a row, at this level.

  /** Part i of the n equal parts of [t0, t0 + span]. */
  function advancePart(t0: number, span: number, n: number, i: number, y: Float64Array): void {
    let j = 0;
    let retried = false;
    while (j < 2 ** level) {
      const t = t0 + (span * (i + j / 2 ** level)) / n;
      const dt = span / (n * 2 ** level);
      if (!retried) system.redraw?.();
      const outcome = stepper.step(t, dt, y);
      counts.evaluations += outcome.evaluations;
      retried = !outcome.converged;
      if (outcome.converged) {
        counts.steps++;
        successes++;
        j++;
        if (level > 0 && successes >= PATIENCE && j % 2 === 0) {
          level--;
          j /= 2;
          successes = 0;
        }
      } else {
        if (level === halvings) throw report.breakdown(t, dt, outcome, `after ${halvings} halvings`);
        report.halving(t, dt, outcome);
        level++;
        j *= 2;
        successes = 0;
      }
    }
  }

  return {
    advance(t0, t1, y) {
      if (!(t1 >= t0)) throw new InputError(`time: expected an end not before the start ${t0}, got ${t1}`);
      report.checkState(t0, y);
      const n = t1 > t0 ? Math.max(1, Math.ceil((t1 - t0) / step - SLACK)) : 0;
      for (let i = 0; i < n; i++) advancePart(t0, t1 - t0, n, i, y);
    },
    counts,
    get step() {
      return step / 2 ** level;
    },
    save: () => joinMemory([level, successes, counts.steps, counts.evaluations, counts.rejections], stepper.save()),
    restore(state) {
      stepper.restore(state.subarray(5));
      [level, successes, counts.steps, counts.evaluations, counts.rejections] = state;
    },
  };
}
