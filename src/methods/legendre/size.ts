import type { Mixture } from '../../physics/mixture.ts';
import type { MethodSize } from '../method.ts';
import type { Discretisation } from './system.ts';

/**
 * Steps of a run from its start to equilibrium at the tolerance 1e-9: 45 to 120 in all cases of docs/legendre.md. They grow as
 * tolerance^(-1/5), and hardly with the length of the run, because steps grow towards equilibrium.
 */
const typicalSteps = 100;
const stages = 8;

/** The size of the Legendre method, in multiplications and additions of the dense algebra of a nanosecond each; see Method.size. */
export function legendreSize(
  mixture: Mixture,
  { breaks, modes, order }: Discretisation,
  tolerance: number,
): MethodSize {
  const S = breaks.length;
  const nodes = breaks.reduce((sum, own) => sum + (own.length - 1) * order + 1, 0);
  const unknowns = nodes * modes.length;
  const points = (new Set(breaks.flat()).size - 1) * (order + 3);
  const exponents = new Set(breaks.flatMap((_, i) => breaks.map((__, j) => mixture.exponent(i, j)))).size;
  const steps = Math.ceil(typicalSteps * (tolerance / 1e-9) ** (-1 / 5));
  const jacobian = S * points * nodes * modes.length ** 2 * (6 + 2 * (order + 1));
  const step = unknowns ** 3 / 3 + jacobian + stages * 2 * unknowns ** 2;
  // Moments at pairs of points (near ones many times over) and the matrices made of them.
  const preparation = exponents * points ** 2 * (8 * modes.length + 20 * (Math.max(...modes) + 3)) * 3;
  const matrices =
    exponents * points ** 2 * (8 * modes.length + Math.max(...modes) + 3) + S * points * nodes * 6 * modes.length;
  return {
    particles: 0,
    pairs: 0,
    nodes,
    bytes: 8 * (matrices + unknowns ** 2 + 20 * unknowns),
    work: step / stages,
    preparation,
    ownSteps: { steps, evaluations: stages },
  };
}
