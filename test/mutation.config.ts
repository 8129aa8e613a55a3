import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const room = process.env.LANDAU_MUTATED_ROOM ?? 'integration';

/** The first failing test decides: short files first. */
class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toReversed();
  }
}

/** The fast tests of one room, for `npm run mutation`. */
export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    include: [`test/${room}/**/*.test.ts`],
    exclude: ['test/**/*.slow.test.ts'],
    isolate: false,
    sequence: { sequencer: ShortestFirst },
  },
});
