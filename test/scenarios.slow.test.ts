import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../src/output/checksums.ts';
import { readScenario } from '../src/scenario/read-scenario.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { runScenario } from '../src/simulation/run.ts';
import { textOf } from './docs/pages.ts';

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Scenarios whose first interval takes more than half a second: only a 2^-18th of it is run, with an eighth of many random particles. */
const begun: readonly string[] = [
  'alphas-in-dt-3d',
  'alphas-in-dt-3d-particles',
  'bkw-3d-maxwell',
  'bkw-three-species-3d-maxwell',
  'carbon-beams-3d-coulomb',
  'carbon-beams-3d-monte-carlo',
  'electron-friction-3d-coulomb',
  'electron-proton-3d-particles',
  'fisher-growth-3d-coulomb',
  'fisher-growth-finite-mass-2d-soft',
  'fisher-growth-hydrogen-3d-coulomb',
  'fokker-planck-2d',
  'fokker-planck-3d-legendre',
  'friction-3d-coulomb',
  'heat-bath-3d-coulomb',
  'ion-acoustic-drag-3d-coulomb',
  'ion-acoustic-drag-3d-monte-carlo',
  'isotropisation-3d-coulomb',
  'isotropisation-3d-legendre',
  'linear-growth-2d-soft',
  'runaway-3d-coulomb',
  'runaway-3d-legendre',
  'runaway-3d-particles',
  'shell-3d-coulomb',
  'spitzer-16-3d-monte-carlo',
  'spitzer-conductivity-3d-monte-carlo',
  'test-particles-3d-coulomb',
  'three-species-3d-maxwell-moments',
  'two-species-3d-coulomb',
  'two-species-3d-coulomb-monte-carlo',
].map((name) => `${name}.yaml`);

/** Other scenarios that take more than a second: they are run up to their second output. The whole runs are `npm run estimates`. */
const shortened: readonly string[] = [
  'bkw-2d-maxwell',
  'bkw-two-species-2d-maxwell',
  'electron-beam-3d-file',
  'fisher-growth-2d-soft',
  'petsc-isotropisation-3d-coulomb',
  'petsc-two-species-3d-coulomb',
  'source-and-loss-2d',
  'two-beams-2d-coulomb',
  'two-species-2d-soft',
  'two-species-2d-spectral-grid',
].map((name) => `${name}.yaml`);

/** Every scenario that is shipped runs, and its own expectations are the test. */
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
      const whole = readScenario(file);
      expect(boundsOf(whole).length).toBeGreaterThan(1);
      const scenario = begun.includes(name)
        ? start(whole, 2 ** -18)
        : shortened.includes(name)
          ? start(whole, 1)
          : whole;
      const summary = await runScenario(scenario, { directory: join(directory, name), file });
      expect(summary.message).toBeUndefined();
      expect(summary.watchdogs.filter(({ kind }) => kind === 'doubtful')).toEqual([]);
      expect(summary.status).toBe('finished');
      expect(summary.verdicts.filter(({ passed }) => !passed)).toEqual([]);
    },
    600_000,
  );

  it.each(names)('%s is recorded as a whole run of the present file', (name) => {
    const rows = textOf('docs/estimates.md').split('\n');
    const [, hash, status, expectations] = rows
      .map((row) =>
        row
          .split('|')
          .map((cell) => cell.trim())
          .slice(1),
      )
      .find(([first]) => first === `\`${name}\``)!;
    expect({ hash, status }).toEqual({
      hash: sha256(readFileSync(join(folder, name))).slice(0, 12),
      status: 'finished',
    });
    const [held, all] = expectations.split(' of ').map(Number);
    // a bound may say several things
    expect(all).toBeGreaterThanOrEqual(boundsOf(readScenario(join(folder, name))).length);
    expect(held).toBe(all);
  });

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

function boundsOf({ expect }: Scenario) {
  return Object.values(expect).flat();
}

/** An eighth of the random particles, of which a thousand are enough for what is expected of every row. */
function fewer(particles: Scenario['species'][number]['particles']) {
  const { count = 0, sampling } = particles;
  return sampling === 'lattice' || count < 8000 ? particles : { ...particles, count: count / 8 };
}

/** A part of the scenario's first interval, with what it expects of every row and of the start. */
function start(scenario: Scenario, part: number): Scenario {
  const { start: from } = scenario.time;
  const until = from + part * scenario.output.every;
  const lasting = Object.entries(scenario.expect).map(([column, bounds]) => [
    column,
    [bounds].flat().filter(({ at, never }) => at === 'always' || at === from || never !== undefined),
  ]);
  return {
    ...scenario,
    species: part < 1 ? scenario.species.map((one) => ({ ...one, particles: fewer(one.particles) })) : scenario.species,
    time: { ...scenario.time, until },
    expect: Object.fromEntries(lasting.filter(([, bounds]) => bounds.length > 0)),
  };
}
