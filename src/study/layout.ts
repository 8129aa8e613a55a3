import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { inputFiles, sha256 } from '../output/checksums.ts';
import { packageVersion, programCommit } from '../output/provenance.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The files of a study directory. */
export const studyLayout = {
  /** The resolved study with its scenario and all defaults, and its members. */
  plan: 'plan.json',
  /** A reference that all members are compared with, computed once. */
  reference: 'legendre-reference.csv',
  /** The results as one record, from which all tables and pages are made. */
  record: 'record.json',
  /** A row per point: the targets with their intervals, and their members. */
  table: 'table.csv',
  /** A row per member: its values of the targets. */
  members: 'members.csv',
  /** A row per line through the points: slopes, limits, orders. */
  lines: 'lines.csv',
  /** A row per claim. */
  verdicts: 'verdicts.csv',
  /** A row per member: steps and wall time. The only table that differs from machine to machine. */
  costs: 'costs.csv',
  /** All results as netCDF-4, with axes and seeds as dimensions. */
  netcdf: 'study.nc',
  /** Tables in LaTeX, for papers. */
  latex: 'table.tex',
  /** The page of the study. */
  report: 'report.html',
} as const;

/** The files of a member. */
const memberLayout = { scenario: 'scenario.yaml', result: 'result.json', run: 'run' } as const;

/** Path of a file, or of the run directory, of one member. */
export function memberPath(directory: string, id: string, what: keyof typeof memberLayout): string {
  return join(memberFolder(directory, id), memberLayout[what]);
}

/** Only hexadecimal digits, because an id is part of paths that are written to and removed. */
export const memberIdPattern = /^[0-9a-f]{8,64}$/;

/** The folder of a member. Throws InputError for an invalid id, which might lead out of the study. */
export function memberFolder(directory: string, id: string): string {
  if (!memberIdPattern.test(id))
    throw new InputError(
      `${directory}: expected the id of a member, 8 to 64 hexadecimal digits, got ${JSON.stringify(id.slice(0, 80))}`,
    );
  return join(directory, 'members', id);
}

export interface IdOptions {
  /** Version and commit. */
  readonly program?: string;
  /** SHA-256 of files that were already read, by path. New ones are added. */
  readonly known?: Map<string, string>;
}

/**
 * The id of a member: 16 hexadecimal digits of the SHA-256 of its resolved scenario, the contents of the files that it names,
 * and the program's version and commit. Members with the same computation have the same id in every study.
 */
export function memberId(
  scenario: Scenario,
  { program = `${packageVersion()} ${programCommit()}`, known }: IdOptions = {},
): string {
  const inputs = inputFiles(scenario, 'scenario.yaml', known).map((input) => input.sha256);
  return sha256([program, ...inputs, JSON.stringify(scenario)].join('\n')).slice(0, 16);
}
