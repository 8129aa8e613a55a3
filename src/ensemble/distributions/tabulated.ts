import { InputError } from '../../core/errors.ts';
import { monotoneCubic } from '../../core/splines.ts';
import { trace } from '../../core/sum.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { type Density, densityOf } from '../../physics/density.ts';
import { integer, map, optional, quantity, text } from '../../schema/fields.ts';
import { type CellLaw, cellLaw, cellNodes } from '../cell-law.ts';
import type { DataFiles } from '../data-file.ts';
import {
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  drift,
  driftVelocity,
  tailFraction,
} from '../distribution.ts';
import { gridTable, tableAccuracy } from '../grid-table.ts';
import { readTable, type Table, type TableFile } from '../read-table.ts';
import { type Rows, type SmoothTable, smoothTable } from '../smooth-table.ts';
import { along, axis, axisFrame, covarianceOf } from './gyrotropic.ts';
import { equalPanels, radialDistribution } from './radial.ts';

/** The parameters of a table in a scenario. */
export interface TabulatedFile extends TableFile {
  readonly axis?: readonly number[] | undefined;
  readonly drift?: readonly number[] | undefined;
  /** Makes f smooth through these rows; not a key of scenarios. */
  readonly rows?: Rows | undefined;
}

export interface TabulatedParameters {
  readonly table: Table;
  readonly rows?: Rows | undefined;
  readonly axis?: readonly number[] | undefined;
  readonly drift?: readonly number[] | undefined;
}

/**
 * f from a table, scaled to the species' density and zero outside the table. It is a function of the speed (monotone cubics, constant
 * below the first radius), of the velocities along and across an axis, or of all components (gridTable). Moments and samples use
 * quadrature of the interpolant.
 */
export const tabulated = {
  summary: 'f from a table: of |v|, of v_par and v_perp, or of all components.',
  part: 'A tabulated part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f from a table, scaled to the density; zero outside.', {
      file: text(
        'CSV, npy, npz, netCDF or HDF5 with the columns or arrays v, f (the speed), v_par, v_perp, f, or vx, vy, vz, f on a grid; or f of a ' +
          'snapshot. The path is relative to the scenario file',
      ),
      axis: axis(dimension, 'For v_par: '),
      drift: drift(dimension, 'Velocity added to the velocities of the table'),
      species: optional(
        text('openPMD: the species of the file whose f is read'),
        'the only one, or the one with the same name',
      ),
      iteration: optional(integer('openPMD: the iteration to read', { from: 0 }), 'the last one'),
      unit: optional(
        quantity('velocity', 'Unit of the velocities in the file', { above: 0 }),
        'unitSI of openPMD; for tables, the unit of the scenario',
      ),
    }),
  read: (
    { axis: b, drift: u, rows, ...written }: TabulatedFile,
    files: DataFiles,
    d: Dimension,
  ): TabulatedParameters => ({
    table: readTable(written, files, d),
    axis: b,
    drift: u,
    rows,
  }),
  create(given: TabulatedParameters, species: DistributionSpecies): Distribution {
    const { table, axis: b, rows } = given;
    const smooth = rows === undefined ? undefined : smoothTable(table, rows);
    const u = driftVelocity('tabulated.drift', given.drift, species.dimension);
    if (b !== undefined && table.kind !== 'gyrotropic')
      throw new InputError(
        'tabulated.axis: expected a table of v_par and v_perp, which has an axis, got different columns; remove the key axis',
      );
    if (table.kind === 'radial') return ofSpeed(table, u, species, smooth);
    if (table.kind === 'gyrotropic')
      return aboutAxis(table, axisFrame('tabulated.axis', b, species.dimension), u, species, smooth);
    return onGrid(table, u, species, smooth);
  },
} as const satisfies DistributionKind<TabulatedFile, TabulatedParameters>;

function ofSpeed(
  { axes: [v], values }: Table,
  velocity: readonly number[],
  species: DistributionSpecies,
  smooth: SmoothTable | undefined,
): Distribution {
  if (smooth !== undefined) {
    const [own] = smooth.edges;
    const beyond = equalPanels(own[own.length - 1], smooth.end, tailPanels).slice(1);
    const profile = (r: number) => smooth.value([r]);
    return radialDistribution({ profile, knots: [...Array.from(own), ...beyond], velocity }, species);
  }
  const cubic = monotoneCubic(v, values);
  const outer = v[v.length - 1];
  const profile = (r: number) => (r > outer ? 0 : Math.max(0, cubic(Math.max(r, v[0]))));
  const distribution = radialDistribution({ profile, knots: v[0] > 0 ? [0, ...v] : [...v], velocity }, species);
  const accuracy = tableAccuracy([v], values, ([radii], coarse) => {
    const rough = monotoneCubic(radii, coarse);
    return ([r]) => rough(r);
  });
  return { ...distribution, mayJump: true, accuracy };
}

/** Number of panels of the quadrature over the continued f beyond the last row. */
const tailPanels = 8;

function onGrid(
  { axes, values }: Table,
  u: readonly number[],
  species: DistributionSpecies,
  smooth: SmoothTable | undefined,
): Distribution {
  const { dimension: d, density } = species;
  const table = smooth ?? gridTable(axes, values);
  const law = cellLaw(table);
  const scale = density / law.total;
  const x = new Float64Array(d);
  return {
    dimension: d,
    density,
    mayJump: smooth === undefined,
    ...(smooth === undefined
      ? { accuracy: gridAccuracy(axes, values) }
      : { smooth: smoothDensity(smooth, law, scale, u) }),
    velocity: law.mean.map((mean, k) => mean + u[k]),
    covariance: law.covariance,
    extent: Math.max(...law.mean.map((mean, k) => law.reach(k, mean, tailFraction))),
    value(v) {
      for (let k = 0; k < d; k++) x[k] = v[k] - u[k];
      return scale * table.value(x);
    },
    uniforms: d,
    transform(uniforms, v) {
      law.transform(uniforms, v);
      for (let k = 0; k < d; k++) v[k] += u[k];
    },
  };
}

/** scale f(v - u) with the derivatives of its logarithm; zero outside the table. */
function smoothDensity(table: SmoothTable, law: CellLaw, scale: number, u: readonly number[]): Density {
  const d = u.length as Dimension;
  const x = new Float64Array(d);
  /** The index of the derivative of order 1 in a variable; the orders are 0 to 3. */
  const place = Array.from({ length: d }, (_, k) => 4 ** (d - 1 - k));
  return densityOf({
    dimension: d,
    bulk: {
      centre: law.mean.map((mean, k) => mean + u[k]),
      variance: trace(law.covariance, d) / d,
      isotropic: false,
    },
    evaluate(v, out) {
      for (let k = 0; k < d; k++) x[k] = v[k] - u[k];
      if (!table.within(x)) {
        out.value = -Infinity;
        for (const part of [out.gradient, out.hessian, out.laplacianGradient]) part.fill(0);
        return;
      }
      const found = table.evaluate(x, 3);
      out.value = Math.log(scale) + found[0];
      for (let k = 0; k < d; k++) {
        out.gradient[k] = found[place[k]];
        out.laplacianGradient[k] = 0;
        for (let l = 0; l < d; l++) {
          out.hessian[k * d + l] = found[place[k] + place[l]];
          out.laplacianGradient[k] += found[place[k] + 2 * place[l]];
        }
      }
    },
  });
}

/** The accuracy of the interpolation by gridTable. */
function gridAccuracy(axes: readonly Float64Array[], values: Float64Array): number {
  return tableAccuracy(axes, values, (coarse, own) => {
    const rough = gridTable(coarse, own);
    return (x) => rough.value(x);
  });
}

/** f(v) = F(b.(v - u), |b x (v - u)|), with the measure 2 pi v_perp dv_perp dv_par (d = 3) or 2 dv_perp dv_par (d = 2). */
function aboutAxis(
  table: Table,
  frame: readonly (readonly number[])[],
  u: readonly number[],
  species: DistributionSpecies,
  smooth: SmoothTable | undefined,
): Distribution {
  const { dimension: d, density } = species;
  const [b, ...others] = frame;
  const extended = toTheAxis(table);
  const F = smooth ?? gridTable(...extended);
  const law = withMeasure(F, d);
  const scale = density / law.total;
  const [mean] = law.mean;
  // <v_perp^2> about 0, divided equally among the perpendicular directions.
  const across = (law.covariance[3] + law.mean[1] ** 2) / (d - 1);
  const x = new Float64Array(2);
  return {
    dimension: d,
    density,
    mayJump: smooth === undefined,
    ...(smooth === undefined && { accuracy: gridAccuracy(...extended) }),
    velocity: u.map((component, k) => component + mean * b[k]),
    covariance: covarianceOf(frame, [law.covariance[0], ...others.map(() => across)]),
    extent: Math.max(law.reach(0, mean, tailFraction), law.reach(1, 0, tailFraction)),
    value(v) {
      x[0] = along(b, v, u);
      let r2 = 0;
      for (const e of others) r2 += along(e, v, u) ** 2;
      x[1] = Math.sqrt(r2);
      return scale * F.value(x);
    },
    uniforms: 3,
    transform(uniforms, v) {
      law.transform(uniforms, x);
      const angle = d === 2 ? (uniforms[2] < 0.5 ? 0 : Math.PI) : 2 * Math.PI * uniforms[2];
      const parts = [x[1] * Math.cos(angle), x[1] * Math.sin(angle)];
      for (let l = 0; l < d; l++) {
        v[l] = u[l] + x[0] * b[l];
        others.forEach((e, k) => {
          v[l] += parts[k] * e[l];
        });
      }
    },
  };
}

/** The law of v_par and v_perp. */
function withMeasure(F: ReturnType<typeof gridTable>, d: Dimension): CellLaw {
  if (d === 2) return doubled(cellLaw(F));
  return cellLaw({
    edges: F.edges,
    nodeValues(cell, out) {
      F.nodeValues(cell, out);
      const [start, end] = [F.edges[1][cell[1]], F.edges[1][cell[1] + 1]];
      for (let i = 0; i < out.length; i++)
        out[i] *= 2 * Math.PI * (start + (end - start) * cellNodes[i % cellNodes.length]);
    },
  });
}

function doubled(law: CellLaw): CellLaw {
  return { ...law, total: 2 * law.total };
}

/** The table with a row at v_perp = 0, from the even parabola of log f through the first two rows; the first row if any f is 0. */
function toTheAxis({ axes: [parallel, perpendicular], values }: Table): [readonly Float64Array[], Float64Array] {
  const [r0, r1] = perpendicular;
  if (r0 === 0) return [[parallel, perpendicular], values];
  const n = perpendicular.length;
  const positive = values.every((value) => value > 0);
  const extended = Float64Array.from({ length: parallel.length * (n + 1) }, (_, i) => {
    const [row, column] = [Math.floor(i / (n + 1)), i % (n + 1)];
    if (column > 0) return values[row * n + column - 1];
    const [f0, f1] = [values[row * n], values[row * n + 1]];
    return positive ? f0 * (f0 / f1) ** (r0 ** 2 / (r1 ** 2 - r0 ** 2)) : f0;
  });
  return [[parallel, Float64Array.of(0, ...perpendicular)], extended];
}
