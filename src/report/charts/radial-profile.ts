import { axisNodes, type Lattice } from '../../core/lattice.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { INK, MUTED, TIME_COLOURS, timeColour } from '../colour.ts';
import { panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula, html } from '../html.ts';
import { catmullRom, latticeMoments } from '../lattice-plane.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import { type FieldHistory, fieldHistories, smoothedEquilibrium } from '../velocity-maps.ts';
import type { Chart } from './chart.ts';

/** A profile ends where f has fallen to this fraction of its maximum. */
const tails = { linear: 1e-3, log: 1e-6 } as const;
const MAXWELLIAN_POINTS = 200;

/** For d = 3: f averaged over spheres about its mean velocity, at several times. */
export const radialProfile: Chart = {
  name: 'radial-profile',
  part: 'distributions',
  columns: [],
  draw(record) {
    if (record.scenario.dimension !== 3) return undefined;
    const rows = fieldHistories(record, TIME_COLOURS).flatMap((history) =>
      panelRow(profilePanels(record, history), history.species),
    );
    if (rows.length === 0) return undefined;
    return {
      title: 'Radial profiles',
      rows,
      caption: html`Averages of the reconstructed ${formula('f_i')} over spheres about its mean velocity ${formula('u_i')},
interpolated between the nodes of its lattice; left on a linear scale, right on a logarithmic one, where a Maxwellian is a parabola.${
        record.summary.equilibrium.reached === false
          ? undefined
          : html`
Dotted: the Maxwellian ${formula('\\mu_i')} of the equilibrium, smoothed in the same way as ${formula('f_i')}.`
      }${record.summary.exact ? ' Circles: the exact solution on the same spheres, at the last time.' : undefined}`,
    };
  },
};

function profilePanels(record: RunRecord, history: FieldHistory): (Panel | undefined)[] {
  const reached = record.summary.equilibrium.reached !== false;
  const curves = profiles(history);
  const peak = Math.max(...curves.flatMap(({ y }) => Array.from(y)));
  return (['linear', 'log'] as const).map((scale) => {
    const tail = tails[scale] * peak;
    const reach = Math.max(...curves.map(({ x, y }) => x[y.findLastIndex((value) => value > tail)] ?? 0));
    return linePanel({
      description: `Profile of species ${history.species} against the distance from its mean velocity, ${scale}, at several times`,
      x: { label: '|v − u|', domain: [0, reach] },
      y: { label: 'f', scale },
      curves: [...curves, ...(reached ? [maxwellian(record, history, reach)] : [])].map((curve) =>
        clipped(curve, reach, tail),
      ),
    });
  });
}

function profiles({ states }: FieldHistory): Curve[] {
  return states.flatMap(({ t, field }, k): Curve[] => {
    const { lattice, values, exact } = field;
    const centre = latticeMoments(lattice, values).velocity;
    const x = Float64Array.from({ length: 2 * Math.max(...lattice.shape) }, (_, step) => (step * lattice.spacing) / 4);
    const on = (f: Float64Array) => sphereAverages(lattice, f, centre, x);
    const label = `t = ${plainNumber(t, 4)}`;
    const measured: Curve = { label, x, y: on(values), colour: timeColour(k, states.length), kind: 'measured' };
    if (exact === undefined || k !== states.length - 1) return [measured];
    return [measured, { label: 'exact', x, y: on(exact), colour: INK, kind: 'exact' }];
  });
}

function maxwellian(record: RunRecord, history: FieldHistory, reach: number): Curve {
  const { field } = history.states[history.states.length - 1];
  const { value, velocity } = smoothedEquilibrium(record, history, field);
  const x = Float64Array.from({ length: MAXWELLIAN_POINTS }, (_, k) => (k * reach) / (MAXWELLIAN_POINTS - 1));
  return {
    label: 'equilibrium',
    x,
    y: x.map((speed) => value(velocity.map((u, k) => (k === 0 ? u + speed : u)))),
    colour: MUTED,
    kind: 'equilibrium',
  };
}

/** The curve up to `reach`, without points below the tail. */
function clipped(curve: Curve, reach: number, tail: number): Curve {
  const kept = Array.from(curve.x.keys()).filter((k) => curve.x[k] <= reach && curve.y[k] >= tail);
  return { ...curve, x: Float64Array.from(kept, (k) => curve.x[k]), y: Float64Array.from(kept, (k) => curve.y[k]) };
}

/**
 * Averages over spheres about `centre`, one for each speed, of an f on the nodes of a three-dimensional lattice. Between the nodes,
 * log f is interpolated cubically (Catmull-Rom), which is exact for Maxwellians; if f is not positive at one of the 64 nodes used, f
 * itself is interpolated.
 * The rule on the sphere has 26 points and degree 7: V. I. Lebedev, USSR Comput. Math. Math. Phys. 15 (1975) 44.
 */
export function sphereAverages(
  lattice: Lattice,
  values: Float64Array,
  centre: readonly number[],
  speeds: Float64Array,
): Float64Array {
  const first = [0, 1, 2].map((k) => axisNodes(lattice, k)[0]);
  return speeds.map((speed) =>
    directions.reduce((sum, { weight, n }) => {
      const place = n.map((component, k) => (centre[k] + speed * component - first[k]) / lattice.spacing);
      return sum + weight * valueAt(lattice, values, place);
    }, 0),
  );
}

/** Unit vectors with one, two or three nonzero components. */
const directions = [-1, 0, 1].flatMap((x) =>
  [-1, 0, 1].flatMap((y) =>
    [-1, 0, 1].flatMap((z) => {
      const squares = x * x + y * y + z * z;
      if (squares === 0) return [];
      return [{ weight: [1 / 21, 4 / 105, 9 / 280][squares - 1], n: [x, y, z].map((k) => k / Math.sqrt(squares)) }];
    }),
  ),
);

/** f at a place in units of the spacing; zero outside the lattice. */
function valueAt({ shape }: Lattice, values: Float64Array, place: readonly number[]): number {
  const [first, second, third] = place.map((at) => Math.floor(at) - 1);
  const [u, v, w] = place.map((at) => catmullRom(at - Math.floor(at)));
  let plain = 0;
  let logarithm = 0;
  let positive = true;
  for (let a = 0; a < 4; a++)
    for (let b = 0; b < 4; b++) {
      const [i, j] = [first + a, second + b];
      const isColumn = i >= 0 && j >= 0 && i < shape[0] && j < shape[1];
      const column = (i * shape[1] + j) * shape[2];
      for (let c = 0; c < 4; c++) {
        const k = third + c;
        const value = isColumn && k >= 0 && k < shape[2] ? values[column + k] : 0;
        const weight = u[a] * v[b] * w[c];
        plain += weight * value;
        if (value > 0) logarithm += weight * Math.log(value);
        else positive = false;
      }
    }
  return positive ? Math.exp(logarithm) : plain;
}
