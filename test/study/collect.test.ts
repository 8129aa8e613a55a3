import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordText } from '../../src/cli/study-text.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import type { StudyRecord } from '../../src/output/study-record.ts';
import { studyMarkdown } from '../../src/report/study-texts.ts';
import { collectStudy } from '../../src/study/collect.ts';
import { memberPath, studyLayout } from '../../src/study/layout.ts';
import type { OpenStudy } from '../../src/study/open-study.ts';
import { mean } from '../../src/study/statistics.ts';
import { writeCollection } from '../../src/study/write-collection.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { plannedStudy, quick, runAll } from './studies.ts';

const newDirectory = temporaryDirectories();
const claims = `    expect:
      value: [{ above: 0 }, { where: { time.step: 0.1 }, near: 0.75, within: 0.75 }, { below: 0.1 }]
      slope: { interval: { contains: 0, above: -10 } }
`;
const text = quick.replace(
  'temperature: { column: temperature_xx.gas, fit: { against: time.step } }',
  `temperature:\n    column: temperature_xx.gas\n    fit: { against: time.step }\n${claims}`,
);
const read = (study: OpenStudy, name: keyof typeof studyLayout) =>
  readFileSync(join(study.directory, studyLayout[name]));

let study: OpenStudy;
let record: StudyRecord;

beforeAll(async () => {
  study = plannedStudy(newDirectory(), text);
  await runAll(study);
  record = await writeCollection(study);
});

describe('the record of a study', () => {
  test('has the mean over the seeds at every point, with an interval around it', () => {
    const [temperature] = record.targets;
    temperature.points.forEach(({ place, count, value, interval, standardError }) => {
      const members = record.members.filter((member) => member.place.join() === place.join());
      expect(count).toBe(3);
      expect(value).toBe(mean(members.map(({ values }) => values[0]!)));
      expect(interval!.lower).toBeLessThanOrEqual(value!);
      expect(interval!.upper).toBeGreaterThanOrEqual(value!);
      expect(standardError).toBeGreaterThan(0);
    });
  });

  test('has the slope between the points, with an interval over the seeds', () => {
    const [{ points, fits }] = record.targets;
    const slope = Math.log(points[0].value! / points[1].value!) / Math.log(2);
    expect(fits).toHaveLength(1);
    expect(fits[0].slope).toBeCloseTo(slope, 12);
    expect(fits[0].interval!.from).toBe('bootstrap');
  });

  test('judges every claim where it is made', () => {
    expect(record.verdicts.map(({ subject, group, expected, passed }) => [subject, group, expected, passed])).toEqual([
      ['slope', {}, 'interval contains 0', expect.any(Boolean)],
      ['slope', {}, 'interval >= -10', true],
      ['value', { 'time.step': 0.2 }, '>= 0', true],
      ['value', { 'time.step': 0.1 }, '>= 0', true],
      ['value', { 'time.step': 0.1 }, '0.75 +- 0.75', true],
      ['value', { 'time.step': 0.2 }, '<= 0.1', false],
      ['value', { 'time.step': 0.1 }, '<= 0.1', false],
    ]);
  });

  test('is the same bytes, tables included, in whatever order the members were computed', async () => {
    const other = plannedStudy(newDirectory(), text);
    await runAll(other, (ids) => [...ids].reverse());
    await writeCollection(other);
    for (const name of ['record', 'table', 'members', 'lines', 'verdicts'] as const)
      expect(read(other, name).equals(read(study, name)), studyLayout[name]).toBe(true);
  });

  test('draws no line through a point that lacks a member, and leaves its claims open', async () => {
    const partial = plannedStudy(newDirectory(), text);
    await runAll(partial, (ids) => ids.slice(0, -1));
    const { targets, verdicts, members } = collectStudy(partial);
    expect(members.at(-1)).toMatchObject({ status: 'missing', values: [null, null] });
    expect(targets[0].points.map(({ count }) => count)).toEqual([3, 2]);
    expect(targets[0].fits[0]).toMatchObject({ slope: null, remark: 'not every member has a value yet' });
    const said = verdicts.map(({ subject, group, passed, pending }) => [
      subject,
      group['time.step'] ?? null,
      pending ?? passed,
    ]);
    // the first point has all its members: what it says is final
    expect(verdicts.map(({ pending = false }) => pending)).toEqual([true, true, false, true, true, false, true]);
    expect(said.filter(([subject, step]) => subject === 'value' && step === 0.2)).toEqual([
      ['value', 0.2, true],
      ['value', 0.2, false],
    ]);
    expect(verdicts.every(({ passed, pending = false }) => !(passed && pending))).toBe(true);
    await writeCollection(partial);
    const table = read(partial, 'verdicts').toString().trimEnd().split('\n');
    expect(table.slice(1).map((line) => /,(true|false|pending),/.exec(line)?.[1])).toEqual([
      ...['pending', 'pending', 'true', 'pending', 'pending', 'false', 'pending'],
    ]);
    expect(studyMarkdown(collectStudy(partial)).match(/\| pending/g)).toHaveLength(5);
    expect(recordText(collectStudy(partial), 'study', new PassThrough())).toMatch(/claims +1 of 2 hold, 5 pending/);
  });

  test('forgets nothing when the run directories are gone', () => {
    for (const { id } of study.members) {
      expect(existsSync(memberPath(study.directory, id, 'run'))).toBe(false);
      rmSync(memberPath(study.directory, id, 'scenario'));
    }
    expect(collectStudy(study)).toEqual(record);
  });
});

describe('the tables', () => {
  const rows = (name: keyof typeof studyLayout) =>
    read(study, name)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));

  test('name the members of every number', () => {
    const [head, ...points] = rows('table');
    expect(head[0]).toBe('time.step');
    expect(points).toHaveLength(2);
    for (const point of points) {
      const ids = point[head.indexOf('members')].split(' ');
      expect(ids).toHaveLength(3);
      for (const id of ids) expect(existsSync(memberPath(study.directory, id, 'result'))).toBe(true);
    }
  });

  test('hold numbers that read back to the same doubles', () => {
    const [head, ...points] = rows('table');
    const [temperature] = record.targets;
    points.forEach((point, k) => {
      expect(Number(point[head.indexOf('temperature')])).toBe(temperature.points[k].value);
      expect(Number(point[head.indexOf('temperature_upper')])).toBe(temperature.points[k].interval!.upper);
    });
  });

  test('have wall times only among the costs', () => {
    const costs = rows('costs');
    expect(costs[0]).toContain('seconds');
    for (const name of ['table', 'members', 'lines', 'verdicts'] as const)
      expect(rows(name)[0]).not.toContain('seconds');
    expect(costs).toHaveLength(1 + study.members.length);
  });

  test('as netCDF have the axes and the seeds as dimensions', async () => {
    const hdf5 = await loadHdf5();
    const found = hdf5.decode(read(study, 'netcdf'), (file) => {
      const dataset = (name: string) => file.get(name) as import('h5wasm').Dataset;
      return {
        shape: dataset('temperature').shape,
        scales: [0, 1].map((axis) => dataset('temperature').get_attached_scales(axis)),
        steps: Array.from(dataset('time_step').value as Float64Array),
        values: Array.from(dataset('temperature').value as Float64Array),
        ids: dataset('member').value,
        means: Array.from(dataset('temperature_mean').value as Float64Array),
      };
    });
    expect(found.shape).toEqual([2, 3]);
    expect(found.scales).toEqual([['/time_step'], ['/repetition']]);
    expect(found.steps).toEqual([0.2, 0.1]);
    expect(found.values).toEqual(record.members.map(({ values }) => values[0]));
    expect(found.ids).toEqual(record.members.map(({ id }) => id));
    expect(found.means).toEqual(record.targets[0].points.map(({ value }) => value));
  });
});
