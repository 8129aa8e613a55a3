import fs, { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createRunWriter } from '../../src/output/run-writer.ts';
import { provenance, quantities, scenario, summaryAt } from './sample-run.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const { fsyncSync } = fs;

afterEach(() => failSync(Number.POSITIVE_INFINITY));

/** Makes the k-th flush to the disk fail, as on a full one. */
function failSync(k: number): void {
  let count = 0;
  fs.fsyncSync = (file) => {
    if (++count === k) throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC', syscall: 'fsync' });
    fsyncSync(file);
  };
  syncBuiltinESMExports();
}

const newRun = (directory: string) => ({ directory, scenario, provenance, summary: summaryAt(0), quantities });

test('a run that the disk refuses before it begins is bad input, and leaves nothing', async () => {
  let failures = 0;
  for (let k = 1; k <= 8; k++) {
    const parent = temporaryDirectory();
    const other = join(parent, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'mine'), '');
    failSync(k);
    const results = await Promise.allSettled([createRunWriter(newRun(join(parent, 'run')))]);
    failSync(Number.POSITIVE_INFINITY);
    const [result] = results;
    if (result.status === 'fulfilled') {
      // The flush of a directory: the file in it is complete either way.
      result.value.close();
      continue;
    }
    failures++;
    expect(result.reason).toBeInstanceOf(InputError);
    expect(result.reason.message).toMatch(/ENOSPC: injected.*the run has not begun/);
    expect(existsSync(join(parent, 'run'))).toBe(false);
    expect(readdirSync(other)).toEqual(['mine']);
  }
  // Of provenance, scenario, columns and summary.
  expect(failures).toBe(4);
});
