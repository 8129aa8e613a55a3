import type { Dimension } from '../../core/vector-field.ts';
import { factorAt, factorRate } from '../../physics/forcing.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { createFields, type Expansion, fieldEvaluation } from './fields.ts';
import { fixedPotentials, giverPotentials, type Relaxation } from './fixed-potentials.ts';
import { createFluxes, type Flux, fluxTest, makeFlux } from './fluxes.ts';
import { angularGrid } from './harmonics.ts';
import { jacobianAmong } from './jacobian-blocks.ts';
import { createLayout } from './layout.ts';
import { createMass } from './mass-matrix.ts';
import { radialGrid } from './pair-weights.ts';
import { partnerOperators } from './partner-operators.ts';
import { addPotentialsOf, createPotentials, potentialEvaluation, setPotentials } from './potentials.ts';
import { speciesBasis } from './species-basis.ts';
import { transposedDerivative } from './transposed-derivative.ts';

/** Where the solver puts its degrees of freedom. */
export interface Discretisation {
  /** Ends of the elements of every species, from 0 to its cut. */
  readonly breaks: readonly (readonly number[])[];
  /** Polynomial order of the elements. */
  readonly order: number;
  /** Degrees l of the harmonics, ascending, 0 first. */
  readonly modes: readonly number[];
}

/**
 * The Landau system for f_i = sum_l f_i^l(r) Y_l, weakly: for all test functions w = phi_a(r) Y_k of species i
 *
 *     d/dt int f_i w dv = - sum_j (c_ij/m_i) int grad w . ( D_j grad f_i / m_i - K_j f_i / m_j ) dv,
 *
 * bilinear in f, and linear parts by baths and fields; or, with a relaxation, the linear Fokker-Planck equation beside it. The unknowns are those of the layout. With M the mass
 * matrix and F(y) the right-hand side, M dy/dt = F(y).
 */
export interface LegendreSystem extends Expansion {
  readonly dimension: Dimension;
  readonly mixture: Mixture;
  readonly relaxation?: Relaxation;
  /** What gives momentum and energy from outside, see givers; without any it is absent. */
  readonly drive?: Drive;
  readonly length: number;
  /** F(y), or the part of it that collisions with one species make. */
  rate(y: Float64Array, out: Float64Array, partner?: number): void;
  /** out = (dF/dy)^T w at y: without a matrix, at the cost of a few rates. */
  transposedDerivative(y: Float64Array, w: Float64Array, out: Float64Array): void;
  /** out = M y. */
  applyMass(y: Float64Array, out: Float64Array): void;
  /** M^-1 b, in place. */
  solveMass(b: Float64Array): void;
  /** Makes y the state at which the Jacobian J of F is taken. */
  linearise(y: Float64Array): void;
  /** out = (factor M - J) x, without the matrix: F is bilinear, so J x needs two evaluations of fields and potentials. */
  applyShifted(factor: number, x: Float64Array, out: Float64Array): void;
  /** The entries of factor M - J among some harmonics, by their numbers, as a dense matrix of their unknowns in row order. */
  shiftedBlock(harmonics: readonly number[]): (factor: number, out: Float64Array) => void;
  /** Momentum along the axis and energy, in the frame of the origin, that species i gains from j per time: entry i S + j. */
  exchange(y: Float64Array): { readonly momentum: Float64Array; readonly energy: Float64Array };
}

/** Baths and fields: their parts of F(y) are linear in y, F(t, y) = F_coll(y) + sum_a g_a(t) F_a(y). */
export interface Drive {
  readonly count: number;
  /** Sets t for F and its Jacobian; 0 until then. */
  setTime(t: number): void;
  /** g_a and dg_a/dt at t. */
  factor(a: number, t: number): number;
  factorRate(a: number, t: number): number;
  /** out = F_a(y). */
  rate(a: number, y: Float64Array, out: Float64Array): void;
  /** Momentum along the axis and energy, in the frame of the origin, that all species gain from a per time at g_a = 1. */
  gain(a: number, y: Float64Array): { readonly momentum: number; readonly energy: number };
}

/** Gauss points of an element beyond its order. */
const extraPoints = 3;

export function createLegendreSystem(
  mixture: Mixture,
  { breaks, order, modes }: Discretisation,
  relaxation?: Relaxation,
  /** The direction of cos theta = 1; of use where fields have one. */
  axis?: readonly number[],
): LegendreSystem {
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
  const operators = partnerOperators(mixture, grid, bases, modes);
  const still = fixedPotentials(mixture, expansion, relaxation);
  const outside = giverPotentials(mixture, expansion, axis ?? []);
  const fixed = outside.length === 0 ? still : createPotentials(expansion);
  const evaluateFields = fieldEvaluation(expansion);
  const addPotentials = potentialEvaluation(mixture, expansion, operators);
  const testFlux = fluxTest(expansion);

  const [fields, potentials, fluxes] = [createFields(expansion), createPotentials(expansion), createFluxes(expansion)];
  /** The state at which the Jacobian is taken. */
  const at = { fields: createFields(expansion), potentials: createPotentials(expansion) };
  const massPart = new Float64Array(layout.length);
  const factorOf = (a: number, t: number) => (outside[a].factor === undefined ? 1 : factorAt(outside[a].factor, t));

  function setTime(t: number) {
    setPotentials(fixed, still);
    outside.forEach((one, a) => {
      addPotentialsOf(factorOf(a, t), one.potentials, fixed);
    });
  }
  if (outside.length > 0) setTime(0);

  function drive(): Drive {
    return {
      count: outside.length,
      setTime,
      factor: factorOf,
      factorRate: (a, t) => (outside[a].factor === undefined ? 0 : factorRate(outside[a].factor, t)),
      rate(a, y, out) {
        evaluateFields(y, fields);
        for (let i = 0; i < S; i++) makeFlux(expansion, outside[a].potentials[i], fields[i], false, fluxes[i]);
        testFlux(fluxes, out);
      },
      gain(a, y) {
        evaluateFields(y, fields);
        const all = { momentum: 0, energy: 0 };
        for (let i = 0; i < S; i++) {
          makeFlux(expansion, outside[a].potentials[i], fields[i], false, fluxes[i]);
          const { momentum, energy } = gainOf(expansion, i, fluxes[i]);
          all.momentum += mixture.species[i].mass * momentum;
          all.energy += mixture.species[i].mass * energy;
        }
        return all;
      },
    };
  }

  function evaluatePotentials(y: Float64Array, partner?: number) {
    setPotentials(potentials, partner === undefined ? fixed : undefined);
    addPotentials(y, potentials, partner);
  }

  return {
    ...expansion,
    dimension: d,
    mixture,
    ...(relaxation === undefined ? {} : { relaxation }),
    ...(outside.length === 0 ? {} : { drive: drive() }),
    length: layout.length,
    applyMass: mass.apply,
    solveMass: mass.solve,
    rate(y, out, partner) {
      evaluateFields(y, fields);
      evaluatePotentials(y, partner);
      for (let i = 0; i < S; i++) makeFlux(expansion, potentials[i], fields[i], false, fluxes[i]);
      testFlux(fluxes, out);
    },
    transposedDerivative(y, w, out) {
      evaluateFields(y, fields);
      evaluatePotentials(y);
      transposedDerivative({ mixture, expansion, operators, fields, potentials }, w, out);
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
      for (let k = 0; k < out.length; k++) out[k] = factor * massPart[k] - out[k];
    },
    shiftedBlock(harmonics) {
      const jacobian = jacobianAmong(mixture, expansion, operators, harmonics);
      return (factor, out) => {
        out.fill(0);
        for (let i = 0; i < S; i++)
          harmonics.forEach((m, x) => {
            const first = layout.firstNode(m);
            mass.addBlock(
              factor * angles.norms[m],
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

/** -int grad w . flux for w the velocity along the axis and for w = v^2/2. */
function gainOf({ grid, angles, bases }: Expansion, i: number, { r, t }: Flux) {
  const T = angles.count;
  let momentum = 0;
  let energy = 0;
  for (let p = 0; p < bases[i].points; p++)
    for (let k = 0; k < T; k++) {
      const c = angles.cosines[k];
      energy -= grid.radii[p] * r[p * T + k];
      // What is even along the axis has no momentum.
      if (!angles.mirrored) momentum -= c * r[p * T + k] - Math.sqrt(1 - c * c) * t[p * T + k];
    }
  return { momentum, energy };
}
