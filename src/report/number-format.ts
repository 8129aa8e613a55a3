import { type Html, html } from './html.ts';

/**
 * Formats a number with `digits` significant figures and no trailing zeros: 1.25, −0.003, 1.2 × 10^−13 with a proper
 * superscript. A value that is not available (NaN) becomes an en dash.
 */
export function formatNumber(value: number, digits = 6): Html {
  const { mantissa, exponent } = decompose(value, digits);
  if (exponent === undefined) return html`${mantissa}`;
  return mantissa === '1'
    ? html`10<sup>${minus(exponent)}</sup>`
    : html`${mantissa}${TIMES}10<sup>${minus(exponent)}</sup>`;
}

/** As `formatNumber`, but in plain Unicode, for text inside figures and their descriptions. */
export function plainNumber(value: number, digits = 6): string {
  const { mantissa, exponent } = decompose(value, digits);
  if (exponent === undefined) return mantissa;
  return mantissa === '1' ? `10${superscript(exponent)}` : `${mantissa}${TIMES}10${superscript(exponent)}`;
}

/** A value ± its error, to the digits that the error leaves significant. */
export function withError(value: number, error: number): string {
  if (!Number.isFinite(value)) return '–';
  if (!(error > 0)) return plainNumber(value, 5);
  const places = Math.max(0, 1 - Math.floor(Math.log10(error)));
  const size = Math.abs(value);
  if (size >= LARGEST_DECIMAL || size < SMALLEST_DECIMAL || places > 12) {
    const digits = Math.floor(Math.log10(size || error)) - Math.floor(Math.log10(error)) + 2;
    return `${plainNumber(value, Math.min(Math.max(digits, 1), 15))} ± ${plainNumber(error, 2)}`;
  }
  return `${value.toFixed(places).replace('-', '−')} ± ${places > 6 ? plainNumber(error, 2) : error.toFixed(places)}`;
}

/** A vector as (a, b, c). */
export function plainVector(values: readonly number[], digits = 6): string {
  return `(${values.map((value) => plainNumber(value, digits)).join(', ')})`;
}

/** A whole number in groups of three digits: 16 000. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A duration in seconds: 0.42 s, 12.3 s, 4 min 10 s, 3 h 5 min. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${plainNumber(seconds, 3)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A unit such as `m v^2`, or `1e20 m-3 eV` in UDUNITS notation, with powers as Unicode superscripts; empty for pure numbers. */
export function plainUnit(unit: string): string {
  if (unit === '1') return '';
  const [, number, symbols] = /^(\d[\d.e-]*) (.+)$/.exec(unit) ?? [];
  if (number !== undefined) return `${plainNumber(Number(number))} ${plainUnit(symbols)}`;
  const raisedSymbols = unit.replace(/(?<=[A-Za-z])-?\d+/g, (power) => superscript(Number(power)));
  return raisedSymbols.replace(/\^(?:\((-?\d+)\)|(-?\d+))/g, (_, inside?: string, plain?: string) =>
    superscript(Number(inside ?? plain)),
  );
}

/** Replaces typed signs by typographic ones: `<= 1e-12` becomes ≤ 10⁻¹². */
export function properSigns(text: string): string {
  return text
    .replace(/-?\b\d+(\.\d+)?e[+-]?\d+\b/gi, (digits) => plainNumber(Number(digits), 12))
    .replaceAll('<=', '≤')
    .replaceAll('>=', '≥')
    .replaceAll('+-', '±')
    .replace(/(?<![\w.])-(?=[\d.])/g, '−');
}

/** The power of ten 10^exponent in Unicode: 10⁻¹². */
export function superscript(exponent: number): string {
  return [...String(exponent)].map((character) => raised[character]).join('');
}

const raised: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** No-break spaces, so that a line never breaks between mantissa and power. */
const TIMES = '\u00a0×\u00a0';

/** Between these magnitudes, decimals are easier to read than powers of ten. */
const SMALLEST_DECIMAL = 1e-4;
const LARGEST_DECIMAL = 1e6;

function decompose(value: number, digits: number): { mantissa: string; exponent?: number } {
  if (Number.isNaN(value)) return { mantissa: '–' };
  if (!Number.isFinite(value)) return { mantissa: value > 0 ? '∞' : '−∞' };
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= SMALLEST_DECIMAL && size < LARGEST_DECIMAL)) return { mantissa: minus(rounded) };
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return { mantissa: minus(Number(mantissa)), exponent: Number(exponent) };
}

/** Decimal digits with a true minus sign. */
function minus(value: number): string {
  return String(value === 0 ? 0 : value).replace('-', '−');
}
