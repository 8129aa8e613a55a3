import type { MeshGroup } from './mesh.ts';

/** The potential of a Maxwellian, g = offset + slope v. */
export interface EquilibriumPart {
  readonly offset: readonly number[];
  readonly slope: number;
}

/**
 * The Maxwellian's potential next to that of the groups, in the least-squares sense of their weights. A(v - v*)(g - g*) = 0 for it,
 * so forces do not change when it is taken away from all potentials; but on the mesh they are differences of large sums, which
 * lose fewer digits the smaller the potentials are. Without it a mixture near equilibrium has forces of round-off of its
 * potentials, 30 to 1000 times larger.
 */
export function equilibriumPart(d: number, groups: readonly MeshGroup[]): EquilibriumPart {
  let mass = 0;
  let square = 0;
  let work = 0;
  const flux = new Float64Array(d);
  const pull = new Float64Array(d);
  for (const { factor, weights, velocities, potential } of groups) {
    const { n, data: v } = velocities;
    const { data: g } = potential;
    for (let k = 0; k < d; k++) {
      let [M, V, G, VV, VG] = [0, 0, 0, 0, 0];
      for (let p = 0, at = k * n; p < n; p++, at++) {
        const w = weights[p];
        const wv = w * v[at];
        M += w;
        V += wv;
        G += w * g[at];
        VV += wv * v[at];
        VG += wv * g[at];
      }
      mass += (factor * M) / d;
      flux[k] += factor * V;
      pull[k] += factor * G;
      square += factor * VV;
      work += factor * VG;
    }
  }
  if (!(mass > 0)) return { offset: Array.from(flux, () => 0), slope: 0 };
  const spread = square - flux.reduce((sum, x) => sum + x * x, 0) / mass;
  const slope = spread > 0 ? (work - flux.reduce((sum, x, k) => sum + x * pull[k], 0) / mass) / spread : 0;
  return { offset: Array.from(pull, (x, k) => (x - slope * flux[k]) / mass), slope };
}
