// The noise of I(f ~) for random samples of the Maxwellian.
import type { Dimension } from '../../dist/core/vector-field.js';
import { drawMany, fromSample } from './particles.ts';
import { maxwellianState, type State } from './states.ts';
import { interval, power, type Summary, summary, table } from './statistics.ts';

const runs = 8;

/** The absolute noise, and the part that remains after the jackknife: one value per sample. */
interface Noise {
  readonly d: number;
  readonly count: number;
  readonly kappa: number;
  readonly firstOrder: number;
  readonly raw: readonly number[];
  readonly left: readonly number[];
}

interface NoiseStudy {
  readonly kappas: readonly Noise[];
  readonly counts: readonly Noise[];
}

function measureNoise(state: State, count: number, kappa: number): Noise {
  const { d } = state;
  const exact = state.mollified(kappa).fisher;
  const noises = drawMany(state, 'monte-carlo', count, runs).map((particles) => {
    const found = fromSample(particles, kappa);
    // The temperature of the sample also changes I(f ~): its first-order effect is not noise.
    const square = particles.velocities.data.reduce((sum, v) => sum + v * v, 0) / count;
    const own = exact - (square - d) / (1 + kappa) ** 2;
    return { raw: found.fisher.raw - own, left: found.jackknifed.fisher.raw - own };
  });
  const firstOrder = ((d / count) * (1 + 1 / kappa) ** (d - 1)) / kappa ** 2;
  return { d, count, kappa, firstOrder, raw: noises.map(({ raw }) => raw), left: noises.map(({ left }) => left) };
}

export function measureNoises(d: Dimension): NoiseStudy {
  const state = maxwellianState(d);
  return {
    kappas: [0.1, 0.2, 0.4, 0.8, 1.6].map((kappa) => measureNoise(state, 4000, kappa)),
    counts: [1000, 4000, 16_000].map((count) => measureNoise(state, count, 0.2)),
  };
}

export function noiseTable(studies: readonly NoiseStudy[]): string {
  const number = ({ mean, error }: Summary) => `${mean.toFixed(4)} ± ${error.toFixed(4)}`;
  const rows = studies.flatMap(({ kappas, counts }) =>
    [...kappas, ...counts.filter(({ count }) => count !== 4000)].map(({ d, count, kappa, firstOrder, raw, left }) => [
      d,
      count,
      kappa,
      firstOrder.toFixed(4),
      number(summary(raw)),
      number(summary(left)),
    ]),
  );
  return table(['d', 'N', 'kappa', 'first order in 1/N', 'measured', 'left by the jackknife'], rows);
}

export function noisePowerTable(studies: readonly NoiseStudy[], random: () => number): string {
  const rows = studies.map(({ kappas, counts }) => {
    const slope = (cases: readonly Noise[], variable: 'kappa' | 'count') =>
      interval(
        power(
          cases.map((one) => one[variable]),
          cases.map(({ raw }) => raw),
          random,
        ),
      );
    return [kappas[0].d, slope(kappas.slice(0, 3), 'kappa'), slope(kappas.slice(2), 'kappa'), slope(counts, 'count')];
  });
  return table(['d', 'power of kappa, 0.1 to 0.4', 'power of kappa, 0.4 to 1.6', 'power of N at kappa = 0.2'], rows);
}
