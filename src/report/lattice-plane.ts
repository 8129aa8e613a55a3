import { axisNodes, eachNode, type Lattice } from '../core/lattice.ts';

/** Values over a plane of velocity space on square cells: `values[a * across + b]` at (first[0] + a h, first[1] + b h). */
export interface Plane {
  readonly spacing: number;
  readonly first: readonly [number, number];
  readonly along: number;
  readonly across: number;
  readonly values: Float64Array;
}

/** A square part of the plane: centre and half of the side. */
export interface View {
  readonly centre: readonly [number, number];
  readonly half: number;
}

/**
 * The section of f, given on lattice nodes in row order, with the plane of two axes through velocity `point`. For d = 2 it
 * is f itself; for d = 3, f is interpolated linearly along the third axis between the two nodes next to the point.
 */
export function planeOf(
  lattice: Lattice,
  values: Float64Array,
  axes: readonly [number, number],
  point: ArrayLike<number>,
): Plane {
  const stride = lattice.shape.map((_, k) => lattice.shape.slice(k + 1).reduce((product, nodes) => product * nodes, 1));
  const [a, b] = axes;
  const normal = lattice.shape.findIndex((_, k) => k !== a && k !== b);
  const layers = normal < 0 ? [{ offset: 0, share: 1 }] : neighbours(lattice, normal, point[normal], stride[normal]);
  const [along, across] = [lattice.shape[a], lattice.shape[b]];
  const plane = new Float64Array(along * across);
  for (const { offset, share } of layers)
    for (let i = 0; i < along; i++)
      for (let j = 0; j < across; j++) plane[i * across + j] += share * values[i * stride[a] + j * stride[b] + offset];
  return {
    spacing: lattice.spacing,
    first: [axisNodes(lattice, a)[0], axisNodes(lattice, b)[0]],
    along,
    across,
    values: plane,
  };
}

/** The integral of f over the third axis, in the plane of two axes, by the lattice rule; for d = 2 f itself. */
export function projectionOf(lattice: Lattice, values: Float64Array, axes: readonly [number, number]): Plane {
  const [a, b] = axes;
  const normal = lattice.shape.findIndex((_, k) => k !== a && k !== b);
  if (normal < 0) return planeOf(lattice, values, axes, []);
  const position = axisNodes(lattice, normal);
  const sum = planeOf(
    lattice,
    values,
    axes,
    [0, 1, 2].map(() => position[0]),
  );
  for (const at of position.slice(1)) {
    const layer = planeOf(lattice, values, axes, [at, at, at]);
    layer.values.forEach((value, node) => {
      sum.values[node] += value;
    });
  }
  for (let node = 0; node < sum.values.length; node++) sum.values[node] *= lattice.spacing;
  return sum;
}

function neighbours(lattice: Lattice, k: number, position: number, stride: number) {
  const place = (position - axisNodes(lattice, k)[0]) / lattice.spacing;
  const below = Math.min(Math.max(Math.floor(place), 0), Math.max(0, lattice.shape[k] - 2));
  const share = lattice.shape[k] === 1 ? 0 : Math.min(Math.max(place - below, 0), 1);
  return [
    { offset: below * stride, share: 1 - share },
    ...(share > 0 ? [{ offset: (below + 1) * stride, share }] : []),
  ];
}

/** The view contains all cells above this fraction of the largest value. */
const VISIBLE = 5e-3;

/** The smallest square around all cells above VISIBLE times the largest value of their plane, with a margin of one cell. */
export function viewOf(planes: readonly Plane[]): View {
  const lower = [Infinity, Infinity];
  const upper = [-Infinity, -Infinity];
  for (const plane of planes) {
    const visible = VISIBLE * plane.values.reduce((most, value) => Math.max(most, value), 0);
    for (let i = 0; i < plane.along; i++) {
      for (let j = 0; j < plane.across; j++) {
        if (!(plane.values[i * plane.across + j] > visible)) continue;
        const [x, y] = [plane.first[0] + i * plane.spacing, plane.first[1] + j * plane.spacing];
        lower[0] = Math.min(lower[0], x - plane.spacing);
        lower[1] = Math.min(lower[1], y - plane.spacing);
        upper[0] = Math.max(upper[0], x + plane.spacing);
        upper[1] = Math.max(upper[1], y + plane.spacing);
      }
    }
  }
  if (lower[0] > upper[0]) return { centre: [0, 0], half: 1 };
  return {
    centre: [(lower[0] + upper[0]) / 2, (lower[1] + upper[1]) / 2],
    half: Math.max(upper[0] - lower[0], upper[1] - lower[1]) / 2,
  };
}

/**
 * Values of the plane at the centres of size x size pixels of the view, `pixels[row * size + column]` from the lowest row up, by
 * cubic (Catmull-Rom) interpolation between the nodes; zero outside the lattice.
 */
export function resample(plane: Plane, view: View, size: number): Float64Array {
  const columns = weights(plane.first[0], plane.spacing, view.centre[0], view.half, size);
  const rows = weights(plane.first[1], plane.spacing, view.centre[1], view.half, size);
  // Along the second axis first, then along the first one: 8 products per pixel instead of 16.
  const lines = new Float64Array(plane.along * size);
  for (let i = 0; i < plane.along; i++)
    rows.forEach(({ first, w }, r) => {
      for (let q = 0; q < 4; q++) {
        const j = first + q;
        if (j >= 0 && j < plane.across) lines[i * size + r] += w[q] * plane.values[i * plane.across + j];
      }
    });
  const pixels = new Float64Array(size * size);
  columns.forEach(({ first, w }, c) => {
    for (let p = 0; p < 4; p++) {
      const i = first + p;
      if (i >= 0 && i < plane.along) for (let r = 0; r < size; r++) pixels[r * size + c] += w[p] * lines[i * size + r];
    }
  });
  return pixels;
}

/** For every pixel, the first of its four nodes and the Catmull-Rom weights of all four. */
function weights(first: number, spacing: number, centre: number, half: number, size: number) {
  return Array.from({ length: size }, (_, k) => {
    const place = (centre - half + ((2 * k + 1) * half) / size - first) / spacing;
    const node = Math.floor(place);
    return { first: node - 1, w: catmullRom(place - node) };
  });
}

/** Catmull-Rom weights of the four nodes around a point at the fraction `s` of the way from the second to the third. */
export function catmullRom(s: number): number[] {
  return [
    (s * (-1 + s * (2 - s))) / 2,
    (2 + s * s * (-5 + 3 * s)) / 2,
    (s * (1 + s * (4 - 3 * s))) / 2,
    (s * s * (s - 1)) / 2,
  ];
}

/** Mean velocity and variance along each axis of an f given on lattice nodes. */
export interface LatticeMoments {
  readonly velocity: readonly number[];
  readonly variance: readonly number[];
}

/** The moments by the lattice rule. */
export function latticeMoments(lattice: Lattice, values: Float64Array): LatticeMoments {
  const { d } = lattice;
  const first = new Float64Array(d);
  const second = new Float64Array(d);
  let density = 0;
  eachNode(lattice, (v, node) => {
    const f = values[node];
    density += f;
    for (let k = 0; k < d; k++) {
      first[k] += f * v[k];
      second[k] += f * v[k] * v[k];
    }
  });
  const velocity = Array.from(first, (sum) => sum / density);
  return { velocity, variance: velocity.map((u, k) => second[k] / density - u ** 2) };
}
