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

/** Ends what one example prints. */
const separator = '\x1e';

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

  it('run as printed', () => {
    // One process for all: loading the library takes most of its time.
    const program = examples.map((code, k) => {
      writeFileSync(join(folder, `example-${k}.mjs`), code);
      return `await import('./example-${k}.mjs'); console.log(${JSON.stringify(separator)});`;
    });
    writeFileSync(join(folder, 'all.mjs'), program.join('\n'));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['all.mjs'], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toMatch(/NaN|undefined/);
    const printed = stdout.split(`${separator}\n`).slice(0, -1);
    expect(printed.map((text) => text.trim().split('\n').length > 1)).toEqual(examples.map(() => true));
  });

  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });
});
