import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { inputFiles, sha256 } from '../output/checksums.ts';
import { packageVersion, programCommit } from '../output/provenance.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The files of a study directory. */
export const studyLayout = {
  /** The study, resolved: its scenario in it, every default written out; and its members. */
  plan: 'plan.json',
  /** A reference that all members are held against, computed once. */
  reference: 'legendre-reference.csv',
  /** What came out, as one record: all tables and pages are made of it. */
  record: 'record.json',
  /** A row per point: the targets with their intervals, and the members they come from. */
  table: 'table.csv',
  /** A row per member: what it yields. */
  members: 'members.csv',
  /** A row per line through the points: slopes, limits, orders. */
  lines: 'lines.csv',
  /** A row per claim. */
  verdicts: 'verdicts.csv',
  /** A row per member: steps and wall time. The only table that differs from machine to machine. */
  costs: 'costs.csv',
  /** All of it as netCDF-4, axes and seeds as dimensions. */
  netcdf: 'study.nc',
  /** For papers. */
  latex: 'table.tex',
  /** The page made from all of this. */
  report: 'report.html',
} as const;

/** The files of a member. */
const memberLayout = { scenario: 'scenario.yaml', result: 'result.json', run: 'run' } as const;

/** Path of a file, or of the run directory, of one member. */
export function memberPath(directory: string, id: string, what: keyof typeof memberLayout): string {
  return join(memberFolder(directory, id), memberLayout[what]);
}

/** Hexadecimal digits and nothing else: an id is part of paths that are written to and removed. */
export const memberIdPattern = /^[0-9a-f]{8,64}$/;

/** Throws InputError for an id that is none, which might lead out of the study. */
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
  /** Files that were read before: their SHA-256 by their paths. New ones are added. */
  readonly known?: Map<string, string>;
}

/**
 * The id of a member: 16 hexadecimal digits of the SHA-256 of its resolved scenario, what the files say that it names, and the
 * program's version and commit. Members that would compute the same have the same id, in whatever study they are.
 */
export function memberId(
  scenario: Scenario,
  { program = `${packageVersion()} ${programCommit()}`, known }: IdOptions = {},
): string {
  const inputs = inputFiles(scenario, 'scenario.yaml', known).map((input) => input.sha256);
  return sha256([program, ...inputs, JSON.stringify(scenario)].join('\n')).slice(0, 16);
}
