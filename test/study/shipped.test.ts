import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { StudyRecord } from '../../src/output/study-record.ts';
import { readStudy } from '../../src/scenario/read-scenario.ts';
import { checkPoint } from '../../src/study/check-point.ts';
import { collectStudy } from '../../src/study/collect.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { plannedStudy, runAll } from './studies.ts';

const folder = fileURLToPath(new URL('../../scenarios/studies', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const newDirectory = temporaryDirectories();

/** A shipped study, made smaller by replacements that must all apply. */
async function smaller(name: string, replacements: readonly (readonly [string, string])[]): Promise<StudyRecord> {
  const text = replacements.reduce(
    (before, [long, short]) => {
      expect(before).toContain(long);
      return before.replace(long, short);
    },
    readFileSync(join(folder, name), 'utf8'),
  );
  const study = plannedStudy(newDirectory(), text);
  await runAll(study);
  return collectStudy(study);
}

describe('every shipped study', () => {
  test.each(names)('%s can be run: its first member can be assembled and has the targets', (name) => {
    const study = readStudy(join(folder, name));
    expect(checkPoint(study, study.members[0], 0).estimate.seconds).toBeGreaterThan(0);
    expect(Object.values(study.study.targets).some(({ expect: claims }) => Object.keys(claims).length > 0)).toBe(true);
  });
});

describe('made smaller', () => {
  test('sampling-noise finds the order 1/2 of independent particles and a higher one of Sobol points', async () => {
    const { targets, members } = await smaller('sampling-noise.yaml', [
      ['values: [64, 256, 1024, 4096]', 'values: [16, 1024]'],
      ['seeds: 64', 'seeds: 8'],
      ['smoothing: { temperature: 0.25 }', 'smoothing: { temperature: 0.5 }, tolerance: 1e-3'],
    ]);
    expect(members).toHaveLength(32);
    const [random, sobol] = targets[0].fits;
    expect(random.interval!.lower).toBeLessThan(-0.5);
    expect(random.interval!.upper).toBeGreaterThan(-0.5);
    // The points are few: the interval is wide, but does not reach the other rule's order.
    expect(random.interval!.lower).toBeGreaterThan(-0.75);
    expect(sobol.interval!.upper).toBeLessThan(-0.6);
  });

  test('time-step finds the orders of an explicit, a high-order and an implicit integrator', async () => {
    const { verdicts } = await smaller('time-step.yaml', [
      ['[euler, heun, ssp-rk3, rk4, implicit-midpoint, discrete-gradient]', '[heun, rk4, implicit-midpoint]'],
      ['time.step: [0.2, 0.1, 0.05, 0.025]', 'time.step: [0.2, 0.1, 0.05]'],
      ['        - { where: { time.integrator: euler }, near: 1, within: 0.1 }\n', ''],
      ['        - { where: { time.integrator: ssp-rk3 }, near: 3, within: 0.1 }\n', ''],
      ['        - { where: { time.integrator: discrete-gradient }, near: 2, within: 0.1 }\n', ''],
    ]);
    expect(verdicts.map(({ group, passed }) => [group['time.integrator'], passed])).toEqual([
      ['heun', true],
      ['rk4', true],
      ['implicit-midpoint', true],
    ]);
  });

  test('lattice finds moments without noise and the order 2 of the mollified density', async () => {
    const { verdicts } = await smaller('lattice.yaml', [
      ['values: [30, 42, 60, 84]', 'values: [24, 34, 48]'],
      ['[900, 1764, 3600, 7056]', '[576, 1156, 2304]'],
      ['slope: { near: -2, within: 0.1 }', 'slope: { near: -1.9, within: 0.1 }'],
    ]);
    expect(verdicts.map(({ passed }) => passed)).toEqual([true, true, true, true]);
  });
});
