import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { cellsOf, commandsOf, outputsOf, programOf, study, withOutputs } from '../../scripts/python-page/cells.ts';
import { command } from '../cli/terminal.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { root, textOf } from './pages.ts';
import { hasPython } from './python.ts';

const newDirectory = temporaryDirectories();
const home = process.cwd();
afterEach(() => process.chdir(home));
const python = '/usr/bin/python3';
const page = textOf('docs/python.md');

function pythonIn(directory: string, program: string) {
  const env = { ...process.env, PYTHONPATH: join(root, 'python') };
  return spawnSync(python, ['-'], { cwd: directory, input: program, encoding: 'utf8', env });
}

const hasReaders = hasPython(python, ['xarray', 'h5py', 'netCDF4', 'pandas', 'matplotlib']);

test.skipIf(!hasReaders)(
  'the cells of docs/python.md print what it says (needs Debian python3-xarray, python3-h5py, python3-netcdf4, python3-pandas, python3-matplotlib)',
  { timeout: 120_000 },
  async () => {
    const directory = newDirectory();
    cpSync(join(root, 'scenarios'), join(directory, 'scenarios'), { recursive: true });
    writeFileSync(join(directory, 'small.yaml'), study);
    process.chdir(directory);
    for (const words of commandsOf(page)) {
      const { code, err } = await command(...words);
      expect({ words, code, err: code === 0 ? '' : err }).toEqual({ words, code: 0, err: '' });
    }
    // What is no run, or one of another kind, is refused in one line.
    const wrong =
      'print()\nfor name in (".", "runs/small"):\n  try: landau.open_run(name)\n  except Exception as e: print(e)\n';
    const { stdout, stderr, status } = pythonIn(directory, programOf(page) + wrong);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    outputsOf(stdout).forEach((output, k) => {
      expect(output).toBe(cellsOf(page)[k].output ?? '');
    });
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      '.: expected the directory of a run, a study or a comparison, got one without provenance.json, comparison.json or study.nc',
      'runs/small: expected a run, got a study',
    ]);
  },
);

test('the outputs of a page are put where they belong', () => {
  const cells = cellsOf(page);
  expect(cells.length).toBeGreaterThan(5);
  const same = withOutputs(
    page,
    cells.map(({ output }) => output ?? ''),
  );
  expect(same).toBe(page);
});
