import { InputError } from '../../core/errors.ts';
import { gaussHermite } from '../../core/quadrature.ts';
import { integer, map, number, quantity, withDefault } from '../../schema/fields.ts';
import { type Distribution, type DistributionKind, type DistributionSpecies, expectPositive } from '../distribution.ts';
import { normalLaw } from './maxwellian.ts';

export interface PerturbedParameters {
  /** Temperature T of the Maxwellian mu. */
  readonly temperature: number;
  /** a >= 0. */
  readonly amplitude: number;
  /** h(v), a polynomial of v with int mu h dv = 0. */
  readonly perturbation: (v: ArrayLike<number>) => number;
  /** Degree of h. */
  readonly degree: number;
}

/**
 * A Maxwellian at rest with a polynomial perturbation, f(v) = mu(v) (1 + a h(v)), set to 0 where that is negative: far out in
 * the tail, if a is admissible. The mean velocity and the covariance are those of mu (1 + a h), by an exact Gauss rule. Random
 * sampling is not possible.
 */
export const perturbed = {
  summary: 'The fastest growth of the Fisher information near equilibrium; required for all species.',
  parameters: () =>
    map(
      'f = mu (1 + a h), with a Maxwellian mu at rest and the perturbation h of the whole mixture whose linearised Fisher information grows fastest.',
      {
        temperature: quantity('temperature', 'Temperature T of all species', { above: 0 }),
        amplitude: number('Amplitude a, relative to the largest one for which f >= 0 within 6 thermal speeds', {
          above: 0,
          below: 1,
        }),
        degree: withDefault(integer('Harmonic degree of h', { from: 0, to: 20 }), perturbedDefaults.degree),
        orders: withDefault(integer('Highest Sonine order of h', { from: 1, to: 40 }), perturbedDefaults.orders),
      },
    ),
  create: createPerturbed,
} as const satisfies DistributionKind<unknown, PerturbedParameters>;

export const perturbedDefaults = { degree: 1, orders: 8 } as const;

function createPerturbed(parameters: PerturbedParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { temperature, amplitude: a, perturbation: h, degree } = parameters;
  expectPositive('perturbed.temperature', temperature);
  if (!(a >= 0 && a < Infinity)) throw new InputError(`perturbed.amplitude: expected a number >= 0, got ${a}`);
  const rest = new Array<number>(d).fill(0);
  // The derivatives of log mu are not the derivatives of log f.
  const { smooth: _, isEven: __, ...mu } = normalLaw(d, density, rest, new Array<number>(d).fill(temperature), mass);
  // Exact for 1 + a h times two components of v.
  const mean = gaussianMean(d, Math.sqrt(temperature / mass), Math.ceil((degree + 3) / 2));
  const velocity = rest.map((_, k) => mean((v) => a * h(v) * v[k]));
  const covariance = Array.from({ length: d * d }, (_, c) => {
    const [row, column] = [Math.floor(c / d), c % d];
    return mean((v) => (1 + a * h(v)) * v[row] * v[column]) - velocity[row] * velocity[column];
  });
  return {
    ...mu,
    velocity,
    covariance,
    value: (v) => Math.max(0, mu.value(v) * (1 + a * h(v))),
    uniforms: 0,
    transform() {
      throw new InputError('perturbed: expected lattice sampling, got a random one; set particles.sampling to lattice');
    },
  };
}

/** The mean over a normal law with standard deviation `width` on each of d axes, with `count` nodes per axis. */
function gaussianMean(d: number, width: number, count: number) {
  const rule = gaussHermite(count);
  const axes = Array.from({ length: d }, (_, k) => count ** k);
  const points = Array.from({ length: count ** d }, (_, index) => {
    const digits = axes.map((stride) => Math.floor(index / stride) % count);
    return {
      v: digits.map((q) => Math.SQRT2 * width * rule.nodes[q]),
      weight: digits.reduce((product, q) => (product * rule.weights[q]) / Math.sqrt(Math.PI), 1),
    };
  });
  return (g: (v: readonly number[]) => number) => points.reduce((sum, { v, weight }) => sum + weight * g(v), 0);
}
