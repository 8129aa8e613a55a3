import { describe, expect, it } from 'vitest';
import { logLogSlope } from '../../src/core/statistics.ts';
import { leaveOneOut } from '../../src/reconstruction/leave-out.ts';
import { equallyWeighted, gaussianSample, meanAndError } from './samples.ts';

describe.each([2, 3] as const)('one particle left out in d = %i', (d) => {
  const entropy = (-d / 2) * Math.log(2 * Math.PI * Math.E);

  it('costs int f log(f/f ~) and int f |grad log(f/f ~)|^2, of second order in eps, and the noise', () => {
    const N = 400;
    const gaps = [1, 2].map((eps) => {
      const values = Array.from({ length: 6 }, (_, seed) => {
        const particles = equallyWeighted(gaussianSample(new Array<number>(d).fill(1), N, seed));
        const { entropy: H, fisher: I } = leaveOneOut(particles, eps, N);
        // log f and 2 lap log f + |grad log f|^2 at the same particles: the scatter of the sample itself cancels
        const square = particles.velocities.data.reduce((sum, v) => sum + v * v, 0) / N;
        return { H: (-d / 2) * Math.log(2 * Math.PI) - square / 2 - H, I: 2 * d - square - I };
      });
      const H = meanAndError(values.map((one) => one.H));
      const I = meanAndError(values.map((one) => one.I));
      const noise = ((1 + 1 / eps) ** d - 1) / (2 * N);
      const noiseFisher = (d * (1 + 1 / eps) ** (d - 1)) / (N * eps ** 2);
      expect(Math.abs(H.mean - (d / 2) * (Math.log(1 + eps) + 1 / (1 + eps) - 1))).toBeLessThan(3 * H.error + noise);
      expect(Math.abs(I.mean - d * (eps / (1 + eps)) ** 2)).toBeLessThan(3 * I.error + noiseFisher);
      expect(H.error).toBeLessThan(0.02);
      expect(I.error).toBeLessThan(0.05);
      return I.mean;
    });
    // the gap of I goes as (eps/(1+eps))^2: 1/2 and 2/3
    expect(Math.abs(logLogSlope([1 / 2, 2 / 3], gaps) - 2)).toBeLessThan(0.15);
  });

  it('bounds both from below for random samples, on average and whatever eps', () => {
    for (const eps of [0.05, 0.4]) {
      const values = Array.from({ length: 8 }, (_, seed) =>
        leaveOneOut(equallyWeighted(gaussianSample(new Array<number>(d).fill(1), 300, seed)), eps, 300),
      );
      const H = meanAndError(values.map(({ entropy: value }) => value));
      const I = meanAndError(values.map(({ fisher }) => fisher));
      expect(H.mean - 3 * H.error).toBeLessThan(entropy);
      expect(I.mean - 3 * I.error).toBeLessThan(d);
    }
  });

  it('needs some of the particles only: a part agrees with all within its scatter', () => {
    const particles = equallyWeighted(gaussianSample(new Array<number>(d).fill(1), 1000, 7));
    const all = leaveOneOut(particles, 0.3, 1000);
    const part = leaveOneOut(particles, 0.3, 250);
    // log f scatters by sqrt(d/2), its score's square by sqrt(2 d)
    expect(Math.abs(part.entropy - all.entropy)).toBeLessThan(4 * Math.sqrt(d / 2 / 250));
    expect(Math.abs(part.fisher - all.fisher)).toBeLessThan(4 * Math.sqrt((2 * d) / 250));
  });
});
