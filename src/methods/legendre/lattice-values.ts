import { eachNode, type Lattice, nodeCount } from '../../core/lattice.ts';
import { createVectorField, type VectorField } from '../../core/vector-field.ts';
import { harmonicValues, recurrence, slopeOf } from './harmonics.ts';
import { lagrangeBasis, lobattoNodes } from './lagrange.ts';
import type { Frame } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** Nodes of a picture's lattice on every axis. */
const pictureNodes = { 2: 96, 3: 32 } as const;
/** Largest half width of the picture, in units of the cut. */
const pictureWidth = 0.7;
/** Values below this part of the maximum are left out of the picture. */
const unseen = 1e-7;

/** A lattice around the origin that shows all visible f_i; the cut allows for later f_i and may be a hundred times as wide. */
export function pictureLattice(system: LegendreSystem, frame: Frame, i: number, y: Float64Array): Lattice {
  const d = system.dimension;
  const nodes = pictureNodes[d];
  const spacing = (2 * Math.min(pictureWidth * frame.cuts[i], 1.02 * reach(system, i, y))) / nodes;
  return {
    d,
    spacing,
    anchor: frame.origin.map((u) => u - ((nodes - 1) / 2) * spacing),
    first: new Array<number>(d).fill(0),
    shape: new Array<number>(d).fill(nodes),
  };
}

/** The speed beyond which no node of the expansion exceeds the unseen part of the maximum, in any direction. */
function reach({ bases, dimension: d, layout }: LegendreSystem, i: number, y: Float64Array): number {
  const { nodes } = bases[i];
  const { modes } = layout;
  const top = Math.max(1, ...modes);
  // Every harmonic is largest on the axis.
  const Y = new Float64Array(top + 1);
  harmonicValues(recurrence(d), top, 1, Y);
  const most = Array.from(nodes, (_, a) =>
    modes.reduce((sum, l, m) => sum + (a < layout.firstNode(m) ? 0 : Y[l] * Math.abs(y[layout.offset(i, m) + a])), 0),
  );
  const seen = unseen * Math.max(...most);
  const last = most.findLastIndex((value) => value > seen);
  return nodes[Math.min(last + 1, nodes.length - 1)];
}

/** f_i and its gradient on the lattice of its picture, from the expansion; zero beyond the cut. */
export function latticeValues(
  system: LegendreSystem,
  frame: Frame,
  i: number,
  y: Float64Array,
  lattice: Lattice,
): { values: Float64Array; gradient: VectorField } {
  const { dimension: d } = system;
  const count = nodeCount(lattice);
  const values = new Float64Array(count);
  const gradient = createVectorField(d, count);
  const evaluate = evaluation(system, i, y);
  const { count: classes, classOf } = symmetryClasses(lattice, frame.axis, system.layout.modes.length === 1);
  /** f and the parts of its gradient along v - origin and along the axis, by class. */
  const known = new Uint8Array(classes);
  const [ofClass, radial, axial] = [0, 1, 2].map(() => new Float64Array(classes));
  const relative = new Float64Array(d);
  const out = { f: 0, radial: 0, axial: 0 };
  eachNode(lattice, (v, x) => {
    for (let k = 0; k < d; k++) relative[k] = v[k] - frame.origin[k];
    const own = classOf(x);
    if (known[own] === 0) {
      evaluate(relative, frame.axis, out);
      known[own] = 1;
      ofClass[own] = out.f;
      radial[own] = out.radial;
      axial[own] = out.axial;
    }
    values[x] = ofClass[own];
    for (let k = 0; k < d; k++) gradient.data[k * count + x] = radial[own] * relative[k] + axial[own] * frame.axis[k];
  });
  return { values, gradient };
}

/**
 * Numbers the classes of nodes at which f is the same: those at the same distance from the origin if f is isotropic, and those at the same
 * place along the axis and the same distance from it if the axis is a coordinate axis. The lattice is symmetric about the origin and has
 * an even number of nodes on every axis.
 */
function symmetryClasses({ d, shape: [nodes] }: Lattice, axis: readonly number[], isotropic: boolean) {
  const aligned = isotropic ? -1 : axis.findIndex((x) => Math.abs(x) === 1);
  if (!isotropic && aligned < 0) return { count: nodes ** d, classOf: (x: number) => x };
  // The square of an odd number 2 j + 1 of half spacings is 8 squares[.] + 1.
  const squares = Int32Array.from({ length: nodes }, (_, place) => {
    const j = Math.max(place, nodes - 1 - place) - nodes / 2;
    return (j * (j + 1)) / 2;
  });
  const largest = 1 + (isotropic ? d : d - 1) * squares[0];
  return {
    count: isotropic ? largest : nodes * largest,
    classOf(x: number) {
      let sum = 0;
      for (let k = d - 1, left = x; k >= 0; k--) {
        const place = left % nodes;
        left = (left - place) / nodes;
        sum += k === aligned ? place * largest : squares[place];
      }
      return sum;
    },
  };
}

/**
 * Returns the function that evaluates f_i and the two parts of grad f = radial (v - origin) + axial axis, which are zero at the origin.
 */
function evaluation({ layout, bases, dimension }: LegendreSystem, i: number, y: Float64Array) {
  const { modes } = layout;
  const { breaks, order } = bases[i];
  const basis = lagrangeBasis(lobattoNodes(order));
  const rule = recurrence(dimension);
  const top = Math.max(1, ...modes);
  const Y = new Float64Array(top + 1);
  const [on, onSlope] = [new Float64Array(order + 1), new Float64Array(order + 1)];
  const cut = breaks[breaks.length - 1];
  const offsets = modes.map((_, m) => layout.offset(i, m));
  return (relative: Float64Array, axis: readonly number[], out: { f: number; radial: number; axial: number }) => {
    out.f = out.radial = out.axial = 0;
    let square = 0;
    let along = 0;
    for (let k = 0; k < dimension; k++) {
      square += relative[k] * relative[k];
      along += relative[k] * axis[k];
    }
    const r = Math.sqrt(square);
    if (r > cut) return;
    let e = 0;
    while (r > breaks[e + 1]) e++;
    const width = breaks[e + 1] - breaks[e];
    const local = (2 * (r - breaks[e])) / width - 1;
    basis.values(local, on);
    basis.slopes(local, onSlope);
    const mu = r > 0 ? Math.min(1, Math.max(-1, along / r)) : 0;
    harmonicValues(rule, top, mu, Y);
    let fr = 0;
    let fmu = 0;
    for (let m = 0; m < modes.length; m++) {
      const l = modes[m];
      const at = offsets[m] + e * order;
      let g = 0;
      let gr = 0;
      for (let a = l > 0 && e === 0 ? 1 : 0; a <= order; a++) {
        g += on[a] * y[at + a];
        gr += onSlope[a] * y[at + a];
      }
      out.f += g * Y[l];
      fr += (2 / width) * gr * Y[l];
      fmu += g * slopeOf(rule, l, Y);
    }
    if (r === 0) return;
    // grad mu = (axis - mu (v - origin)/r) / r
    out.axial = fmu / r;
    out.radial = (fr - mu * out.axial) / r;
  };
}
