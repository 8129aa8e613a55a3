import { existsSync } from 'node:fs';
import { readJson, writeFileAtomically } from '../output/files.ts';
import type { Provenance, Series } from '../output/run-record.ts';
import { memberPath } from './layout.ts';

/** What a member leaves: all that any table of the study is made of. Saved as `result.json`, in one atomic step. */
export interface MemberResult {
  readonly id: string;
  readonly status: 'finished' | 'failed';
  /** Why it failed. */
  readonly message?: string;
  /** What its watchdogs found that makes its numbers doubtful. */
  readonly doubtful?: string;
  /** The targets of the study when the member was computed, null where there is no value. */
  readonly targets: Readonly<Record<string, number | null>>;
  /** The series of the run, column by column, so that other targets need no other run; null stands for NaN. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
  /** Particles of every species. */
  readonly particles: readonly number[];
  readonly steps: number;
  readonly evaluations: number;
  readonly wallSeconds: number;
  /** null when the run could not begin. */
  readonly provenance: Provenance | null;
}

/** The columns of a series, or of a result. */
export type Columns = Readonly<Record<string, ArrayLike<number>>>;

export function writeResult(directory: string, result: MemberResult): void {
  writeFileAtomically(memberPath(directory, result.id, 'result'), `${JSON.stringify(result, null, 1)}\n`);
}

/** The result of a member, undefined when it is not finished. Throws InputError for a damaged file. */
export function readResult(directory: string, id: string): MemberResult | undefined {
  const path = memberPath(directory, id, 'result');
  if (!existsSync(path)) return undefined;
  return readJson<MemberResult>(path, 'the result of a member', ['id', 'status', 'series', 'targets']);
}

export function savedColumns({ columns }: Series): MemberResult['series'] {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column, orNull)]));
}

export function resultColumns({ series }: MemberResult): Columns {
  return Object.fromEntries(
    Object.entries(series).map(([name, column]) => [name, column.map((value) => value ?? Number.NaN)]),
  );
}

/** JSON has no other numbers. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
