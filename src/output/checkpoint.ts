import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { readBytes, writeFileAtomically } from './files.ts';
import { layout } from './layout.ts';

/** All that is needed to go on with a run bit for bit. */
export interface Checkpoint {
  readonly t: number;
  /** Rows of the series written so far. */
  readonly rows: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Kept to the bit, NaN payloads, signed zeros and subnormals included. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Plain data: counters, states of random streams and the like. Numbers must be finite, JSON has no others. */
  readonly meta: unknown;
}

/** Raised whenever the file or the meaning of its content changes. */
const formatVersion = 1;
const title = 'landau-fisher checkpoint';
const startAgain = 'start the run again with --overwrite';

interface Header extends Omit<Checkpoint, 'arrays'> {
  readonly endianness: string;
  readonly arrays: readonly { readonly name: string; readonly length: number }[];
}

/**
 * Writes the checkpoint of a run in one atomic step, so that the one before it is there until this one is complete:
 *
 *     line 1   landau-fisher checkpoint <format version> <SHA-256 of everything after this line>
 *     line 2   JSON: t, rows, steps, meta, byte order, names and lengths of the arrays
 *     rest     the arrays one after the other as raw doubles
 *
 * Throws RunError when the disk refuses, TypeError for a number in `meta` that is not finite.
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
  writeFileAtomically(join(directory, layout.checkpoint), bytes);
}

/** Reads the checkpoint back. Throws InputError when it is missing, damaged, or of another version or byte order. */
export function readCheckpoint(directory: string): Checkpoint {
  const path = join(directory, layout.checkpoint);
  const bytes = readBytes(path, 'the checkpoint of a run', startAgain);
  const [head, body] = splitLine(bytes);
  const match = new RegExp(`^${title} (\\d+) ([0-9a-f]{64})$`).exec(head);
  if (match === null) throw new InputError(`${path}: expected a checkpoint, got a file that does not begin like one`);
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
  const { endianness: order, arrays, ...state } = JSON.parse(json) as Header;
  if (order !== endianness())
    throw new InputError(
      `${path}: expected byte order ${endianness()}, got ${order}; resume on a machine of that kind`,
    );
  return { ...state, arrays: readArrays(arrays, data) };
}

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

/** JSON turns NaN and Infinity into null without a word, and the resumed run would differ. */
function finiteOnly(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`checkpoint: ${key} is ${value}; put numbers that may not be finite into an array`);
  return value;
}
