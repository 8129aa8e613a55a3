import type { ReferenceCurve } from '../analysis/reference.ts';
import { InputError } from '../core/errors.ts';
import { trace } from '../core/sum.ts';
import { discretise } from '../methods/legendre/discretise.ts';
import type { LegendreOptions } from '../methods/legendre/options.ts';
import { legendre } from '../methods/legendre.ts';
import type { Evolution, InitialValueProblem, RunPlan } from '../methods/method.ts';
import { checkDrive, checkKernels } from '../methods/methods.ts';
import type { Equation } from '../theory/exact.ts';
import type { Reference } from './read-reference.ts';

type Resolution = Pick<LegendreOptions, 'order' | 'tolerance'>;

/** The options of the solution and of the coarser one for its error estimate: for isotropic f, and for f with more harmonics. */
const isotropic: readonly Resolution[] = [
  { order: 10, tolerance: 1e-8 },
  { order: 8, tolerance: 1e-7 },
];
const axisymmetric: readonly Resolution[] = [
  { order: 8, tolerance: 1e-7 },
  { order: 6, tolerance: 1e-6 },
];
/** Number of additional harmonics, compared with the coarser solution. */
const moreHarmonics = 2;

/** A column of the series: its value in the solution, and the error of the integrals behind it. */
interface Column {
  readonly name: string;
  of(found: Solution): { readonly value: number; readonly error: number };
}

type Solution = readonly Required<Pick<ReturnType<Evolution['snapshot']>['species'][number], 'integrals'>>[];

/**
 * The solution of the problem by the Legendre method at any time: temperatures, drifts, H and I. Its uncertainty is the distance to a
 * second solution with elements of a lower order, fewer harmonics and ten times the tolerance, plus the error of the integrals, plus the
 * tolerance times the value. It is computed on demand.
 * Throws InputError if f is not axisymmetric about one axis.
 */
export function legendreReference(problem: InitialValueProblem, equation: Equation): Reference {
  const { mixture, distributions } = problem;
  const { dimension: d, species } = mixture;
  asReference(() => checkDrive(legendre, mixture));
  asReference(() => checkKernels(legendre, mixture));
  const fixed = { equation, steps: 'own' } as const;
  const { frame, discretisation } = asReference(() =>
    discretise(mixture, distributions, { ...isotropic[1], ...fixed }),
  );
  const degree = Math.max(...discretisation.modes);
  const axes = Array.from({ length: d }, (_, k) => 'xyz'[k]);
  const drifts = discretisation.modes.includes(1);
  const columns: Column[] = [
    ...species.flatMap(({ name }, i): Column[] => [
      moment(`temperature.${name}`, i, ({ temperatureTensor }) => trace(temperatureTensor, d) / d),
      ...(frame.isotropic
        ? []
        : axes.map((axis, k) =>
            moment(`temperature_${axis}${axis}.${name}`, i, ({ temperatureTensor }) => temperatureTensor[k * d + k]),
          )),
      ...axes.flatMap((axis, k) =>
        drifts && frame.axis[k] !== 0 ? [moment(`velocity_${axis}.${name}`, i, ({ velocity }) => velocity[k])] : [],
      ),
    ]),
    ...(['entropy', 'fisher'] as const).flatMap((functional) =>
      [functional, `${functional}_best`].map(
        (name): Column => ({
          name,
          of: (found) => ({
            value: total(found, ({ integrals }) => integrals[functional]),
            error: total(found, ({ integrals }) => integrals[`${functional}Error`]),
          }),
        }),
      ),
    ),
  ];
  const levels = frame.isotropic ? isotropic : axisymmetric;
  const [{ tolerance }] = levels;
  const solve = levels.map((options, k) =>
    solver(problem, {
      ...options,
      ...fixed,
      ...(degree === 0 ? {} : { degree: degree + (k === 0 ? moreHarmonics : 0) }),
    }),
  );
  const known = new Map<number, ReturnType<ReferenceCurve['at']>[]>();
  const at = (t: number) => {
    let row = known.get(t);
    if (row === undefined) {
      const [fine, coarse] = solve.map(({ at }) => at(t));
      row = columns.map(({ of }) => {
        const { value, error } = of(fine);
        // The two may agree by chance, so the error is at least the tolerance.
        return { value, uncertainty: Math.abs(value - of(coarse).value) + error + tolerance * Math.abs(value) };
      });
      known.set(t, row);
    }
    return row;
  };
  return {
    file: 'legendre',
    header: [
      `computed with this run by the Legendre method, degree ${degree === 0 ? 0 : degree + moreHarmonics}: ${legendre.reference}`,
    ],
    warnings: solve[0].warnings.map((line) => `reference: legendre: ${line.split(';')[0]}`),
    curves: columns.map(({ name }, k): ReferenceCurve => ({ name, optional: true, at: (t) => at(t)[k] })),
  };
}

/** Nanoseconds of work for the solution and the coarser one, by counts; 0 if they cannot be computed. */
export function referenceWork(plan: RunPlan, equation: Equation): number {
  const fixed = { equation, steps: 'own' } as const;
  try {
    const { frame } = discretise(plan.mixture, plan.distributions, { ...isotropic[1], ...fixed });
    return (frame.isotropic ? isotropic : axisymmetric).reduce((sum, options) => {
      const {
        preparation = 0,
        work,
        ownSteps: { steps, evaluations } = { steps: 0, evaluations: 0 },
      } = legendre.size(plan, { ...options, ...fixed });
      return sum + preparation + steps * evaluations * work;
    }, 0);
  } catch (error) {
    if (error instanceof InputError) return 0;
    throw error;
  }
}

function moment(name: string, i: number, value: (integrals: Solution[number]['integrals']) => number): Column {
  return { name, of: (found) => ({ value: value(found[i].integrals), error: 0 }) };
}

function total(found: Solution, value: (species: Solution[number]) => number): number {
  return found.reduce((sum, species) => sum + value(species), 0);
}

/** A solver that returns the integrals of f at a time. Times may come in any order; an earlier time restarts the solution. */
function solver(problem: InitialValueProblem, options: LegendreOptions) {
  const { mixture, distributions, start, until, integrator, advance, seed } = problem;
  const own: InitialValueProblem = {
    ...{ mixture, distributions, start, until, integrator, seed, sampleOf: problem.sampleOf },
    advance: { step: advance.step, stepper: {} },
    // Not used: the method has no particles.
    get species() {
      return problem.species;
    },
  };
  const begin = () => asReference(() => legendre.prepare(own, options));
  let evolution = begin();
  return {
    warnings: evolution.warnings ?? [],
    at(t: number): Solution {
      if (t < evolution.t) evolution = begin();
      evolution.advance(t);
      return evolution.snapshot().species as Solution;
    },
  };
}

/** Returns what `make` returns. Rewrites its problems as problems of the reference. */
function asReference<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      // The way out for the Legendre method does not apply to a run with a different method.
      error.problems.map(
        (line) => `reference: legendre cannot be computed: ${line.split('; take ')[0]}; leave the reference out`,
      ),
    );
  }
}
