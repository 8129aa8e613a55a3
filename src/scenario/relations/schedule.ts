import { explicitIntegrators } from '../../integration/integrators.ts';
import { findMethod } from '../../methods/methods.ts';
import { oneOf } from '../../schema/fields.ts';
import { describeValue, type Problem } from '../../schema/problem.ts';
import type { Draft } from '../relations.ts';
import { defaultIntegrator, defaultMethod, defaultStart } from '../scenario.ts';

/** Relative tolerance for a length of the run and a time step with equal decimals, which may differ by rounding: 6 - 5.9 < 0.1. */
const roundOff = 1e-9;

export function scheduleProblems({ method = { name: defaultMethod }, time, output = {} }: Draft): Problem[] {
  if (time === undefined) return [];
  const problems: Problem[] = [];
  if (time.step === undefined && method.name !== undefined && !findMethod(method.name)?.choosesSteps?.(method))
    problems.push({ path: ['time', 'step'], expected: `a number > 0 with the method ${method.name}`, got: 'nothing' });
  const { step, start = defaultStart, until, adaptive } = time;
  if (until !== undefined && until <= start)
    problems.push({ path: ['time', 'until'], expected: `a time after the start ${start}`, got: String(until) });
  const length = until !== undefined && until > start ? until - start : Infinity;
  const noLonger = (path: string[], value: number | undefined) => {
    if (value !== undefined && value > length * (1 + roundOff))
      problems.push({
        path,
        expected: `no more than the length of the run, ${Number(length.toPrecision(12))}`,
        got: String(value),
      });
  };
  noLonger(['time', 'step'], step);
  noLonger(['output', 'every'], output.every);
  const spacing = until === undefined ? 0 : Number.EPSILON * Math.max(Math.abs(start), Math.abs(until));
  const movesTime = (path: string[], value: number | undefined) => {
    if (value !== undefined && value < spacing)
      problems.push({
        path,
        expected: `at least ${Number(spacing.toPrecision(3))}, the spacing of numbers near the end of the run`,
        got: String(value),
      });
  };
  movesTime(['time', 'step'], step);
  movesTime(['output', 'every'], output.every);
  movesTime(['output', 'snapshots'], output.snapshots);
  const { minimum, maximum } = adaptive ?? {};
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    problems.push({
      path: ['time', 'adaptive', 'minimum'],
      expected: `no more than maximum, ${maximum}`,
      got: String(minimum),
    });
  return problems;
}

type Column = NonNullable<Draft['expect']>[string];
type Bound = Exclude<NonNullable<Column>, readonly unknown[]>;

export function expectationProblems({ expect = {}, time = {} }: Draft): Problem[] {
  const { start = defaultStart, until = Infinity } = time;
  const end = until > start ? until : Infinity;
  return Object.entries(expect).flatMap(([column, bounds]) =>
    isList(bounds)
      ? bounds.flatMap((bound, k) => (bound ? boundProblems(bound, ['expect', column, k], start, end) : []))
      : boundProblems(bounds ?? {}, ['expect', column], start, end),
  );
}

function boundProblems(bound: Bound, path: readonly (string | number)[], start: number, end: number): Problem[] {
  const { at, below, above, near, within, relative, never } = bound;
  const problems: Problem[] = [];
  if (below === undefined && above === undefined && near === undefined && never === undefined)
    problems.push({ path, expected: 'at least one of below, above, near, never', got: describeValue(bound) });
  if (typeof at === 'number' && (at < start || at > end))
    problems.push({
      path: [...path, 'at'],
      expected: `a time of the run, from ${start} ${end === Infinity ? 'on' : `to ${end}`}`,
      got: String(at),
    });
  if (below !== undefined && above !== undefined && below < above)
    problems.push({ path: [...path, 'below'], expected: `no less than above, ${above}`, got: String(below) });
  if (near !== undefined && within === undefined)
    problems.push({ path: [...path, 'within'], expected: 'a number >= 0, required with near', got: 'nothing' });
  if (near === undefined && (within !== undefined || relative === true))
    problems.push({
      path: [...path, 'near'],
      expected: `a number, required with ${within === undefined ? 'relative' : 'within'}`,
      got: 'nothing',
    });
  return problems;
}

function isList(bounds: Column | undefined): bounds is Extract<Column, readonly unknown[]> {
  return Array.isArray(bounds);
}

/** Checks that a projection is used only with explicit integrators; the others already conserve energy. */
export function projectionProblems({ method, time = {} }: Draft): Problem[] {
  const { projection, integrator = defaultIntegrator } = time;
  if (projection === undefined) return [];
  const refuse = (expected: string, wayOut: string): Problem[] => [
    { path: ['time', 'projection'], at: 'key', expected, got: projection, wayOut },
  ];
  if (findMethod(method?.name)?.integrator === 'none')
    return refuse(`no projection with ${method?.name}, which does not use the integrator`, 'remove it');
  const explicit = explicitIntegrators();
  if (explicit.includes(integrator)) return [];
  return refuse(
    `no projection with ${integrator}, which already conserves energy`,
    `remove it or use ${oneOf(explicit)}`,
  );
}
