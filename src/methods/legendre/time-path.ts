import { InputError } from '../../core/errors.ts';
import { createAdvance, type StepCounts } from '../../integration/advance.ts';
import type { Integrator, System } from '../../integration/integrator.ts';
import { explicitIntegrators } from '../../integration/integrators.ts';
import { prepareSpectralRadius } from '../../integration/runge-kutta-chebyshev.ts';
import { type Machine, usualMachine } from '../../kernels/machine.ts';
import type { Evolution, InitialValueProblem } from '../method.ts';
import type { Gain } from './drive.ts';
import { drivenSolver, drivenStart, drivenSystem } from './driven-system.ts';
import { linearInvariants } from './invariants.ts';
import { directSolver, iterativeSolver } from './linear-solver.ts';
import { createRosenbrock, rosenbrockReference } from './rosenbrock.ts';
import type { LegendreSystem } from './system.ts';

/** The state y(t) of a system and its integration in time. */
export interface TimePath {
  readonly t: number;
  /** The state at t; overwritten by `advance`. */
  readonly y: Float64Array;
  /** What every giver of a driven system has given since the start. */
  given(): readonly Gain[];
  readonly counts: StepCounts;
  /** As Evolution has them. */
  readonly products?: number;
  readonly order?: number;
  stableStep?(): number;
  advance(until: number, pause?: () => boolean): void;
  save(): Record<string, Float64Array>;
  restore(state: Readonly<Record<string, Float64Array>>): void;
  readonly settings: Evolution['settings'];
  readonly part: Evolution['parts'][number];
}

/** Up to this number of unknowns a full decomposition is as fast as the iteration. */
export const mostDirect = 400;
/**
 * Residual of the linear equations relative to the tolerance of a step. The coefficients of Rodas5P amplify the error of an early stage up
 * to 33 times in a later one.
 */
const solved = 1e-4;

interface Start {
  readonly start: number;
  readonly initial: Float64Array;
  /** The scale of the error of every unknown. */
  readonly scales: Float64Array;
}

/** The method's own steps: adaptive ones by Rodas5P. */
export function ownSteps(
  inner: LegendreSystem,
  given: Start,
  tolerance: number,
  { kernels }: Machine = usualMachine(),
): TimePath {
  const { start } = given;
  const { system, initial, scales } = withLedger(inner, given);
  const y = initial.slice();
  const direct = inner.bases.length * inner.layout.modes.length === 1 || inner.length <= mostDirect;
  const solver = direct
    ? directSolver(inner, kernels)
    : iterativeSolver(inner, { scales: given.scales, accuracy: solved * tolerance }, kernels);
  const stepper = createRosenbrock(system, {
    ...{ start, initial, scales, tolerance },
    solver: inner.drive === undefined ? solver : drivenSolver(solver, inner, inner.drive),
    invariants: linearInvariants(system, initial, inner.drive?.count ? system.entries : undefined),
  });
  return {
    get t() {
      return stepper.t;
    },
    y,
    given: () => system.given(y),
    counts: stepper.counts,
    get products() {
      return solver.products ?? 0;
    },
    advance(until, pause) {
      stepper.advance(until, y, pause);
    },
    save: () => stepper.save(),
    restore(state) {
      stepper.restore(state);
      stepper.advance(stepper.t, y);
    },
    settings: {
      'time integrator': 'Rodas5P with steps of its own; time.integrator and time.step are not used',
      'tolerance of a step': tolerance,
    },
    part: { role: 'integrator', name: 'rodas5p', reference: rosenbrockReference },
  };
}

/** The system with its ledger, if it is driven; time and ledger do not enter the error. */
function withLedger(inner: LegendreSystem, { start, initial, scales }: Start) {
  const { drive } = inner;
  if (drive === undefined) return { system: { ...inner, entries: undefined, given: () => [] }, initial, scales };
  const all = drivenStart(inner, drive, start, scales);
  all.fill(Infinity, inner.length);
  return { system: drivenSystem(inner, drive), initial: drivenStart(inner, drive, start, initial), scales: all };
}

/** Steps of the scenario's integrator, which has to be explicit. Throws InputError if it is not. */
export function givenSteps(
  inner: LegendreSystem,
  given: Start,
  integrator: Integrator,
  options: InitialValueProblem['advance'],
): TimePath {
  const { stability } = integrator;
  if (stability === undefined)
    throw new InputError(
      `time.integrator: expected an explicit integrator without projection (${explicitIntegrators().join(', ')}) with method.steps: given, got ${integrator.name}; take time.integrator: rk4`,
    );
  const { start } = given;
  const { system, initial, scales } = withLedger(inner, given);
  const y = initial.slice();
  const equation: System = {
    length: system.length,
    weights: scales.map((scale) => scale ** -2),
    rate(_t, state, dydt) {
      system.rate(state, dydt);
      system.solveMass(dydt);
    },
  };
  const advance = createAdvance(equation, integrator, options);
  const radius = stability < Infinity ? prepareSpectralRadius(equation, 0) : undefined;
  const rate = new Float64Array(system.length);
  let t = start;
  return {
    get t() {
      return t;
    },
    y,
    given: () => system.given(y),
    counts: advance.counts,
    ...(options.adaptive === undefined ? { order: integrator.order } : {}),
    ...(radius === undefined
      ? {}
      : {
          stableStep() {
            equation.rate(t, y, rate);
            return stability / radius.at(t, y, rate);
          },
        }),
    advance(until, pause) {
      t = advance.advance(t, until, y, pause);
    },
    save: () => ({ y: y.slice(), t: Float64Array.of(t), advance: advance.save() }),
    restore(state) {
      y.set(state.y);
      t = state.t[0];
      advance.restore(state.advance);
    },
    settings: {},
    part: { role: 'integrator', name: integrator.name, reference: integrator.reference },
  };
}
