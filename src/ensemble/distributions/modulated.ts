import { InputError } from '../../core/errors.ts';
import { gaussLegendre, type QuadratureRule } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { integer, list, map, number } from '../../schema/fields.ts';
import { zonalHarmonics } from '../../theory/linearised/basis.ts';
import {
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  expectPositive,
  tailFraction,
} from '../distribution.ts';
import { radialLaw } from './radial.ts';

/** One localised harmonic, amplitude (r/w)^l exp(-r^2/2w^2) Y_l. */
export interface ModulationTerm {
  /** l >= 0. */
  readonly degree: number;
  /** w, the speed at which the harmonic is localised. */
  readonly width: number;
  readonly amplitude: number;
}

export interface ModulatedParameters {
  /** Temperature T of the Maxwellian. */
  readonly temperature: number;
  /** B, the largest |log(f/Maxwellian)| before f is scaled to the density. */
  readonly bound: number;
  readonly terms: readonly ModulationTerm[];
}

/**
 * A Maxwellian at rest whose logarithm is modulated by harmonics that are localised in the speed r = |v|,
 *
 *     f ~ exp( -m r^2/2T + B tanh(chi/B) ),    chi = sum_k a_k (r/w_k)^l_k exp(-r^2/2w_k^2) Y_l_k(cos theta),
 *
 * with theta the angle to the first axis and Y_l = P_l (d = 3) or cos(l theta) (d = 2). f is positive, analytic, and within factors
 * exp(+-B) of a Maxwellian before it is scaled to the density.
 */
export const modulated = {
  summary: 'A Maxwellian whose logarithm is modulated by harmonics localised in the speed.',
  part: 'A modulated part.',
  parameters: () =>
    map(
      'f ~ exp(-m |v|^2/2T + B tanh(chi/B)), chi = sum a (|v|/w)^l exp(-|v|^2/2w^2) Y_l, with Y_l a function of the angle to the first axis.',
      {
        temperature: number('Temperature T of the Maxwellian', { above: 0 }),
        bound: number('Bound B of the change of log f', { above: 0 }),
        terms: list(
          'The sum chi.',
          map('One term.', {
            degree: integer('Degree l of the harmonic', { from: 0, to: 20 }),
            width: number('Width w', { above: 0 }),
            amplitude: number('Amplitude a'),
          }),
          'terms with degree, width and amplitude',
        ),
      },
    ),
  create: createModulated,
} as const satisfies DistributionKind<ModulatedParameters>;

/** Number of thermal speeds beyond which exp(-m r^2/2T) is below 2e-22. */
const reach = 10;
/** Growth factor of the panels between the knots; the first panel is half the smallest width. */
const panelGrowth = 1.25;
/** Nodes of the angle; log f has few harmonics, f has more. */
const angularNodes = 64;
/** Largest number of Newton steps inside a shrinking bracket; four or five reach round-off. */
const mostIterations = 60;

function createModulated(parameters: ModulatedParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { temperature, bound, terms } = parameters;
  expectPositive('modulated.temperature', temperature);
  expectPositive('modulated.bound', bound);
  terms.forEach(({ degree, width, amplitude }, k) => {
    if (!(Number.isInteger(degree) && degree >= 0 && degree <= 20))
      throw new InputError(`modulated.terms[${k}].degree: expected an integer in [0, 20], got ${degree}`);
    expectPositive(`modulated.terms[${k}].width`, width);
    if (!Number.isFinite(amplitude))
      throw new InputError(`modulated.terms[${k}].amplitude: expected a number, got ${amplitude}`);
  });
  const speed = Math.sqrt(temperature / mass);
  const chi = localisedSum(d, terms);
  /** f on the sphere of radius r, as a function of cos theta, up to a constant factor. */
  const shape = (r: number) => {
    const onSphere = chi(r);
    const peak = -((r / speed) ** 2) / 2;
    return (cosine: number) => Math.exp(peak + bound * Math.tanh(onSphere(cosine) / bound));
  };

  const angle = angleRule(d);
  const inner = gaussLegendre(angularNodes / 2, 0, 1);
  const mean = (g: (cosine: number) => number) => angle.cosines.reduce((sum, c, k) => sum + angle.weights[k] * g(c), 0);
  const knots = gradedKnots(Math.min(speed, ...terms.map(({ width }) => width)) / 2, reach * speed);
  const law = radialLaw(
    d,
    interpolated((r) => mean(shape(r)), knots),
    knots,
  );
  const scale = density / law.mass;

  const along = (power: number) =>
    radialLaw(
      d,
      (r) => {
        const onSphere = shape(r);
        return mean((c) => (r * c) ** power * onSphere(c));
      },
      knots,
    ).mass / law.mass;
  const drift = along(1);
  const first = along(2);
  const across = (d * law.variance - first) / (d - 1);
  const velocity = Array.from({ length: d }, (_, k) => (k === 0 ? drift : 0));

  return {
    dimension: d,
    density,
    velocity,
    covariance: Array.from({ length: d * d }, (_, c) => {
      if (c % (d + 1) !== 0) return 0;
      return c === 0 ? first - drift * drift : across;
    }),
    extent: law.radius(1 - tailFraction) + Math.abs(drift),
    value(v) {
      let r2 = 0;
      for (let k = 0; k < d; k++) r2 += v[k] * v[k];
      const r = Math.sqrt(r2);
      return scale * shape(r)(r > 0 ? v[0] / r : 1);
    },
    uniforms: d,
    transform(u, v) {
      const r = law.radius(u[0]);
      // In two dimensions, one number gives the angle and the side.
      const side = d === 2 && u[1] >= 0.5 ? -1 : 1;
      const c = cosineAt(d, inner, shape(r), d === 2 ? (2 * u[1]) % 1 : u[1]);
      const across = r * Math.sqrt(1 - c * c);
      v[0] = r * c;
      if (d === 2) v[1] = side * across;
      else {
        v[1] = across * Math.cos(2 * Math.PI * u[2]);
        v[2] = across * Math.sin(2 * Math.PI * u[2]);
      }
    },
  };
}

/** chi at the radius r, as a function of cos theta. */
function localisedSum(d: Dimension, terms: readonly ModulationTerm[]) {
  const count = 1 + Math.max(0, ...terms.map(({ degree }) => degree));
  const harmonics = zonalHarmonics(d, count);
  const values = new Float64Array(count);
  return (r: number) => {
    const amplitudes = new Float64Array(count);
    for (const { degree, width, amplitude } of terms) {
      const x = r / width;
      if (x <= 40) amplitudes[degree] += amplitude * Math.exp((-x * x) / 2) * x ** degree;
    }
    return (cosine: number) => {
      harmonics(cosine, values);
      let sum = 0;
      for (let l = 0; l < count; l++) sum += amplitudes[l] * values[l];
      return sum;
    };
  };
}

/** A quadrature rule for the mean over all directions of a function of the cosine of the angle to one axis. */
function angleRule(d: Dimension): { readonly cosines: Float64Array; readonly weights: Float64Array } {
  if (d === 3) {
    const { nodes, weights } = gaussLegendre(angularNodes);
    return { cosines: nodes, weights: weights.map((w) => w / 2) };
  }
  const middles = Float64Array.from({ length: angularNodes }, (_, k) => (Math.PI * (k + 1 / 2)) / angularNodes);
  return { cosines: middles.map(Math.cos), weights: new Float64Array(angularNodes).fill(1 / angularNodes) };
}

function gradedKnots(first: number, last: number): number[] {
  const knots = [0, first];
  while (knots[knots.length - 1] < last) {
    const r = knots[knots.length - 1];
    knots.push(Math.min(last, r + Math.max(first, (panelGrowth - 1) * r)));
  }
  return knots;
}

/** Number of interpolation nodes on a panel. */
const interpolationNodes = 16;

/**
 * Interpolates a smooth function from its values at the Gauss-Legendre nodes of every panel, in barycentric form, so that samples need
 * no mean over the angle.
 * Weights: H. Wang, D. Huybrechs & S. Vandewalle, Math. Comp. 83, 2893 (2014), eq. 1.3.
 */
function interpolated(g: (r: number) => number, knots: readonly number[]): (r: number) => number {
  const { nodes, weights } = gaussLegendre(interpolationNodes, 0, 1);
  const barycentric = weights.map((w, k) => (k % 2 === 0 ? 1 : -1) * Math.sqrt(nodes[k] * (1 - nodes[k]) * w));
  const panels = knots.slice(1).map((end, j) => nodes.map((x) => g(knots[j] + (end - knots[j]) * x)));
  return (r) => {
    let j = 0;
    while (j < panels.length - 1 && r > knots[j + 1]) j++;
    const x = (r - knots[j]) / (knots[j + 1] - knots[j]);
    let [above, below] = [0, 0];
    for (let k = 0; k < nodes.length; k++) {
      if (x === nodes[k]) return panels[j][k];
      const q = barycentric[k] / (x - nodes[k]);
      above += q * panels[j][k];
      below += q;
    }
    return above / below;
  };
}

/** d = 3: the cosine below which the fraction u of a density on the sphere lies. d = 2: the cosine of such an angle on the half circle. */
function cosineAt(d: Dimension, rule: QuadratureRule, density: (cosine: number) => number, u: number): number {
  const [start, end] = d === 3 ? [-1, 1] : [0, Math.PI];
  const g = d === 3 ? density : (theta: number) => density(Math.cos(theta));
  const integral = (to: number) => {
    let sum = 0;
    for (let k = 0; k < rule.nodes.length; k++) sum += rule.weights[k] * g(start + (to - start) * rule.nodes[k]);
    return (to - start) * sum;
  };
  const total = integral(end);
  let [low, high] = [start, end];
  let x = start + u * (end - start);
  for (let k = 0; k < mostIterations; k++) {
    const excess = integral(x) - u * total;
    if (Math.abs(excess) <= 2 ** -50 * total) break;
    if (excess > 0) high = x;
    else low = x;
    const newton = x - excess / g(x);
    x = newton > low && newton < high ? newton : (low + high) / 2;
  }
  return d === 3 ? x : Math.cos(x);
}
