import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extrapolatedEntropy, extrapolatedFisher, richardson } from '../../src/analysis/extrapolated.ts';
import { stamCorrected, stamCorrectedEntropy } from '../../src/analysis/fisher.ts';
import { logLogSlope } from '../../src/core/statistics.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { bkwSolution } from '../../src/theory/bkw.ts';

type Dimension = 2 | 3;

/** The BKW state of density n, temperature 1, mass 1 and amplitude C mollified with kappa: again one, with T and K hotter by kappa. */
function mollified(d: Dimension, n: number, C: number, kappa: number) {
  const mixture = createMixture(d, [{ name: 'gas', mass: 1, charge: 0 }], [[0]], [[0]]);
  const { fisher, entropy } = bkwSolution(mixture, [n], [{ temperature: 1 + kappa, amplitude: C / (1 + kappa) }]).at(
    0,
    0,
  );
  return { fisher, entropy };
}

/** Every estimate of I and H from f ~ at kappa, 2 kappa and 4 kappa. */
function estimates(d: Dimension, n: number, C: number, kappa: number) {
  const states = [kappa, 2 * kappa, 4 * kappa].map((k) => {
    const { fisher, entropy } = mollified(d, n, C, k);
    return { fisher, entropy, corrected: stamCorrectedEntropy(entropy, fisher, d, n, k) };
  });
  const fishers = states.map(({ fisher }) => fisher);
  const corrected = states.map((state) => state.corrected);
  return {
    fisher: {
      raw: fishers[0],
      corrected: stamCorrected(fishers[0], d, n, kappa),
      two: extrapolatedFisher(fishers.slice(0, 2)),
      three: extrapolatedFisher(fishers),
    },
    entropy: {
      raw: states[0].entropy,
      corrected: corrected[0],
      two: extrapolatedEntropy(corrected.slice(0, 2), d, n),
      three: extrapolatedEntropy(corrected, d, n),
    },
  };
}

const kappas = [0.01, 0.005];

describe.each([2, 3] as const)('for a BKW state in d = %i', (d) => {
  const C = 0.25;
  const exact = mollified(d, 1, C, 0);
  const runs = kappas.map((kappa) => estimates(d, 1, C, kappa));
  const order = (part: 'fisher' | 'entropy', name: 'raw' | 'corrected' | 'two' | 'three') =>
    logLogSlope(
      kappas,
      runs.map((run) => Math.abs(run[part][name] - exact[part])),
    );

  it.each([
    ['raw', 1, 1],
    ['corrected', 1, 2],
    ['two', 2, 3],
    ['three', 3, 4],
  ] as const)('the %s Fisher information has order %i in kappa, the entropy %i', (name, orderI, orderH) => {
    expect(Math.abs(order('fisher', name) - orderI)).toBeLessThan(0.15);
    expect(Math.abs(order('entropy', name) - orderH)).toBeLessThan(0.2);
  });

  it('the raw Fisher information is low by kappa int f |Hess log f|^2 to first order, at least kappa I^2/(d n)', () => {
    const kappa = 1e-4;
    const { fisher } = estimates(d, 1, C, kappa);
    const loss = (exact.fisher - fisher.raw) / kappa;
    expect(loss).toBeGreaterThan(exact.fisher ** 2 / d);
    // the corrected one misses what the Hessian has beside its mean
    const missed = (exact.fisher - fisher.corrected) / kappa;
    expect(missed / (loss - exact.fisher ** 2 / d)).toBeCloseTo(1, 1);
  });

  it('the raw entropy falls with kappa at the rate -I/2 (de Bruijn)', () => {
    const step = 1e-4;
    const slope = (mollified(d, 1, C, 0.1 + step).entropy - mollified(d, 1, C, 0.1 - step).entropy) / (2 * step);
    expect(slope).toBeCloseTo(-mollified(d, 1, C, 0.1).fisher / 2, 6);
  });

  it("near a Maxwellian the corrected Fisher information's error is of second order in the distance", () => {
    // which is of second order in the amplitude: (1 + (C/2) lap) of a Maxwellian of temperature 1 - C is M (1 + O(C^2))
    const amplitudes = [0.02, 0.01];
    const errors = amplitudes.map(
      (amplitude) => mollified(d, 1, amplitude, 0).fisher - estimates(d, 1, amplitude, 0.1).fisher.corrected,
    );
    expect(logLogSlope(amplitudes, errors)).toBeCloseTo(4, 1);
  });
});

describe('the estimates', () => {
  const case_ = fc.record({
    d: fc.constantFrom<Dimension>(2, 3),
    density: fc.integer({ min: 1, max: 40 }).map((k) => k / 10),
    kappa: fc.integer({ min: 1, max: 100 }).map((k) => k / 100),
    C: fc.integer({ min: 0, max: 39 }).map((k) => k / 100),
  });

  it('are exact for a Maxwellian, but the raw ones', () => {
    fc.assert(
      fc.property(case_, ({ d, density, kappa }) => {
        const exact = mollified(d, density, 0, 0);
        const { fisher, entropy } = estimates(d, density, 0, kappa);
        for (const name of ['corrected', 'two', 'three'] as const) {
          expect(Math.abs(fisher[name] / exact.fisher - 1)).toBeLessThan(1e-11);
          expect(Math.abs(entropy[name] - exact.entropy)).toBeLessThan(1e-11 * density * (1 + Math.abs(exact.entropy)));
        }
        expect(fisher.raw).toBeCloseTo((d * density) / (1 + kappa), 10);
      }),
    );
  });

  it('are lower bounds: raw below corrected below extrapolated below exact, for every kappa of a BKW state', () => {
    fc.assert(
      fc.property(case_, ({ d, density, kappa, C }) => {
        const exact = mollified(d, density, C, 0);
        const { fisher, entropy } = estimates(d, density, C, kappa);
        const slack = 1e-11 * density;
        expect(fisher.raw).toBeLessThan(fisher.corrected);
        expect(fisher.corrected).toBeLessThan(fisher.two + slack);
        expect(fisher.two).toBeLessThan(exact.fisher + slack);
        expect(entropy.raw).toBeLessThan(entropy.corrected);
        expect(entropy.corrected).toBeLessThan(exact.entropy + slack);
      }),
    );
  });
});

it("Richardson's extrapolation takes the powers away one by one", () => {
  const at = (x: number) => 5 + 3 * x ** 2 - 7 * x ** 3 + 11 * x ** 4;
  const values = [0.5, 1, 2, 4].map(at);
  expect(richardson(values, 2)).toBeCloseTo(5, 12);
  // two powers taken away: what is left is 11 x^4 (1 - (2^4 - 1)(..)), of fourth order
  const error = (x: number) => richardson([at(x), at(2 * x), at(4 * x)], 2) - 5;
  expect(error(1) / error(0.5)).toBeCloseTo(16, 10);
  expect(richardson([3], 1)).toBe(3);
});
