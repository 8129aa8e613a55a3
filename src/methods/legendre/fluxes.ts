import { dot } from '../../kernels/dense-algebra.ts';
import type { Expansion, Field } from './fields.ts';
import type { Potentials } from './potentials.ts';

/** D grad f - K f of one species in the directions of r and theta, with the weights of the radii and angles: entry p T + k as in Field. */
export interface Flux {
  readonly r: Float64Array;
  readonly t: Float64Array;
}

export function createFluxes({ angles, bases }: Pick<Expansion, 'angles' | 'bases'>): readonly Flux[] {
  return bases.map(({ points }) => ({
    r: new Float64Array(points * angles.count),
    t: new Float64Array(points * angles.count),
  }));
}

/** Writes D grad f - K f to `flux`, or adds it. */
export function makeFlux(
  { angles }: Pick<Expansion, 'angles'>,
  { rr, rt, tt, kr, kt }: Potentials,
  { f, fr, ft }: Field,
  add: boolean,
  flux: Flux,
): void {
  const { count: T, weights } = angles;
  for (let at = 0, k = 0; at < f.length; at++, k = k + 1 < T ? k + 1 : 0) {
    const w = weights[k];
    const alongR = w * (rr[at] * fr[at] + rt[at] * ft[at] - kr[at] * f[at]);
    const alongT = w * (rt[at] * fr[at] + tt[at] * ft[at] - kt[at] * f[at]);
    flux.r[at] = add ? flux.r[at] + alongR : alongR;
    flux.t[at] = add ? flux.t[at] + alongT : alongT;
  }
}

/** out = -int grad w . flux for all test functions w = phi_a(r) Y_l of all species. */
export function fluxTest({
  grid,
  angles,
  bases,
  layout,
}: Expansion): (fluxes: readonly Flux[], out: Float64Array) => void {
  const T = angles.count;
  const M = layout.modes.length;
  const nodal = new Float64Array(Math.max(...bases.map(({ nodes }) => nodes.length)));
  return (fluxes, out) => {
    bases.forEach(({ points, first, values, slopes, nodes, order }, i) => {
      const { r, t } = fluxes[i];
      const width = order + 1;
      for (let m = 0; m < M; m++) {
        nodal.fill(0, 0, nodes.length);
        for (let p = 0; p < points; p++) {
          const alongR = dot(angles.values, m * T, r, p * T, T);
          const alongT = layout.modes[m] > 0 ? dot(angles.slopes, m * T, t, p * T, T) / grid.radii[p] : 0;
          for (let a = 0; a < width; a++)
            nodal[first[p] + a] += slopes[p * width + a] * alongR + values[p * width + a] * alongT;
        }
        const at = layout.offset(i, m);
        for (let a = layout.firstNode(m); a < nodes.length; a++) out[at + a] = -nodal[a];
      }
    });
  };
}

/** -int grad w . flux for w the velocity along the axis and for w = v^2/2. */
export function gainOf({ grid, angles, bases }: Expansion, i: number, { r, t }: Flux) {
  const T = angles.count;
  let momentum = 0;
  let energy = 0;
  for (let p = 0; p < bases[i].points; p++)
    for (let k = 0; k < T; k++) {
      const c = angles.cosines[k];
      energy -= grid.radii[p] * r[p * T + k];
      // An f that is even along the axis has no momentum.
      if (!angles.mirrored) momentum -= c * r[p * T + k] - Math.sqrt(1 - c * c) * t[p * T + k];
    }
  return { momentum, energy };
}
