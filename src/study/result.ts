import * as z from 'zod';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';
import { readSealed, writeSealed } from '../output/checksums.ts';
import { provenanceSchema } from '../output/record-schemas.ts';
import type { Provenance, Series } from '../output/run-record.ts';
import { memberPath } from './layout.ts';

/** The result of a member, from which all tables of the study are made. Saved atomically as `result.json`. */
export interface MemberResult {
  readonly id: string;
  readonly status: 'finished' | 'failed';
  /** Why it failed. */
  readonly message?: string;
  /** The findings of its watchdogs that make its numbers doubtful. */
  readonly doubtful?: string;
  /** The targets of the study when the member was computed, null for a missing value. */
  readonly targets: Readonly<Record<string, number | null>>;
  /** The series of the run, column by column, so that new targets need no new run; null stands for NaN. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
  /** Particles of every species. */
  readonly particles: readonly number[];
  readonly steps: number;
  readonly evaluations: number;
  readonly wallSeconds: number;
  /** Largest resident memory of its process in bytes; null if it shared one with other members, absent in old results. */
  readonly memory?: number | null;
  /** null if the run could not start. */
  readonly provenance: Provenance | null;
}

/** The columns of a series, or of a result. */
export type Columns = Readonly<Record<string, ArrayLike<number>>>;

export function writeResult(directory: string, result: MemberResult): void {
  writeSealed(memberPath(directory, result.id, 'result'), result, 1);
}

/** The result of a member; undefined if it has none. Throws InputError for a damaged file. */
export function readResult(directory: string, id: string): MemberResult | undefined {
  const path = memberPath(directory, id, 'result');
  if (!isThere(path)) return undefined;
  const result = readSealed(path, 'the result of a member', resultSchema);
  if (result.id !== id)
    throw new InputError(`${path}: expected the result of member ${id}, got the result of ${result.id}`);
  return result;
}

export function savedColumns({ columns }: Series): MemberResult['series'] {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column, orNull)]));
}

export function resultColumns({ series }: MemberResult): Columns {
  return Object.fromEntries(
    Object.entries(series).map(([name, column]) => [name, column.map((value) => value ?? Number.NaN)]),
  );
}

/** The number, or null if it is not finite, which JSON cannot represent. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const value = z.number().nullable();

const resultSchema = z.looseObject({
  id: z.string(),
  status: z.enum(['finished', 'failed']),
  message: z.string().optional(),
  targets: z.record(z.string(), value),
  series: z.record(z.string(), z.array(value)),
  particles: z.array(z.number()),
  steps: z.number(),
  evaluations: z.number(),
  wallSeconds: z.number(),
  memory: value.optional(),
  provenance: provenanceSchema.nullable(),
}) as unknown as z.ZodType<MemberResult>;
