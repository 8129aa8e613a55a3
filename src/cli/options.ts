import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';
import { readText } from '../scenario/read-text.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Executor } from '../study/executor.ts';

/** The option `--set path=value`, which may be repeated; its value is the list of all overrides. */
export function setOption() {
  return new Option('--set <path=value>', 'override a value of the scenario, such as time.step=0.1; may be repeated')
    .default([] as readonly string[], 'none')
    .argParser<readonly string[]>((text, earlier = []) => [...earlier, text]);
}

/**
 * Reads the scenario in a file, with the overrides of `--set`. A file that cannot be read is refused before the schema is loaded.
 * Throws InputError.
 */
export async function scenarioOf(file: string, overrides: readonly string[]): Promise<Scenario> {
  readText(file);
  const { readScenario } = await import('../scenario/read-scenario.ts');
  return readScenario(file, overrides);
}

/** The directory of a study: `output`, or by default runs/<name of the file>. */
export function studyDirectory(file: string, output: string | undefined): string {
  return output ?? join('runs', basename(file).replace(/\.ya?ml$/, ''));
}

/** Parses the value of `--threads`. Throws InputError unless it is an integer from 1 to the number of cores. */
export function threadCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= availableParallelism()) return count;
  throw new InputError(
    `--threads: expected an integer from 1 to ${availableParallelism()}, the cores of this machine, got ${text}`,
  );
}

/** Returns the executor named by `--executor`. Throws InputError for an unknown name. */
export async function executorNamed(name: string): Promise<Executor> {
  const { executors } = await import('../study/executors.ts');
  const executor = executors.find((each) => each.name === name);
  if (executor !== undefined) return executor;
  throw new InputError(`--executor: expected one of ${executors.map((each) => each.name).join(', ')}, got ${name}`);
}

/** Adds one `--option name=value` to the earlier settings. */
export function setting(text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InputError(`--option: expected name=value, got ${text}`);
  return { ...earlier, [text.slice(0, equals)]: text.slice(equals + 1) };
}

// Each function returns a parser for the value of one option, which throws InputError with the name of the option.

/** An integer >= 1. */
export function count(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new InputError(`${option}: expected an integer >= 1, got ${text}`);
  };
}

/** 2 or 3. */
export function dimension(option: string): (text: string) => Dimension {
  return (text) => {
    if (text === '2' || text === '3') return text === '2' ? 2 : 3;
    throw new InputError(`${option}: expected 2 or 3, got ${text}`);
  };
}

/** A number. */
export function real(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new InputError(`${option}: expected a number, got ${text.trim() === '' ? 'nothing' : text}`);
  };
}

/** Numbers separated by commas, such as 1,0.5. */
export function list(option: string): (text: string) => readonly number[] {
  return (text) => text.split(',').map(real(option));
}

/** A symmetric matrix with a number for each pair of species, row by row, such as 0,1;1,0. */
export function matrix(option: string): (text: string) => readonly (readonly number[])[] {
  return (text) => {
    const rows = text.split(';').map(list(option));
    if (rows.some((row) => row.length !== rows.length))
      throw new InputError(`${option}: expected a square matrix like "0,1;1,0", got "${text}"`);
    const k = rows.findIndex((row, i) => row.some((entry, j) => entry !== rows[j][i]));
    if (k >= 0)
      throw new InputError(
        `${option}: expected a symmetric matrix like "0,1;1,0", got row ${k + 1} different from column ${k + 1}`,
      );
    return rows;
  };
}

const seconds = { d: 86400, h: 3600, m: 60, s: 1 } as const;

/** Seconds in `3h50m`, `1d12h`, `90m`, `45s` or `3:50:00`. Throws InputError for anything else. */
export function duration(text: string): number {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  const clock = /^(\d+):([0-5]?\d):([0-5]?\d)$/.exec(text);
  const [days, hours, minutes, rest] =
    (parts ?? (clock && ['', '0', ...clock.slice(1)]))?.slice(1).map((part) => Number(part ?? 0)) ?? [];
  const sum = days * seconds.d + hours * seconds.h + minutes * seconds.m + rest;
  if (sum > 0 && sum < Infinity) return sum;
  throw new InputError(
    `--max-time: expected a duration such as 3h50m, 90m, 45s or 3:50:00, got ${JSON.stringify(text)}`,
  );
}
