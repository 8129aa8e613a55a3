import { plainNumber, superscript } from './number-format.ts';

/** An axis that contains all its data: the domain of the scale and the format of its ticks. */
export interface Axis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: number | readonly number[];
  readonly tickFormat: (tick: number, index: number, ticks: readonly number[]) => string;
  /** Power of ten that the tick labels leave out and the axis label must name; 0 for none. */
  readonly power: number;
}

/** Smaller positive numbers are drawn as zero: subnormal numbers lose their digits, and powers of ten underflow. */
export const SMALLEST = 1e-300;

/**
 * Shortest linear axis relative to the magnitude of the values: a smaller variation is round-off on a constant, and is
 * drawn as a constant.
 */
const SHORTEST_AXIS = 1e-4;

/** Linear axis around the finite values with a small margin; with `air` = 0 it ends exactly at the extreme values. */
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
 * Logarithmic axis around the positive values. It ends at whole decades or, if it spans fewer than three, at 1, 2 or 5
 * times a power of ten. With a floor, whose tick is labelled 0, it always ends at whole decades. Undefined if no value
 * reaches SMALLEST.
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

/** The power of ten that the tick labels leave out, as the end of an axis label; empty for none. */
export function powerWords({ power }: Pick<Axis, 'power'>): string {
  return power === 0 ? '' : ` × 10${superscript(power)}`;
}

/** At most eight decades, including the first. */
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

/** log10 of a power of ten may differ from the integer in its last bit. */
const TINY = 1e-12;

/** The double nearest to 10^exponent, which Math.pow does not guarantee. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

function decimals(tick: number, step: number, power: number): string {
  const places = Math.min(12, Math.max(0, power - Math.floor(Math.log10(Math.abs(step || 1)) + TINY)));
  const text = (tick / powerOfTen(power)).toFixed(places);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/**
 * A logarithmic axis that ends exactly at the given values. Its ticks are powers of ten or, if fewer than three fit, 1, 2
 * and 5 times powers of ten, or finer steps.
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

/** Evenly spaced ticks, at least three, for an interval that is too short for logarithmic steps. */
function evenSteps(lower: number, upper: number): number[] {
  const step = powerOfTen(Math.floor(Math.log10((upper - lower) / 3)));
  const [first, last] = [Math.ceil(lower / step), Math.floor(upper / step)];
  const stride = Math.ceil((last - first) / 4);
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, k) =>
    Number(((first + k * stride) * step).toPrecision(12)),
  );
}

/** Ticks as data with a `text` option: D3 blanks some labels of a logarithmic scale that come from `tickFormat`. */
export function decadeTicks<Options extends object>(axis: Axis, options: Options) {
  return [
    [...(axis.ticks as readonly number[])],
    { ...options, text: axis.tickFormat as (tick: number) => string },
  ] as const;
}
