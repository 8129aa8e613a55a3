import type { CreateDenseAlgebra, DenseAlgebra, OwnArray } from '../../kernels/dense-algebra.ts';
import { type Density, densityOf } from '../../physics/density.ts';
import type { SpeciesFunctionals } from './functionals.ts';
import { recurrence } from './harmonics.ts';
import { lagrangeBasis, lobattoNodes } from './lagrange.ts';
import type { Frame } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** Below this part of its maximum f counts as zero, because round-off exceeds its second derivative. */
const smallest = 1e-10;
/** f counts as zero if its last harmonic is a larger part of f, because the expansion does not resolve it. */
const unresolvedPart = 0.1;
/** Within this part of the first element derivatives are taken at its end: f^l / r^2 has no digits closer to r = 0. */
const centre = 1e-3;

/** Numbers per harmonic and node of an element: f^l and its first two derivatives in r. */
const kinds = 3;

/**
 * Memory for the evaluation of one species, shared by its densities at all times. The tables belong to the density that was evaluated last;
 * another one writes its own there before it is evaluated.
 */
interface Room {
  readonly algebra: DenseAlgebra;
  readonly tables: OwnArray;
  /** The part of the tables of every element. */
  readonly ofElement: readonly OwnArray[];
  /** The polynomials of an element at a radius, and the sums of their products with the tables. */
  readonly on: OwnArray;
  readonly sums: OwnArray;
  owner: Float64Array | undefined;
}

export function evaluationRooms({ bases, layout }: LegendreSystem, createAlgebra: CreateDenseAlgebra): readonly Room[] {
  const columns = kinds * layout.modes.length;
  const sizes = bases.map(({ breaks, order }) => ({ elements: breaks.length - 1, perElement: (order + 1) * columns }));
  const algebra = createAlgebra(
    sizes.flatMap(({ elements, perElement }, i) => [elements * perElement, bases[i].order + 1, columns]),
  );
  return sizes.map(({ elements, perElement }, i) => {
    const tables = algebra.array(elements * perElement);
    return {
      ...{ algebra, tables, owner: undefined },
      ofElement: Array.from({ length: elements }, (_, e) => algebra.part(tables, e * perElement, perElement)),
      on: algebra.array(bases[i].order + 1),
      sums: algebra.array(columns),
    };
  });
}

/**
 * psi = log f of one species and its first two derivatives, from the expansion; grad lap psi is not computed. With
 * n = (v - origin)/r, mu = n . axis and b = axis - mu n,
 *
 *     grad f = f_r n + f_mu b / r,
 *     Hess f = f_rr n n + (f_rmu/r - f_mu/r^2) (n b + b n) + f_mumu b b / r^2 + (f_r/r - mu f_mu/r^2) (1 - n n).
 */
export function expandedDensity(
  { dimension: d, bases, layout, mixture }: LegendreSystem,
  { origin, axis, isotropic }: Frame,
  i: number,
  y: Float64Array,
  { drift, along, across }: SpeciesFunctionals,
  room: Room,
): Density {
  const { modes } = layout;
  const M = modes.length;
  const { breaks, order, nodes } = bases[i];
  const basis = lagrangeBasis(lobattoNodes(order));
  const width = order + 1;
  const elements = breaks.length - 1;
  const columns = kinds * M;
  const { algebra, on, sums, ofElement } = room;
  const tables = nodalTables();
  const largest = tables.reduce((most, value, x) => (x % columns === 0 ? Math.max(most, value) : most), 0);
  const harmonics = createHarmonicDerivatives();
  const [n, b] = [new Float64Array(d), new Float64Array(d)];
  const { mass } = mixture.species[i];

  /** f^l and its first two derivatives at the nodes of every element: entry (e width + a) columns + kind M + m. */
  function nodalTables() {
    const derivative = Array.from(basis.nodes, (x) => {
      const row = new Float64Array(width);
      basis.slopes(x, row);
      return row;
    });
    const tables = new Float64Array(elements * width * columns);
    const nodal = new Float64Array(nodes.length);
    for (let m = 0; m < M; m++) {
      layout.read(y, i, m, nodal);
      for (let e = 0; e < elements; e++) {
        const perUnit = 2 / (breaks[e + 1] - breaks[e]);
        let values = nodal.slice(e * order, e * order + width);
        for (let kind = 0; kind < kinds; kind++) {
          if (kind > 0)
            values = Float64Array.from(
              derivative,
              (row) => perUnit * row.reduce((sum, D, c) => sum + D * values[c], 0),
            );
          for (let a = 0; a < width; a++) tables[(e * width + a) * columns + kind * M + m] = values[a];
        }
      }
    }
    return tables;
  }

  /** Y_l and its first two derivatives in mu, l = 0 .. top, by the recurrence mu Y_l = up Y_{l+1} + down Y_{l-1} and its derivatives. */
  function createHarmonicDerivatives() {
    const { up, down } = recurrence(d);
    const top = Math.max(1, ...modes);
    const [Y, first, second] = [0, 1, 2].map(() => new Float64Array(top + 1));
    // Multiplication is faster than division.
    const perUp = Float64Array.from({ length: top }, (_, l) => 1 / up(l));
    const downs = Float64Array.from({ length: top }, (_, l) => down(l));
    Y[0] = 1;
    first[1] = 1;
    return {
      ...{ Y, first, second },
      at(mu: number) {
        Y[1] = mu;
        // The values of degrees l - 1 and l.
        let Y0 = 1;
        let first0 = 0;
        let second0 = 0;
        let Y1 = mu;
        let first1 = 1;
        let second1 = 0;
        for (let l = 1; l < top; l++) {
          const per = perUp[l];
          const below = downs[l];
          const Y2 = per * (mu * Y1 - below * Y0);
          const first2 = per * (Y1 + mu * first1 - below * first0);
          const second2 = per * (2 * first1 + mu * second1 - below * second0);
          Y[l + 1] = Y2;
          first[l + 1] = first2;
          second[l + 1] = second2;
          Y0 = Y1;
          first0 = first1;
          second0 = second1;
          Y1 = Y2;
          first1 = first2;
          second1 = second2;
        }
      },
    };
  }

  return densityOf({
    dimension: d,
    bulk: {
      centre: origin.map((u, k) => u + drift * axis[k]),
      variance: (along + (d - 1) * across) / (d * mass),
      isotropic,
      ...(isotropic ? {} : { line: { direction: axis, along: along / mass, across: across / mass } }),
    },
    evaluate(v, out) {
      out.value = -Infinity;
      const { gradient, hessian, laplacianGradient } = out;
      gradient.fill(0);
      hessian.fill(0);
      laplacianGradient.fill(0);
      let square = 0;
      for (let k = 0; k < d; k++) {
        n[k] = v[k] - origin[k];
        square += n[k] * n[k];
      }
      const distance = Math.sqrt(square);
      if (distance > breaks[elements]) return;
      const r = Math.max(distance, centre * breaks[1]);
      let mu = 0;
      for (let k = 0; k < d; k++) {
        n[k] = distance > 0 ? n[k] / distance : axis[k];
        mu += n[k] * axis[k];
      }
      for (let k = 0; k < d; k++) b[k] = axis[k] - mu * n[k];
      let e = 0;
      while (r > breaks[e + 1]) e++;
      basis.values((2 * (r - breaks[e])) / (breaks[e + 1] - breaks[e]) - 1, on);
      if (room.owner !== tables) {
        room.tables.set(tables);
        room.owner = tables;
      }
      sums.fill(0);
      algebra.addTransposed(ofElement[e], width, columns, on, sums);
      if (M > 1) harmonics.at(mu);
      let f = 0;
      let fr = 0;
      let frr = 0;
      let fmu = 0;
      let frmu = 0;
      let fmumu = 0;
      let last = 0;
      for (let m = 0; m < M; m++) {
        const g = sums[m];
        const slope = sums[M + m];
        const curvature = sums[2 * M + m];
        const l = modes[m];
        const Y = harmonics.Y[l];
        const slopeOfY = harmonics.first[l];
        last = g * Y;
        f += last;
        fr += slope * Y;
        frr += curvature * Y;
        fmu += g * slopeOfY;
        frmu += slope * slopeOfY;
        fmumu += g * harmonics.second[l];
      }
      if (!(f > smallest * largest) || (M > 1 && Math.abs(last) > unresolvedPart * f)) return;
      out.value = Math.log(f);
      const perF = 1 / f;
      const turn = fmu / r;
      const mixed = (perF * (frmu - turn)) / r;
      const bend = (perF * fmumu) / (r * r);
      const across = (perF * (fr - mu * turn)) / r;
      const radial = perF * frr - across;
      for (let k = 0; k < d; k++) gradient[k] = perF * (fr * n[k] + turn * b[k]);
      for (let k = 0; k < d; k++)
        for (let l = 0; l <= k; l++) {
          const entry =
            radial * n[k] * n[l] +
            (k === l ? across : 0) +
            mixed * (n[k] * b[l] + b[k] * n[l]) +
            bend * b[k] * b[l] -
            gradient[k] * gradient[l];
          hessian[k * d + l] = entry;
          hessian[l * d + k] = entry;
        }
    },
  });
}
