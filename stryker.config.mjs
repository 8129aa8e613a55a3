// Mutation testing of one room, `npm run mutation -- <room>`: see scripts/mutation.mjs.
const room = process.env.LANDAU_MUTATED_ROOM ?? 'integration';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation.config.ts', related: false },
  mutate: [`src/${room}/**/*.ts`, '!src/kernels/assembly/**'],
  coverageAnalysis: 'perTest',
  // Constants of a module need a new process for every mutant.
  ignoreStatic: true,
  // Messages are judged by the tests of the command line.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['runs', 'docs', 'dist-site', 'coverage', 'python'],
  tempDirName: '.tmp/stryker',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: '.tmp/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  dryRunTimeoutMinutes: 30,
  timeoutMS: 20_000,
  timeoutFactor: 3,
  concurrency: 2,
};
