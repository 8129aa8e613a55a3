import type { Scenario } from '../scenario/scenario.ts';

/** A time at which a run stops to look, or only to breathe. */
export interface Stop {
  readonly t: number;
  /** A row of the series is measured. */
  readonly row: boolean;
  /** The distributions are stored. */
  readonly snapshot: boolean;
}

/** Two times closer than this fraction of the shortest interval are one. */
const coincidence = 1e-9;

/**
 * The stops of a run in order, the start and the end among them: rows at start + k every, snapshots at start + k snapshots,
 * both also at the end; with fixed steps one stop after each step between them, so that a run can be interrupted there.
 * Times are products, not sums, and do not drift. The same scenario has the same stops however often it is resumed.
 */
export function schedule({ time, output }: Pick<Scenario, 'time' | 'output'>): Stop[] {
  const { start, until, step } = time;
  const rows = multiples(start, until, output.every);
  const snapshots = output.snapshots === undefined ? [start, until] : multiples(start, until, output.snapshots);
  const near = coincidence * Math.min(output.every, output.snapshots ?? output.every, until - start);
  const outputs: Stop[] = [...rows.map((t) => ({ t, row: true })), ...snapshots.map((t) => ({ t, row: false }))]
    .sort((a, b) => a.t - b.t || Number(b.row) - Number(a.row))
    .reduce<Stop[]>((stops, { t, row }) => {
      const last = stops.at(-1);
      if (last !== undefined && t - last.t <= near)
        stops[stops.length - 1] = { t: row ? t : last.t, row: last.row || row, snapshot: last.snapshot || !row };
      else stops.push({ t, row, snapshot: !row });
      return stops;
    }, []);
  if (time.adaptive !== undefined) return outputs;
  return outputs.flatMap((stop, k) => {
    if (k === 0) return [stop];
    const from = outputs[k - 1].t;
    const parts = Math.max(1, Math.ceil((stop.t - from) / step - 1e-6));
    const between = Array.from({ length: parts - 1 }, (_, i) => from + ((stop.t - from) * (i + 1)) / parts);
    return [...between.map((t) => ({ t, row: false, snapshot: false })), stop];
  });
}

function multiples(start: number, until: number, every: number): number[] {
  const count = Math.ceil((until - start) / every - coincidence);
  return [...Array.from({ length: count }, (_, k) => start + k * every), until];
}
