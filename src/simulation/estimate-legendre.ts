import type { Distribution } from '../ensemble/distribution.ts';
import { discretise } from '../methods/legendre.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Cost, heapBytes, lookCount, programBytes } from './cost.ts';
import { runLength } from './run-length.ts';

/** Seconds for a multiplication and addition of the dense algebra. */
const productSeconds = 1e-9;
/**
 * Steps of a run from its start to equilibrium at the tolerance 1e-9: 45 to 120 in all cases of docs/legendre.md. They grow as
 * tolerance^(-1/5), and hardly with the length of the run, because steps grow towards equilibrium.
 */
const typicalSteps = 100;
const stages = 8;

/** Memory and time of a run of the Legendre method; see estimateCost. */
export function estimateLegendre(
  scenario: Scenario,
  method: Extract<Scenario['method'], { readonly name: 'legendre' }>,
  mixture: Mixture,
  distributions: readonly Distribution[],
): Cost {
  const { degree, elements, order, tolerance } = method;
  const { breaks, modes } = discretise(mixture, distributions, {
    ...(degree === undefined ? {} : { degree }),
    ...(elements === undefined ? {} : { elements }),
    order,
    tolerance,
  }).discretisation;
  const length = runLength(scenario);
  const S = breaks.length;
  const nodes = breaks.reduce((sum, own) => sum + (own.length - 1) * order + 1, 0);
  const unknowns = nodes * modes.length;
  const points = (new Set(breaks.flat()).size - 1) * (order + 3);
  const exponents = new Set(breaks.flatMap((_, i) => breaks.map((__, j) => mixture.exponent(i, j)))).size;
  const steps = typicalSteps * (tolerance / 1e-9) ** (-1 / 5);
  const jacobian = S * points * nodes * modes.length ** 2 * (6 + 2 * (order + 1));
  const step = unknowns ** 3 / 3 + jacobian + stages * 2 * unknowns ** 2;
  // Moments at pairs of points (near ones many times over) and the matrices made of them.
  const preparation = exponents * points ** 2 * (8 * modes.length + 20 * (Math.max(...modes) + 3)) * 3;
  const looks = lookCount(scenario, length);
  const heap = heapBytes(length, S);
  const matrices =
    exponents * points ** 2 * (8 * modes.length + Math.max(...modes) + 3) + S * points * nodes * 6 * modes.length;
  return {
    ...length,
    steps,
    particles: 0,
    pairs: 0,
    nodes,
    evaluations: steps * stages,
    memory: programBytes + heap + 8 * (matrices + unknowns ** 2 + 20 * unknowns),
    heap,
    seconds: (steps * step + preparation) * productSeconds + looks * points * modes.length * 1e-5,
    summation: 'spectral elements',
    fastestSummation: 'spectral elements',
  };
}
