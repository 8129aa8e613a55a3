/** Chooses step sizes from error estimates given in units of the tolerance: up to 1 is accepted. */
export interface StepController {
  /** Factor from an accepted step to the next one; not above 1 when the step is a second attempt. */
  accepted(error: number, retried: boolean): number;
  /** Factor from a rejected step to the next attempt, below 1. */
  rejected(error: number): number;
  /** Error of the last accepted step: all it remembers. */
  previous: number;
}

/** Steps aim at this fraction of the size that the tolerance allows. */
const SAFETY = 0.9;
const SMALLEST_FACTOR = 1 / 5;
const LARGEST_FACTOR = 5;
/** Smaller errors count as this much, so that a step almost without error does not unsettle the one after it. */
const ERROR_FLOOR = 1e-4;

/**
 * Proportional-integral controller for a method of order p, whose local error is O(dt^k), k = p + 1. It aims at the
 * error e = 0.9^k:
 *
 *     factor = (e / error)^(0.7/k) (previous / e)^(0.4/k)  in [1/5, 5];      after a rejection  (e / error)^(1/k).
 *
 * K. Gustafsson, ACM Trans. Math. Softw. 17, 533-554 (1991); E. Hairer and G. Wanner, Solving Ordinary Differential
 * Equations II (1996), sec. IV.2.
 */
export function createStepController(order: number): StepController {
  const k = order + 1;
  const aim = SAFETY ** k;
  let previous = aim;
  return {
    accepted(error, retried) {
      const present = Math.max(error, ERROR_FLOOR);
      const factor = (aim / present) ** (0.7 / k) * (previous / aim) ** (0.4 / k);
      previous = present;
      return Math.min(retried ? 1 : LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, factor));
    },
    rejected: (error) => Math.max(SMALLEST_FACTOR, (aim / error) ** (1 / k)),
    get previous() {
      return previous;
    },
    set previous(error) {
      previous = error;
    },
  };
}
