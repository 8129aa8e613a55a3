// Makes docs/hero.gif, the picture at the top of README.md: two beams merge, beside H and I.
// Usage: npm run hero     (about a minute)
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const run = join(tmpdir(), `landau-hero-${process.pid}`);
landau('run', 'scenarios/two-beams-2d-coulomb.yaml', '--output', run, '--set', 'output.snapshots=2.5', '--no-report');
landau('animate', run, '--out', 'docs/hero.gif');

function landau(...words: readonly string[]): void {
  const { status } = spawnSync(process.execPath, ['dist/cli/main.js', ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
