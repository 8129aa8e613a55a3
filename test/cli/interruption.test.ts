import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { layout } from '../../src/output/layout.ts';
import type { RunSummary } from '../../src/output/run-record.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { landau } from './process.ts';
import { long, tiny } from './scenarios.ts';

const newDirectory = temporaryDirectories();
const place = newDirectory();
const words = ['run', 'tiny.yaml', '--no-report', ...long.flatMap((override) => ['--set', override])];
let uninterrupted = '';

const start = (name: string, ...more: string[]) => landau(place, [...words, '--output', name, ...more]);
const read = (name: string, file: string) => readFileSync(join(place, name, file), 'utf8');
const summary = (name: string) => JSON.parse(read(name, layout.summary)) as RunSummary;

/** Waits until the run has come so far. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(2);
}

const rows = (name: string) => () =>
  existsSync(join(place, name, layout.series)) && read(name, layout.series).split('\n').length > 5;

beforeAll(async () => {
  writeFileSync(join(place, 'tiny.yaml'), tiny);
  expect((await start('whole').end).code).toBe(0);
  uninterrupted = read('whole', layout.series);
});

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGUSR1', 138],
  ['SIGUSR2', 140],
  ['SIGXCPU', 152],
] as const)('a run that is stopped by %s', (signal, code) => {
  test(`ends with ${code} and a checkpoint, and goes on to the same bits`, async () => {
    const { child, end } = start(signal);
    await until(rows(signal));
    child.kill(signal);
    const stopped = await end;
    expect(stopped.code).toBe(code);
    expect(stopped.out).toMatch(new RegExp(`^next +landau run --resume ${signal}$`, 'm'));
    // what its rows do not refute is pending
    expect(stopped.out).toMatch(/^energy_drift .* pending$/m);
    expect(stopped.out).not.toMatch(/ (pass|fail)$/m);
    expect(stopped.err).toContain(`${signal}: saving a checkpoint`);
    expect(existsSync(join(place, signal, layout.checkpoint))).toBe(true);
    const { status, t } = summary(signal);
    expect(status).toBe('interrupted');
    expect(t).toBeLessThan(0.3);
    expect(read(signal, layout.series)).not.toBe(uninterrupted);

    const resumed = await landau(place, ['run', '--resume', signal]).end;
    expect(resumed.code).toBe(0);
    expect(resumed.out).toMatch(/^status +finished at t = 0\.3/m);
    expect(read(signal, layout.series)).toBe(uninterrupted);
    expect(existsSync(join(place, signal, layout.report))).toBe(true);
  });
});

describe('a run that is killed', () => {
  test('goes on from its last checkpoint to the same bits', async () => {
    const { child, end } = start('killed', '--set', 'output.checkpoint=0.05');
    await until(() => existsSync(join(place, 'killed', layout.checkpoint)));
    child.kill('SIGKILL');
    expect((await end).code).toBe(null);
    expect(summary('killed').status).toBe('running');
    const resumed = await landau(place, ['run', '--resume', 'killed', '--no-report']).end;
    expect(resumed.code).toBe(0);
    expect(read('killed', layout.series)).toBe(uninterrupted);
  });

  test('by a second signal while it saves goes on to the same bits too', async () => {
    const { child, end } = start('twice', '--set', 'output.checkpoint=0.05');
    await until(() => existsSync(join(place, 'twice', layout.checkpoint)));
    child.kill('SIGINT');
    child.kill('SIGINT');
    // The second ends it at once unless the first was through already: then there is a checkpoint of that moment.
    const { code } = await end;
    if (code !== null) expect([code, summary('twice').status]).toEqual([130, 'interrupted']);
    else expect(summary('twice').status).toMatch(/^(running|interrupted)$/);
    expect((await landau(place, ['run', '--resume', 'twice', '--no-report']).end).code).toBe(0);
    expect(read('twice', layout.series)).toBe(uninterrupted);
  });

  test('before its first checkpoint begins again, and says so', async () => {
    const { child, end } = start('young');
    await until(rows('young'));
    child.kill('SIGKILL');
    await end;
    const resumed = await landau(place, ['run', '--resume', 'young']).end;
    expect(resumed.code).toBe(0);
    expect(read('young', layout.events)).toContain('begun again: there is no checkpoint');
    expect(read('young', layout.series)).toBe(uninterrupted);
  });
});

test('resuming a finished run leaves it alone and tells its outcome again', async () => {
  const before = read('whole', layout.summary);
  const { code, out } = await landau(place, ['run', '--resume', 'whole', '--no-report']).end;
  expect(code).toBe(0);
  expect(out).toMatch(/^status +finished at t = 0\.3/m);
  expect(read('whole', layout.summary)).toBe(before);
  expect(read('whole', layout.series)).toBe(uninterrupted);
});
