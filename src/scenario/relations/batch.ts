import { describeValue, type Problem } from '../problem.ts';
import type { Draft } from '../relations.ts';

/** The size of random batches says nothing to any other summation. */
export function batchProblems({ method }: Draft): Problem[] {
  if (method?.name !== 'blob' || method.batch === undefined || method.summation === 'random-batch') return [];
  return [
    {
      path: ['method', 'batch'],
      at: 'key',
      expected: `no batch with the summation ${method.summation ?? 'auto'}`,
      got: describeValue(method.batch),
      wayOut: 'take it away or use summation: random-batch',
    },
  ];
}
