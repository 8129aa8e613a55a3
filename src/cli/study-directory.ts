import { basename, join } from 'node:path';

/** Where the study of a file is kept unless told otherwise: runs/<name of the file>. */
export function studyDirectory(file: string, output: string | undefined): string {
  return output ?? join('runs', basename(file).replace(/\.ya?ml$/, ''));
}
