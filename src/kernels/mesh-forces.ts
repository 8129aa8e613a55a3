import { vectorAt } from '../core/vector-field.ts';
import { prepareTransform, type Waves } from './fourier.ts';
import { type AddMeshForces, evaluateSpline, type Mesh, type MeshParticles, type MeshTarget } from './mesh.ts';
import {
  chargeCount,
  contractCharges,
  type EquilibriumPart,
  equilibriumPart,
  evaluateCharges,
} from './mesh-charges.ts';

/**
 * See AddMeshForces. Velocities are relative to the middle of the mesh, where the polynomial A(v_p - v_q) loses the
 * fewest digits. Plain TypeScript: this file defines the correct result of every faster mesh sum.
 */
export const addMeshForces: AddMeshForces = (mesh, order, sources, targets) => {
  const rest = equilibriumPart(mesh.shape.length, sources.flat());
  const charges = sources.map((groups) => spread(mesh, order, groups, rest));
  const sums = convolve(mesh, charges, targets);
  targets.forEach(({ groups }, t) => {
    gather(mesh, order, sums[t], groups, rest);
  });
};

/** Returns the charges of all groups on the nodes of the mesh: charge c of node x is at x * count + c. */
function spread(mesh: Mesh, order: number, groups: readonly MeshParticles[], rest: EquilibriumPart): Float64Array {
  const d = mesh.shape.length;
  const count = chargeCount(d);
  const values = new Float64Array(count * product(mesh.shape));
  const charges = new Float64Array(count);
  const stencil = prepareStencil(mesh, order);
  const v = new Float64Array(d);
  const g = new Float64Array(d);
  for (const { factor, weights, velocities, scaledScore } of groups)
    for (let p = 0; p < velocities.n; p++) {
      scoreAbove(rest, vectorAt(velocities, p, v), vectorAt(scaledScore, p, g));
      stencil.place(v);
      evaluateCharges(factor * weights[p], v, g, charges);
      for (let s = 0; s < stencil.nodes.length; s++) {
        const at = stencil.nodes[s] * count;
        for (let c = 0; c < count; c++) values[at + c] += stencil.weights[s] * charges[c];
      }
    }
  return values;
}

/** Adds the forces on all groups that follow from the convolved charges. */
function gather(
  mesh: Mesh,
  order: number,
  values: Float64Array,
  groups: readonly MeshParticles[],
  rest: EquilibriumPart,
): void {
  const d = mesh.shape.length;
  const count = chargeCount(d);
  const sums = new Float64Array(count);
  const stencil = prepareStencil(mesh, order);
  const v = new Float64Array(d);
  const g = new Float64Array(d);
  const push = new Float64Array(d);
  for (const { factor, velocities, scaledScore, force } of groups)
    for (let p = 0; p < velocities.n; p++) {
      scoreAbove(rest, vectorAt(velocities, p, v), vectorAt(scaledScore, p, g));
      stencil.place(v);
      sums.fill(0);
      for (let s = 0; s < stencil.nodes.length; s++) {
        const at = stencil.nodes[s] * count;
        for (let c = 0; c < count; c++) sums[c] += stencil.weights[s] * values[at + c];
      }
      contractCharges(sums, v, g, push);
      for (let k = 0; k < d; k++) force.data[k * force.n + p] += factor * push[k];
    }
}

/** Subtracts from g the equilibrium part, which exerts no force. */
function scoreAbove({ offset, slope }: EquilibriumPart, v: Float64Array, g: Float64Array): void {
  for (let k = 0; k < g.length; k++) g[k] -= offset[k] + slope * v[k];
}

/** Returns for every target the sum over its sources of the charges convolved with the symbol, in the layout of the charges. */
function convolve(mesh: Mesh, charges: readonly Float64Array[], targets: readonly MeshTarget[]): Float64Array[] {
  const count = chargeCount(mesh.shape.length);
  const nodes = torusPlaces(mesh);
  const symbolAt = symbolPlaces(mesh.torus);
  const transform = prepareTransform(mesh.torus);
  const size = product(mesh.torus);
  const waves = (): Waves => ({ re: new Float64Array(size), im: new Float64Array(size) });
  const spectra = charges.map(waves);
  const sum = waves();
  const fields = targets.map(() => new Float64Array(count * nodes.length));
  // the symbols are real and even, so two real charges form one complex number and stay separate
  for (let c = 0; c < count; c += 2) {
    const paired = c + 1 < count;
    charges.forEach((values, s) => {
      const { re, im } = spectra[s];
      re.fill(0);
      im.fill(0);
      for (let x = 0; x < nodes.length; x++) {
        re[nodes[x]] = values[x * count + c];
        if (paired) im[nodes[x]] = values[x * count + c + 1];
      }
      transform(spectra[s]);
    });
    targets.forEach(({ from }, t) => {
      sum.re.fill(0);
      sum.im.fill(0);
      for (const { source, symbol } of from) {
        const { re, im } = spectra[source];
        for (let k = 0; k < size; k++) {
          sum.re[k] += symbol[symbolAt[k]] * re[k];
          // the transform of the conjugate is the conjugate of the inverse transform
          sum.im[k] -= symbol[symbolAt[k]] * im[k];
        }
      }
      transform(sum);
      for (let x = 0; x < nodes.length; x++) {
        fields[t][x * count + c] = sum.re[nodes[x]];
        if (paired) fields[t][x * count + c + 1] = -sum.im[nodes[x]];
      }
    });
  }
  return fields;
}

/**
 * Prepares the nodes around a velocity and their weights; `place` computes them and makes the velocity relative to the middle of the mesh.
 */
function prepareStencil({ origin, spacing, shape }: Mesh, order: number) {
  const d = shape.length;
  const layers = d === 3 ? order : 1;
  const nodes = new Int32Array(order * order * layers);
  const weights = new Float64Array(order * order * layers);
  const splines = new Float64Array(3 * order).fill(1);
  const first = [0, 0, 0];
  const depth = d === 3 ? shape[2] : 1;
  return {
    nodes,
    weights,
    place(v: Float64Array): void {
      for (let k = 0; k < d; k++) {
        first[k] = evaluateSpline(order, (v[k] - origin[k]) / spacing, splines, k * order);
        v[k] -= origin[k] + (spacing * (shape[k] - 1)) / 2;
      }
      let s = 0;
      for (let i = 0; i < order; i++)
        for (let j = 0; j < order; j++) {
          const W = splines[i] * splines[order + j];
          const row = ((first[0] + i) * shape[1] + first[1] + j) * depth + first[2];
          for (let l = 0; l < layers; l++, s++) {
            nodes[s] = row + l;
            weights[s] = W * splines[2 * order + l];
          }
        }
    },
  };
}

/** Returns the places of the mesh nodes in the torus. */
function torusPlaces({ shape, torus }: Mesh): Int32Array {
  const strides = torus.map((_, axis) => product(torus.slice(axis + 1)));
  return places(shape, (j, axis) => j * strides[axis]);
}

/** Returns the place of each wave's symbol. Only wave numbers up to torus/2 are kept, because the symbol is even on every axis. */
function symbolPlaces(torus: readonly number[]): Int32Array {
  const kept = torus.map((nodes) => nodes / 2 + 1);
  const strides = torus.map((_, axis) => product(kept.slice(0, axis)));
  return places(torus, (k, axis) => Math.min(k, torus[axis] - k) * strides[axis]);
}

/** Returns for all nodes of a box, in row order, the sum of `share` over the axes. */
function places(box: readonly number[], share: (index: number, axis: number) => number): Int32Array {
  return Int32Array.from({ length: product(box) }, (_, x) => {
    let rest = x;
    let place = 0;
    for (let axis = box.length - 1; axis >= 0; axis--) {
      place += share(rest % box[axis], axis);
      rest = Math.floor(rest / box[axis]);
    }
    return place;
  });
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, nodes) => total * nodes, 1);
}
