import { InputError } from '../../core/errors.ts';
import type { Lattice } from '../../core/lattice.ts';
import type { Distribution } from '../distribution.ts';
import type { SamplingOptions } from './sampling-rule.ts';
import { velocityBox } from './velocity-box.ts';

/**
 * The cell centres of the box cut into `count` equal cubes, shifted by `stagger` spacings. The anchor is the node at or
 * just above the centre. Throws InputError unless count is a perfect d-th power of 2 or more.
 */
export function samplingLattice(distribution: Distribution, options: SamplingOptions): Lattice {
  const { dimension: d } = distribution;
  const { centre, halfWidth } = velocityBox(distribution, options);
  const cells = cellsPerAxis(options.count, d);
  const spacing = (2 * halfWidth) / cells;
  const stagger = options.stagger ?? new Array<number>(d).fill(0);
  if (stagger.length !== d || !stagger.every(Number.isFinite))
    throw new InputError(`stagger of the lattice: expected ${d} finite numbers, got [${stagger.join(', ')}]`);
  // Cell centres lie at (j - (cells - 1)/2) h from the centre: half-way between nodes when the number of cells is even.
  const offset = cells % 2 === 0 ? 1 / 2 : 0;
  return {
    d,
    spacing,
    anchor: centre.map((c, k) => c + (offset + stagger[k]) * spacing),
    first: new Array<number>(d).fill(-Math.floor(cells / 2)),
    shape: new Array<number>(d).fill(cells),
  };
}

function cellsPerAxis(count: number, d: number): number {
  const cells = Math.round(count ** (1 / d));
  if (cells >= 2 && cells ** d === count) return cells;
  const below = count >= 4 && count < Infinity ? Math.max(2, Math.floor(count ** (1 / d))) : 2;
  const power = d === 2 ? 'square' : 'cube';
  throw new InputError(
    `particles.count: expected a perfect ${power} such as ${below ** d} (${below}^${d}) or ${(below + 1) ** d} (${below + 1}^${d}), got ${count}`,
  );
}
