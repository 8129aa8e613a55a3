import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = [...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code]) => code,
);

describe('the examples of the library page', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'landau-library-'));
    // as a user has it: the package in node_modules, its scenarios at hand
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    spawnSync('mkdir', ['-p', join(folder, 'node_modules')]);
    symlinkSync(root, join(folder, 'node_modules/landau-fisher'), 'dir');
    symlinkSync(join(root, 'scenarios'), join(folder, 'scenarios'), 'dir');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(examples.map((code, k) => [k + 1, code] as const))('number %i runs as printed', (k, code) => {
    const file = join(folder, `example-${k}.mjs`);
    writeFileSync(file, code);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/NaN|undefined/);
    expect(stdout.trim().split('\n').length).toBeGreaterThan(1);
  });

  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });
});
