import type { MeshGroup } from './mesh.ts';

/** The potential of a Maxwellian, g = offset + slope v. */
export interface EquilibriumPart {
  readonly offset: readonly number[];
  readonly slope: number;
}

/** Sums over particles: w, w v, w g, w v.v and w v.g. */
export interface Moments {
  readonly mass: number;
  readonly flux: readonly number[];
  readonly pull: readonly number[];
  readonly square: number;
  readonly work: number;
}

/** The equilibrium part of all groups together. */
export function equilibriumPart(d: number, groups: readonly MeshGroup[]): EquilibriumPart {
  return equilibriumOf(
    d,
    groups.map((group) => [group.factor, momentsOf(group)]),
  );
}

/**
 * The Maxwellian's potential next to that of particles with these moments, each times its factor, in the least-squares sense
 * of their weights. A(v - v*)(g - g*) = 0 for it, so forces do not change when it is taken away from all potentials; but on the
 * mesh they are differences of large sums, which lose fewer digits the smaller the potentials are. Without it a mixture near
 * equilibrium has forces of round-off of its potentials, 30 to 1000 times larger.
 */
export function equilibriumOf(d: number, parts: readonly (readonly [factor: number, Moments])[]): EquilibriumPart {
  const total = (value: (moments: Moments) => number) =>
    parts.reduce((sum, [factor, moments]) => sum + factor * value(moments), 0);
  const mass = total((moments) => moments.mass);
  const axes = Array.from({ length: d }, (_, k) => k);
  if (!(mass > 0)) return { offset: axes.map(() => 0), slope: 0 };
  const flux = axes.map((k) => total((moments) => moments.flux[k]));
  const pull = axes.map((k) => total((moments) => moments.pull[k]));
  const spread = total(({ square }) => square) - flux.reduce((sum, x) => sum + x * x, 0) / mass;
  const work = total((moments) => moments.work) - flux.reduce((sum, x, k) => sum + x * pull[k], 0) / mass;
  const slope = spread > 0 ? work / spread : 0;
  return { offset: pull.map((x, k) => (x - slope * flux[k]) / mass), slope };
}

function momentsOf({ weights, velocities, potential }: MeshGroup): Moments {
  const { d, n, data: v } = velocities;
  const { data: g } = potential;
  const [flux, pull] = [new Array<number>(d), new Array<number>(d)];
  let [mass, square, work] = [0, 0, 0];
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
    mass = M;
    flux[k] = V;
    pull[k] = G;
    square += VV;
    work += VG;
  }
  return { mass, flux, pull, square, work };
}
