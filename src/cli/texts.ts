import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InitialRate, ObservedMonotonicity, ValueWithError } from '../output/run-record.ts';
import type { TheoremRow } from '../theory/theorem.ts';

/** Formats pairs of a label and a text, with the texts aligned. Ends with a newline. */
export function formatFacts(facts: readonly (readonly [label: string, text: string])[]): string {
  const width = Math.max(...facts.map(([label]) => label.length));
  return facts.map(([label, text]) => `${label.padEnd(width)}  ${text}\n`).join('');
}

/** The URL of a file, which terminals and mail programs turn into a link. */
export function fileAddress(path: string): string {
  return pathToFileURL(resolve(path)).href;
}

/** Formats a number with six significant digits, such as 0.25 or 3.1e-15; `-` if there is none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  return size === 0 || (size >= 1e-4 && size < 1e6) ? String(rounded) : rounded.toExponential();
}

/** Formats a unit, with the number before it rounded, such as `419383 m s-1`. */
export function shortUnit(unit: string): string {
  return unit.replace(/^\S*\d\S*(?= )/, (number) => formatNumber(Number(number)).replace('+', ''));
}

/** Formats a count: 3200, or 1.28e8 from a million. */
export function formatCount(count: number): string {
  return count < 1e6 ? String(Math.round(count)) : Number(count.toPrecision(3)).toExponential().replace('+', '');
}

const byteUnits = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Formats a number of bytes with three significant digits, such as 143 MiB. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${shortened(bytes / 1024 ** power)} ${byteUnits[power]}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** Formats a duration: 0.42 s, 12 s, 4 min 10 s, 3 h 5 min, 1 day, 12 days, 31 years. */
export function formatDuration(seconds: number): string {
  if (seconds < minute) return `${Number(seconds.toPrecision(2))} s`;
  const whole = Math.round(seconds);
  if (whole < hour) return `${Math.floor(whole / minute)} min ${whole % minute} s`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`;
  if (whole === day) return '1 day';
  return whole < 2 * year ? `${shortened(whole / day)} days` : `${shortened(whole / year)} years`;
}

function shortened(value: number): string {
  return value < 1000 ? String(Number(value.toPrecision(3))) : formatCount(value);
}

/** The exponent of a pair, or the formula of its kernel. */
export function lawWords({ exponent, kernel }: TheoremRow): string {
  return kernel === undefined ? formatNumber(exponent) : kernel.formula;
}

/** The head of a column with `lawWords` of these pairs. */
export function lawHead(rows: readonly TheoremRow[]): string {
  return rows.some(({ kernel }) => kernel !== undefined) ? 'kernel' : 'exponent';
}

/** Why Theorem 1.1 does not cover a pair; for a kernel, also the r at which the bound holds. */
function beyondBound({ exponent, kernel, bound }: TheoremRow): string {
  if (kernel === undefined) return `|${exponent}| > ${formatNumber(bound)}`;
  const [least, largest] = kernel.slopes;
  const range = `from ${least === null ? '-infinity' : formatNumber(least)} to ${largest === null ? 'infinity' : formatNumber(largest)}`;
  return `r alpha'/alpha ranges ${range}, within ${formatNumber(bound)} ${radiiWords(kernel.within)}`;
}

function radiiWords(within: NonNullable<TheoremRow['kernel']>['within']): string {
  if (within.length === 0) return 'at no r';
  const intervals = within.map(([from, to]) => {
    if (to === null) return from === 0 ? 'at every r' : `for r >= ${formatNumber(from)}`;
    return from === 0 ? `for r <= ${formatNumber(to)}` : `for r in [${formatNumber(from)}, ${formatNumber(to)}]`;
  });
  return `${intervals.join(' and ')} only`;
}

/** Maximum number of pairs named in a line; `landau theorem` and the report list all of them. */
const mostPairs = 6;

/** What Theorem 1.1 of Zhu (2025) implies for a mixture: nothing if it does not cover every colliding pair, or if no pair collides. */
export function theoremWords(rows: readonly TheoremRow[], covered: boolean): string {
  if (rows.every(({ strength }) => strength === 0)) return 'does not apply: no pair of species collides';
  if (covered) return 'covers every pair that collides: the exact I never increases';
  const outside = rows
    .filter((row) => row.strength > 0 && !row.covered)
    .map((row) => `${row.between.join('-')} (${row.outside ?? beyondBound(row)})`);
  const more = outside.length > mostPairs ? ` and ${outside.length - mostPairs} more pairs` : '';
  return `does not cover ${outside.slice(0, mostPairs).join(', ')}${more}: no statement about I`;
}

/** Formats a value with its error, such as 3.98 +- 0.02, with the digits that the error determines. */
export function withError({ value, error }: ValueWithError): string {
  if (error === null) return `${formatNumber(value)} (error not known)`;
  if (!(error > 0)) return formatNumber(value);
  const place = Math.floor(Math.log10(error)) - 1;
  // At most six significant digits of the value, so that none is below its round-off.
  const shown = Math.max(place, Math.floor(Math.log10(Math.abs(value))) - 5);
  const decimals = Math.max(0, -shown);
  return `${decimals > 15 ? formatNumber(value) : value.toFixed(decimals)} +- ${Number(error.toPrecision(2))}`;
}

/** Whether the best estimate of I of the computed f increases over the rows. */
export function observedWords({
  answer,
  reason,
  change,
  changeError,
  rise,
  riseError,
  from,
  to,
  hidden,
}: ObservedMonotonicity): string {
  const [delta, bar] = [formatNumber(change), short(changeError)];
  if (answer === 'increases')
    return `increases: by ${short(rise)} +- ${short(riseError)} from t = ${formatNumber(from)} to ${formatNumber(to)}`;
  if (answer === 'does not increase')
    return `does not increase: it changes by ${delta} +- ${bar}, and ${hidden === 0 ? 'any rise' : `a rise of more than ${short(hidden ?? null)}`} between rows is excluded`;
  const changeWords = change === null ? '' : `; it changes by ${delta}${changeError === null ? '' : ` +- ${bar}`}`;
  return `undetermined: ${reason ?? ''}${changeWords}`;
}

/** Formats a rate, such as dT/dt of light: 0.0305; closed formula: 0.0445; ratio: 0.69. Means have their standard errors. */
export function rateWords({ quantity, right, source, measured, error, ratio }: InitialRate): string {
  const bar = (size: number) => (error === undefined ? '' : ` +- ${Number((error / size).toPrecision(2))}`);
  return `${quantity}: ${short(measured)}${bar(1)}; ${source}: ${short(right)}; ratio: ${short(ratio)}${bar(Math.abs(right))}`;
}

function short(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(3)));
}
