import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readSealed } from '../../output/checksums.ts';
import { layout } from '../../output/layout.ts';
import { summarySchema } from '../../output/record-schemas.ts';
import { snapshotIterations } from '../../output/run-directory.ts';
import { formatDuration, plainNumber } from '../number-format.ts';

const INTERVAL = 500;
/** Shortest pause between two redraws of a page, in milliseconds, and in units of the time that the last rendering took. */
const LEAST_PAUSE = 2000;
const PAUSE_PER_RENDERING = 8;
/** Bytes at the end of the series that are read for its last row. */
const TAIL = 65_536;

/**
 * Sends the progress of a run as server-sent events (HTML Standard, section 9.2): `progress` with its status and time, `changed` when its
 * page would change, and `end` when it ends. `rendering` returns the time that rendering the page takes, in milliseconds.
 */
export function followEvents(directory: string, response: ServerResponse, rendering: () => number): void {
  const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const first = stateOf(directory);
  const begun = Date.now();
  let sent = '';
  let drawn = stamp(first);
  let drawnAt = Date.now();
  const poll = () => {
    const state = stateOf(directory);
    const progress = { status: state.status, t: state.t, until: state.until, words: words(state, first, begun) };
    const text = JSON.stringify(progress);
    if (text !== sent) send('progress', progress);
    sent = text;
    const over = state.status !== 'running';
    const pause = Math.max(LEAST_PAUSE, PAUSE_PER_RENDERING * rendering());
    if (stamp(state) !== drawn && (over || Date.now() - drawnAt > pause)) {
      drawn = stamp(state);
      drawnAt = Date.now();
      send('changed', {});
    }
    if (!over) return;
    send('end', {});
    clearInterval(timer);
    response.end();
  };
  const timer = setInterval(poll, INTERVAL);
  response.on('close', () => clearInterval(timer));
  poll();
}

interface State {
  readonly status: string;
  readonly t: number;
  readonly until: number;
  readonly rows: number;
  readonly snapshots: number;
}

function stateOf(directory: string): State {
  try {
    const summary = readSealed(join(directory, layout.summary), 'the summary of a run', summarySchema);
    const { t, bytes } = lastRow(join(directory, layout.series));
    const reached = summary.status === 'running' && Number.isFinite(t) ? t : summary.t;
    return {
      status: summary.status,
      t: reached,
      until: summary.until,
      rows: bytes,
      snapshots: snapshotIterations(directory).length,
    };
  } catch {
    // The directory is being created, or no longer exists.
    return { status: 'running', t: Number.NaN, until: Number.NaN, rows: 0, snapshots: 0 };
  }
}

function stamp({ status, rows, snapshots }: State): string {
  return `${status} ${rows} ${snapshots}`;
}

/** The time of the last complete row, and the size of the series. */
function lastRow(path: string): { readonly t: number; readonly bytes: number } {
  const bytes = statSync(path).size;
  const length = Math.min(bytes, TAIL);
  const buffer = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    readSync(file, buffer, 0, length, bytes - length);
  } finally {
    closeSync(file);
  }
  const lines = buffer.toString('utf8').split('\n').slice(0, -1);
  return { t: Number((lines.at(-1) ?? '').split(',', 1)[0]), bytes };
}

/** The progress as text, with the remaining time estimated from the speed since the page was opened. */
function words({ status, t, until, snapshots }: State, first: State, begun: number): string {
  if (!Number.isFinite(t)) return 'the run is being prepared';
  const stored = `${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}`;
  if (status !== 'running') return `${status} at t = ${plainNumber(t, 4)}; ${stored}`;
  const seconds = (Date.now() - begun) / 1000;
  const left = t > first.t ? (seconds * (until - t)) / (t - first.t) : Number.NaN;
  const share = until > 0 ? ` (${Math.floor((100 * t) / until)} %)` : '';
  const ahead = Number.isFinite(left) ? `, ${formatDuration(Math.max(1, Math.round(left)))} left at this pace` : '';
  return `t = ${plainNumber(t, 4)} of ${plainNumber(until, 4)}${share}, ${stored}${ahead}`;
}
