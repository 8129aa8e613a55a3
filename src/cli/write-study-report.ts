import { join } from 'node:path';
import { writeFileAtomically } from '../output/files.ts';
import type { StudyRecord } from '../output/study-record.ts';
import { studyLayout } from '../study/layout.ts';

/** Renders the page and the LaTeX tables of a study, and Markdown where a file for it is given; returns the page's path. */
export async function writeStudyReport(directory: string, record: StudyRecord, markdown?: string): Promise<string> {
  // Loaded when it is needed: the plotting library takes 0.1 s.
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
