import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Locked {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

/** What `npm install -g landau-fisher-*.tgz` leaves: the packed files beside the packages that they need, and no others. */
describe('the package', () => {
  let place: string;
  let files: readonly string[];

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'landau-package-'));
    const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', place], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename, files: list }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
    files = list.map(({ path }) => path);
    execFileSync('tar', ['xzf', filename], { cwd: place });
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Locked;
    for (const [path, { dev, devOptional }] of Object.entries(packages)) {
      if (path === '' || dev || devOptional || path.indexOf('node_modules', 1) > 0) continue;
      if (!existsSync(join(root, path))) continue;
      mkdirSync(dirname(join(place, path)), { recursive: true });
      symlinkSync(join(root, path), join(place, path));
    }
  });
  afterAll(() => rmSync(place, { recursive: true }));

  const landau = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(place, 'package/dist/command/main.js'), ...words],
      { cwd: place, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };

  it('has the program, its kernels, the script of its pages and the scenarios, and nothing to build them from', () => {
    for (const path of [
      'dist/command/main.js',
      'dist/command/LICENCES.txt',
      'dist/index.d.ts',
      'dist/kernels/kernels.wasm',
      'dist/kernels/kernels-fma.wasm',
      'dist/kernels/dense-algebra.wasm',
      'scenarios/bkw-2d-maxwell.yaml',
      'scenarios/studies/lattice.yaml',
      'LICENSE',
      'README.md',
    ])
      expect(files).toContain(path);
    expect(files.filter((path) => /^(src|test|scripts|docs|runs|node_modules)\/|\.build\//.test(path))).toEqual([]);
  });

  it('runs a scenario to its page with the packages of an installation alone', () => {
    const scenario = 'package/scenarios/bkw-2d-maxwell.yaml';
    const sets = ['time.until=0.5', 'output.every=0.25', 'expect={}'].flatMap((set) => ['--set', set]);
    const { status, stdout, stderr } = landau('run', scenario, '--quiet', '--output', 'run', ...sets);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^status +finished at t = 0\.5: /m);
    expect(readFileSync(join(place, 'run/report.html'), 'utf8')).toContain('<script');
    const { kernels, commit } = JSON.parse(readFileSync(join(place, 'run/provenance.json'), 'utf8'));
    expect({ kernels, commit }).toEqual({ kernels: 'simd', commit: null });
  });

  // From Node 22.1 on Node keeps compiled code itself.
  it.skipIf('enableCompileCache' in nodeModule)('starts with the code that was compiled as it was built', () => {
    const program = join(place, 'package/dist/command/main.js');
    const watch = `
      process.argv.splice(1, 0, ${JSON.stringify(program)});
      const { scripts } = require(${JSON.stringify(program)});
      process.on('exit', () => {
        console.log(JSON.stringify([...scripts].map(([path, { cachedDataRejected }]) => [path, cachedDataRejected])));
      });`;
    const { stdout } = spawnSync(
      process.execPath,
      ['-e', watch, 'check', 'package/scenarios/bkw-2d-maxwell.yaml', '--set', 'tiem=1'],
      {
        cwd: place,
        encoding: 'utf8',
      },
    );
    const loaded = JSON.parse(stdout) as [string, boolean][];
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter(([, isRejected]) => isRejected !== false)).toEqual([]);
    // what a run needs beyond a check
    for (const part of ['simulation', 'drawing', 'hdf5_hl'])
      expect(files).toContainEqual(expect.stringMatching(`^dist/command/${part}-.{8}\\.js\\.code$`));
  });

  it('finds its own scenarios from any directory', () => {
    const { status, stdout } = landau('list', 'scenarios');
    expect(status).toBe(0);
    expect(stdout).toContain('bkw-2d-maxwell.yaml');
  });
});
