// Every estimator of H and I, applied to exact mollified states and to particles of mass 1 and density 1.

import { extrapolatedEntropy, extrapolatedFisher } from '../../dist/analysis/extrapolated.js';
import { latticeFisher, stamCorrected, stamCorrectedEntropy } from '../../dist/analysis/fisher.js';
import type { Particles } from '../../dist/core/particles.js';
import { jackknife } from '../../dist/core/statistics.js';
import { sumEntropy } from '../../dist/kernels/lattice-gather.js';
import { prepareLeaveBlockOut } from '../../dist/reconstruction/leave-out.js';
import type { Functionals, State } from './states.ts';

export type Part = keyof Functionals;
export const parts: readonly Part[] = ['fisher', 'entropy'];

export type EstimatorName = 'raw' | 'corrected' | 'extrapolated';
export const estimatorNames: readonly EstimatorName[] = ['raw', 'corrected', 'extrapolated'];

export type Estimates = Readonly<Record<Part, Readonly<Record<EstimatorName, number>>>>;

export interface SampleEstimates extends Estimates {
  readonly jackknifed: Estimates;
  readonly error: Estimates;
}

const blocks = 16;

/** The estimates from I(f ~) and H(f ~) at kappa and 2 kappa. */
function combine(d: number, kappa: number, [narrow, wide]: readonly Functionals[]): Estimates {
  const corrected = [narrow, wide].map(({ fisher, entropy }, k) =>
    stamCorrectedEntropy(entropy, fisher, d, 1, (k + 1) * kappa),
  );
  return {
    fisher: {
      raw: narrow.fisher,
      corrected: stamCorrected(narrow.fisher, d, 1, kappa),
      extrapolated: extrapolatedFisher([narrow.fisher, wide.fisher]),
    },
    entropy: { raw: narrow.entropy, corrected: corrected[0], extrapolated: extrapolatedEntropy(corrected, d, 1) },
  };
}

/** The estimates if f ~ were known exactly, which contain only the effect of the mollifier. */
export function fromExact(state: State, kappa: number): Estimates {
  return combine(state.d, kappa, [state.mollified(kappa), state.mollified(2 * kappa)]);
}

/** The estimates from particles, and their jackknife with its errors. `spacing` is the spacing of the lattice at kappa. */
export function fromParticles(
  { weights, velocities }: Particles,
  kappa: number,
  spacing: number,
  anchor: readonly number[],
  tolerance = 1e-8,
): SampleEstimates {
  const { d } = velocities;
  const levels = [1, 2].map((width) => {
    const options = { species: 'gas', variance: width * kappa, spacing: Math.sqrt(width) * spacing, anchor, tolerance };
    const found: Functionals[] = [];
    prepareLeaveBlockOut(
      weights,
      options,
      blocks,
    )(velocities, (state) => {
      const entropy = state.lattice.spacing ** d * sumEntropy(state.values, state.values.length);
      found.push({ fisher: latticeFisher(1, state), entropy });
    });
    return found;
  });
  const all = levels[0].map((narrow, k) => combine(d, kappa, [narrow, levels[1][k]]));
  const estimate = (part: Part, name: EstimatorName) => {
    const [whole, ...without] = all.map((one) => one[part][name]);
    return jackknife(whole, without);
  };
  const each = (key: 'value' | 'error'): Estimates => {
    const ofPart = (part: Part) => ({
      raw: estimate(part, 'raw')[key],
      corrected: estimate(part, 'corrected')[key],
      extrapolated: estimate(part, 'extrapolated')[key],
    });
    return { fisher: ofPart('fisher'), entropy: ofPart('entropy') };
  };
  return { ...all[0], jackknifed: each('value'), error: each('error') };
}
