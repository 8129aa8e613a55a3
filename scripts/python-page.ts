// Runs the cells of docs/python.md and writes their output into it.
// Usage: npm run python-page (needs python3 with xarray, h5py, netCDF4, pandas and matplotlib)
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsOf, outputsOf, programOf, study, withOutputs } from './python-page/cells.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = join(root, 'docs/python.md');
const page = readFileSync(path, 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'landau-python-'));
const run = (program: string, words: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) => {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: directory, encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return stdout;
};
try {
  cpSync(join(root, 'scenarios'), join(directory, 'scenarios'), { recursive: true });
  writeFileSync(join(directory, 'small.yaml'), study);
  for (const words of commandsOf(page)) run(process.execPath, [join(root, 'dist/cli/main.js'), ...words]);
  const env = { ...process.env, PYTHONPATH: join(root, 'python') };
  const printed = run('/usr/bin/python3', ['-'], { input: programOf(page), env });
  writeFileSync(path, withOutputs(page, outputsOf(printed)));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
