import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { layout } from '../../src/output/layout.ts';
import {
  memberCommand,
  memberSeconds,
  processSeconds,
  type StudyProgress,
  studySeconds,
} from '../../src/study/executor.ts';
import { localExecutor } from '../../src/study/executors/local.ts';
import { memberPath, studyLayout } from '../../src/study/layout.ts';
import type { OpenStudy } from '../../src/study/open-study.ts';
import { readResult } from '../../src/study/result.ts';
import { writeCollection } from '../../src/study/write-collection.ts';
import { landau, program } from '../cli/process.ts';
import { command } from '../cli/terminal.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { createStubStudy } from './stub-study.ts';
import { plannedStudy, quick, runAll } from './studies.ts';

const newDirectory = temporaryDirectories();
const { run } = localExecutor(program);

/** Two members of three hundred steps and a checkpoint every ten of them, with the two rows that a run must have: rows are what costs time. */
const long = quick
  .replace('smoothing: { temperature: 0.5 }', 'smoothing: { temperature: 0.3 }')
  .replace('time.step: [0.2, 0.1]', 'time.step: [0.001]')
  .replace('until: 0.4', 'until: 0.3')
  .replace('seeds: 3', 'seeds: 2')
  .replace('fit: { against: time.step }', 'at: sup')
  .replace('output: { every: 0.2 }', 'output: { every: 0.3, checkpoint: 0.01 }');

const tables = ({ directory }: OpenStudy) =>
  (['record', 'table', 'members', 'lines', 'verdicts'] as const).map((name) =>
    readFileSync(join(directory, studyLayout[name]), 'utf8'),
  );
const checkpoints = ({ directory, members }: OpenStudy) =>
  members.map(({ id }) => join(memberPath(directory, id, 'run'), layout.checkpoint));

/** `landau study run` as a process of its own. */
const start = ({ directory }: OpenStudy, ...more: readonly string[]) =>
  landau(directory, ['study', 'run', directory, '--no-report', ...more]);

/** Waits until one of the files is there. */
async function appears(...paths: readonly string[]): Promise<void> {
  while (!paths.some((path) => existsSync(path))) await pause(2);
}

let uninterrupted: string[];

beforeAll(async () => {
  const study = plannedStudy(newDirectory(), long);
  await runAll(study);
  await writeCollection(study);
  uninterrupted = tables(study);
});

describe('the local executor', () => {
  test('starts no member that is finished', async () => {
    const study = plannedStudy(newDirectory(), quick.replace('seeds: 3\n', ''));
    await runAll(study);
    const seen: StudyProgress[] = [];
    await localExecutor('/no/such/program.js').run(study, {
      workers: 2,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen).toEqual([{ total: 2, finished: 2, done: 2, running: 0, secondsLeft: 0 }]);
  });

  test('goes on when a member fails, and gives each a process of its own, in their order, when that is asked for', async () => {
    const text = quick
      .replace('integrator: heun', 'integrator: euler')
      .replace('strength: 0.25', 'strength: 1e200')
      .replace('seeds: 3\n', '');
    const study = plannedStudy(newDirectory(), text);
    const begun: string[] = [];
    await run(study, { workers: 1, apart: true, onBegin: (id) => begun.push(id) });
    expect(study.members.map(({ id }) => readResult(study.directory, id)?.status)).toEqual(['failed', 'failed']);
    expect(begun).toEqual(study.members.map(({ id }) => id));
    // alone in its process, a member knows what memory it needed
    for (const { id } of study.members) expect(readResult(study.directory, id)?.memory).toBeGreaterThan(30 * 2 ** 20);
  });

  test.each([
    [1, 3],
    [3, 12],
  ])(
    'with %i workers starts as many processes as the estimate counts, or enough to end together',
    async (workers, processes) => {
      const directory = newDirectory();
      const program = join(directory, 'member.mjs');
      mkdirSync(directory, { recursive: true });
      writeFileSync(
        program,
        `import { writeFileSync } from 'node:fs';
      const [, , , , directory, ...ids] = process.argv;
      for (const id of ids) { writeFileSync(\`\${directory}/members/\${id}/result.json\`, ''); console.log(id, 'finished'); }
      process.disconnect();`,
      );
      const study = createStubStudy(directory, { count: 12, estimate: { seconds: 2.8, memory: 1 } });
      const begun: string[] = [];
      await localExecutor(program).run(study, { workers, onBegin: (id) => begun.push(id) });
      expect(study.unfinished()).toEqual([]);
      expect(begun).toHaveLength(processes);
      if (workers === 1)
        expect(studySeconds(study.members)).toBeCloseTo(
          12 * (2.8 + memberSeconds) + processSeconds * (1 + processes),
          9,
        );
    },
  );

  test('returns without results when the program cannot be run', async () => {
    const study = plannedStudy(newDirectory(), quick.replace('seeds: 3\n', ''));
    await localExecutor('/no/such/program.js').run(study, { workers: 1 });
    expect(study.unfinished()).toHaveLength(2);
  });
});

describe('a study that is stopped', () => {
  test('by a signal saves checkpoints, says how to go on, and ends in other processes with the bytes of a single one', async () => {
    const study = plannedStudy(newDirectory(), long);
    const { child, end } = start(study, '--workers', '1');
    await appears(...checkpoints(study));
    child.kill('SIGINT');
    const stopped = await end;
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain(`continue with: landau study run ${study.directory}`);
    expect(study.unfinished().length).toBeGreaterThan(0);
    const seen: StudyProgress[] = [];
    await run(study, { workers: 2, onProgress: (progress) => seen.push(progress) });
    expect(study.unfinished()).toEqual([]);
    expect(seen[0]).toMatchObject({ total: 2, running: 0 });
    expect(seen.at(-1)).toMatchObject({ finished: 2, running: 0, secondsLeft: 0 });
    await writeCollection(study);
    expect(tables(study)).toEqual(uninterrupted);
  });

  test('by SIGKILL leaves no process behind, and ends with the same bytes', async () => {
    const study = plannedStudy(newDirectory(), long);
    const { child, end } = start(study, '--workers', '1');
    await appears(...checkpoints(study));
    child.kill('SIGKILL');
    expect((await end).code).toBe(null);
    expect(study.unfinished().length).toBeGreaterThan(0);
    // The orphaned member may be saving its checkpoint still: its successor waits for that.
    await runAll(study);
    expect(await command('study', 'run', study.directory, '--quiet', '--no-report')).toMatchObject({
      code: 0,
      err: '',
    });
    expect(tables(study)).toEqual(uninterrupted);
  });
});

test('landau study member ends with 3 and a checkpoint on SIGUSR1, goes on after SIGKILL, and ends with 0', async () => {
  const study = plannedStudy(newDirectory(), long);
  const [first, second] = study.members.map(({ id }) => id);
  const words = [...memberCommand(study.directory, first, program).slice(2), second];
  const stopped = landau(study.directory, words);
  await appears(checkpoints(study)[0]);
  stopped.child.kill('SIGUSR1');
  expect(await stopped.end).toEqual({ code: 3, out: `${first} interrupted\n`, err: '' });
  const killed = landau(study.directory, words);
  await appears(checkpoints(study)[1]);
  killed.child.kill('SIGKILL');
  expect(await killed.end).toMatchObject({ code: null, out: `${first} finished\n` });
  expect(existsSync(memberPath(study.directory, second, 'result'))).toBe(false);
  await runAll(study);
  await writeCollection(study);
  expect(tables(study)).toEqual(uninterrupted);
  const out = `${first} finished\n${second} finished\n`;
  expect(await landau(study.directory, words).end).toEqual({ code: 0, out, err: '' });
});
