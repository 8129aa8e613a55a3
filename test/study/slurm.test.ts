import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { thisProcess } from '../../src/output/working-process.ts';
import { slurmExecutor } from '../../src/study/executors/slurm.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { createFakeSlurm, type FakeSlurm } from './fake-slurm.ts';
import { createStubStudy, type StubOptions, type StubStudy } from './stub-study.ts';

const newDirectory = temporaryDirectories();
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

const quick = { poll: '0.02', settle: '0.05' };

interface Case {
  readonly slurm: FakeSlurm;
  readonly study: StubStudy;
  readonly notices: string[];
  run(settings?: Record<string, string>, signal?: AbortSignal): Promise<void>;
}

function prepare(options: StubOptions): Case {
  const slurm = createFakeSlurm(newDirectory());
  const study = createStubStudy(newDirectory(), options);
  cleanUp.push(slurm.install());
  const notices: string[] = [];
  const executor = slurmExecutor(study.command);
  return {
    slurm,
    study,
    notices,
    run: (settings = {}, signal) =>
      executor.run(study, {
        workers: 1,
        settings: { ...quick, ...settings },
        onNotice: (line) => notices.push(line),
        ...(signal === undefined ? {} : { signal }),
      }),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

const problem = async (work: Promise<void>) =>
  work.then(
    () => 'no problem',
    (error: unknown) => (error as Error).message,
  );

describe('a study on a cluster', () => {
  test('is one job array, and every member is computed once', async () => {
    const { slurm, study, run } = prepare({ count: 5 });
    await run();
    expect(study.unfinished()).toEqual([]);
    expect([...study.begun()].sort()).toEqual(study.members.map(({ id }) => id));
    expect(slurm.calls()).toHaveLength(1);
  });

  test('asks for what its settings and estimates say', async () => {
    const { slurm, run } = prepare({ count: 3, estimate: { seconds: 1000, memory: 3e9 } });
    await run({ partition: 'long', account: 'plasma', limit: '2', sbatch: "--qos=low --constraint='a b'" });
    const [call] = slurm.calls();
    for (const word of [
      '--array=0-2%2',
      '--partition=long',
      '--account=plasma',
      '--mem=8192M',
      '--time=55',
      '--signal=B:USR1@120',
      '--requeue',
      '--qos=low --constraint=a b',
    ])
      expect(call).toContain(word);
    await run({});
    expect(slurm.calls()).toHaveLength(1);
  });

  test('is cut into arrays that the cluster takes', async () => {
    const { slurm, study, run } = prepare({ count: 7 });
    slurm.maxArraySize(3);
    await run();
    expect(study.unfinished()).toEqual([]);
    expect(slurm.calls().map((call) => /--array=(\S+)/.exec(call)![1])).toEqual(['0-2', '0-2', '0-0']);
  });

  test('lets short members share tasks', async () => {
    const { slurm, study, run } = prepare({ count: 7, estimate: { seconds: 18, memory: 1e6 } });
    await run();
    expect(study.unfinished()).toEqual([]);
    expect(slurm.calls()[0]).toContain('--array=0-2 ');
    expect(
      readFileSync(join(study.directory, 'slurm/0001.members'), 'utf8')
        .split('\n')
        .map((line) => line.split(' ').length),
    ).toEqual([3, 3, 1, 1]);
  });

  test('never asks for more time than its partition gives', async () => {
    const { slurm, run } = prepare({ count: 1, estimate: { seconds: 1e6, memory: 1e6 } });
    slurm.maxTime('1-00:00:00');
    await run();
    expect(slurm.calls()[0]).toContain('--time=1440 ');
  });

  test('reports how far it is', async () => {
    const { study } = prepare({ count: 4, steps: 5 });
    const seen: number[] = [];
    await slurmExecutor(study.command).run(study, {
      workers: 1,
      settings: quick,
      onProgress: ({ finished, total, running, secondsLeft }) => {
        expect(total).toBe(4);
        expect(running).toBeLessThanOrEqual(1);
        if (finished > 0) expect(secondsLeft).toBeGreaterThanOrEqual(0);
        seen.push(finished);
      },
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(4);
  });
});

describe('a client that is started again', () => {
  test('finds the tasks in the queue and submits nothing twice', async () => {
    const { slurm, study, notices, run } = prepare({ count: 4, steps: 3 });
    slurm.hold(true);
    const stop = new AbortController();
    const first = run({}, stop.signal);
    await until(() => slurm.queued() === 4);
    stop.abort();
    await first;
    expect(notices.at(-1)).toMatch(/the tasks in the queue keep running; .*scancel --name=landau-[0-9a-f]{10}-0001$/);
    expect(slurm.queued()).toBe(4);

    const second = run();
    await until(() => notices.includes('found 4 tasks of this study in the queue'));
    slurm.hold(false);
    await second;
    expect(slurm.calls()).toHaveLength(1);
    expect(study.begun()).toHaveLength(4);
    expect(study.unfinished()).toEqual([]);
  });

  test('submits what was lost while nobody watched', async () => {
    const { slurm, study, run } = prepare({ count: 4 });
    slurm.fault('vanish', 2);
    const stop = new AbortController();
    slurm.hold(true);
    const first = run({}, stop.signal);
    await until(() => slurm.queued() === 4);
    stop.abort();
    await first;
    slurm.hold(false);
    await until(() => slurm.queued() === 0);
    expect(study.unfinished()).toHaveLength(2);
    await run();
    expect(study.unfinished()).toEqual([]);
    expect(study.begun()).toHaveLength(4);
    expect(slurm.calls()).toHaveLength(2);
  });

  test('takes over from one that was killed, and not from one that lives', async () => {
    const { study, run } = prepare({ count: 1 });
    const claim = (client: object) =>
      writeFileSync(join(study.directory, 'study.lock'), JSON.stringify({ token: '0'.repeat(32), ...client }));
    claim(thisProcess());
    expect(await problem(run())).toMatch(
      `expected a study that no process runs, got one run by process ${process.pid};`,
    );
    claim({ host: 'another', process: 1, started: '1' });
    expect(await problem(run())).toMatch('got one run by process 1 on another');
    // No process has this number: Linux gives none above 2^22.
    claim({ ...thisProcess(), process: 2 ** 22 + 1 });
    await run();
    expect(study.unfinished()).toEqual([]);
  });
});

describe('a member that is lost', () => {
  test('when its node dies is submitted again, with twice the memory and time', async () => {
    const { slurm, study, notices, run } = prepare({ count: 3, steps: 20 });
    slurm.fault('lose', 1);
    await run();
    expect(study.unfinished()).toEqual([]);
    expect(study.collisions()).toEqual([]);
    const asked = slurm.calls().map((call) => Number(/--mem=(\d+)M/.exec(call)![1]));
    expect(asked).toEqual([256, 512]);
    expect(notices).toContainEqual(expect.stringMatching(/^members lost: 1; c0ffee0000: its task on \S+ was cut off/));
  });

  test('is asked for modestly again where there are no larger nodes', async () => {
    const { slurm, study, run } = prepare({ count: 1, steps: 20 });
    slurm.fault('lose', 1);
    slurm.largest(500);
    await run();
    expect(study.unfinished()).toEqual([]);
    expect(slurm.calls().map((call) => Number(/--mem=(\d+)M/.exec(call)![1]))).toEqual([256, 512, 256]);
  });

  test('too often is given up, with the last words of its task, and the others are finished', async () => {
    const { study, notices, run } = prepare({
      count: 3,
      instead: '[ "$4" != c0ffee0001 ] || { echo "no such kernel" >&2; exit 70; }',
    });
    await run({ attempts: '2' });
    expect(notices.at(-1)).toMatch(
      /^given up after 2 losses: member c0ffee0001: it ended with exit code 70 on \S+ and left no result; .*0002_0.log ends: no such kernel$/,
    );
    expect(study.unfinished()).toEqual(['c0ffee0001']);
    expect(study.begun().filter((id) => id === 'c0ffee0001')).toHaveLength(2);
    await run({ attempts: '1' });
    expect(study.begun().filter((id) => id === 'c0ffee0001')).toHaveLength(3);
  });

  test('without a trace makes one ask for the shared file system', async () => {
    const { slurm, study, notices, run } = prepare({ count: 1 });
    slurm.fault('vanish', 1);
    await run({ attempts: '1' });
    expect(notices.at(-1)).toBe(
      `given up after 1 losses: member c0ffee0000: its task left no trace; was it cancelled, or is ${study.directory} not on a file system that the compute nodes share?`,
    );
  });

  test('in the queue for ever is taken out of it', async () => {
    const { slurm, notices, run } = prepare({ count: 2 });
    slurm.stick('BadConstraints');
    await run({ attempts: '2' });
    expect(notices.at(-1)).toMatch(/its task was never started: BadConstraints$/);
    expect(slurm.queued()).toBe(0);
    expect(slurm.calls()).toHaveLength(2);
  });
});

describe('a member whose wall time ends', () => {
  test('saves its checkpoint and goes on from there in another task, however often', async () => {
    const { slurm, study, notices, run } = prepare({ count: 1, steps: 20 });
    slurm.fault('usr1', 2);
    await run({ attempts: '1' });
    expect(study.unfinished()).toEqual([]);
    expect(study.begun()).toHaveLength(3);
    expect(study.ownSteps('c0ffee0000')).toBeLessThan(20);
    expect(study.ownSteps('c0ffee0000')).toBeGreaterThan(0);
    expect(slurm.calls().map((call) => Number(/--mem=(\d+)M/.exec(call)![1]))).toEqual([256, 256, 256]);
    expect(notices.filter((line) => line.includes('lost'))).toEqual([]);
  });

  test('again and again before it gets any further is given up', async () => {
    const { study, notices, run } = prepare({ count: 1, instead: 'echo "{\\"steps\\": 7}" >run/summary.json; exit 3' });
    await run({ attempts: '2' });
    expect(notices.at(-1)).toMatch(/it was interrupted again before it got further than step 7$/);
    expect(study.begun()).toHaveLength(3);
  });

  test('leaves the members that share its task to another one, without blame', async () => {
    const { slurm, study, notices, run } = prepare({ count: 3, steps: 15, estimate: { seconds: 15, memory: 1e6 } });
    slurm.fault('usr1', 1);
    await run({ attempts: '1' });
    expect(study.unfinished()).toEqual([]);
    expect(study.begun()).toEqual(['c0ffee0000', 'c0ffee0000', 'c0ffee0001', 'c0ffee0002']);
    expect(notices.filter((line) => line.includes('lost'))).toEqual([]);
  });
});

describe('a study that is interrupted', () => {
  test('takes its tasks out of the queue when told so; those that run save a checkpoint', async () => {
    const { slurm, study, run } = prepare({ count: 3, steps: 60 });
    const stop = new AbortController();
    const work = run({ interrupt: 'cancel' }, stop.signal);
    await until(() => study.begun().length === 1);
    await pause(200);
    stop.abort();
    await work;
    expect(slurm.queued()).toBe(0);
    expect(study.begun()).toHaveLength(1);
    await until(() => {
      try {
        return readFileSync(join(study.directory, 'slurm/records/c0ffee0000'), 'utf8').includes('end 0001 0 3');
      } catch {
        return false;
      }
    });
    const { steps } = JSON.parse(
      readFileSync(join(study.directory, 'members/c0ffee0000/run/summary.json'), 'utf8'),
    ) as { steps: number };
    expect(steps).toBeGreaterThan(0);
  });
});

describe('a cluster that does not play along', () => {
  test('may be silent for a while', async () => {
    const { slurm, study, notices, run } = prepare({ count: 2, steps: 10 });
    const work = run();
    await until(() => slurm.calls().length === 1);
    slurm.silence(true);
    const told = () => notices.filter((line) => line.startsWith('squeue: no answer'));
    await until(() => told().length > 0);
    await pause(150);
    slurm.silence(false);
    await work;
    expect(study.unfinished()).toEqual([]);
    expect(slurm.calls()).toHaveLength(1);
    expect(told()).toHaveLength(1);
  });

  test('is given no more tasks than its quota, and all of them in the end', async () => {
    const { slurm, study, run } = prepare({ count: 9 });
    slurm.quota(3);
    await run();
    expect(study.unfinished()).toEqual([]);
    expect(study.begun()).toHaveLength(9);
  });

  test('and refuses says why, in one line with the way out', async () => {
    const { slurm, study, run } = prepare({ count: 1 });
    slurm.refuse('Invalid partition name specified');
    const message = await problem(run({ partition: 'nowhere' }));
    expect(message).toMatch(
      /^sbatch: expected to submit 1 task \(256 MiB, 10 min each\), got 'Batch job submission failed: Invalid partition name specified'; see sinfo .*--option partition=/,
    );
    expect(message).not.toContain('\n');
    await expect(run()).rejects.toThrow(InputError);
    slurm.refuse('QOSMaxSubmitJobPerUserLimit');
    expect(await problem(run())).toMatch('QOSMaxSubmitJobPerUserLimit');
    expect(study.begun()).toEqual([]);
    slurm.refuse(null);
    await run();
    expect(study.unfinished()).toEqual([]);
  });

  test('is missed by name where there is none', async () => {
    const study = createStubStudy(newDirectory(), { count: 1 });
    const before = process.env.PATH;
    process.env.PATH = newDirectory();
    cleanUp.push(() => {
      process.env.PATH = before;
    });
    await expect(slurmExecutor(study.command).run(study, { workers: 1 })).rejects.toThrow(
      /^scontrol: expected the programs of Slurm on the PATH, got none; .*--executor local$/,
    );
  });
});
