import type { SpeciesBasis } from './species-basis.ts';

/**
 * The order of the unknowns: nodal values of the f_i^l, by species, then by harmonic, then by node. Harmonics l > 0 vanish at r = 0 and
 * have no unknown there.
 */
export interface Layout {
  readonly length: number;
  /** Degrees l of the harmonics, ascending. */
  readonly modes: readonly number[];
  /** Offset of species i and harmonic number m: node a is at offset + a, where node 0 is counted even if it has no unknown. */
  offset(i: number, m: number): number;
  /** The first node of harmonic number m that has an unknown. */
  firstNode(m: number): number;
  /** Values of harmonic m of species i at all its nodes. */
  read(y: Float64Array, i: number, m: number, out: Float64Array): void;
  /** Indices of the unknowns of harmonic m for all species. */
  harmonic(m: number): Int32Array;
}

export function createLayout(bases: readonly Pick<SpeciesBasis, 'nodes'>[], modes: readonly number[]): Layout {
  const firstNode = (m: number) => (modes[m] > 0 ? 1 : 0);
  const offsets: number[][] = [];
  let length = 0;
  for (const { nodes } of bases)
    offsets.push(
      modes.map((_, m) => {
        const offset = length - firstNode(m);
        length = offset + nodes.length;
        return offset;
      }),
    );
  return {
    length,
    modes,
    offset: (i, m) => offsets[i][m],
    firstNode,
    read(y, i, m, out) {
      const at = offsets[i][m];
      out[0] = firstNode(m) === 0 ? y[at] : 0;
      for (let a = 1; a < bases[i].nodes.length; a++) out[a] = y[at + a];
    },
    harmonic: (m) =>
      Int32Array.from(
        bases.flatMap(({ nodes }, i) =>
          Array.from({ length: nodes.length - firstNode(m) }, (_, a) => offsets[i][m] + firstNode(m) + a),
        ),
      ),
  };
}
