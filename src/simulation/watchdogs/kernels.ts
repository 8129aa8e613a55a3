import { kernelAlpha } from '../../collision/kernel-forces.ts';
import { type PairCores, preparePairCores } from '../../collision/pair-cores.ts';
import type { Particles } from '../../core/particles.ts';
import type { Dimension } from '../../core/vector-field.ts';
import type { GeneralAlpha, PairCore } from '../../kernels/pair-forces.ts';
import { smallestLogarithm } from '../../physics/coulomb-collisions.ts';
import { leastLogarithm } from '../../physics/following.ts';
import { collidingPairs } from '../../physics/mixture.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { kernelAverages } from '../../theory/relaxation-rates.ts';
import { digits, type Watchdog } from './watchdog.ts';

/** Error of a pair's average of alpha |z|^2 above which there is a note, and above which the run is doubtful. */
const notable = 0.05;
const largest = 0.2;

/**
 * Maximum number of terms of a lattice sum in the octant of positive coordinates; a finer lattice resolves every kernel of practical
 * interest.
 */
const mostTerms = 1e6;

/** Number of standard deviations beyond which a Gaussian is treated as zero. */
const farthest = 6;

/**
 * Resolution of kernels with an intrinsic length by lattices of particles. Sums over the pairs of a lattice use alpha only at the
 * distances between its points, and between species alpha is softened within two or three spacings (see PairCores). The resulting errors
 * of <alpha |z|^2>, which determines the energy exchange between species, and of <alpha |z|^4>, which determines the relaxation of one
 * species, are computed for Maxwellians with the temperatures of the species.
 */
export const kernels: Watchdog = {
  name: 'resolution of kernels',
  statement: 'lattices of particles average every kernel that is not a sum of powers to 5 % (note) and 20 %',
  kind: 'doubtful',
  prepare({ scenario, mixture, initial, start }) {
    const { dimension: d, species } = mixture;
    const lattices = species.map((_, i) => {
      const { particles } = initial.species[i];
      return particles !== undefined && scenario.species[i].particles.sampling === 'lattice' ? particles : undefined;
    });
    const pairs = collidingPairs(mixture).filter(
      ([i, j]) => mixture.kernel(i, j).powers === undefined && lattices[i] !== undefined && lattices[j] !== undefined,
    );
    if (pairs.length === 0) return undefined;
    const spacings = lattices.map((one) => (one === undefined ? 0 : spacingOf(one)));
    const sample = initial.species.map(({ particles }, i) => ({ particles: particles!, spacing: spacings[i] }));
    const cores: PairCores = sample.every(({ particles }) => particles !== undefined)
      ? preparePairCores(mixture, sample)(sample.map(({ particles }) => particles))
      : () => undefined;
    const errors = pairs.map(([i, j]) => {
      const kernel = mixture.kernel(i, j);
      const variance = start[i].temperature / species[i].mass + start[j].temperature / species[j].mass;
      const core = cores(i, j, kernel.atZero.exponent);
      if (core !== undefined) return average(d, withCore(kernel, core), variance) / average(d, kernel, variance) - 1;
      // The points of two lattices have all distances from each other, unless the spacings are equal.
      const [h, other] = [spacings[i], spacings[j]];
      if (Math.abs(h / other - 1) > 0.01) return 0;
      const weighted = i === j ? timesSquare(kernel) : kernel;
      return latticeAverage(d, weighted, h, variance) / average(d, weighted, variance) - 1;
    });
    const worst = errors.reduce((most, error, k) => (Math.abs(error) > Math.abs(errors[most]) ? k : most), 0);
    const error = Math.abs(errors[worst]);
    if (!(error > notable)) return undefined;
    const [i, j] = pairs[worst];
    const doubtful = error > largest;
    return () => ({
      value: error,
      limit: doubtful ? largest : notable,
      ...(doubtful ? {} : { kind: 'note' as const }),
      message:
        `particles with spacing ${digits(Math.max(spacings[i], spacings[j]))} average ${mixture.kernel(i, j).formula} of ${species[i].name} and ${species[j].name} ` +
        `with an error of ${digits(100 * errors[worst])} %; take a larger particles.count, or the method legendre or pair-collisions`,
    });
  },
};

/** <alpha |z|^2> over N(0, s). */
function average(d: Dimension, kernel: PairKernel, s: number): number {
  return kernelAverages(d, kernel, s, 0).heat * s;
}

/** r^2 alpha. */
function timesSquare({ powers: _, exponent: __, ...kernel }: PairKernel): PairKernel {
  const { value, atZero } = kernel;
  return { ...kernel, atZero: { ...atZero, exponent: atZero.exponent + 2 }, value: (r) => r * r * value(r) };
}

/** The kernel as used by sums over pairs, which is finite at r = 0: see kernelAlpha. */
function withCore(kernel: PairKernel, core: PairCore): PairKernel {
  const alpha = kernelAlpha(kernel, core) as GeneralAlpha;
  const [r2, value] = [new Float64Array(1), new Float64Array(1)];
  return {
    ...kernel,
    atZero: { strength: 1, exponent: 0 },
    value(r) {
      r2[0] = r * r;
      alpha.evaluate(r2, 1, value);
      return value[0];
    },
  };
}

/**
 * h^d times the sum of alpha |z|^2 over N(0, s) at the points z of a lattice, without z = 0; the integral if the lattice is too fine to
 * sum.
 */
export function latticeAverage(d: Dimension, kernel: PairKernel, h: number, s: number): number {
  const reach = Math.ceil((farthest * Math.sqrt(s)) / h);
  if (reach ** d > mostTerms) return average(d, kernel, s);
  let sum = 0;
  for (let i = 0; i <= reach; i++)
    for (let j = 0; j <= reach; j++)
      for (let k = 0; k <= (d === 3 ? reach : 0); k++) {
        const square = i * i + j * j + k * k;
        if (square === 0) continue;
        // A point also represents its mirror images.
        const points = (i > 0 ? 2 : 1) * (j > 0 ? 2 : 1) * (k > 0 ? 2 : 1);
        const r2 = square * h * h;
        sum += points * kernel.value(Math.sqrt(r2)) * r2 * Math.exp(-r2 / (2 * s));
      }
  return (sum * h ** d) / (2 * Math.PI * s) ** (d / 2);
}

/** The distance of the heaviest particle from its nearest neighbour. */
function spacingOf({ weights, velocities: { d, n, data } }: Particles): number {
  const heaviest = weights.reduce((most, w, p) => (w > weights[most] ? p : most), 0);
  let least = Infinity;
  for (let q = 0; q < n; q++) {
    if (q === heaviest) continue;
    let r2 = 0;
    for (let k = 0; k < d; k++) r2 += (data[k * n + q] - data[k * n + heaviest]) ** 2;
    least = Math.min(least, r2);
  }
  return Math.sqrt(least);
}

/** Followed Coulomb logarithms: limits of small-angle theory, and of their formula. */
export const logarithms: Watchdog = {
  name: 'Coulomb logarithms',
  statement: `followed Coulomb logarithms stay above ${smallestLogarithm} and in the range of their formula (note), and above ${leastLogarithm}`,
  kind: 'doubtful',
  prepare({ mixture: { following, species, dimension } }) {
    if (following === undefined) return undefined;
    const axes = ['x', 'y', 'z'].slice(0, dimension);
    return ({ value }) => {
      const now = following.pairs.map(({ between }) => value(`coulomb_logarithm.${between.join('.')}`));
      const least = Math.min(...now);
      const of = (k: number) => following.pairs[k].between.join(' and ');
      if (!(least > smallestLogarithm)) {
        const lost = !(least > leastLogarithm);
        const words = lost ? `has fallen to ${leastLogarithm}, the lower limit` : `is ${digits(least)}`;
        return {
          ...{ value: 1 / least, limit: 1 / smallestLogarithm },
          message: `the Coulomb logarithm of ${of(now.indexOf(least))} ${words}: large-angle collisions, which the equation neglects, matter as much as small-angle ones`,
          ...(lost ? {} : { kind: 'note' }),
        };
      }
      const states = species.map(({ name }) => ({
        density: value(`density.${name}`),
        temperature: value(`temperature.${name}`),
        velocity: axes.map((axis) => value(`velocity_${axis}.${name}`)),
      }));
      const formulas = following.formulas(states);
      const k = following.pairs.findIndex(({ formula }, pair) => formula !== formulas[pair]);
      if (k < 0) return undefined;
      const { formula } = following.pairs[k];
      return {
        ...{ value: 1, limit: 0, kind: 'note' },
        message: `the Coulomb logarithm of ${of(k)} still uses the initial formula ${formula}; for the current state the formulary gives ${formulas[k]}`,
      };
    };
  },
};
