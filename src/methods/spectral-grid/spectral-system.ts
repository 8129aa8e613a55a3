import { eachNode } from '../../core/lattice.ts';
import type { System } from '../../integration/integrator.ts';
import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import { type Machine, usualMachine } from '../../kernels/machine.ts';
import { type CubeField, tensorComponents, tensorIndex } from '../../kernels/tensor-convolution.ts';
import { liveMixture } from '../../physics/following.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { ledgerLength, ledgerPlace } from '../ledger.ts';
import type { Exchange } from '../snapshot.ts';
import { nodeState, prepareChanges } from './changes.ts';
import { addGiver, prepareGivers } from './givers.ts';
import type { SpeciesGrid } from './grids.ts';
import type { Potentials } from './pair-potentials.ts';
import { preparePotentials } from './pair-potentials.ts';

/** The values of all f_i on their grids, species by species, as an ordinary differential equation. */
export interface SpectralSystem extends System {
  /** With the strengths of the last rate or exchange. */
  readonly mixture: Mixture;
  /** The parts of y that belong to the species. */
  values(y: Float64Array): readonly Float64Array[];
  /** The part of y that contains the ledger of baths and forcings. */
  ledger(y: Float64Array): Float64Array;
  /** grad f_i; the next call and the next rate overwrite the arrays. */
  gradients(y: Float64Array): readonly (readonly Float64Array[])[];
  /** Momentum and energy that species gain from each other per time in state y. */
  exchange(y: Float64Array): Exchange;
  /**
   * Bound on the spectral radius of the diffusion in the state of the last rate,
   * max_i,v (pi/h_i)^2 sum_ab |D_ab|: the waves of a grid fill the cube |k_a| <= pi/h.
   */
  readonly stiffness: number;
  /** Species and node of entry k of y. */
  locate(k: number): { readonly species: number; readonly node: number };
}

/**
 * Fourier collocation of the Landau system in divergence form,
 *
 *     d_t f_i = div( D_i grad f_i - f_i F_i ),    D_i, F_i: see Potentials,
 *
 * including baths, forcings, sources and losses, with spectral derivatives on the periodic boxes and free-space potentials. The density of
 * every species is conserved to round-off.
 */
export function createSpectralSystem(
  mixture: Mixture,
  grids: readonly SpeciesGrid[],
  { kernels }: Machine = usualMachine(),
): SpectralSystem {
  const { dimension: d, species } = mixture;
  const S = species.length;
  const sizes = grids.map(({ initial }) => initial.length);
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const length = sizes.reduce((sum, size) => sum + size, 0) + ledgerLength(mixture);
  const planes = (count: number) => sizes.map((size) => Array.from({ length: count }, () => new Float64Array(size)));
  const gradient = planes(d);
  const flux = planes(d);
  const potentials: Potentials[] = planes(tensorComponents(d).length).map((diffusion, i) => ({
    diffusion,
    friction: Array.from({ length: d }, () => new Float64Array(sizes[i])),
  }));
  const derivatives = grids.map(({ nodes, spacing }) => differentiationMatrix(nodes, spacing));
  const live = liveMixture(mixture);
  const addPotentials = preparePotentials(kernels, live, grids);
  const weights = new Float64Array(length);
  grids.forEach(({ initial }, i) => {
    weights.fill(1 / initial.reduce((sum, f) => sum + f * f, 0), offsets[i], offsets[i] + sizes[i]);
  });
  const everyone = species.map((_, i) => i);
  const ledgerAt = length - ledgerLength(mixture);
  const outside = prepareGivers(live, grids);
  const changes = prepareChanges(mixture, grids);
  let stiffness = 0;

  const follow = (y: Float64Array) => live.follow?.(values(y).map((f, i) => nodeState(species[i].mass, grids[i], f)));
  const values = (y: Float64Array) => sizes.map((size, i) => y.subarray(offsets[i], offsets[i] + size));
  const differentiate = (y: Float64Array): readonly CubeField[] =>
    values(y).map((f, i) => {
      gradient[i].forEach((plane, a) => {
        plane.fill(0);
        addDerivative(derivatives[i], d, a, f, plane);
      });
      return { values: f, gradient: gradient[i] };
    });
  /** Computes the potentials of species `who` due to the given partners. */
  const computePotentials = (fields: readonly CubeField[], who: readonly number[], partners: readonly number[]) => {
    for (const i of who) for (const plane of [...potentials[i].diffusion, ...potentials[i].friction]) plane.fill(0);
    addPotentials(
      fields,
      who.map((i) => ({ species: i, partners, potentials: potentials[i] })),
    );
  };
  /** Computes the flux D grad f - f F of species i in its potentials. */
  const computeFlux = (fields: readonly CubeField[], i: number, { diffusion, friction } = potentials[i]) => {
    for (let a = 0; a < d; a++) {
      const out = flux[i][a];
      const F = friction[a];
      const f = fields[i].values;
      for (let x = 0; x < out.length; x++) out[x] = -f[x] * F[x];
      for (let b = 0; b < d; b++) {
        const D = diffusion[tensorIndex(d, a, b)];
        const g = fields[i].gradient[b];
        for (let x = 0; x < out.length; x++) out[x] += D[x] * g[x];
      }
    }
  };

  return {
    length,
    // |y|^2 = sum_i int f_i^2 dv / int f_i(start)^2 dv gives every species equal weight.
    weights,
    rate(t, y, dydt) {
      follow(y);
      const fields = differentiate(y);
      const ledger = dydt.subarray(ledgerAt).fill(0);
      outside.forEach(({ of, factor }, a) => {
        of.forEach(({ species: i, potentials: own }) => {
          const g = factor(t, i);
          computeFlux(fields, i, own);
          const { momentum, energy } = gainOf(species[i].mass, grids[i], flux[i]);
          const at = ledgerPlace(mixture, a);
          for (let k = 0; k < d; k++) ledger[at + k] += g * momentum[k];
          ledger[at + d] += g * energy;
        });
      });
      computePotentials(fields, everyone, everyone);
      const speeds = changes.addHeating(values(y), potentials, ledger);
      for (const { of, factor } of outside)
        for (const { species: i, potentials: own, speed } of of) {
          addGiver(factor(t, i), own, potentials[i]);
          speeds[i] += Math.abs(factor(t, i)) * speed;
        }
      stiffness = 0;
      values(dydt).forEach((out, i) => {
        computeFlux(fields, i);
        out.fill(0);
        for (let a = 0; a < d; a++) addDerivative(derivatives[i], d, a, flux[i][a], out);
        const shortest = Math.PI / grids[i].spacing;
        stiffness = Math.max(stiffness, shortest ** 2 * largestSum(potentials[i].diffusion, d) + shortest * speeds[i]);
      });
      changes.addParticles(values(y), values(dydt), ledger);
    },
    values,
    ledger: (y) => y.subarray(ledgerAt),
    gradients: (y) => differentiate(y).map((field) => field.gradient),
    mixture: live.mixture,
    exchange(y) {
      follow(y);
      const fields = differentiate(y);
      const gain = { momentum: new Float64Array(S * S * d), energy: new Float64Array(S * S) };
      for (const i of everyone)
        for (const j of everyone) {
          if (i === j || mixture.strength(i, j) === 0) continue;
          computePotentials(fields, [i], [j]);
          computeFlux(fields, i);
          addGain(species[i].mass, grids[i], flux[i], gain, i * S + j);
        }
      return gain;
    },
    get stiffness() {
      return stiffness;
    },
    locate(k) {
      if (k >= ledgerAt) return { species: -1, node: k - ledgerAt };
      const i = offsets.findLastIndex((offset) => offset <= k);
      return { species: i, node: k - offsets[i] };
    },
  };
}

/** to := to + d_a f. */
function addDerivative(matrix: AxisMatrix, d: number, axis: number, f: Float64Array, to: Float64Array): void {
  addAxisProduct(1, matrix, matrix.rows ** axis, matrix.rows ** (d - 1 - axis), f, to);
}

/** max over nodes of sum_ab |D_ab|. */
function largestSum(diffusion: readonly Float64Array[], d: number): number {
  const doubled = tensorComponents(d).map(([a, b]) => (a === b ? 1 : 2));
  let largest = 0;
  for (let x = 0; x < diffusion[0].length; x++) {
    let sum = 0;
    for (let c = 0; c < doubled.length; c++) sum += doubled[c] * Math.abs(diffusion[c][x]);
    if (sum > largest) largest = sum;
  }
  return largest;
}

/** By parts from d_t f = div flux: d/dt int m v f = -m int flux and d/dt int (m/2) |v|^2 f = -m int v.flux. */
function gainOf(mass: number, { lattice }: SpeciesGrid, flux: readonly Float64Array[]) {
  const factor = -mass * lattice.spacing ** lattice.d;
  const momentum = new Array<number>(lattice.d).fill(0);
  let energy = 0;
  eachNode(lattice, (v, x) => {
    for (let a = 0; a < lattice.d; a++) {
      momentum[a] += factor * flux[a][x];
      energy += factor * v[a] * flux[a][x];
    }
  });
  return { momentum, energy };
}

function addGain(
  mass: number,
  grid: SpeciesGrid,
  flux: readonly Float64Array[],
  { momentum, energy }: Exchange,
  pair: number,
): void {
  const gain = gainOf(mass, grid, flux);
  const { d } = grid.lattice;
  for (let a = 0; a < d; a++) momentum[pair * d + a] += gain.momentum[a];
  energy[pair] += gain.energy;
}

/**
 * The derivative of the trigonometric interpolant on a period of `nodes` (even) equal spacings,
 *
 *     D[j, l] = (pi / (nodes spacing)) (-1)^{j-l} cot( pi (j-l) / nodes ),    D[j, j] = 0.
 *
 * It is antisymmetric, so that sum_j u_j (D v)_j = -sum_j v_j (D u)_j and sum_j (D v)_j = 0 to round-off. Up to a hundred nodes the matrix
 * product costs no more than transforms, and it works for any even number. Source: L. N. Trefethen, Spectral Methods in
 * MATLAB (2000), chapter 3.
 */
export function differentiationMatrix(nodes: number, spacing: number): AxisMatrix {
  const entries = new Float64Array(nodes * nodes);
  for (let j = 0; j < nodes; j++)
    for (let l = 0; l < j; l++) {
      const sign = (j - l) % 2 === 0 ? 1 : -1;
      const entry = (sign * Math.PI) / (nodes * spacing * Math.tan((Math.PI * (j - l)) / nodes));
      entries[j * nodes + l] = entry;
      entries[l * nodes + j] = -entry;
    }
  return { rows: nodes, columns: nodes, entries };
}
