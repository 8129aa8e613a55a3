import type { Dimension } from '../../core/vector-field.ts';
import { harmonicSizes } from './discretise.ts';
import { longestElement, type Scales } from './elements.ts';
import type { SpeciesFunctionals } from './functionals.ts';
import { lastPolynomial } from './lagrange.ts';
import { degreeLimit } from './options.ts';
import { lastHarmonics } from './resolved-values.ts';
import { cutWidths } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** Coefficients that decrease by a smaller factor per degree do not predict the following ones. */
const decaying = 0.97;
/** Long elements converge more slowly than the power of their order, and their ends lie elsewhere. */
const margin = 4;
/** The largest number of elements per thermal speed that is advised. */
const mostElements = 100;

/**
 * Advice for which the last terms of the expansion of species i are at most the fraction `allowed` of the largest f. The degree is the one
 * at which harmonics that decay like their last half, and those of a Gaussian with the moments of f, are that small, or `startDegree`,
 * which resolves the start, if the harmonics end before it. Elements are shortened by the power of their order. Undefined if the terms are
 * small enough.
 */
export function finerExpansion(
  system: LegendreSystem,
  scales: Scales,
  i: number,
  y: Float64Array,
  measured: SpeciesFunctionals,
  startDegree: number,
  allowed: number,
): string | undefined {
  const { mixture, bases, layout } = system;
  const { modes } = layout;
  const basis = bases[i];
  const { order, breaks } = basis;
  const { largest } = measured;
  const nodal = modes.map((_, m) => {
    const values = new Float64Array(basis.nodes.length);
    layout.read(y, i, m, values);
    return values;
  });
  const sum = (value: (harmonic: Float64Array) => number) => nodal.reduce((all, own) => all + Math.abs(value(own)), 0);
  if (sum((own) => own[own.length - 1]) > allowed * largest)
    return (
      `f reaches the largest speed of its elements, ${short(breaks[breaks.length - 1])}: take method.hottest: ${short(hotter(system, i, measured))} or more, ` +
      'an earlier time.until, or the method spectral-grid or blob'
    );
  const ways: string[] = [];
  const sizes = nodal.map((own) => own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / largest);
  const last = Math.max(0, ...sizes.slice(modes.length - lastHarmonics(modes)));
  if (last > allowed) {
    const degree =
      modes[modes.length - 1] < startDegree
        ? startDegree
        : Math.max(
            byDecay(modes, sizes, allowed),
            ofGaussian(mixture.dimension, mixture.species[i].mass, measured, allowed),
          );
    if (degree <= degreeLimit) ways.push(`method.degree: ${Math.max(degree, modes[modes.length - 1] + 1)} or more`);
    else return `no method.degree up to ${degreeLimit} is enough: take the method spectral-grid or blob`;
  }
  const top = lastPolynomial(order);
  const longest = longestElement(mixture, scales, i);
  let elements = 0;
  for (let e = 0; e + 1 < breaks.length; e++) {
    const coefficient =
      sum((own) => top.reduce((all, value, a) => all + own[e * order + a] / ((order + 1) * value), 0)) / largest;
    const width = breaks[e + 1] - breaks[e];
    if (coefficient > allowed)
      elements = Math.max(
        elements,
        (longest((breaks[e] + breaks[e + 1]) / 2) / width) * ((margin * coefficient) / allowed) ** (1 / order),
      );
  }
  if (elements > mostElements) return 'take a smooth start: no number of method.elements is enough';
  if (elements > 0) ways.push(`method.elements: ${short(elements * 1.005)} or more`);
  return ways.length === 0 ? undefined : `take ${ways.join(' and ')}`;
}

/** Twice the temperature that the elements of species i are made for, or twice its present one. */
function hotter({ mixture, bases, dimension: d }: LegendreSystem, i: number, { along, across }: SpeciesFunctionals) {
  const cut = bases[i].breaks[bases[i].breaks.length - 1];
  return 2 * Math.max(mixture.species[i].mass * (cut / cutWidths) ** 2, (along + (d - 1) * across) / d);
}

/** The degree at which harmonics that decay like their last half are as small as allowed; 0 if they do not decay. */
function byDecay(modes: readonly number[], sizes: readonly number[], allowed: number): number {
  const end = modes.length - 1;
  // The largest of the following ones: odd harmonics may be small.
  const envelope = (m: number) => Math.max(...sizes.slice(m));
  const begin = Math.floor(end / 2);
  const tail = envelope(end === 0 ? 0 : end - lastHarmonics(modes) + 1);
  const rate = (tail / envelope(begin)) ** (1 / (modes[end] - modes[begin]));
  return rate < decaying ? modes[end] + Math.ceil(Math.log(allowed / tail) / Math.log(rate)) + 1 : 0;
}

/** Degrees beyond the last harmonic that is too large, so that neither of the last two is. */
const lastHarmonicsBeyond = 2;

/** The degree that a Gaussian with the drift and temperatures of f needs. */
function ofGaussian(d: Dimension, mass: number, { drift, along, across }: SpeciesFunctionals, allowed: number): number {
  if (!(along > 0 && across > 0)) return Infinity;
  const axis = Array.from({ length: d }, (_, k) => (k === d - 1 ? 1 : 0));
  const [p, q] = [along / mass, across / mass];
  const scale = ((2 * Math.PI) ** d * p * q ** (d - 1)) ** -0.5;
  const width = Math.abs(drift) + 10 * Math.sqrt(Math.max(p, q));
  const covariance = Array.from({ length: d * d }, (_, at) => (at === d * d - 1 ? p : at % (d + 1) === 0 ? q : 0));
  const gaussian = {
    ...{ dimension: d, density: 1, velocity: axis.map((x) => drift * x), covariance },
    value(v: ArrayLike<number>) {
      let square = (v[d - 1] - drift) ** 2 / p;
      for (let k = 0; k < d - 1; k++) square += v[k] ** 2 / q;
      return scale * Math.exp(-square / 2);
    },
  };
  const sizes = harmonicSizes({ origin: axis.map(() => 0), axis, isotropic: false }, gaussian, width);
  const degree = sizes.findLastIndex((size) => size > allowed);
  return degree + lastHarmonicsBeyond;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
