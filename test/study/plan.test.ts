import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { studyAxes } from '../../src/scenario/study-members.ts';
import { memberScenario } from '../../src/scenario/study-point.ts';
import { memberId, memberPath, studyLayout } from '../../src/study/layout.ts';
import { openStudy, readPlan } from '../../src/study/open-study.ts';
import { planStudy } from '../../src/study/plan.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { plannedStudy, quick, runAll, studyFile } from './studies.ts';

const newDirectory = temporaryDirectories();

describe('a plan', () => {
  const study = plannedStudy(newDirectory(), quick);

  const scenarioOf = (k: number) => memberScenario(study.plan, studyAxes(study.study), study.plan.members[k]);

  test('read back from its file gives the scenario of every member, whose hash is the id of the member', () => {
    expect(study.members).toHaveLength(6);
    for (const [k, { id, axes, seed }] of study.plan.members.entries()) {
      const scenario = scenarioOf(k);
      expect(memberId(scenario)).toBe(id);
      expect([scenario.time.step, scenario.seed]).toEqual([axes['time.step'], seed]);
    }
  });

  test('is read back as it was made, and its study as it was resolved', () => {
    expect(readPlan(study.directory)).toEqual(study.plan);
    expect(study.study).toMatchObject({
      keep: 'results',
      statistics: { confidence: 0.95, resamples: 100, interval: 'bca' },
    });
  });

  test('has the same ids when it is made again, and others for another version of the program', () => {
    expect(planStudy(studyFile(newDirectory(), quick), study.directory).members.map(({ id }) => id)).toEqual(
      study.plan.members.map(({ id }) => id),
    );
    expect(memberId(scenarioOf(0), { program: '99.0.0' })).not.toBe(memberId(scenarioOf(0)));
  });

  test('of more values and other targets computes only what is new', async () => {
    const here = newDirectory();
    const before = plannedStudy(here, quick);
    await runAll(before);
    const bytes = before.members.map(({ id }) => readFileSync(memberPath(before.directory, id, 'result'), 'utf8'));
    const more = quick
      .replace('[0.2, 0.1]', '[0.2, 0.1, 0.05]')
      .replace('drift:', 'entropy: { column: entropy }\n  drift:');
    const after = plannedStudy(here, more);
    expect(after.members).toHaveLength(9);
    expect(after.unfinished()).toHaveLength(3);
    await runAll(after);
    expect(after.unfinished()).toEqual([]);
    expect(before.members.map(({ id }) => readFileSync(memberPath(before.directory, id, 'result'), 'utf8'))).toEqual(
      bytes,
    );
  });

  test('counts a computation that two points share once', () => {
    const text = quick.replace('time.step: [0.2, 0.1]', 'n: { values: [1, 2], paired: { time.step: [0.1, 0.1] } }');
    const shared = plannedStudy(
      newDirectory(),
      text.replace('against: time.step', 'against: n').replace('seeds: 3', ''),
    );
    expect([shared.plan.members.length, shared.members.length]).toEqual([2, 1]);
  });
});

describe('a plan is refused', () => {
  const refused = (text: string): readonly string[] => {
    const place = newDirectory();
    const file = studyFile(place, text);
    try {
      planStudy(file, join(place, 'out'));
    } catch (error) {
      expect(existsSync(join(place, 'out'))).toBe(false);
      if (error instanceof InputError) return error.problems.map((problem) => problem.replace(`${file}:`, ''));
      throw error;
    }
    return [];
  };

  test('when a target is no column of the series', () => {
    expect(refused(quick.replace('temperature_xx.gas', 'temprature_xx.gas'))).toEqual([
      '20:26 targets.temperature.column at time.step = 0.2: expected a column of the series, got temprature_xx.gas; ' +
        'did you mean temperature_xx.gas?',
    ]);
  });

  test('when the time of a target is that of no row', () => {
    expect(refused(quick.replace('at: sup', 'at: 0.3'))).toEqual([
      '21:38 targets.drift.at at time.step = 0.2: expected the time of a row (a multiple of output.every), got 0.3',
    ]);
  });

  test('when the table of a target is not there', () => {
    expect(refused(quick.replace('at: sup', 'exact: { file: none.csv, column: T }'))).toEqual([
      expect.stringMatching(
        /^21:41 targets\.drift\.exact at time.*none\.csv: expected a table with a column t, got no such file$/,
      ),
    ]);
  });

  test('when a member cannot be assembled', () => {
    const [line, ...rest] = refused(
      quick
        .replace('[0.2, 0.1]', '[0.2]')
        .replace('fit: { against: time.step }', 'at: end')
        .replace('anisotropic: { temperatures: [0.6, 1.4] }', 'tabulated: { file: none.csv }'),
    );
    expect(rest).toEqual([]);
    expect(line).toMatch(/^17:3 axes at time\.step = 0\.2: .*none\.csv.*expected a readable table, got no such file$/);
  });

  test('begins where a killed one left its plan half written, and takes that away', () => {
    const place = newDirectory();
    const half = join(place, 'out', `.${studyLayout.plan}.4711.tmp`);
    mkdirSync(join(place, 'out'));
    writeFileSync(half, '{');
    expect(planStudy(studyFile(place, quick), join(place, 'out')).members.length).toBeGreaterThan(0);
    expect(existsSync(half)).toBe(false);
  });

  test('when the directory holds something else', () => {
    const place = newDirectory();
    mkdirSync(join(place, 'out'));
    writeFileSync(join(place, 'out', 'thesis.tex'), '');
    expect(() => planStudy(studyFile(place, quick), join(place, 'out'))).toThrow(
      /expected an empty directory or one with a study/,
    );
    expect(() => openStudy(place)).toThrow(`expected the directory of a study, got one without ${studyLayout.plan}`);
  });
});
