import type { Axis } from './axis.ts';
import { plainNumber, superscript } from './number-format.ts';

/**
 * A logarithmic axis that ends exactly where its data do, with ticks at powers of ten or, where there are less than three
 * of them, at 1, 2 and 5 times these.
 */
export function decadesAxis([lower, upper]: readonly number[]): Axis {
  const ticks = [[1], [1, 2, 5]].map((factors) => {
    const exponents = Array.from(
      { length: Math.ceil(Math.log10(upper)) - Math.floor(Math.log10(lower)) + 1 },
      (_, k) => k + Math.floor(Math.log10(lower)),
    );
    return exponents
      .flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`)))
      .filter((tick) => tick >= lower && tick <= upper);
  });
  const chosen = ticks[0].length < 3 ? ticks[1] : ticks[0];
  const powers = ticks[0].length >= 3 && (lower < 1e-3 || upper > 1e4);
  return {
    type: 'log',
    domain: [lower, upper],
    ticks: chosen,
    tickFormat: (tick) => (powers ? `10${superscript(Math.round(Math.log10(tick)))}` : plainNumber(tick, 1)),
    power: 0,
  };
}

/** D3 empties some labels of a logarithmic scale that go through `tickFormat`; ticks that are data keep their texts. */
export function decadeTicks<Options extends object>(axis: Axis, options: Options) {
  return [
    [...(axis.ticks as readonly number[])],
    { ...options, text: axis.tickFormat as (tick: number) => string },
  ] as const;
}
