import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, makeDirectory, writeFileAtomically } from '../output/files.ts';
import { layout } from '../output/layout.ts';
import { readRun } from '../output/read-run.ts';
import type { StudyRecord } from '../output/study-record.ts';
import { studyLayout } from '../study/layout.ts';

/** Renders the report of a run directory from its saved data; returns its path. */
export async function writeReport(directory: string): Promise<string> {
  const record = await readRun(directory);
  // Loaded on demand: the plotting library takes 0.1 s.
  const { renderReport } = await import('../report/render-report.ts');
  const path = join(directory, layout.report);
  writeFileAtomically(path, renderReport(record));
  return path;
}

/** Renders the page and the LaTeX tables of a study, and Markdown if a file is given; returns the path of the page. */
export async function writeStudyReport(directory: string, record: StudyRecord, markdown?: string): Promise<string> {
  // Loaded on demand: the plotting library takes 0.1 s.
  const { studyPage } = await import('../report/study-page.ts');
  const { studyLatex } = await import('../report/study-texts.ts');
  const path = join(directory, studyLayout.report);
  writeFileAtomically(path, studyPage(record));
  writeFileAtomically(join(directory, studyLayout.latex), studyLatex(record));
  if (markdown !== undefined) {
    const { studyMarkdown } = await import('../report/study-texts.ts');
    writeFileAtomically(markdown, studyMarkdown(record));
  }
  return path;
}

/**
 * Writes PNG files 0000.png, 0001.png, ... into a new or empty directory. Throws RunError when a file cannot be written, and removes
 * all of them, so that the directory can be used again.
 */
export function writePictures(directory: string, pictures: readonly Uint8Array[]): void {
  const isNew = !existsSync(directory);
  const written: string[] = [];
  try {
    makeDirectory(directory);
  } catch (cause) {
    throw diskError(directory, cause);
  }
  try {
    for (const [k, picture] of pictures.entries()) {
      const path = join(directory, `${String(k).padStart(4, '0')}.png`);
      writeFileAtomically(path, picture);
      written.push(path);
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    if (isNew) rmdirSync(directory);
    throw error;
  }
}
