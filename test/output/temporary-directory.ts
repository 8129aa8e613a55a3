import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A new empty directory for each call, removed after the file's tests. */
export function temporaryDirectories(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'landau-output-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, 'case-'));
}
