import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { countLosses, readAttempts } from '../../src/study/executors/slurm/losses.ts';
import {
  jobName,
  readSubmissions,
  submissionFiles,
  writeSubmission,
} from '../../src/study/executors/slurm/submissions.ts';
import { taskScript } from '../../src/study/executors/slurm/submit.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { createStubStudy, type StubOptions } from './stub-study.ts';

const newDirectory = temporaryDirectories();

/** A study whose members are all on task 0 of its one submission. */
function prepare(options: StubOptions) {
  // Neither the path nor a word of the command may upset a shell.
  const directory = join(newDirectory(), "it's $HOME & more");
  mkdirSync(directory);
  const study = createStubStudy(directory, options);
  const ids = study.members.map(({ id }) => id);
  const { files } = writeSubmission(directory, [ids], (paths) =>
    taskScript(directory, paths, study.command(directory, '')),
  );
  const start = (shell: string, more: Record<string, string> = {}) => {
    const child = spawn(shell, [join(directory, files.script)], {
      env: { PATH: process.env.PATH, SLURM_ARRAY_TASK_ID: '0', ...more },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    return {
      child,
      end: new Promise<{ code: number | null; err: string }>((resolve) =>
        child.on('close', (code) => resolve({ code, err })),
      ),
    };
  };
  const atWork = async (id: string) => {
    while (!existsSync(join(directory, 'members', id, 'run/ready'))) await pause(5);
  };
  return { directory, study, ids, start, atWork };
}

/** The shells of this machine, one of each kind: /bin/sh is often one of the others. */
const shells = ['/bin/sh', 'bash', 'dash'].filter(
  (shell, k, all) => kind(shell) !== '' && all.findIndex((other) => kind(other) === kind(shell)) === k,
);

function kind(shell: string): string {
  return spawnSync(shell, ['-c', 'readlink -f "/proc/$$/exe"'], { encoding: 'utf8' }).stdout ?? '';
}

describe.each(shells)('a task that runs in %s', (shell) => {
  test('computes its members one after the other and notes it', async () => {
    const { directory, study, ids, start } = prepare({ count: 2 });
    expect(await start(shell, { SLURMD_NODENAME: 'n1' }).end).toEqual({ code: 0, err: '' });
    expect(study.begun()).toEqual(ids);
    expect(readAttempts(directory, ids[0])).toEqual([{ submission: '0001', index: 0, node: 'n1', code: 0 }]);
    expect(await start(shell).end).toEqual({ code: 0, err: '' });
    expect(study.begun()).toEqual(ids);
  });

  test.each(['USR1', 'TERM'] as const)(
    'saves the checkpoint of the member at work on SIG%s, and begins no other',
    async (signal) => {
      const { directory, study, ids, start, atWork } = prepare({ count: 2, steps: 200 });
      const { child, end } = start(shell);
      await atWork(ids[0]);
      if (signal === 'USR1') child.kill('SIGUSR1');
      // As Slurm does at the end of the wall time: to every process of the task.
      else process.kill(-child.pid!, 'SIGTERM');
      expect((await end).code).toBe(3);
      expect(study.begun()).toEqual([ids[0]]);
      expect(readAttempts(directory, ids[0])[0].code).toBe(3);
      expect(countLosses(readAttempts(directory, ids[0]))).toBe(0);
    },
  );

  test('leaves a member to the task that is at work on it', async () => {
    const { study, ids, start, atWork } = prepare({ count: 1, steps: 10 });
    const first = start(shell);
    await atWork(ids[0]);
    const second = start(shell);
    expect((await first.end).code).toBe(0);
    expect((await second.end).code).toBe(0);
    expect(study.begun()).toEqual(ids);
    expect(study.collisions()).toEqual([]);
  });

  test('can be told to stop while it waits for a member', async () => {
    const { study, ids, start, atWork } = prepare({ count: 1, steps: 40 });
    const first = start(shell);
    await atWork(ids[0]);
    const second = start(shell);
    await pause(200);
    second.child.kill('SIGUSR1');
    await second.end;
    expect(study.unfinished()).toEqual(ids);
    expect((await first.end).code).toBe(0);
    expect(study.begun()).toEqual(ids);
  });

  test('goes on after a member that crashed, and says so in the end', async () => {
    const { directory, study, ids, start } = prepare({ count: 2, instead: '[ "$4" != c0ffee0000 ] || kill -KILL $$' });
    expect((await start(shell).end).code).toBe(137);
    expect(study.unfinished()).toEqual([ids[0]]);
    expect(readAttempts(directory, ids[0])[0].code).toBe(137);
  });

  test('ends at once when Slurm has started it too often', async () => {
    const { study, start } = prepare({ count: 1 });
    const { code, err } = await start(shell, { SLURM_RESTART_COUNT: '5' }).end;
    expect(code).toBe(1);
    expect(err).toBe('given up after 5 restarts by Slurm\n');
    expect(study.begun()).toEqual([]);
  });
});

test.runIf(kind('bash') !== '')(
  'a task in a bash that lost the code of a stopped member notes an interruption',
  async () => {
    const { directory, ids, start, atWork } = prepare({ count: 2, steps: 200 });
    // What bash 5.2 does now and then where the end of a command and a signal coincide.
    const forgetful = join(newDirectory(), 'forgetful');
    writeFileSync(
      forgetful,
      'wait() { builtin wait "$@"; local code=$?; [ "$code" != 3 ] || return 255; return "$code"; }',
    );
    const { child, end } = start('bash', { BASH_ENV: forgetful });
    await atWork(ids[0]);
    process.kill(-child.pid!, 'SIGTERM');
    expect((await end).code).toBe(3);
    expect(readAttempts(directory, ids[0]).map(({ code }) => code)).toEqual([3]);
  },
);

describe('the books of the executor', () => {
  test('number every submission anew and give each task its members back', () => {
    const directory = newDirectory();
    const script = () => '';
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(8));
    for (const tasks of [[[a, b], [c]], [[d]]]) writeSubmission(directory, tasks, script);
    expect(readSubmissions(directory).map(({ files, tasks }) => [files.number, tasks])).toEqual([
      ['0001', [[a, b], [c]]],
      ['0002', [[d]]],
    ]);
    expect(jobName(directory, submissionFiles(2))).toBe(readSubmissions(directory)[1].jobName);
    expect(jobName(newDirectory(), submissionFiles(2))).not.toBe(jobName(directory, submissionFiles(2)));
  });

  test('count as lost what was begun and neither finished nor interrupted, torn lines aside', () => {
    const directory = newDirectory();
    mkdirSync(join(directory, submissionFiles(1).records), { recursive: true });
    const lines = [
      'begin 0001 3 n1',
      'end 0001 3 3',
      'begin 0002 0 n2',
      'begin 0003 0 n1',
      'end 0003 0 137',
      'begin 0004 0',
    ];
    writeFileSync(join(directory, submissionFiles(1).records, 'a'), lines.join('\n'));
    expect(readAttempts(directory, 'a')).toEqual([
      { submission: '0001', index: 3, node: 'n1', code: 3 },
      { submission: '0002', index: 0, node: 'n2' },
      { submission: '0003', index: 0, node: 'n1', code: 137 },
    ]);
    expect(countLosses(readAttempts(directory, 'a'))).toBe(2);
    expect(readAttempts(directory, 'b')).toEqual([]);
  });
});
