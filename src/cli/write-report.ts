import { join } from 'node:path';
import { writeFileAtomically } from '../output/files.ts';
import { layout } from '../output/layout.ts';
import { readRun } from '../output/read-run.ts';

/** Renders the report of a run directory from its saved data; returns its path. */
export async function writeReport(directory: string): Promise<string> {
  const record = await readRun(directory);
  // Loaded when it is needed: the plotting library takes 0.1 s.
  const { renderReport } = await import('../report/render-report.ts');
  const path = join(directory, layout.report);
  writeFileAtomically(path, renderReport(record));
  return path;
}
