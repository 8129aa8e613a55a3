import type { ForcedParticles } from '../core/particles.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { PairAlpha, PairCore } from '../kernels/pair-forces.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import type { PairKernel } from '../physics/pair-kernel.ts';
import { evaluateSoftened } from './mesh/softened-power.ts';

/**
 * Adds the mutual forces of all pairs of `a` and `b`, see addPairForces, with the kernel strength alpha: those of its powers one after the
 * other where it is a sum of them, which are compiled; any other kernel in plain TypeScript. `coreOf` gives what stands in the place of a power between near particles.
 */
export function addKernelForces(
  { addPairForces }: Pick<Kernels, 'addPairForces'>,
  kernel: PairKernel,
  strength: number,
  a: ForcedParticles,
  b: ForcedParticles,
  coreOf: (exponent: number) => PairCore | undefined = () => undefined,
): void {
  if (kernel.powers === undefined) addPairForces(strength, kernelAlpha(kernel, coreOf(kernel.atZero.exponent)), a, b);
  else
    for (const { strength: factor, exponent } of kernel.powers)
      addPairForces(strength * factor, exponent, a, b, coreOf(exponent));
}

/**
 * A kernel as the sums over pairs take it. A core of the power r^gamma that it has at r = 0 stands for that factor alone,
 * alpha_a(r) = core(r) (alpha(r)/r^gamma): its moments are kept but for the change of the other factor within the radius.
 */
export function kernelAlpha(kernel: PairKernel, core?: PairCore): PairAlpha {
  const { exponent, value, atZero } = kernel;
  if (exponent !== undefined && core === undefined) return exponent;
  const gamma = atZero.exponent;
  const softened = core === undefined ? undefined : { ...core, exponent: gamma };
  const square = core === undefined ? 0 : core.radius ** 2;
  return {
    exponent: gamma,
    evaluate(r2, count, alpha) {
      for (let q = 0; q < count; q++) {
        const r = Math.sqrt(r2[q]);
        if (softened === undefined || r2[q] >= square) alpha[q] = value(r);
        else alpha[q] = evaluateSoftened(softened, r2[q]) * (r > 0 ? value(r) / r ** gamma : atZero.strength);
      }
    },
  };
}

/** The pairs whose kernel no compiled loop knows, for the record of a run. */
export function describePlainKernels(mixture: Mixture): Record<string, string> {
  return Object.fromEntries(
    collidingPairs(mixture).flatMap(([i, j]) => {
      const { powers, formula } = mixture.kernel(i, j);
      const names = [i, j].map((k) => mixture.species[k].name).join(' ');
      return powers === undefined ? [[`kernel ${names}`, `${formula}, in plain TypeScript`]] : [];
    }),
  );
}
