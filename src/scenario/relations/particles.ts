import type { Draft } from '../draft.ts';
import { describeValue, type Problem } from '../problem.ts';

/** Fewest particles on an axis of a lattice that make a distribution. */
const fewestPerAxis = 4;

export function particleProblems({ dimension, species = [] }: Draft): Problem[] {
  return species.flatMap((one, i) => {
    const { sampling, count, box, cut } = one?.particles ?? {};
    const path = ['species', i, 'particles'];
    const problems: Problem[] = [];
    if (sampling === 'lattice' && dimension !== undefined && count !== undefined) {
      const expected = latticeCount(count, dimension);
      if (expected !== undefined) problems.push({ path: [...path, 'count'], expected, got: String(count) });
    }
    if (box?.[0] !== undefined && box[1] !== undefined && box[0] >= box[1])
      problems.push({ path: [...path, 'box'], expected: 'lower < upper', got: describeValue(box) });
    if (cut !== undefined && sampling !== undefined && sampling !== 'lattice')
      problems.push({
        path: [...path, 'cut'],
        at: 'key',
        expected: `no cut with ${sampling} sampling, whose weights are equal`,
        got: String(cut),
        wayOut: 'take it away or use sampling: lattice',
      });
    return problems;
  });
}

/** What a lattice would need instead of `count`, or undefined when it is a d-th power that is large enough. */
function latticeCount(count: number, dimension: 2 | 3): string | undefined {
  const power = (perAxis: number) => perAxis ** dimension;
  const nearest = Math.round(count ** (1 / dimension));
  if (power(nearest) === count && nearest >= fewestPerAxis) return undefined;
  const lower = Math.max(power(nearest) <= count ? nearest : nearest - 1, fewestPerAxis);
  const [a, b] = [lower, lower + 1].map((perAxis) => `${power(perAxis)} (${perAxis}^${dimension})`);
  const few = count < power(fewestPerAxis) ? ` with at least ${fewestPerAxis} per axis` : '';
  return `a perfect ${dimension === 2 ? 'square' : 'cube'}${few} such as ${a} or ${b}`;
}
