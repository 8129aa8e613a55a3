import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layout, snapshotFolder } from '../../src/output/layout.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { memberId, memberPath } from '../../src/study/layout.ts';
import { runMember } from '../../src/study/member.ts';
import { readResult } from '../../src/study/result.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { plannedStudy, quick } from './studies.ts';

const newDirectory = temporaryDirectories();
const result = (directory: string, id: string) => readResult(directory, id)!;

describe('a member', () => {
  test('leaves its series, its targets and who made it, and no run directory', async () => {
    const { directory, members } = plannedStudy(newDirectory(), quick);
    const { id } = members[0];
    expect(await runMember(directory, id)).toBe('finished');
    const { status, series, targets, steps, provenance, particles } = result(directory, id);
    expect({ status, steps, particles }).toEqual({ status: 'finished', steps: 2, particles: [16] });
    expect(series.t).toEqual([0, 0.2, 0.4]);
    expect(targets.temperature).toBe(series['temperature_xx.gas'][2]);
    expect(targets.drift).toBe(Math.max(...series.energy_drift.map((value) => value ?? 0)));
    expect(provenance?.seed).toBe('7/time.step=0.2/0');
    expect(existsSync(memberPath(directory, id, 'run'))).toBe(false);
  });

  test('keeps its run directory when the study asks for it', async () => {
    const [only, kept] = [quick, `${quick}keep: runs\n`].map((text) => plannedStudy(newDirectory(), text));
    const [{ id }] = kept.members;
    for (const { directory } of [only, kept]) await runMember(directory, id);
    const run = memberPath(kept.directory, id, 'run');
    for (const name of [layout.series, layout.netcdf]) expect(existsSync(join(run, name))).toBe(true);
    expect(readdirSync(join(run, snapshotFolder))).toHaveLength(2);
    // the snapshots, which only this one has, change nothing
    expect(result(kept.directory, id).series).toEqual(result(only.directory, id).series);
  });

  test('with a result is left alone', async () => {
    const { directory, members } = plannedStudy(newDirectory(), quick);
    const path = memberPath(directory, members[1].id, 'result');
    await runMember(directory, members[1].id);
    const bytes = readFileSync(path, 'utf8');
    expect(await runMember(directory, members[1].id)).toBe('finished');
    expect(readFileSync(path, 'utf8')).toBe(bytes);
  });

  test('that is interrupted has a checkpoint and no result, and goes on to the same bits', async () => {
    const whole = plannedStudy(newDirectory(), quick);
    const { id } = whole.members[3];
    await runMember(whole.directory, id);

    const { directory } = plannedStudy(newDirectory(), quick);
    const stop = new AbortController();
    const onProgress = ({ steps }: { steps: number }) => {
      if (steps === 1) stop.abort();
    };
    expect(await runMember(directory, id, { signal: stop.signal, onProgress })).toBe('interrupted');
    expect(existsSync(memberPath(directory, id, 'result'))).toBe(false);
    const run = memberPath(directory, id, 'run');
    expect(existsSync(join(run, layout.checkpoint))).toBe(true);
    // of a run directory that nobody keeps
    expect([existsSync(join(run, layout.netcdf)), readdirSync(join(run, snapshotFolder))]).toEqual([false, []]);
    expect(await runMember(directory, id)).toBe('finished');
    expect(result(directory, id).series).toEqual(result(whole.directory, id).series);
    expect(result(directory, id).steps).toBe(4);
  });

  test('with a damaged checkpoint begins again', async () => {
    const { directory, members } = plannedStudy(newDirectory(), quick);
    const { id } = members[3];
    const stop = new AbortController();
    await runMember(directory, id, { signal: stop.signal, onProgress: () => stop.abort() });
    writeFileSync(join(memberPath(directory, id, 'run'), layout.checkpoint), 'rubbish');
    expect(await runMember(directory, id)).toBe('finished');
  });

  test('that breaks down has a result that says so', async () => {
    const text = quick
      .replace('integrator: heun', 'integrator: euler')
      .replace('strength: 0.25', 'strength: 1e6')
      .replace('until: 0.4', 'until: 40');
    const { directory, members } = plannedStudy(newDirectory(), text);
    const { id } = members[0];
    expect(await runMember(directory, id)).toBe('failed');
    expect(result(directory, id)).toMatchObject({
      status: 'failed',
      targets: {},
      message: expect.stringMatching(/^t = .*/),
    });
    expect(await runMember(directory, id)).toBe('failed');
  });

  test('that cannot begin has a result that says so', async () => {
    const place = newDirectory();
    const table = join(place, 'maxwellian.csv');
    const speeds = Array.from({ length: 40 }, (_, k) => 0.15 * k);
    writeFileSync(table, ['v,f', ...speeds.map((v) => `${v},${Math.exp((-v * v) / 2)}`), ''].join('\n'));
    const text = quick
      .replace('anisotropic: { temperatures: [0.6, 1.4] }', `tabulated: { file: ${table} }`)
      .replace('temperature: { column: temperature_xx.gas, ', 'temperature: { column: temperature.gas, ');
    const { directory, members } = plannedStudy(place, text);
    rmSync(table);
    expect(await runMember(directory, members[0].id)).toBe('failed');
    expect(result(directory, members[0].id).message).toMatch(
      /maxwellian\.csv: expected a file that the scenario names, got no such file/,
    );
    writeFileSync(table, 'another table');
    await expect(runMember(directory, members[1].id)).rejects.toThrow('different contents of a file that it names');
    expect(existsSync(memberPath(directory, members[1].id, 'result'))).toBe(false);
  });

  test('in a folder that is a link is refused, and nothing is written where it leads', async () => {
    for (const folder of ['members', 'member'] as const) {
      const { directory, members } = plannedStudy(newDirectory(), quick);
      const { id } = members[0];
      const outside = newDirectory();
      const own = dirname(memberPath(directory, id, 'result'));
      if (folder === 'member') mkdirSync(dirname(own), { recursive: true });
      symlinkSync(outside, folder === 'member' ? own : dirname(own));
      await expect(runMember(directory, id)).rejects.toThrow(/expected a folder inside the study, got a link/);
      expect(readdirSync(outside)).toEqual([]);
    }
  });

  test('that is not in the plan is refused', async () => {
    const { directory } = plannedStudy(newDirectory(), quick);
    await expect(runMember(directory, 'abcdef0123456789')).rejects.toThrow('expected the id of a member of the plan');
    await expect(runMember(directory, '../../victim')).rejects.toThrow(
      'expected the id of a member, 8 to 64 hexadecimal',
    );
  });

  test('is made of the plan: its own file is written for people, and not read', async () => {
    const { directory, members } = plannedStudy(newDirectory(), quick);
    const { id } = members[0];
    const path = memberPath(directory, id, 'scenario');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'rubbish');
    expect(await runMember(directory, id)).toBe('finished');
    expect(memberId(readScenario(path))).toBe(id);
  });
});
