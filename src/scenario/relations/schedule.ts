import type { Draft } from '../draft.ts';
import type { Problem } from '../problem.ts';
import { defaultStart } from '../time.ts';

/** A length of the run and a time step of equal decimals may differ by rounding: 6 - 5.9 < 0.1. */
const roundOff = 1e-9;

export function scheduleProblems({ time = {}, output = {} }: Draft): Problem[] {
  const problems: Problem[] = [];
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
  const { minimum, maximum } = adaptive ?? {};
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    problems.push({
      path: ['time', 'adaptive', 'minimum'],
      expected: `no more than maximum, ${maximum}`,
      got: String(minimum),
    });
  return problems;
}
