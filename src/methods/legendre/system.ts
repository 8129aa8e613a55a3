import type { Dimension } from '../../core/vector-field.ts';
import { type Machine, usualMachine } from '../../kernels/machine.ts';
import { liveMixture } from '../../physics/following.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { createDrive, type Drive } from './drive.ts';
import { createFields, type Expansion, fieldEvaluation } from './fields.ts';
import { fixedPotentials, type Relaxation } from './fixed-potentials.ts';
import { createFluxes, fluxTest, gainOf, makeFlux } from './fluxes.ts';
import { angularGrid } from './harmonics.ts';
import { jacobianAmong } from './jacobian-blocks.ts';
import { createLayout } from './layout.ts';
import { createMass } from './mass-matrix.ts';
import { radialGrid } from './pair-weights.ts';
import { partnerOperators } from './partner-operators.ts';
import { createPotentials, potentialEvaluation, setPotentials } from './potentials.ts';
import { speciesBasis } from './species-basis.ts';
import type { Frame } from './symmetry.ts';
import { transposedDerivative } from './transposed-derivative.ts';

/** The degrees of freedom of the solver. */
export interface Discretisation {
  /** Ends of the elements of every species, from 0 to its cut. */
  readonly breaks: readonly (readonly number[])[];
  /** Polynomial order of the elements. */
  readonly order: number;
  /** Degrees l of the harmonics, ascending, 0 first. */
  readonly modes: readonly number[];
}

/**
 * The Landau system for f_i = sum_l f_i^l(r) Y_l in weak form: for all test functions w = phi_a(r) Y_k of species i
 *
 *     d/dt int f_i w dv = - sum_j (c_ij/m_i) int grad w . ( D_j grad f_i / m_i - K_j f_i / m_j ) dv,
 *
 * which is bilinear in f, plus parts by baths and forcings, see Drive; with a relaxation, plus the linear Fokker-Planck equation. The
 * layout gives the order of the unknowns. With M the mass matrix and F(y) the right-hand side, M dy/dt = F(y).
 */
export interface LegendreSystem extends Expansion {
  readonly dimension: Dimension;
  readonly mixture: Mixture;
  readonly relaxation?: Relaxation;
  /** Baths and forcings, see givers; absent without any. */
  readonly drive?: Drive;
  readonly length: number;
  /** F(y), or the part of it due to collisions with one species. */
  rate(y: Float64Array, out: Float64Array, partner?: number): void;
  /** out = (dF/dy)^T w at y, with F by collisions and immobile partners only: without a matrix, at the cost of a few rates. */
  transposedDerivative(y: Float64Array, w: Float64Array, out: Float64Array): void;
  /** out = M y. */
  applyMass(y: Float64Array, out: Float64Array): void;
  /** M^-1 b, in place. */
  solveMass(b: Float64Array): void;
  /** Makes y the state at which the Jacobian J of F is taken; does not change the coefficients of its drive. */
  linearise(y: Float64Array): void;
  /** out = (factor M - J) x, without the matrix: F is bilinear, so J x needs two evaluations of fields and potentials. */
  applyShifted(factor: number, x: Float64Array, out: Float64Array): void;
  /** The entries of factor M - J among some harmonics, given by number, as a dense matrix of their unknowns in row order. */
  shiftedBlock(harmonics: readonly number[]): (factor: number, out: Float64Array) => void;
  /** Momentum along the axis and energy that species i gains from j per time, in the frame of the origin: entry i S + j. */
  exchange(y: Float64Array): { readonly momentum: Float64Array; readonly energy: Float64Array };
}

/** Gauss points per element beyond its order. */
const extraPoints = 3;

export function createLegendreSystem(
  mixture: Mixture,
  { breaks, order, modes }: Discretisation,
  relaxation?: Relaxation,
  /** Origin and axis of the expansion; needed only for baths and forcings. */
  frame: Pick<Frame, 'origin' | 'axis'> = { origin: [], axis: [] },
  { kernels }: Pick<Machine, 'kernels'> = usualMachine(),
): LegendreSystem {
  const live = liveMixture(mixture);
  const d = mixture.dimension;
  const S = mixture.species.length;
  const grid = radialGrid(
    d,
    [...new Set(breaks.flat())].sort((a, b) => a - b),
    order + extraPoints,
  );
  const bases = breaks.map((own) => speciesBasis(own, order, grid));
  // Products of three harmonics.
  const angles = angularGrid(d, modes, Math.ceil((3 * Math.max(...modes) + 1) / 2) + 1);
  const layout = createLayout(bases, modes);
  const expansion: Expansion = { grid, angles, bases, layout };
  const mass = createMass(bases, grid, layout, angles.norms);
  const operators = partnerOperators(mixture, grid, bases, modes, kernels.denseAlgebra);
  const still = fixedPotentials(mixture, expansion, relaxation);
  const drive = createDrive(mixture, expansion, mass, still, frame, { setFactors: live.setFactors, pairRate });
  const fixed = drive?.potentials ?? still;
  const { inflow, decay } = drive ?? {};
  const evaluateFields = fieldEvaluation(expansion);
  const addPotentials = potentialEvaluation(live.mixture, expansion, operators);
  const testFlux = fluxTest(expansion);

  const [fields, potentials, fluxes] = [createFields(expansion), createPotentials(expansion), createFluxes(expansion)];
  /** The state at which the Jacobian is taken. */
  const at = { fields: createFields(expansion), potentials: createPotentials(expansion) };
  const massPart = new Float64Array(layout.length);
  /** Sets the strengths to their initial values, until the drive sets them again. */
  function pairRate(i: number, j: number, y: Float64Array, out: Float64Array) {
    live.setFactors(mixture.following!.pairs.map(() => 1));
    evaluateFields(y, fields);
    for (const { r, t } of fluxes) for (const part of [r, t]) part.fill(0);
    for (const [on, by] of i === j
      ? [[i, i]]
      : [
          [i, j],
          [j, i],
        ]) {
      setPotentials(potentials);
      addPotentials(y, potentials, by);
      makeFlux(expansion, potentials[on], fields[on], false, fluxes[on]);
    }
    testFlux(fluxes, out);
  }

  function evaluatePotentials(y: Float64Array, partner?: number) {
    setPotentials(potentials, partner === undefined ? fixed : undefined);
    addPotentials(y, potentials, partner);
  }

  return {
    ...expansion,
    dimension: d,
    mixture: live.mixture,
    ...(relaxation === undefined ? {} : { relaxation }),
    ...(drive === undefined ? {} : { drive }),
    length: layout.length,
    applyMass: mass.apply,
    solveMass: mass.solve,
    rate(y, out, partner) {
      evaluateFields(y, fields);
      evaluatePotentials(y, partner);
      for (let i = 0; i < S; i++) makeFlux(expansion, potentials[i], fields[i], false, fluxes[i]);
      testFlux(fluxes, out);
      if (partner !== undefined) return;
      if (inflow !== undefined) for (let k = 0; k < out.length; k++) out[k] += inflow[k];
      if (decay === undefined) return;
      mass.apply(y, massPart);
      for (let k = 0; k < out.length; k++) out[k] -= decay[k] * massPart[k];
    },
    transposedDerivative(y, w, out) {
      evaluateFields(y, fields);
      evaluatePotentials(y);
      transposedDerivative({ mixture: live.mixture, expansion, operators, fields, potentials }, w, out);
    },
    linearise(y) {
      evaluateFields(y, at.fields);
      setPotentials(at.potentials, fixed);
      addPotentials(y, at.potentials);
    },
    applyShifted(factor, x, out) {
      evaluateFields(x, fields);
      setPotentials(potentials);
      addPotentials(x, potentials);
      for (let i = 0; i < S; i++) {
        makeFlux(expansion, at.potentials[i], fields[i], false, fluxes[i]);
        makeFlux(expansion, potentials[i], at.fields[i], true, fluxes[i]);
      }
      testFlux(fluxes, out);
      mass.apply(x, massPart);
      for (let k = 0; k < out.length; k++) out[k] = (factor + (decay?.[k] ?? 0)) * massPart[k] - out[k];
    },
    shiftedBlock(harmonics) {
      const jacobian = jacobianAmong(live.mixture, expansion, operators, harmonics);
      return (factor, out) => {
        out.fill(0);
        for (let i = 0; i < S; i++)
          harmonics.forEach((m, x) => {
            const first = layout.firstNode(m);
            const lost = decay?.[layout.offset(i, m) + first] ?? 0;
            mass.addBlock(
              (factor + lost) * angles.norms[m],
              i,
              first,
              jacobian.layout.offset(i, x),
              jacobian.layout.length,
              out,
            );
          });
        jacobian.add(at.fields, at.potentials, out);
      };
    },
    exchange(y) {
      const gains = { momentum: new Float64Array(S * S), energy: new Float64Array(S * S) };
      evaluateFields(y, fields);
      for (let j = 0; j < S; j++) {
        evaluatePotentials(y, j);
        for (let i = 0; i < S; i++) {
          if (i === j) continue;
          makeFlux(expansion, potentials[i], fields[i], false, fluxes[i]);
          const { momentum, energy } = gainOf(expansion, i, fluxes[i]);
          gains.momentum[i * S + j] = mixture.species[i].mass * momentum;
          gains.energy[i * S + j] = mixture.species[i].mass * energy;
        }
      }
      return gains;
    },
  };
}
