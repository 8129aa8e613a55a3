import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePictures } from '../../src/cli/reports.ts';
import { compareMethods } from '../../src/compare/compare.ts';
import { planComparison } from '../../src/compare/plan.ts';
import { InputError, RunError } from '../../src/core/errors.ts';
import { saveComparison } from '../../src/output/comparison-record.ts';
import { writeFileAtomically } from '../../src/output/files.ts';
import { layout } from '../../src/output/layout.ts';
import { renderComparison } from '../../src/report/comparison/render-comparison.ts';
import { readSubmissions, writeSubmission } from '../../src/study/executors/slurm/submissions.ts';
import { memberFolder } from '../../src/study/layout.ts';
import { runMember } from '../../src/study/member.ts';
import { openStudy } from '../../src/study/open-study.ts';
import { readResult } from '../../src/study/result.ts';
import { type Fault, failWrites } from '../output/failing-disk.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { inThisProcess } from '../study/studies.ts';
import { command, type Outcome } from './terminal.ts';

/*
 * The disk refuses the k-th write of a command, for every k: it says so in one line that names the file, leaves no half of one, and
 * when the disk is well again the command, or the one that goes on, comes to the bytes of a run in peace.
 */

const place = temporaryDirectories()();
const home = process.cwd();

const scenario = `title: On a bad disk
dimension: 2
seed: 1
species:
  - { name: gas, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: 16 } }
collisions: { exponent: 0, strength: 0.1 }
method: { name: blob, reconstruction: mollified, score: plain, smoothing: { temperature: 0.5 }, spacing: 1, tolerance: 1e-6 }
time: { integrator: euler, step: 0.1, until: 0.1 }
output: { every: 0.1, snapshots: 0.1, checkpoint: 1.0e-6 }
`;
const study = `title: On a bad disk
scenario: scenario.yaml
axes: { time.step: [0.1, 0.05] }
targets: { entropy: { column: entropy } }
`;

const run = ['run', 'scenario.yaml', '--output', 'disk/run', '--quiet', '--no-report'];

beforeAll(async () => {
  process.chdir(place);
  writeFileSync('scenario.yaml', scenario);
  writeFileSync('study.yaml', study);
  mkdirSync('disk');
  expect(await command(...run)).toMatchObject({ code: 0, err: '' });
  cpSync('disk/run', 'peace', { recursive: true });
  expect((await command('study', 'plan', 'study.yaml', '--output', 'planned')).code).toBe(0);
});
afterAll(() => process.chdir(home));

/** Every file below the directory, by its path. */
function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' });
}

const mostWrites = 200;

/** What the command would end with that does this in this process. */
async function outcome(work: () => void | Promise<void>): Promise<Outcome> {
  try {
    await work();
    return { code: 0, out: '', err: '' };
  } catch (error) {
    const code = error instanceof RunError ? 3 : error instanceof InputError ? 2 : 70;
    return { code, out: '', err: `${(error as Error).message}\n` };
  }
}

/** Calls `attempt` with the k-th write refused for k = 1, 2, ..., until the command needs no more; how many were refused. */
async function everyWrite(
  prepare: () => void,
  attempt: () => Promise<Outcome>,
  check: (outcome: { readonly code: number; readonly fault: Fault }) => Promise<void>,
  /** Beyond the first `dense` writes only every `stride`-th; an odd one, so that both faults come. */
  { dense = mostWrites, stride = 1 } = {},
): Promise<number> {
  for (let k = 1; k < mostWrites; k += k < dense ? 1 : stride) {
    const fault: Fault = k % 2 === 0 ? { k, code: 'EIO', extent: 'once' } : { k, code: 'ENOSPC', extent: 'from' };
    rmSync('disk', { recursive: true, force: true });
    mkdirSync('disk');
    prepare();
    const disk = failWrites('disk/', fault);
    const { code, err } = await attempt().finally(disk.end);
    if (disk.names.length === 0) {
      expect(code).toBe(0);
      return k - 1;
    }
    const where = `write ${k}, of ${disk.names[0]}: `;
    // A lock is given back on a full disk, too.
    if (code === 0 && disk.names.every((name) => name === 'run.lock')) {
      expect(
        files('disk').filter((name) => name.includes('run.lock')),
        where,
      ).toEqual([]);
      continue;
    }
    const lines = err.split('\n').filter((line) => /cannot be|internal|expected/.test(line));
    expect(lines.length, where + err).toBe(1);
    expect(lines[0], where).toContain(`${fault.code}: injected`);
    expect(lines[0], where).toContain(disk.names[0]);
    expect([2, 3], where + err).toContain(code);
    expect(
      files('disk').filter((name) => name.endsWith('.tmp')),
      where,
    ).toEqual([]);
    await check({ code, fault });
  }
  throw new Error(`expected fewer than ${mostWrites} writes`);
}

const bits = (directory: string) => [layout.series, layout.columns].map((name) => readFileSync(join(directory, name)));

test('of a run: before the first row nothing is left, after it the run goes on to the same bits', async () => {
  const codes = new Set<number>();
  const refused = await everyWrite(
    () => {},
    () => command(...run),
    async ({ code, fault }) => {
      codes.add(code);
      const begun = existsSync('disk/run');
      expect({ begun, fault }).toEqual({ begun: code === 3, fault });
      if (begun && fault.k % 5 > 0) return;
      const again = begun ? ['run', '--resume', 'disk/run', '--quiet', '--no-report'] : run;
      expect(await command(...again)).toMatchObject({ code: 0 });
      expect(bits('disk/run')).toEqual(bits('peace'));
    },
    // What follows are further rows and checkpoints.
    { dense: 10, stride: 11 },
  );
  expect(refused).toBeGreaterThan(60);
  expect([...codes].sort()).toEqual([2, 3]);
});

test('of the page of a new run: what became of the run is told beside it', async () => {
  const withPage = run.filter((word) => word !== '--no-report');
  const page = /^disk\/run\/report\.html: cannot be written/;
  for (const [below, status, lines] of [
    [/report\.html/, 'finished', [page]],
    [/000001\.h5|report\.html/, 'failed', [/^disk\/run: t = 0\.1: disk\/run\/snapshots\/\S+: cannot be written/, page]],
  ] as const) {
    rmSync('disk', { recursive: true, force: true });
    mkdirSync('disk');
    const disk = failWrites(below, { k: 1, code: 'ENOSPC', extent: 'from' });
    const { code, out, err } = await command(...withPage).finally(disk.end);
    expect(code).toBe(3);
    expect(out).toMatch(new RegExp(`^status +${status} at t = `, 'm'));
    const told = err.trimEnd().split('\n');
    expect(told).toHaveLength(lines.length);
    lines.forEach((line, n) => {
      expect(told[n]).toMatch(line);
    });
  }
});

test('of a plan: exit code 2, and an older plan stays', async () => {
  for (const older of [false, true]) {
    const prepare = () => {
      if (older) cpSync('planned', 'disk/out', { recursive: true });
    };
    const refused = await everyWrite(
      prepare,
      () => command('study', 'plan', 'study.yaml', '--output', 'disk/out'),
      async ({ code }) => {
        expect(code).toBe(2);
        if (older) expect(files('disk/out')).toEqual(files('planned'));
        else expect(existsSync('disk/out')).toBe(false);
      },
    );
    expect(refused).toBeGreaterThanOrEqual(3);
  }
});

test('of a member: it begins again or goes on, to the same result', async () => {
  const [{ id }] = openStudy('planned').members;
  const member = (directory: string) =>
    outcome(async () => {
      await runMember(directory, id);
      const { status, message } = readResult(directory, id)!;
      if (status !== 'finished') throw new RunError(message ?? '');
    });
  cpSync('planned', 'whole', { recursive: true });
  expect((await member('whole')).code).toBe(0);
  const series = (directory: string) =>
    JSON.parse(readFileSync(join(directory, 'members', id, 'result.json'), 'utf8')).series;
  const prepare = () => cpSync('planned', 'disk/out', { recursive: true });
  await everyWrite(
    prepare,
    () => member('disk/out'),
    async () => {
      // A run that the disk stopped once is a failed one; landau study run --retry begins it again.
      if (readResult('disk/out', id)?.status === 'failed') rmSync(memberFolder('disk/out', id), { recursive: true });
      expect(await member('disk/out')).toMatchObject({ code: 0 });
      expect(series('disk/out')).toEqual(series('whole'));
    },
    // What follows is a run, as above.
    { dense: 6, stride: 15 },
  );
});

test.each([
  ['tables and the page of a study', ['study', 'report', 'disk/whole', '--markdown', 'disk/table.md'], 'whole'],
  ['page of a run', ['report', 'disk/peace'], 'peace'],
  ['new scenario', ['init', 'disk/mine.yaml', '--yes'], undefined],
])('of the %s: exit code 3, and every file is whole: the old one or the new one', async (_what, words, needed) => {
  const whole = new Map<string, Set<string>>();
  const note = (isSound: boolean) => {
    for (const name of files('disk').filter((each) => /\.\w+$/.test(each) && !/\.(nc|h5|bin)$/.test(each))) {
      const text = readFileSync(join('disk', name), 'latin1');
      const known = whole.get(name) ?? new Set();
      if (isSound) whole.set(name, known.add(text));
      else expect(known.has(text), name).toBe(true);
    }
  };
  const prepare = () => {
    if (needed !== undefined) cpSync(needed, join('disk', needed), { recursive: true });
  };
  prepare();
  note(true);
  expect((await command(...words)).code).toBe(0);
  note(true);
  const refused = await everyWrite(
    prepare,
    () => command(...words),
    async ({ code }) => {
      expect(code).toBe(3);
      note(false);
    },
  );
  expect(refused).toBeGreaterThanOrEqual(3);
});

test('of the books of a Slurm submission: no task can be given half of them, and the number is free again', async () => {
  const id = 'a'.repeat(8);
  const write = () =>
    outcome(() => {
      writeSubmission('disk', [[id]], ({ members }) => `#!/bin/sh\n# ${members}\n`);
    });
  const refused = await everyWrite(
    () => {},
    write,
    async ({ code }) => {
      expect(code).toBe(3);
      expect((await write()).code).toBe(0);
      const [{ files: paths, tasks }] = readSubmissions('disk').slice(-1);
      expect(tasks).toEqual([[id]]);
      expect(readFileSync(join('disk', paths.script), 'utf8')).toContain(paths.members);
    },
  );
  expect(refused).toBeGreaterThanOrEqual(8);
});

test('of a comparison: a line that names a file, exit code 3 once it has begun, and with --overwrite it comes to the same bits', async () => {
  const plan = planComparison('scenario.yaml', 'blob,pair-collisions', []);
  const compare = (overwrite = false) =>
    outcome(async () => {
      const options = { directory: 'disk/compared', file: 'scenario.yaml', executor: inThisProcess(), overwrite };
      const { record, series } = await compareMethods(plan, options);
      saveComparison('disk/compared', record);
      writeFileAtomically('disk/compared/compare.html', renderComparison(record, series));
      const broken = record.members.filter(({ status }) => status !== 'finished');
      if (broken.length > 0) throw new RunError(broken.map(({ reason }) => reason).join('; '));
    });
  const tables = () =>
    files('disk/compared')
      .filter((name) => name.endsWith(layout.series))
      .map((name) => [name, readFileSync(join('disk/compared', name), 'utf8')]);
  rmSync('disk', { recursive: true, force: true });
  mkdirSync('disk');
  expect(await compare()).toMatchObject({ code: 0 });
  const peace = tables();
  expect(peace).toHaveLength(2);
  let refused = 0;
  for (const k of [1, 4, 20, 96]) {
    rmSync('disk', { recursive: true, force: true });
    mkdirSync('disk');
    const disk = failWrites('disk/', { k, code: 'ENOSPC', extent: k % 2 === 0 ? 'once' : 'from' });
    const { code, err } = await compare().finally(disk.end);
    if (disk.names.length === 0) break;
    refused++;
    expect({ code, err }, `write ${k}`).toEqual({
      // Nothing has run before there is a plan.
      code: err.includes('the study is not planned') ? 2 : 3,
      err: expect.stringContaining('ENOSPC: injected'),
    });
    expect(disk.names.some((name) => err.includes(name)) || k === 1, `write ${k}: ${err}`).toBe(true);
    expect(
      files('disk').filter((name) => name.endsWith('.tmp')),
      `write ${k}`,
    ).toEqual([]);
    expect(await compare(true), `after write ${k}`).toMatchObject({ code: 0 });
    expect(tables(), `after write ${k}`).toEqual(peace);
  }
  expect(refused).toBe(4);
});

test('of pictures: none is left, and the directory can be used again', async () => {
  const pictures = [0, 1, 2].map((k) => Uint8Array.of(k));
  const write = () => outcome(() => writePictures('disk/pictures', pictures));
  const refused = await everyWrite(
    () => {},
    write,
    async () => expect(files('disk')).toEqual([]),
  );
  expect(refused).toBeGreaterThanOrEqual(10);
  expect(files('disk/pictures')).toEqual(['0000.png', '0001.png', '0002.png']);
});
