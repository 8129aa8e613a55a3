import { describeValue, type Problem } from '../problem.ts';
import type { Draft } from '../relations.ts';

/** Levels say nothing to a score that is not extrapolated. */
export function levelProblems({ method }: Draft): Problem[] {
  if (method === undefined || !('levels' in method) || method.levels === undefined) return [];
  if (method.score === 'extrapolated') return [];
  return [
    {
      path: ['method', 'levels'],
      at: 'key',
      expected: `no levels with the score ${method.score ?? 'plain'}`,
      got: describeValue(method.levels),
      wayOut: 'take them away or use score: extrapolated',
    },
  ];
}
