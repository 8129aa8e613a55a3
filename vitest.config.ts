import { existsSync, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What starts processes, changes the directory or sends signals: each file in a process of its own. */
const apart = ['test/{cli,docs,report,study}/**/*.test.ts', 'test/*.test.ts', 'test/output/run-lock.test.ts'];

/** Long files first: one that begins last would run alone. Those that share a process come one after the other. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification) =>
      (moduleId.includes('.slow.') ? 0 : 2) + (project.name === 'apart' ? 0 : 1);
    return order.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** A file system in memory, where there is one with a gigabyte of room: half of what a short run takes is waiting for the disk. */
const memory = '/dev/shm';
const isRoomy = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 2 ** 30;

export default defineConfig({
  test: {
    env: isRoomy ? { TMPDIR: memory } : {},
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/count-reporter.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // The program has no state that a simulation leaves behind, so the files of a room can share a process: starting one and loading
    // the program takes a second of processor time a file.
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/*/**/*.test.ts'],
          exclude: [...apart, 'test/**/*.slow.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'long', include: ['test/**/*.slow.test.ts'], exclude: apart.slice(0, 1), isolate: false },
      },
      { extends: true, test: { name: 'apart', include: apart, exclude: ['test/*.slow.test.ts'], isolate: true } },
    ],
  },
});
