import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';
import { parseYaml } from '../scenario/syntax.ts';
import { sha256 } from './checksums.ts';
import { checkMark, type Mark } from './event-log.ts';
import { readBytes } from './files.ts';
import { layout } from './layout.ts';

/** A file that a scenario names, and the hash of its content. */
export interface InputFile {
  /** Absolute path. */
  readonly path: string;
  readonly sha256: string;
  /** Present if the file defines the initial f, which determines all results. */
  readonly initial?: true;
}

/** Everything that determines the bits of the results: the program, the scenario, and the files that the scenario names. */
export interface RunIdentity {
  readonly program: ProgramIdentity;
  /** The text of the resolved scenario. */
  readonly scenario: string;
  readonly inputs: readonly InputFile[];
}

export interface ProgramIdentity {
  readonly software: string;
  readonly version: string;
  readonly commit: string | null;
  readonly node: string;
  /** The compiled or plain kernels. */
  readonly kernels: string;
}

/** The hashes of the files of a run when it last saved its state. */
export interface OutputMarks {
  /** Marks of the growing files, by name. */
  readonly lines: Readonly<Record<string, Mark>>;
  /** SHA-256 of the files that are written once, including snapshots, by name. */
  readonly whole: Readonly<Record<string, string>>;
}

/** Throws InputError that names the first file that was changed. */
export function checkOutputs(directory: string, { lines, whole }: OutputMarks): void {
  for (const [name, mark] of Object.entries(lines)) checkMark(join(directory, name), namesOf(name), mark);
  for (const [name, sum] of Object.entries(whole)) {
    const path = join(directory, name);
    // The netCDF file is only a copy, which the user may remove.
    const isCopy = name === layout.netcdf;
    if (isCopy && !isThere(path)) continue;
    const found = sha256(readBytes(path, namesOf(name)));
    if (found !== sum)
      throw new InputError(
        `${path}: expected ${namesOf(name)} with SHA-256 ${sum.slice(0, 12)}..., as the run wrote it, got ` +
          `${found.slice(0, 12)}...: the file was changed; restore the old one, or ` +
          (isCopy ? `remove it: ${layout.series} has the same numbers` : 'run the scenario again'),
      );
  }
}

function namesOf(name: string): string {
  if (name === layout.series) return 'the series of a run';
  if (name === layout.events) return 'the events of a run';
  if (name === layout.columns) return 'the columns of a series';
  if (name === layout.netcdf) return 'the netCDF file of a run';
  return 'a snapshot of a run';
}

/** One change since the start of the run. */
export interface IdentityChange {
  /** The change as text: `time.until: 2 -> 3`. */
  readonly text: string;
  /** Whether the run may continue with it if the user accepts it. */
  readonly acceptable: boolean;
}

/** All changes since the start of the run. */
export function identityChanges(then: RunIdentity, now: RunIdentity): readonly IdentityChange[] {
  const program = (['version', 'commit', 'node', 'kernels'] as const).flatMap((key) => {
    const [old, other] = [then.program[key], now.program[key]];
    if (old === other) return [];
    return [{ text: `${programWords[key]}: ${old ?? 'unknown'} -> ${other ?? 'unknown'}`, acceptable: true }];
  });
  const inputs = [...new Set([...then.inputs, ...now.inputs].map(({ path }) => path))].flatMap((path) => {
    const [old, other] = [then, now].map((one) => one.inputs.find((input) => input.path === path));
    // The particles of one table with the weights of another table are meaningless.
    const acceptable = !(old?.initial || other?.initial);
    return old?.sha256 === other?.sha256 ? [] : [{ text: `the content of ${path}`, acceptable }];
  });
  return [...scenarioChanges(then.scenario, now.scenario), ...inputs, ...program];
}

const programWords = {
  version: 'version of the program',
  commit: 'commit of the program',
  node: 'Node',
  kernels: 'kernels',
} as const;

/** Keys for the description, output and end of a run, which do not affect the state at a given time. */
const withoutPhysics = /^(title|description|expect|output|time\.until)\b/;

function scenarioChanges(then: string, now: string): IdentityChange[] {
  if (then === now) return [];
  let values: unknown[];
  try {
    values = [then, now].map((text) => parseYaml(text));
  } catch {
    return [{ text: 'the text of the scenario', acceptable: false }];
  }
  const texts = differences(values[0], values[1], '');
  return texts.map((text) => ({ text, acceptable: withoutPhysics.test(text) }));
}

/** `path: then -> now` for every leaf that differs. */
function differences(then: unknown, now: unknown, path: string): string[] {
  if (isDeepStrictEqual(then, now)) return [];
  if (isMap(then) && isMap(now))
    return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((key) =>
      differences(own(then, key), own(now, key), path === '' ? key : `${path}.${key}`),
    );
  if (Array.isArray(then) && Array.isArray(now) && then.length === now.length)
    return then.flatMap((value, k) => differences(value, now[k], `${path}[${k}]`));
  return [`${path}: ${inShort(then)} -> ${inShort(now)}`];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function inShort(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
