import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { duration } from '../../src/cli/options.ts';
import { exitCodes, stopSignals } from '../../src/cli/terminal.ts';
import { layout } from '../../src/output/layout.ts';
import type { RunSummary } from '../../src/output/run-record.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { command, stoppedCommand } from './terminal.ts';

const place = temporaryDirectories()();
const home = process.cwd();
const species = (more: string) => `species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }${more} }
  - { name: b, mass: 2, density: 0.5, initial: { maxwellian: { temperature: 2 } }${more} }`;
const particles = species(', particles: { sampling: monte-carlo, count: 16 }');
const blob = `${particles}\nmethod: { name: blob, reconstruction: mollified, score: plain }`;

/** Each has one row at the start and one at the end, and no other stop. */
const sequences: readonly [name: string, text: string][] = [
  ['adaptive steps', `${blob}\ntime: { integrator: heun, step: 0.2, until: 0.5, adaptive: { tolerance: 1.0e-5 } }`],
  ['implicit steps', `${blob}\ntime: { integrator: implicit-midpoint, step: 0.05, until: 0.5 }`],
  ['steps of rkc', `${blob}\ntime: { integrator: rkc, step: 0.05, until: 0.5 }`],
  ['the Legendre method', `${species('')}\nmethod: { name: legendre, order: 4 }\ntime: { step: 0.5, until: 0.5 }`],
  [
    'the spectral grid',
    `${species('')}\nmethod: { name: spectral-grid, nodes: 16 }\ntime: { integrator: heun, step: 0.05, until: 0.5 }`,
  ],
  ['pair collisions', `${particles}\nmethod: { name: pair-collisions }\ntime: { step: 0.05, until: 0.5 }`],
];
const cases = sequences.map(([name, text], k) => [stopSignals[k], name, text] as const);

beforeAll(() => process.chdir(place));
afterAll(() => process.chdir(home));

/** Every look at the clock takes 60 ms: a run looks up after every second step or so, however fast the machine is. */
function slowClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 60;
    return now;
  });
}

const read = (name: string, file: string) => readFileSync(join(name, file), 'utf8');
const summary = (name: string) => JSON.parse(read(name, layout.summary)) as RunSummary;
const quiet = ['--quiet', '--no-report', '--allow', 'doubtful'];

describe.each(cases)('%s within a sequence of steps: %s', (signal, _name, text) => {
  test('is heard, after checkpoints by the clock, and the run goes on to the same bits', async () => {
    const tail = 'collisions: { exponent: 0, strength: 0.1 }\noutput: { every: 0.5, checkpoint: 0.3 }\n';
    writeFileSync('scenario.yaml', `title: signals\ndimension: 2\nseed: 3\n${text}\n${tail}`);
    for (const name of ['whole', 'stopped']) rmSync(name, { recursive: true, force: true });
    slowClock();
    const whole = await command('run', 'scenario.yaml', '--output', 'whole', ...quiet);
    expect([whole.code, whole.err.split('\n').filter((line) => !/warning|^$/.test(line))]).toEqual([0, []]);
    const hasCheckpoint = () => existsSync(join('stopped', layout.checkpoint)) && summary('stopped').t > 0;
    const words = ['run', 'scenario.yaml', '--output', 'stopped', ...quiet];
    const stopped = await stoppedCommand(signal, ...words, hasCheckpoint);
    vi.restoreAllMocks();
    expect(stopped.code).toBe(exitCodes[signal]);
    expect(stopped.err).toContain(`${signal}: saving a checkpoint`);
    const { status, t } = summary('stopped');
    expect(status).toBe('interrupted');
    expect(t).toBeGreaterThan(0);
    expect(t).toBeLessThan(summary('whole').t);
    expect(read('stopped', layout.series).trimEnd().split('\n')).toHaveLength(2);
    expect((await command('run', '--resume', 'stopped', ...quiet)).code).toBe(0);
    expect(read('stopped', layout.series)).toBe(read('whole', layout.series));
  });
});

describe('a limit of wall time', () => {
  test.each([
    ['1s', 1],
    ['3h50m', 13800],
    ['90m', 5400],
    ['1d12h', 129600],
    ['1.5s', 1.5],
    ['3:50:00', 13800],
  ])('%s is understood', (text, seconds) => expect(duration(text)).toBe(seconds));

  test.each(['', '0s', '5', '-1s', '1e3s', '3h 50m', '50m3h', '3:70:00', 'Infinity'])('%j is refused', (text) => {
    expect(() => duration(text)).toThrow(/expected a duration such as 3h50m, .*, got "/);
  });
});
