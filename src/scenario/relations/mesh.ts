import { describeValue, type Problem } from '../problem.ts';
import type { Draft } from '../relations.ts';

/** Options of the mesh say nothing to a summation without one. */
export function meshProblems({ method }: Draft): Problem[] {
  if (method?.name !== 'blob' || method.mesh === undefined) return [];
  if (method.summation === undefined || method.summation === 'mesh' || method.summation === 'auto') return [];
  return [
    {
      path: ['method', 'mesh'],
      at: 'key',
      expected: `no mesh with the summation ${method.summation}`,
      got: describeValue(method.mesh),
      wayOut: 'take it away or use summation: mesh',
    },
  ];
}
