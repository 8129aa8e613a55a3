import { gaussLegendre } from '../../core/quadrature.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { lagrangeBasis, lobattoNodes } from './lagrange.ts';
import type { Frame } from './symmetry.ts';

export interface ElementOptions {
  /** Elements per thermal speed; if absent, chosen and refined where the start needs it. */
  readonly perThermalSpeed?: number;
  readonly order: number;
  /** f^l of species i at radius r, the harmonics in use. */
  readonly start: readonly ((r: number, out: Float64Array) => void)[];
  readonly harmonics: readonly number[];
  /** Allowed error of the interpolated start of each species relative to its largest f^0. */
  readonly tolerances: readonly number[];
}

/** The scales from which the elements are made, besides the start. */
export type Scales = Pick<Frame, 'cuts' | 'cold' | 'hot'>;

export interface Elements {
  readonly breaks: readonly (readonly number[])[];
  /** Largest error of the interpolated start between the nodes relative to the largest f^0, by species, and the radius of that element. */
  readonly startErrors: readonly { readonly error: number; readonly radius: number }[];
}

/** At order 8 the temperatures of two Coulomb species of similar thermal speed are then accurate to 1e-10. */
const defaultPerThermalSpeed = 0.9;
/** Beyond a scale s, elements may grow in proportion to r, from r = growth s. */
const growth = 2.5;
/** While more than this part of the elements misses the tolerance at the start, all are shortened; then single ones are halved. */
const manyFail = 1 / 3;
const shortening = 1.2;
const [shortenings, bisections] = [5, 12];

/**
 * Ends of the elements of every species. An element is at most as long as the thermal speed of its species where f can be cold, and as the
 * thermal speed of a slower partner within a few of that speed, where f has a cusp. Further out, elements grow in proportion to r. All
 * species take their ends from one common list, so that no two ends of different species lie close together.
 */
export function chooseElements(mixture: Mixture, frame: Scales, options: ElementOptions): Elements {
  const { perThermalSpeed, tolerances } = options;
  let per = perThermalSpeed ?? defaultPerThermalSpeed;
  let { master, breaks } = regularElements(mixture, frame, per);
  const check = () => breaks.map((own, i) => interpolationErrors(own, i, options));
  let errors = check();
  const failing = ({ byElement, scale }: (typeof errors)[number], i: number) =>
    byElement.filter((error) => error > tolerances[i] * scale).length;
  const fails = () => errors.some((own, i) => failing(own, i) > 0);
  if (perThermalSpeed === undefined) {
    const manyOf = (own: (typeof errors)[number], i: number) => failing(own, i) > manyFail * own.byElement.length;
    for (let round = 0; round < shortenings && errors.some(manyOf); round++) {
      per *= shortening;
      ({ master, breaks } = regularElements(mixture, frame, per));
      errors = check();
    }
    for (let round = 0; round < bisections && fails(); round++) {
      breaks = breaks.map((own, i) => {
        const { byElement, scale } = errors[i];
        const halved = own.slice(1).flatMap((end, e) => {
          if (byElement[e] <= tolerances[i] * scale) return [];
          // An end of another species inside the element is preferred to a new one.
          const middle = (own[e] + end) / 2;
          const inside = master.filter((r) => r > own[e] && r < end);
          return [inside.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a), inside[0] ?? middle)];
        });
        return [...own, ...halved].sort((a, b) => a - b);
      });
      master = [...new Set([...master, ...breaks.flat()])].sort((a, b) => a - b);
      errors = check();
    }
  }
  const startErrors = errors.map(({ byElement, scale }, i) => {
    const worst = Math.max(...byElement);
    const e = byElement.indexOf(worst);
    return { error: worst / scale, radius: (breaks[i][e] + breaks[i][e + 1]) / 2 };
  });
  return { breaks, startErrors };
}

/** Elements per thermal speed, to two digits, that meet the tolerances at the start; undefined if `most` do not suffice. */
export function elementsToHold(
  mixture: Mixture,
  frame: Scales,
  options: ElementOptions,
  most: number,
): number | undefined {
  for (let per = options.perThermalSpeed ?? defaultPerThermalSpeed; per <= most; per *= shortening) {
    const rounded = Math.min(most, Number((per * shortening).toPrecision(2)));
    const { startErrors } = chooseElements(mixture, frame, { ...options, perThermalSpeed: rounded });
    if (startErrors.every(({ error }, i) => error <= options.tolerances[i])) return rounded;
  }
  return undefined;
}

/** The longest element of species i at radius r, for one element per thermal speed. */
export function longestElement(mixture: Mixture, { cold, hot }: Scales, i: number): (r: number) => number {
  const widths = mixture.background.flatMap(({ species, bath, strength: c }) =>
    bath !== undefined && c > 0 && species === i ? [Math.sqrt(bath.temperature / bath.mass)] : [],
  );
  const partners = [...cold.filter((_, j) => mixture.strength(i, j) > 0), ...widths].filter((other) => other < cold[i]);
  return (r) => {
    const own = Math.min(hot[i], Math.max(cold[i], r / 8.5));
    return Math.min(own, ...partners.map((other) => Math.max(other, r / growth)));
  };
}

/** Elements from the scales only, with `per` of them per thermal speed, and the common list of ends. */
function regularElements(mixture: Mixture, scales: Scales, per: number) {
  const { cuts } = scales;
  const finest = cuts.map((_, i) => {
    const longest = longestElement(mixture, scales, i);
    return (r: number) => longest(r) / per;
  });
  const last = Math.max(...cuts);
  const master = march(last, (r) => Math.min(...finest.flatMap((h, i) => (r < cuts[i] ? [h(r)] : []))));
  return { master, breaks: cuts.map((cut, i) => coarsen(master, cut, finest[i])) };
}

/** Ends from 0 to `last` with steps h; the last step is stretched to end there. */
function march(last: number, h: (r: number) => number): number[] {
  const ends = [0];
  for (;;) {
    const r = ends[ends.length - 1];
    // The step at the middle of the element, by one correction of the step at its beginning.
    const step = h(r + h(r) / 2);
    if (r + 1.4 * step >= last) break;
    ends.push(r + step);
  }
  ends.push(last);
  return ends;
}

/** Ends from the list, up to the first at or beyond the cut, as far apart as the species' elements may be. */
function coarsen(master: readonly number[], cut: number, h: (r: number) => number): number[] {
  const stop = master.findIndex((r) => r >= cut * (1 - 1e-12));
  const ends = [0];
  for (let k = 1; k <= stop; k++) {
    const from = ends[ends.length - 1];
    if (k === stop || master[k + 1] - from > 1.15 * h((from + master[k + 1]) / 2)) ends.push(master[k]);
  }
  return ends;
}

function interpolationErrors(breaks: readonly number[], i: number, { order, start, harmonics }: ElementOptions) {
  const basis = lagrangeBasis(lobattoNodes(order));
  const probes = Array.from(gaussLegendre(order + 2).nodes, (x) => {
    const weights = new Float64Array(order + 1);
    basis.values(x, weights);
    return { x, weights };
  });
  const top = Math.max(...harmonics);
  const values = Array.from({ length: order + 1 }, () => new Float64Array(top + 1));
  const exact = new Float64Array(top + 1);
  let scale = 0;
  const byElement = breaks.slice(1).map((end, e) => {
    const radius = (x: number) => breaks[e] + ((end - breaks[e]) * (1 + x)) / 2;
    values.forEach((out, a) => {
      start[i](radius(basis.nodes[a]), out);
      scale = Math.max(scale, Math.abs(out[0]));
    });
    let worst = 0;
    for (const { x, weights } of probes) {
      start[i](radius(x), exact);
      for (const l of harmonics) {
        let sum = 0;
        for (let a = 0; a <= order; a++) sum += weights[a] * values[a][l];
        worst = Math.max(worst, Math.abs(sum - exact[l]));
      }
    }
    return worst;
  });
  return { byElement, scale };
}
