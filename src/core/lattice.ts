import type { Dimension } from './vector-field.ts';

/**
 * A window of the infinite cubic lattice {anchor + j h : j integer}, in d dimensions. Node (j_0, .., j_{d-1}) of the
 * window has coordinate `anchor + (first[k] + j_k) * spacing` on axis k and flat index in row order (last axis fastest).
 */
export interface Lattice {
  readonly d: Dimension;
  readonly spacing: number;
  /** Position of lattice point 0 on every axis, length d. */
  readonly anchor: readonly number[];
  /** Integer lattice index of the window's first node on every axis. */
  readonly first: readonly number[];
  /** Nodes on every axis. */
  readonly shape: readonly number[];
}

export function nodeCount(lattice: Lattice): number {
  return lattice.shape.reduce((product, nodes) => product * nodes, 1);
}

/** Coordinates of the window's nodes on axis k. */
export function axisNodes(lattice: Lattice, k: number): Float64Array {
  return Float64Array.from(
    { length: lattice.shape[k] },
    (_, j) => lattice.anchor[k] + (lattice.first[k] + j) * lattice.spacing,
  );
}

/** Visits every node with its velocity (one reused array) and flat index. */
export function eachNode(lattice: Lattice, visit: (v: Float64Array, x: number) => void): void {
  const { d, shape } = lattice;
  const axes = Array.from({ length: d }, (_, k) => axisNodes(lattice, k));
  const v = new Float64Array(d);
  const place = new Int32Array(d);
  const total = nodeCount(lattice);
  for (let x = 0; x < total; x++) {
    for (let k = 0; k < d; k++) v[k] = axes[k][place[k]];
    visit(v, x);
    for (let k = d - 1; k >= 0 && ++place[k] === shape[k]; k--) place[k] = 0;
  }
}
