import type { ForcedParticles } from '../core/particles.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { PairAlpha, PairCore } from '../kernels/pair-forces.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import type { PairKernel } from '../physics/pair-kernel.ts';
import { evaluateSoftened } from './mesh/softened-power.ts';

/**
 * Adds the mutual forces of all pairs of `a` and `b`, see addPairForces, with the kernel strength alpha. A kernel that is a sum of powers
 * is added power by power in compiled loops, any other kernel in plain TypeScript. `coreOf` returns the core that replaces a power between
 * close particles.
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
 * Returns a kernel in the form that sums over pairs accept. A core replaces only the factor r^gamma that the kernel has at r = 0,
 * alpha_a(r) = core(r) (alpha(r)/r^gamma): its moments are preserved except for the change of the other factor within the radius.
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

/** Returns the pairs whose kernel has no compiled loop, for the record of a run. */
export function describePlainKernels(mixture: Mixture): Record<string, string> {
  return Object.fromEntries(
    collidingPairs(mixture).flatMap(([i, j]) => {
      const { powers, formula } = mixture.kernel(i, j);
      const names = [i, j].map((k) => mixture.species[k].name).join(' ');
      return powers === undefined ? [[`kernel ${names}`, `${formula}, in plain TypeScript`]] : [];
    }),
  );
}
