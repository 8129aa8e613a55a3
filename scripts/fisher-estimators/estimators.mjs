// Every estimator of H and I, applied to exact mollified states and to particles of mass 1 and density 1.

import { extrapolatedEntropy, extrapolatedFisher } from '../../dist/analysis/extrapolated.js';
import { latticeFisher, stamCorrected, stamCorrectedEntropy } from '../../dist/analysis/fisher.js';
import { jackknife } from '../../dist/core/statistics.js';
import { sumEntropy } from '../../dist/kernels/lattice-gather.js';
import { prepareLeaveBlockOut } from '../../dist/reconstruction/leave-out.js';

const blocks = 16;

/** What is made of I(f ~) and H(f ~) at kappa and 2 kappa. */
function combine(d, kappa, [narrow, wide]) {
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

/** The estimates if f ~ were known exactly: what the mollifier alone does. */
export function fromExact(state, kappa) {
  return combine(state.d, kappa, [state.mollified(kappa), state.mollified(2 * kappa)]);
}

/** The estimates from particles, and their jackknife with its errors. `spacing` is that of the lattice at kappa. */
export function fromParticles({ weights, velocities }, kappa, spacing, anchor, tolerance = 1e-8) {
  const { d } = velocities;
  const levels = [1, 2].map((width) => {
    const options = { species: 'gas', variance: width * kappa, spacing: Math.sqrt(width) * spacing, anchor, tolerance };
    const found = [];
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
  const jackknifed = { fisher: {}, entropy: {} };
  const error = { fisher: {}, entropy: {} };
  for (const part of ['fisher', 'entropy'])
    for (const name of ['raw', 'corrected', 'extrapolated']) {
      const [whole, ...without] = all.map((one) => one[part][name]);
      const estimate = jackknife(whole, without);
      jackknifed[part][name] = estimate.value;
      error[part][name] = estimate.error;
    }
  return { ...all[0], jackknifed, error };
}
