import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification, type Vite } from 'vitest/node';

const root = fileURLToPath(new URL('.', import.meta.url));

/** What changes the registries or the environment of its process for good: each file in a process of its own. */
const apart = ['test/extensions.test.ts', 'test/study/slurm-sandbox.slow.test.ts'];

/** What runs whole programs, pages and studies, or looks at the whole project. */
const whole = ['test/{cli,docs,report,study}/**/*.test.ts', 'test/*.test.ts'];
const wholeRooms = /\/test\/((cli|docs|report|study)\/|[^/]*$)/;

/** Files of a room that take three seconds or more of processor time, which `npm run test:fast` leaves out; a mutation runs them. */
const longByRoom = {
  theory: ['dissipation/pairs', 'dissipation/quadrature', 'linearised'],
  ensemble: ['distributions', 'tables'],
  kernels: ['team', 'wasm-mesh-forces'],
  reconstruction: ['leave-one-out', 'nearest-neighbours-fisher'],
  collision: ['mesh', 'mesh-kernels', 'pair-cores'],
  integration: ['memory'],
  methods: [
    'blob',
    'claims',
    'driven/heating',
    'driven/losses',
    'driven/particles',
    'driven/spectral-grid',
    'kernels',
    'legendre/angular-kernel',
    'legendre/entropy-second-derivative',
    'legendre/exponents',
    'legendre/fisher-rate',
    'legendre/linear-equations',
    'legendre/references',
    'legendre/refusals',
    'linear-fokker-planck',
    'pair-collisions',
    'pair-collisions-rates',
    'spectral-grid',
  ],
  explore: ['eigenfunction-start'],
  analysis: ['analyzers', 'fisher-budget'],
  output: ['run-lock', 'run-writer'],
  simulation: [
    'equilibrium',
    'estimate',
    'followed-logarithms',
    'initial-rates',
    'legendre-reference',
    'machines',
    'mesh-run',
    'resume',
  ],
  compare: ['compare', 'plan', 'references', 'step-error'],
};
const long = Object.entries(longByRoom).flatMap(([room, names]) => names.map((name) => `test/${room}/${name}.test.ts`));
const missing = long.filter((path) => !existsSync(new URL(path, import.meta.url)));
if (missing.length > 0) throw new Error(`vitest.config.ts: no such tests: ${missing.join(', ')}`);

/** Long files first: one that begins last would run alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      moduleId.includes('.slow.') || long.some((path) => moduleId.endsWith(path)) || wholeRooms.test(moduleId);
    const rank = (file: TestSpecification) => (file.project.name === 'apart' ? 0 : 1) + (isLong(file) ? 0 : 2);
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** A file system in memory, where there is one with a gigabyte of room: half of what a short run takes is waiting for the disk. */
const memory = '/dev/shm';
const isRoomy = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 2 ** 30;

let isWatching = false;

/**
 * Imports the compiled modules of dist/, which users get, in place of their sources. Vite leaves them as they are, so they load and run
 * faster. A watch tests the sources, whose changes are not compiled.
 */
const compiledModules: Vite.Plugin = {
  name: 'compiled-modules',
  enforce: 'pre',
  configureVitest({ vitest }) {
    isWatching = vitest.config.watch;
  },
  resolveId(source, importer) {
    if (isWatching || importer === undefined || !/^\..*\.ts$/.test(source)) return null;
    const path = relative(root, resolve(dirname(importer), source));
    const compiled = join(root, path.replace(/^src\//, 'dist/').replace(/ts$/, 'js'));
    return path.startsWith('src/') && existsSync(compiled) ? compiled : null;
  },
};

/** Processes that run tests at the same time. */
const maxWorkers = 2;

/**
 * Options of Node for short tests: types are recorded from the first call on, less code is optimised, and garbage is collected less often.
 * If there is no core beyond those of the workers, threads that compile and collect in the background only interrupt them.
 */
const nodeOptions = [
  ...[
    '--no-lazy-feedback-allocation',
    '--interrupt-budget=132000',
    '--min-semi-space-size=32',
    '--max-semi-space-size=64',
  ],
  ...(availableParallelism() > maxWorkers ? [] : ['--no-concurrent-recompilation', '--single-threaded-gc']),
];

// `vitest run --mode fast` leaves out the long files.
export default defineConfig(({ mode }) => ({
  plugins: [compiledModules],
  test: {
    server: { deps: { external: [/\/dist\//] } },
    execArgv: nodeOptions,
    env: isRoomy ? { TMPDIR: memory } : {},
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/count-reporter.ts'],
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    // The program has no state that a simulation leaves behind, so test files share a process: starting one and loading the program
    // takes a second of processor time per file.
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...apart, ...(mode === 'fast' ? [...whole, ...long, 'test/**/*.slow.test.ts'] : [])],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: mode === 'fast' ? [] : apart, isolate: true } },
    ],
  },
}));
