import type { InitialRate, ObservedMonotony, ValueWithError } from '../output/run-record.ts';
import { formatNumber } from './texts.ts';

/** 3.98 +- 0.02, with the digits that the error leaves. */
export function withError({ value, error }: ValueWithError): string {
  if (error === null) return `${formatNumber(value)} (error not known)`;
  if (!(error > 0)) return formatNumber(value);
  const place = Math.floor(Math.log10(error)) - 1;
  // Six digits are enough for people, and what is below round-off of the value is none of its digits.
  const shown = Math.max(place, Math.floor(Math.log10(Math.abs(value))) - 5);
  const decimals = Math.max(0, -shown);
  return `${decimals > 15 ? formatNumber(value) : value.toFixed(decimals)} +- ${Number(error.toPrecision(2))}`;
}

/** What the rows show of the best estimate of I of the computed f. */
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
}: ObservedMonotony): string {
  const [delta, bar] = [formatNumber(change), short(changeError)];
  if (answer === 'increases')
    return `increases: by ${short(rise)} +- ${short(riseError)} from t = ${formatNumber(from)} to ${formatNumber(to)}`;
  if (answer === 'does not increase')
    return `does not increase: it changes by ${delta} +- ${bar}, and ${hidden === 0 ? 'any rise' : `a rise of more than ${short(hidden ?? null)}`} between rows is excluded`;
  const told = change === null ? '' : `; it changes by ${delta}${changeError === null ? '' : ` +- ${bar}`}`;
  return `cannot be told: ${reason ?? ''}${told}`;
}

/** dT/dt of light: 0.0305; closed formula: 0.0445; ratio: 0.69. With the standard errors of means. */
export function rateWords({ quantity, right, source, measured, error, ratio }: InitialRate): string {
  const bar = (size: number) => (error === undefined ? '' : ` +- ${Number((error / size).toPrecision(2))}`);
  return `${quantity}: ${short(measured)}${bar(1)}; ${source}: ${short(right)}; ratio: ${short(ratio)}${bar(Math.abs(right))}`;
}

function short(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(3)));
}
