import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScenario } from '../src/scenario/read-scenario.ts';
import { runScenario } from '../src/simulation/run.ts';

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Minutes in all: every scenario that is shipped runs as it is, and its own expectations are the test. */
describe('a shipped scenario', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'landau-scenarios-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(names)(
    '%s shows what it expects',
    async (name) => {
      const file = join(folder, name);
      const scenario = readScenario(file);
      expect(Object.keys(scenario.expect).length).toBeGreaterThan(1);
      const summary = await runScenario(scenario, { directory: join(directory, name), file });
      expect(summary.message).toBeUndefined();
      expect(summary.watchdogs.filter(({ kind }) => kind === 'doubtful')).toEqual([]);
      expect(summary.status).toBe('finished');
      expect(summary.verdicts.filter(({ passed }) => !passed)).toEqual([]);
    },
    600_000,
  );

  it('is there under each name that users rely on', () => {
    for (const name of [
      'bkw-2d-maxwell',
      'bkw-two-species-2d-maxwell',
      'bkw-3d-maxwell',
      'bkw-three-species-3d-maxwell',
      'two-species-3d-coulomb',
      'isotropisation-3d-coulomb',
      'shell-3d-coulomb',
      'two-species-2d-soft',
      'two-beams-2d-coulomb',
    ])
      expect(names).toContain(`${name}.yaml`);
  });
});
