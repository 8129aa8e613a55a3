import { eachNode } from '../core/lattice.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';

/** The exact solution on the nodes of every species' present lattice. */
export function exactOnLattices(exact: ExactSolution, now: Snapshot): Float64Array[] {
  return now.species.map(({ lattice, values }, i) => {
    const { value } = exact.at(i, now.t);
    const f = new Float64Array(values.length);
    eachNode(lattice, (v, x) => {
      f[x] = value(v);
    });
    return f;
  });
}
