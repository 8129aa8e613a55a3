import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layout } from '../../src/output/layout.ts';
import type { RunSummary } from '../../src/output/run-record.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { landau, program } from './process.ts';
import { tiny } from './scenarios.ts';
import { command, stoppedCommand } from './terminal.ts';

const place = temporaryDirectories()();
const home = process.cwd();
/** A row every ten steps, and no end in sight: however late a signal comes, it comes during the run. */
const begin = [
  ...['run', 'tiny.yaml', '--no-report', '--set', 'method.score=plain', '--set', 'collisions.exponent=1'],
  ...['--set', 'time.step=0.0005', '--set', 'time.until=100', '--set', 'output.every=0.005'],
];
const goOn = (name: string) => ['run', '--resume', name, '--no-report'];

const read = (name: string, file: string) => readFileSync(join(name, file), 'utf8');
const summary = (name: string) => JSON.parse(read(name, layout.summary)) as RunSummary;
const rows = (name: string) =>
  existsSync(join(name, layout.series)) ? read(name, layout.series).trimEnd().split('\n').length - 1 : 0;
const checkpoint = (name: string) => (existsSync(join(name, layout.checkpoint)) ? summary(name).t : undefined);

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(2);
}

beforeAll(() => {
  process.chdir(place);
  writeFileSync('tiny.yaml', tiny.replaceAll('count: 256', 'count: 32'));
});

afterAll(() => process.chdir(home));

describe('one run that is stopped again and again', () => {
  const name = 'stopped';
  const first = [...begin, '--output', name, '--set', 'output.checkpoint=0.05'];

  // signals.test.ts has each of the six. Those of batch systems come in any number, and the first to be heard counts.
  test.each([
    ['SIGINT', first, ['SIGINT'], [130]],
    ['four signals', goOn(name), ['SIGXCPU', 'SIGUSR2', 'SIGUSR1', 'SIGHUP'], [129, 138, 140, 152]],
  ] as const)('by %s ends with its code and a checkpoint', async (_name, words, signals, codes) => {
    const { child, end } = landau(place, words);
    const before = rows(name);
    await waitFor(() => rows(name) > before + 1);
    for (const signal of signals) child.kill(signal);
    const { code, out, err } = await end;
    expect(codes).toContain(code);
    expect(out).toMatch(new RegExp(`^next +landau run --resume ${name}$`, 'm'));
    // what its rows do not refute is pending
    expect(out).toMatch(/^energy_drift .* pending$/m);
    expect(out).not.toMatch(/ (pass|fail)$/m);
    expect(err).toMatch(/^SIG\w+: saving a checkpoint/m);
    expect(summary(name).status).toBe('interrupted');
    expect(checkpoint(name)).toBeGreaterThan(0);
  });

  test('by its limit of wall time ends with 75 and a checkpoint', async () => {
    const before = checkpoint(name);
    const { code, err } = await command(...goOn(name), '--max-time', '0.1s');
    expect([code, err]).toEqual([75, expect.not.stringContaining('    at ')]);
    expect(summary(name).status).toBe('interrupted');
    expect(checkpoint(name)).toBeGreaterThan(before!);
  });

  test('by a second SIGINT while it saves keeps the last checkpoint', async () => {
    const { child, end } = landau(place, goOn(name));
    const before = summary(name).t;
    await waitFor(() => summary(name).t > before);
    child.kill('SIGINT');
    child.kill('SIGINT');
    // The second ends it at once unless the first was through already: then there is a checkpoint of that moment.
    const { code } = await end;
    if (code !== null) expect([code, summary(name).status]).toEqual([130, 'interrupted']);
    else expect(summary(name).status).toMatch(/^(running|interrupted)$/);
  });

  test('has the rows of one that was left alone until then', async () => {
    expect((await stoppedCommand('SIGINT', ...goOn(name), '--quiet', () => rows(name) > 5)).code).toBe(130);
    const count = rows(name);
    const alone = [...begin, '--output', 'alone', '--quiet'];
    expect((await stoppedCommand('SIGINT', ...alone, () => rows('alone') > count)).code).toBe(130);
    expect(read('alone', layout.series).startsWith(read(name, layout.series))).toBe(true);
  });
});

test('a run that is killed before its first checkpoint begins again, and says so', async () => {
  const { child, end } = landau(place, [...begin, '--output', 'young']);
  await waitFor(() => rows('young') > 2);
  child.kill('SIGKILL');
  expect((await end).code).toBe(null);
  const killed = read('young', layout.series);
  expect((await stoppedCommand('SIGINT', ...goOn('young'), '--quiet', () => rows('young') > 3)).code).toBe(130);
  expect(read('young', layout.events)).toContain('restarted: there is no checkpoint');
  expect(rows('young')).toBeGreaterThan(3);
  const again = read('young', layout.series);
  const common = Math.min(again.length, killed.lastIndexOf('\n') + 1);
  expect(again.slice(0, common)).toBe(killed.slice(0, common));
});

test('resuming a finished run leaves it alone and tells its outcome again', async () => {
  expect((await command(...begin, '--set', 'time.until=0.01', '--quiet', '--output', 'short')).code).toBe(0);
  const before = [layout.summary, layout.series].map((file) => read('short', file));
  const { code, out } = await command(...goOn('short'), '--quiet');
  expect(code).toBe(0);
  expect(out).toMatch(/^status +finished at t = 0\.01/m);
  expect([layout.summary, layout.series].map((file) => read('short', file))).toEqual(before);
});

describe.skipIf(!existsSync('/dev/full'))('a run whose words nobody can hear', () => {
  const short = '--set method.name=moments --set method.score=null --set time.step=0.1 --set time.until=0.2';
  test.each([
    ['a reader that has seen enough, and a full standard error', '2> /dev/full | head -1', 0],
    ['a full standard output, and a closed standard error', '> /dev/full 2>&-', 74],
  ])('%s: ends as any other', (name, redirection, code) => {
    const line = `"$0" "$1" run tiny.yaml --no-report ${short} --output "$2" ${redirection}; exit "\${PIPESTATUS[0]}"`;
    const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, program, name], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([code, '']);
    expect(summary(name).status).toMatch(/finished|doubtful/);
  });
});
