// Errors of the mesh and of the direct sum compared with the drift of the continuum, for Coulomb collisions in d = 3.

import seedrandom from 'seedrandom';
import { summations } from '../../dist/collision/summations.js';
import { erf } from '../../dist/core/special-functions.js';
import { createVectorField } from '../../dist/core/vector-field.js';
import { mixtureOf } from './clouds.ts';

/** Two Maxwellians on the axis x: densities, mean velocities, temperatures (mass 1). */
const beams = [
  { density: 0.6, velocity: -0.7, temperature: 0.8 },
  { density: 0.4, velocity: 1, temperature: 0.5 },
];

/** Relative errors of the forces. */
export interface ContinuumErrors {
  readonly name: string;
  readonly direct: number;
  readonly mesh: number;
}

/**
 * f = two Maxwellians on a lattice of side^3 particles, each displaced by up to `jitter` spacings, with the exact scaled score
 * -grad log f. The exact force is -(D g - grad Phi 2), D = grad grad (|v| * f), Phi = f * 1/|v|, both given by erf.
 */
export function continuumErrors(side: number, jitter: number): ContinuumErrors {
  const n = side ** 3;
  const spacing = 10 / side;
  const random = seedrandom.alea(`bench continuum ${side}\0`).double;
  const field = () => createVectorField(3, n);
  const cloud = { weights: new Float64Array(n), velocities: field(), scaledScore: field(), force: field() };
  const exact = new Float64Array(3 * n);
  for (let p = 0; p < n; p++) {
    const v = [0, 0, 0];
    for (let k = 2, rest = p; k >= 0; k--, rest = Math.floor(rest / side))
      v[k] = ((rest % side) + 0.5 - 0.5 * side + jitter * (2 * random() - 1)) * spacing;
    const { f, gradient, force } = atPoint(v);
    cloud.weights[p] = f * spacing ** 3;
    for (let k = 0; k < 3; k++) {
      cloud.velocities.data[k * n + p] = v[k];
      cloud.scaledScore.data[k * n + p] = gradient[k] / f;
      exact[k * n + p] = force[k];
    }
  }
  const mixture = mixtureOf(3, -3, [{ mass: 1 }]);
  const errorBy = (name: 'direct' | 'mesh') => {
    cloud.force.data.fill(0);
    summations[name].prepare(mixture).sum([cloud]);
    let [error, size] = [0, 0];
    for (let c = 0; c < 3 * n; c++) {
      error += cloud.weights[c % n] * (cloud.force.data[c] - exact[c]) ** 2;
      size += cloud.weights[c % n] * exact[c] ** 2;
    }
    return Math.sqrt(error / size);
  };
  const name = `Coulomb drift of the continuum, d=3, ${side}^3 particles, jitter ${jitter} h`;
  return { name, direct: errorBy('direct'), mesh: errorBy('mesh') };
}

/** f, grad f and the force -int alpha A (g - g*) f* at v. */
function atPoint(v: readonly number[]) {
  let f = 0;
  const gradient = [0, 0, 0];
  const friction = [0, 0, 0];
  const D = [0, 1, 2].map(() => [0, 0, 0]);
  for (const { density, velocity, temperature } of beams) {
    const z = [v[0] - velocity, v[1], v[2]];
    const r = Math.hypot(...z);
    const x = r / Math.sqrt(2 * temperature);
    const part = (density * Math.exp(-x * x)) / (2 * Math.PI * temperature) ** 1.5;
    f += part;
    const [e, g] = [erf(x), Math.exp(-x * x) / Math.sqrt(Math.PI)];
    // G = |v| * f: G'/r and G''; Phi = f * 1/|v|: Phi'/r.
    const across = (density * (e * (1 - 1 / (2 * x * x)) + g / x)) / r;
    const along = ((density / Math.sqrt(2 * temperature)) * (e / x - 2 * g)) / (x * x);
    const slope = (density * ((2 * x * g - e) / (r * r))) / r;
    for (let k = 0; k < 3; k++) {
      gradient[k] -= (part * z[k]) / temperature;
      friction[k] += 2 * slope * z[k];
      for (let l = 0; l < 3; l++)
        D[k][l] += across * ((k === l ? 1 : 0) - (z[k] * z[l]) / (r * r)) + (along * z[k] * z[l]) / (r * r);
    }
  }
  const force = [0, 1, 2].map(
    (k) => -(D[k].reduce((sum, value, l) => sum + (value * gradient[l]) / f, 0) - friction[k]),
  );
  return { f, gradient, force };
}
