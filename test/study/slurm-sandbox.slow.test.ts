import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAttempts } from '../../src/study/executors/slurm/losses.ts';
import { slurmExecutor } from '../../src/study/executors/slurm.ts';
import { createStubStudy } from './stub-study.ts';

const script = fileURLToPath(new URL('slurm-sandbox.sh', import.meta.url));
const has = (program: string) => spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]).status === 0;

/** Root, munge and Slurm are here; LANDAU_TEST_SLURM=1 says that they have to be, and 0 that it is not worth the time. */
const wanted = process.env.LANDAU_TEST_SLURM;
const isPossible = process.getuid?.() === 0 && ['munged', 'slurmctld', 'slurmd', 'sbatch'].every(has);
const isOn = wanted === '1' || (wanted !== '0' && isPossible);

/** Short: the paths of Unix sockets have room for 100 letters. */
const place = isOn ? mkdtempSync(join(tmpdir(), 'landau-slurm-')) : '';
const before = { ...process.env };

function sandbox(word: string): string {
  const { status, stdout, stderr } = spawnSync(script, [word], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`slurm-sandbox ${word}: ${stdout}${stderr}`);
  return stdout;
}

const settings = { poll: '0.2', settle: '2', share: '1', time: '2', mem: '100M' };

describe.skipIf(!isOn)('on a real Slurm of two nodes', () => {
  beforeAll(() => {
    // munged runs as a user of its own.
    chmodSync(place, 0o755);
    process.env.SLURM_SANDBOX = join(place, 'slurm');
    sandbox('start');
    process.env.SLURM_CONF = /SLURM_CONF=(.*)/.exec(sandbox('env'))![1];
  });

  afterAll(() => {
    sandbox('stop');
    process.env = before;
    rmSync(place, { recursive: true });
  });

  test('a study is computed once, on both nodes, and leaves the queue empty', async () => {
    const study = createStubStudy(mkdtempSync(join(place, 'study-')), { count: 12, steps: 10 });
    await slurmExecutor(study.command).run(study, { workers: 1, settings });
    expect(study.unfinished()).toEqual([]);
    expect(study.begun()).toHaveLength(12);
    expect(study.collisions()).toEqual([]);
    const nodes = study.members.map(({ id }) => readAttempts(study.directory, id)[0].node);
    expect([...new Set(nodes)].sort()).toEqual(['n1', 'n2']);
  });

  test('a cancelled task saves its checkpoint, and the next client goes on from there', async () => {
    const study = createStubStudy(mkdtempSync(join(place, 'study-')), { count: 1, steps: 100 });
    const stop = new AbortController();
    const first = slurmExecutor(study.command).run(study, {
      workers: 1,
      settings: { ...settings, interrupt: 'cancel' },
      signal: stop.signal,
    });
    while (study.begun().length === 0) await pause(20);
    await pause(200);
    stop.abort();
    await first;
    const [{ id }] = study.members;
    expect(readAttempts(study.directory, id).map(({ code }) => code)).toEqual([3]);
    await slurmExecutor(study.command).run(study, { workers: 1, settings });
    expect(study.unfinished()).toEqual([]);
    expect(study.ownSteps(id)).toBeLessThan(100);
  });

  test('sbatch’s own words tell what is wrong with a request', async () => {
    const study = createStubStudy(mkdtempSync(join(place, 'study-')), { count: 1 });
    const run = (more: Record<string, string>) =>
      slurmExecutor(study.command).run(study, { workers: 1, settings: { ...settings, ...more } });
    await expect(run({ partition: 'nowhere' })).rejects.toThrow(
      /^sbatch: expected .*invalid partition specified: nowhere/,
    );
    await expect(run({ mem: '100G' })).rejects.toThrow(/^sbatch: expected .*Memory specification can not be satisfied/);
    await expect(run({ sbatch: '--constraint=quantum' })).rejects.toThrow(/Invalid feature specification/);
  });
});
