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

/** f_i and its gradient on the lattice, from the expansion; zero beyond the cut. */
export function latticeValues(
  system: LegendreSystem,
  frame: Frame,
  i: number,
  y: Float64Array,
  lattice: Lattice,
): { values: Float64Array; gradient: VectorField } {
  const { dimension: d, layout, bases } = system;
  const { modes } = layout;
  const { breaks, order } = bases[i];
  const count = nodeCount(lattice);
  const values = new Float64Array(count);
  const gradient = createVectorField(d, count);
  const basis = lagrangeBasis(lobattoNodes(order));
  const rule = recurrence(d);
  const top = Math.max(1, ...modes);
  const Y = new Float64Array(top + 1);
  const [on, onSlope] = [new Float64Array(order + 1), new Float64Array(order + 1)];
  const cut = breaks[breaks.length - 1];
  const relative = new Float64Array(d);
  const offsets = modes.map((_, m) => layout.offset(i, m));
  eachNode(lattice, (v, x) => {
    let square = 0;
    let along = 0;
    for (let k = 0; k < d; k++) {
      relative[k] = v[k] - frame.origin[k];
      square += relative[k] * relative[k];
      along += relative[k] * frame.axis[k];
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
    let f = 0;
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
      f += g * Y[l];
      fr += (2 / width) * gr * Y[l];
      fmu += g * slopeOf(rule, l, Y);
    }
    values[x] = f;
    // grad mu = (axis - mu n) / r
    if (r > 0)
      for (let k = 0; k < d; k++) {
        const n = relative[k] / r;
        gradient.data[k * count + x] = fr * n + (fmu * (frame.axis[k] - mu * n)) / r;
      }
  });
  return { values, gradient };
}
