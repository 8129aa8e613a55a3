import { join } from 'node:path';

/** The files of a study directory. */
export const studyLayout = {
  /** The study, resolved: its scenario in it, every default written out. */
  study: 'study.yaml',
  /** Its members. */
  plan: 'plan.json',
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

export function memberFolder(directory: string, id: string): string {
  return join(directory, 'members', id);
}
