import type { Scenario } from '../scenario/scenario.ts';

/** A time at which a run stops to write a row or a snapshot, or only to pause. */
export interface Stop {
  readonly t: number;
  /** Whether a row of the series is measured. */
  readonly row: boolean;
  /** Whether the distributions are stored. */
  readonly snapshot: boolean;
}

/** Two times closer than this fraction of the shortest interval are treated as one. */
const coincidence = 1e-9;

/**
 * Returns the stops of a run at which something is written, in order, including the start and the end: rows at start + k every,
 * snapshots at start + k snapshots, both also at the end. Times are products, not sums, and do not drift.
 */
export function outputStops({ time, output }: Pick<Scenario, 'time' | 'output'>): readonly Stop[] {
  const { start, until } = time;
  const rows = multiples(start, until, output.every);
  const snapshots = output.snapshots === undefined ? [start, until] : multiples(start, until, output.snapshots);
  const near = coincidence * Math.min(output.every, output.snapshots ?? output.every, until - start);
  return [...rows.map((t) => ({ t, row: true })), ...snapshots.map((t) => ({ t, row: false }))]
    .sort((a, b) => a.t - b.t || Number(b.row) - Number(a.row))
    .reduce<Stop[]>((stops, { t, row }) => {
      const last = stops.at(-1);
      if (last !== undefined && t - last.t <= near)
        stops[stops.length - 1] = { t: row ? t : last.t, row: last.row || row, snapshot: last.snapshot || !row };
      else stops.push({ t, row, snapshot: !row });
      return stops;
    }, []);
}

/** The length of the equal steps up to the first output. */
export function firstStep({ time, output }: Pick<Scenario, 'time' | 'output'>): number {
  const { start, until, step } = time;
  const interval = Math.min(until - start, output.every, output.snapshots ?? output.every);
  return interval / Math.ceil(interval / step - 1e-6);
}

/**
 * Yields all stops of a run: those of `outputs` and, with fixed steps, one after each step between them, so that a run can be interrupted
 * there. A generator, because memory may not hold all stops. The stops depend only on the scenario, also for a resumed run.
 */
export function* schedule(
  { adaptive, step }: Pick<Scenario['time'], 'adaptive' | 'step'>,
  outputs: readonly Stop[],
): Generator<Stop> {
  for (const [k, stop] of outputs.entries()) {
    const from = k === 0 ? stop.t : outputs[k - 1].t;
    const parts = adaptive === undefined ? Math.ceil((stop.t - from) / step - 1e-6) : 1;
    for (let i = 1; i < parts; i++) yield { t: from + ((stop.t - from) * i) / parts, row: false, snapshot: false };
    yield stop;
  }
}

function multiples(start: number, until: number, every: number): number[] {
  const count = Math.ceil((until - start) / every - coincidence);
  const at = decimalSteps(start, every) ?? ((k: number) => start + k * every);
  return [...Array.from({ length: count }, (_, k) => at(k)), until];
}

/** Most digits of a short decimal: doubles have up to 17 significant digits, so that all its multiples are exact. */
const mostDigits = 15;

/**
 * start + k every as the double nearest to the decimal fraction: 0.9 where the product of doubles is 0.8999999999999999. Undefined for
 * numbers that are not short decimals.
 */
function decimalSteps(start: number, every: number): ((k: number) => number) | undefined {
  const [a, b] = [decimal(start), decimal(every)];
  const tens = Math.min(a.tens, b.tens);
  const whole = ({ digits, tens: own }: Decimal) => digits * 10n ** BigInt(own - tens);
  if (a.length > mostDigits || b.length > mostDigits || Math.max(a.tens, b.tens) - tens > 300) return undefined;
  const [first, step] = [whole(a), whole(b)];
  return (k) => Number(`${first + BigInt(k) * step}e${tens}`);
}

interface Decimal {
  /** A whole number with `length` digits; the value is digits times 10^tens. */
  readonly digits: bigint;
  readonly length: number;
  readonly tens: number;
}

/** The shortest decimal that parses to the same double. */
function decimal(x: number): Decimal {
  const [mantissa, exponent] = x.toExponential().split('e');
  const [before, after = ''] = mantissa.split('.');
  return {
    digits: BigInt(before + after),
    length: (before + after).replace('-', '').length,
    tens: Number(exponent) - after.length,
  };
}
