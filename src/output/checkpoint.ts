import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';
import { checked, diskError, readBytes, writeFileAtomically } from './files.ts';
import { layout } from './layout.ts';
import { outputMarksSchema, runIdentitySchema } from './record-schemas.ts';
import type { OutputMarks, RunIdentity } from './run-identity.ts';

/** All data needed to resume a run with bitwise identical results. */
export interface Checkpoint {
  readonly t: number;
  /** Rows of the series written so far. */
  readonly rows: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Stored bit for bit, including NaN payloads, signed zeros and subnormals. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Plain data such as counters and states of random streams. Numbers must be finite, as JSON requires. */
  readonly meta: unknown;
  /** The identity of its run. */
  readonly identity?: RunIdentity;
  /** The files of the run when it was saved. */
  readonly outputs?: OutputMarks;
}

/** Incremented whenever the file format or the meaning of its content changes. */
const formatVersion = 2;
const title = 'landau-fisher checkpoint';
const startAgain = 'start the run again with --overwrite';

interface Header extends Omit<Checkpoint, 'arrays'> {
  readonly endianness: string;
  readonly arrays: readonly { readonly name: string; readonly length: number }[];
}

/**
 * Writes the checkpoint of a run atomically. The checkpoint before it stays in place until this one is complete, and is then kept
 * under a different name:
 *
 *     line 1   landau-fisher checkpoint <format version> <SHA-256 of everything after this line>
 *     line 2   JSON: t, rows, steps, meta, byte order, names and lengths of the arrays
 *     rest     the arrays one after the other as raw doubles
 *
 * Throws RunError if the file cannot be written, TypeError for a number in `meta` that is not finite.
 */
export function writeCheckpoint(directory: string, { arrays, ...state }: Checkpoint): void {
  const planes = Object.entries(arrays);
  const header: Header = {
    ...state,
    endianness: endianness(),
    arrays: planes.map(([name, { length }]) => ({ name, length })),
  };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(header, finiteOnly)}\n`),
    ...planes.map(([, plane]) => new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength)),
  ]);
  const bytes = Buffer.concat([Buffer.from(`${title} ${formatVersion} ${checksum(body)}\n`), body]);
  const path = join(directory, layout.checkpoint);
  writeFileAtomically(path, bytes, { beforeRename: () => keepAsPrevious(directory) });
}

function keepAsPrevious(directory: string): void {
  const path = join(directory, layout.checkpoint);
  if (!existsSync(path)) return;
  try {
    renameSync(path, join(directory, layout.previousCheckpoint));
  } catch (cause) {
    throw diskError(path, cause);
  }
}

/** A checkpoint to resume from, and why it is not the newest, if it is not. */
export interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly remark?: string;
}

/**
 * Finds the newest undamaged checkpoint of a run; undefined if none was ever saved. Throws InputError if all checkpoints are
 * damaged.
 */
export function findCheckpoint(directory: string): FoundCheckpoint | undefined {
  const [newest, previous] = [layout.checkpoint, layout.previousCheckpoint].map((name) =>
    isThere(join(directory, name)),
  );
  if (!newest && !previous) return undefined;
  // The run was killed between the two renames: nothing is lost.
  if (!newest) return { checkpoint: readCheckpoint(directory, layout.previousCheckpoint) };
  try {
    return { checkpoint: readCheckpoint(directory) };
  } catch (error) {
    if (!(error instanceof InputError) || !previous) throw error;
    try {
      return { checkpoint: readCheckpoint(directory, layout.previousCheckpoint), remark: error.message };
    } catch {
      throw error;
    }
  }
}

/** Reads a checkpoint. Throws InputError if it is missing, damaged, or of a different version or byte order. */
export function readCheckpoint(directory: string, name: string = layout.checkpoint): Checkpoint {
  const path = join(directory, name);
  const bytes = readBytes(path, 'the checkpoint of a run', startAgain);
  const [head, body] = splitLine(bytes);
  const match = new RegExp(`^${title} (\\d+) ([0-9a-f]{64})$`).exec(head);
  if (match === null)
    throw new InputError(`${path}: expected a checkpoint, got a file with a different header; ${startAgain}`);
  if (Number(match[1]) !== formatVersion)
    throw new InputError(
      `${path}: expected checkpoint format ${formatVersion}, got ${match[1]}; ` +
        'resume with the version of the program that started the run (see provenance.json)',
    );
  const found = checksum(body);
  if (found !== match[2])
    throw new InputError(
      `${path}: expected content with SHA-256 ${match[2].slice(0, 12)}..., got ${found.slice(0, 12)}...: ` +
        'the checkpoint is damaged or cut short; ' +
        startAgain,
    );
  const [json, data] = splitLine(body);
  const header = checked(parseHeader(json, path), path, 'the header of a checkpoint', headerSchema);
  const { endianness: order, arrays, ...state } = header;
  if (order !== endianness())
    throw new InputError(
      `${path}: expected byte order ${endianness()}, got ${order}; resume on a machine with that byte order`,
    );
  const length = arrays.reduce((sum, array) => sum + 8 * array.length, 0);
  if (data.length !== length)
    throw new InputError(`${path}: expected ${length} bytes of arrays, got ${data.length}; ${startAgain}`);
  return { ...state, arrays: readArrays(arrays, data) };
}

function parseHeader(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new InputError(`${path}: expected a header in JSON, got different text; ${startAgain}`);
  }
}

const headerSchema: z.ZodType<Header> = z.object({
  t: z.number(),
  rows: z.number().int().min(0),
  steps: z.number().int().min(0),
  meta: z.unknown(),
  endianness: z.string(),
  arrays: z.array(z.object({ name: z.string(), length: z.number().int().min(0) })),
  identity: runIdentitySchema.exactOptional(),
  outputs: outputMarksSchema.exactOptional(),
});

function readArrays(arrays: Header['arrays'], data: Buffer): Record<string, Float64Array> {
  let offset = 0;
  return Object.fromEntries(
    arrays.map(({ name, length }) => {
      const plane = new Float64Array(length);
      // Bytes are copied, not numbers: a double in a register may lose the payload of a NaN.
      new Uint8Array(plane.buffer).set(data.subarray(offset, offset + plane.byteLength));
      offset += plane.byteLength;
      return [name, plane];
    }),
  );
}

function splitLine(bytes: Buffer): [string, Buffer] {
  const newline = bytes.indexOf('\n');
  return newline < 0
    ? [bytes.toString('latin1', 0, 200), Buffer.alloc(0)]
    : [bytes.toString('utf8', 0, newline), bytes.subarray(newline + 1)];
}

function checksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Throws for NaN and Infinity, which JSON silently turns into null, so that the resumed run would differ. */
function finiteOnly(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`checkpoint: ${key} is ${value}; put numbers that may not be finite into an array`);
  return value;
}
