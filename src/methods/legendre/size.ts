import type { Mixture } from '../../physics/mixture.ts';
import type { MethodSize } from '../method.ts';
import type { LegendreOptions } from './options.ts';
import { distinctKernels } from './partner-operators.ts';
import type { Discretisation } from './system.ts';
import { mostDirect } from './time-path.ts';

/**
 * Steps of a run from its start to equilibrium at the tolerance 1e-9: 45 to 120 in all cases of docs/legendre.md. They grow as
 * tolerance^(-1/5), and hardly with the length of the run, because steps grow towards equilibrium.
 */
const typicalSteps = 100;
const stages = 8;
/** Jacobian-vector products per stage. */
const typicalProducts = 3;

/**
 * The degree of an expansion that takes the same steps at a tenth of the cost, with longer elements: 24 of 24 steps for
 * carbon-beams-3d-coulomb, 29 of 29 for electron-friction-3d-coulomb, 12 of 14 for runaway-3d-legendre. Its linear equations need nearly as
 * many products.
 */
const countingDegree = (largest: number) => Math.min(largest, Math.max(3, Math.ceil(largest / 4)));
const countingElements = 0.5;

/** Nanoseconds per point for the moments of a kernel that is not a power, mostly for nearby points; measured at 90 and 180 points. */
const perPoint = 2e7;

/** The size of the Legendre method, in operations of the dense algebra of one nanosecond each; see Method.size. */
export function legendreSize(
  mixture: Mixture,
  { breaks, modes, order }: Discretisation,
  { tolerance, steps: kind, elements }: Pick<LegendreOptions, 'tolerance' | 'steps' | 'elements'>,
): MethodSize {
  const S = breaks.length;
  const M = modes.length;
  const nodes = breaks.reduce((sum, own) => sum + (own.length - 1) * order + 1, 0);
  const unknowns = nodes * M;
  const points = (new Set(breaks.flat()).size - 1) * (order + 3);
  const kernels = distinctKernels(breaks.flatMap((_, i) => breaks.map((__, j) => mixture.kernel(i, j))));
  const others = kernels.filter(({ powers }) => powers === undefined).length;
  const exponents = others + new Set(kernels.flatMap(({ powers = [] }) => powers.map(({ exponent }) => exponent))).size;
  const largest = Math.max(...modes);
  // Species with one kernel share the operators of a partner.
  const operators = Math.min(S, kernels.length) * points * nodes * 6 * M;
  const rate = operators + 12 * S * points * M * (largest + 2);
  // The full matrix, or its diagonal blocks: one per harmonic, or one per species for isotropic f.
  const [blocks, size] = unknowns <= mostDirect ? [1, unknowns] : M > 1 ? [M, nodes] : [S, nodes / S];
  const entries = S * points * nodes * (6 + 2 * (order + 1)) * (unknowns <= mostDirect ? M ** 2 : M);
  const solution = blocks * 2 * size ** 2;
  const products = {
    count: unknowns > mostDirect && S * M > 1 ? typicalProducts : 0,
    work: 2 * rate + solution,
  };
  const step = entries + (blocks * size ** 3) / 3 + stages * (rate + solution + products.count * products.work);
  // Moments at pairs of points, with many evaluations for near ones, and the matrices made of them: measured at 8 to 30 times their
  // products.
  const preparation =
    exponents * points ** 2 * (8 * M + 20 * (largest + 3)) * 50 + others * points * perPoint * (1 + largest / 8);
  const matrices = exponents * points ** 2 * (8 * M + largest + 3) + operators;
  return {
    particles: 0,
    pairs: 0,
    nodes: unknowns,
    bytes: 8 * (matrices + blocks * size ** 2 + 340 * unknowns),
    work: kind === 'own' ? step / stages : rate,
    preparation,
    ...(kind === 'own'
      ? {
          products,
          ownSteps: {
            steps: Math.ceil(typicalSteps * (tolerance / 1e-9) ** (-1 / 5)),
            evaluations: stages,
            counting: {
              degree: countingDegree(largest),
              elements: Math.min(elements ?? Infinity, countingElements),
            },
          },
        }
      : {}),
  };
}
