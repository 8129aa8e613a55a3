import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { layout, snapshotFolder } from '../../src/output/layout.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { landau } from './process.ts';
import { explosive, tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

/** A directory with the scenario in it. */
function workplace(): string {
  const directory = newDirectory();
  writeFileSync(join(directory, 'tiny.yaml'), tiny);
  return directory;
}

function sets(overrides: readonly string[]): string[] {
  return overrides.flatMap((override) => ['--set', override]);
}

describe('landau run', () => {
  test('runs a scenario to its end and leaves every file of a run', async () => {
    const place = workplace();
    const { code, out, err } = await landau(place, ['run', 'tiny.yaml']).end;
    expect(code).toBe(0);
    const directory = join(place, 'runs', 'tiny');
    expect(readdirSync(directory).sort()).toEqual(
      // There is one checkpoint only, at the end.
      [...Object.values(layout), snapshotFolder].filter((name) => name !== layout.previousCheckpoint).sort(),
    );
    expect(readdirSync(join(directory, snapshotFolder))).toEqual(['000000.h5', '000005.h5']);
    expect(readFileSync(join(directory, layout.report), 'utf8')).toContain('A small gas');
    expect(out).toMatch(/^energy_drift +<= 1e-12 always +\S+ +\S+ +pass$/m);
    expect(out).toMatch(/^status +finished at t = 0\.5: 5 steps, \d+ evaluations, .*; 2 of 2 expectations hold$/m);
    expect(out).toMatch(/^page +file:\/\/\/.*\/runs\/tiny\/report\.html\nnext +landau open runs\/tiny$/m);
    expect(err).toMatch(/^t = 0 of 0\.5 \(0 %\), 0 steps\n/);
    expect(err).toMatch(/\nt = 0\.5 of 0\.5 \(100 %\), 5 steps, [\d.]+ steps\/s\n$/);
    // Nothing for a terminal goes to a pipe.
    expect(out + err).not.toContain('\x1b');
  });

  test('prints its outcome as JSON with stable keys', async () => {
    const directory = join(newDirectory(), 'run');
    const file = join(workplace(), 'tiny.yaml');
    const { code, out, err } = await command('run', file, '--output', directory, '--json', '--quiet', '--no-report');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const outcome = JSON.parse(out);
    expect(Object.keys(outcome)).toEqual(['directory', 'report', 'drift', 'entropy', 'fisher', 'units', 'summary']);
    expect(outcome).toMatchObject({ directory, report: null, summary: { status: 'finished', t: 0.5, steps: 5 } });
    expect(outcome.drift.energy).toBeLessThan(1e-12);
    expect(outcome.entropy.end.value).toBeLessThan(outcome.entropy.start.value);
    expect(outcome.entropy.raw.end).toBeLessThan(outcome.entropy.raw.start);
    expect(outcome.fisher.start.error).toBeGreaterThan(0);
    const { outputs: _, sha256: _sum, ...summary } = JSON.parse(readFileSync(join(directory, layout.summary), 'utf8'));
    expect(outcome.summary).toEqual(summary);
    expect(existsSync(join(directory, layout.report))).toBe(false);
  });

  test('ends with 1 when an expectation fails', async () => {
    const file = join(workplace(), 'tiny.yaml');
    const failing = ['expect.fisher.below=0', 'expect.entropy={ never: increases }'];
    const { code, out } = await command(
      'run',
      file,
      '--output',
      join(newDirectory(), 'run'),
      '--quiet',
      '--no-report',
      ...sets(failing),
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^fisher +<= 0 .*fail$/m);
    expect(out).toMatch(/^entropy +never increases .*pass$/m);
    expect(out).toContain('3 of 4 expectations hold');
  });

  test('ends with 3 when it breaks down, says where and when, and keeps the rows before', async () => {
    const file = join(workplace(), 'tiny.yaml');
    const directory = join(newDirectory(), 'run');
    const { code, out, err } = await command('run', file, '--output', directory, '--quiet', ...sets(explosive));
    expect(code).toBe(3);
    expect(err).toMatch(/^[^\n]*: t = 400: the particles of species light spread over [^\n]*\n$/m);
    // and the watchdogs barked before it came to that
    expect(err).toMatch(/^[^\n]*: warning: t = 200: losses: /m);
    expect(out).toMatch(/^status +failed at t = 400 of 20000: /m);
    expect(out).not.toContain('verdict');
    const times = readFileSync(join(directory, layout.series), 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => row.split(',')[0]);
    expect(times).toEqual(['t', '0', '200']);
    expect(existsSync(join(directory, layout.report))).toBe(true);
  });

  test('ends with 4 when a watchdog makes its numbers doubtful, and with 0 when that is allowed', async () => {
    const file = join(workplace(), 'tiny.yaml');
    const directory = join(newDirectory(), 'run');
    const words = [
      '--quiet',
      '--overwrite',
      ...sets(['time.integrator=euler', 'time.step=2', 'time.until=6', 'output.every=2', 'expect={}']),
    ];
    const { code, out, err } = await command('run', file, '--output', directory, ...words);
    expect(code).toBe(4);
    expect(err).toMatch(
      /^[^\n]*: warning: t = \d: losses: 0\.\d+ of the thermal energy has been lost[^\n]*take a shorter time\.step/m,
    );
    expect(out).toMatch(/^status +doubtful, ended at t = 6: /m);
    expect(out).toMatch(/^I along the run +undetermined: the run is doubtful \(losses\)/m);
    expect(out).toMatch(/^doubtful +losses, t = \d: /m);
    const saved = JSON.parse(readFileSync(join(directory, layout.summary), 'utf8'));
    expect(saved).toMatchObject({
      status: 'doubtful',
      watchdogs: expect.arrayContaining([expect.objectContaining({ watchdog: 'losses' })]),
    });
    expect(readFileSync(join(directory, layout.events), 'utf8')).toMatch(/"kind":"doubtful".*"watchdog":"losses"/);
    expect(readFileSync(join(directory, layout.report), 'utf8')).toContain('The numbers of this run are doubtful.');
    expect(
      (await command('run', file, '--output', directory, ...words, '--allow', 'doubtful', '--no-report')).code,
    ).toBe(0);
    // a doubtful run is at its end: there is nothing to go on with
    expect((await command('run', '--resume', directory, '--quiet')).code).toBe(4);
  });

  test('names the particle whose rate is not finite', async () => {
    const file = join(workplace(), 'tiny.yaml');
    const directory = join(newDirectory(), 'run');
    const { code, err } = await command(
      'run',
      file,
      '--output',
      directory,
      '--quiet',
      '--no-report',
      ...sets(['collisions.strength=1e308']),
    );
    expect(code).toBe(3);
    expect(err).toMatch(/^[^\n]*: t = 0: [^\n]* v_x of particle \d+ of species light is not finite[^\n]*\n$/);
  });

  test('replaces a run only when it is told to', async () => {
    const file = join(workplace(), 'tiny.yaml');
    const directory = join(newDirectory(), 'run');
    const run = (...words: string[]) => command('run', file, '--output', directory, '--quiet', '--no-report', ...words);
    expect((await run()).code).toBe(0);
    const before = statSync(join(directory, layout.series)).mtimeMs;
    const refused = await run();
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(
      /^[^\n]*expected a new directory, got one that contains a run; [^\n]*--overwrite[^\n]*\n$/,
    );
    expect(statSync(join(directory, layout.series)).mtimeMs).toBe(before);
    expect((await run('--overwrite', '--set', 'time.until=0.3')).out).toContain('finished at t = 0.3');
  });
});

describe('landau report', () => {
  test('renders the same report again from the saved data', async () => {
    const file = join(workplace(), 'tiny.yaml');
    const directory = join(newDirectory(), 'my run');
    await command('run', file, '--output', directory, '--quiet');
    const path = join(directory, layout.report);
    const first = readFileSync(path);
    rmSync(path);
    const { code, out, err } = await command('report', directory);
    expect({ code, out }).toEqual({ code: 0, out: `${path}\n` });
    expect(err).toBe(`page  ${pathToFileURL(path).href}\nnext  landau open '${directory}'\n`);
    expect(readFileSync(path).equals(first)).toBe(true);
  });
});

describe('a reader that stops reading', () => {
  test('ends the command quietly', async () => {
    const { child, end } = landau(newDirectory(), ['schema', '--study']);
    child.stdout!.destroy();
    expect(await end).toMatchObject({ code: 0, err: '' });
  });
});

describe('landau run --threads', () => {
  test.skipIf(availableParallelism() < 2)(
    'gives the same bits on one and on two threads, and says how many there were',
    async () => {
      const place = workplace();
      const file = join(place, 'tiny.yaml');
      const coulomb = sets([
        'collisions.exponent=-1.5',
        'species.light.particles.count=900',
        'time.until=0.1',
        'method.score=plain',
        'expect={}',
      ]);
      const seriesOn = async (threads: number) => {
        const output = join(place, `on-${threads}`);
        const words = ['--output', output, '--threads', String(threads), '--no-report', ...coulomb];
        const { code, err } = await command('run', file, ...words);
        expect(err).not.toMatch(/expected/);
        expect(code).toBe(0);
        const provenance = JSON.parse(readFileSync(join(output, layout.provenance), 'utf8'));
        expect(provenance.threads).toBe(threads);
        return readFileSync(join(output, layout.series), 'utf8');
      };
      expect(await seriesOn(2)).toBe(await seriesOn(1));
    },
  );

  test('refuses a number of threads that the machine does not have', async () => {
    const { code, err } = await command('run', join(workplace(), 'tiny.yaml'), '--threads', '1000000');
    expect(code).toBe(2);
    expect(err).toMatch(/^--threads: expected an integer from 1 to \d+, the cores of this machine, got 1000000\n$/);
  });
});
