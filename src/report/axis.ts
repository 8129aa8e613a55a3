import { plainNumber, superscript } from './number-format.ts';

/** An axis that holds all of its data: the scale's domain and how its ticks are written. */
export interface Axis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: number | readonly number[];
  readonly tickFormat: (tick: number, index: number, ticks: readonly number[]) => string;
  /** Power of ten that the tick labels leave out and the axis label must name; 0 for none. */
  readonly power: number;
}

/** Positive numbers below this are drawn as zero: the last of them have no whole digits left, nor a power of ten. */
export const SMALLEST = 1e-300;

/**
 * A linear axis is never shorter than this part of the values' magnitude: what varies less is a constant with round-off
 * on it, and is drawn as one.
 */
const SHORTEST_AXIS = 1e-4;

/** Linear axis around the finite values, with a little air; `air` = 0 ends it exactly at the extreme values. */
export function linearAxis(values: Iterable<number>, air = 0.04): Axis {
  let lower = Infinity;
  let upper = -Infinity;
  for (const value of values) {
    if (value < lower && value > -Infinity) lower = value;
    if (value > upper && value < Infinity) upper = value;
  }
  if (lower > upper) [lower, upper] = [0, 1];
  const largest = Math.max(Math.abs(lower), Math.abs(upper));
  const magnitude = largest < SMALLEST ? 0 : largest;
  const shortest = magnitude === 0 ? 1 : SHORTEST_AXIS * magnitude;
  const lack = Math.max(0, shortest - (upper - lower)) / 2;
  const margin = air * Math.max(upper - lower, shortest);
  const power = magnitude !== 0 && (magnitude < 1e-2 || magnitude >= 1e5) ? Math.floor(Math.log10(magnitude)) : 0;
  return {
    type: 'linear',
    domain: [lower - lack - margin, upper + lack + margin],
    ticks: 5,
    tickFormat: (tick, _, ticks) => decimals(tick, ticks.length > 1 ? ticks[1] - ticks[0] : tick, power),
    power,
  };
}

/**
 * Logarithmic axis around the positive values, between whole decades or, where these would be less than three, between 1,
 * 2 and 5 times powers of ten; undefined when there are none above SMALLEST. With a floor, whose tick is 0, always decades.
 */
export function logarithmicAxis(values: Iterable<number>, floor?: number): Axis | undefined {
  let lower = Infinity;
  let upper = 0;
  for (const value of values) {
    if (value >= SMALLEST && value < lower) lower = value;
    if (value > upper && value < Infinity) upper = value;
  }
  if (lower > upper) return undefined;
  const first = Math.floor(Math.log10(lower) + TINY);
  const last = Math.max(first + 1, Math.ceil(Math.log10(upper) - TINY));
  const short = last - first < 3 && floor === undefined;
  const ticks = short ? stepsBetween(lower, upper, first, last) : decadesBetween(first, last);
  return {
    type: 'log',
    domain: short ? [ticks[0], ticks[ticks.length - 1]] : [powerOfTen(first), powerOfTen(last)],
    ticks,
    tickFormat: (tick) => {
      if (tick === floor) return '0';
      return short ? plainNumber(tick, 1) : `10${superscript(Math.round(Math.log10(tick)))}`;
    },
    power: 0,
  };
}

/** The power of ten that the ticks of an axis leave out, as a label has it behind its words. */
export function powerWords({ power }: Pick<Axis, 'power'>): string {
  return power === 0 ? '' : ` × 10${superscript(power)}`;
}

/** At most eight decades, the first among them. */
function decadesBetween(first: number, last: number): number[] {
  const stride = Math.ceil((last - first) / 7);
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, k) => powerOfTen(first + k * stride));
}

/** 1, 2 and 5 times powers of ten from the last one not above `lower` to the first one not below `upper`. */
function stepsBetween(lower: number, upper: number, first: number, last: number): number[] {
  const steps: number[] = [];
  for (let exponent = first; exponent <= last; exponent++)
    for (const factor of [1, 2, 5]) steps.push(Number(`${factor}e${exponent}`));
  const from = Math.max(
    0,
    steps.findLastIndex((step) => step <= lower * (1 + TINY)),
  );
  const to = steps.findIndex((step) => step >= upper * (1 - TINY));
  return steps.slice(from === to ? Math.max(0, from - 1) : from, Math.max(to, from + 1) + 1);
}

/** log10 of a power of ten may miss the whole number by its last bit. */
const TINY = 1e-12;

/** The nearest double to 10^exponent, which Math.pow does not promise. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

function decimals(tick: number, step: number, power: number): string {
  const places = Math.min(12, Math.max(0, power - Math.floor(Math.log10(Math.abs(step || 1)) + TINY)));
  const text = (tick / powerOfTen(power)).toFixed(places);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/**
 * A logarithmic axis that ends exactly where its data do, with ticks at powers of ten or, where there are less than three
 * of them, at 1, 2 and 5 times these, or finer ones.
 */
export function decadesAxis([lower, upper]: readonly number[]): Axis {
  const ticks = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]].map((factors) => {
    const exponents = Array.from(
      { length: Math.ceil(Math.log10(upper)) - Math.floor(Math.log10(lower)) + 1 },
      (_, k) => k + Math.floor(Math.log10(lower)),
    );
    return exponents
      .flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`)))
      .filter((tick) => tick >= lower && tick <= upper);
  });
  const chosen = ticks.find((some) => some.length >= 3) ?? evenSteps(lower, upper);
  const powers = ticks[0].length >= 3 && (lower < 1e-3 || upper > 1e4);
  return {
    type: 'log',
    domain: [lower, upper],
    ticks: chosen,
    tickFormat: (tick) => (powers ? `10${superscript(Math.round(Math.log10(tick)))}` : plainNumber(tick, 2)),
    power: 0,
  };
}

/** Multiples of a power of ten, at least three of them in an interval that is too short for steps of a logarithm. */
function evenSteps(lower: number, upper: number): number[] {
  const step = powerOfTen(Math.floor(Math.log10((upper - lower) / 3)));
  const [first, last] = [Math.ceil(lower / step), Math.floor(upper / step)];
  const stride = Math.ceil((last - first) / 4);
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, k) =>
    Number(((first + k * stride) * step).toPrecision(12)),
  );
}

/** D3 empties some labels of a logarithmic scale that go through `tickFormat`; ticks that are data keep their texts. */
export function decadeTicks<Options extends object>(axis: Axis, options: Options) {
  return [
    [...(axis.ticks as readonly number[])],
    { ...options, text: axis.tickFormat as (tick: number) => string },
  ] as const;
}
