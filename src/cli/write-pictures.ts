import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, makeDirectory, writeFileAtomically } from '../output/files.ts';

/**
 * Writes PNG files 0000.png, 0001.png, ... into a directory that is new or empty. Throws RunError when the disk refuses; then none of
 * them is left, so that the directory can be used again.
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
