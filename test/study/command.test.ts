import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeSealed } from '../../src/output/checksums.ts';
import type { StudyRecord } from '../../src/output/study-record.ts';
import { studyLayout } from '../../src/study/layout.ts';
import { runMember } from '../../src/study/member.ts';
import type { Plan } from '../../src/study/open-study.ts';
import { command } from '../cli/terminal.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { plannedStudy, quick, runAll, studyFile } from './studies.ts';

const newDirectory = temporaryDirectories();

describe('landau study', () => {
  test('plan checks, writes and says what is to be computed', async () => {
    const place = newDirectory();
    const file = studyFile(place, quick);
    const { code, out } = await command('study', 'plan', file, '--output', join(place, 'out'));
    expect(code).toBe(0);
    expect(out).toMatch(/^members +6, 6 not yet computed$/m);
    expect(out).toContain(`landau study run ${join(place, 'out')}`);
    const json = await command('study', 'plan', file, '--output', join(place, 'out'), '--json');
    expect((JSON.parse(json.out) as Plan).members).toHaveLength(6);
  });

  test('plan tells what is wrong with the study, and where', async () => {
    const file = studyFile(
      newDirectory(),
      quick.replace('0.2, 0.1', '0.2, 0.0').replace('fit: { against: time.step }', 'at: end'),
    );
    const { code, err } = await command('study', 'plan', file);
    expect(code).toBe(2);
    expect(err).toBe(`${file}:17:20 axes.time.step[1]: expected a number > 0, got 0\n`);
    expect(await command('study', 'plan', 'none.yaml')).toMatchObject({
      code: 2,
      err: 'none.yaml:1:1 file: expected a readable study file, got no such file\n',
    });
  });

  test.each([['status', '--json'], ['collect'], ['report'], ['run', '--quiet']])(
    '%s refuses the directory of a version that planned otherwise, in one line, and changes nothing',
    async (...words) => {
      const { directory } = plannedStudy(newDirectory(), quick);
      const path = join(directory, studyLayout.plan);
      // Plans had no study in them, but a file of its own beside them, and the scenarios of all members in their folders.
      const { study, sha256: _, ...older } = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(join(directory, 'study.yaml'), JSON.stringify(study));
      writeSealed(path, older);
      const before = readdirSync(directory);
      const { code, out, err } = await command('study', words[0], directory, ...words.slice(1));
      expect({ code, out, before: readdirSync(directory) }).toEqual({ code: 2, out: '', before });
      expect(err).toMatch(/^\S+plan\.json[^\n]*: expected [^\n]+, got [^\n]+; plan the study again[^\n]*\n$/);
    },
  );

  test('status counts what is finished and what is left', async () => {
    const { directory, members } = plannedStudy(newDirectory(), quick);
    await runMember(directory, members[0].id);
    const { out } = await command('study', 'status', directory);
    expect(out).toMatch(/^finished +1 of 6 members$/m);
    expect(out).toMatch(/^left +5 members/m);
    const statuses = JSON.parse((await command('study', 'status', directory, '--json')).out) as { status: string }[];
    expect(statuses.map(({ status }) => status)).toEqual(['finished', ...Array(5).fill('missing')]);
  });

  test('collect and report make tables, page and Markdown of what is finished', async () => {
    const study = plannedStudy(newDirectory(), quick);
    await runAll(study);
    const { code, out } = await command('study', 'collect', study.directory);
    expect(code).toBe(0);
    expect(out).toMatch(/^slope of temperature +/m);
    expect(out).toMatch(/^members +6 of 6 finished$/m);
    const markdown = join(study.directory, 'study.md');
    const reported = await command('study', 'report', study.directory, '--markdown', markdown);
    expect(reported.out).toBe(`${join(study.directory, studyLayout.report)}\n`);
    expect(reported.err).toMatch(/^page {2}file:\/\/.*report\.html\nnext {2}landau open .*\n$/);
    // Only comparisons compute a reference of their own.
    for (const name of Object.values(studyLayout))
      expect(existsSync(join(study.directory, name)), name).toBe(name !== studyLayout.reference);
    expect(readFileSync(markdown, 'utf8')).toContain('# A quick study\n');
    const record = JSON.parse((await command('study', 'collect', study.directory, '--json')).out) as StudyRecord;
    expect(record).toEqual(JSON.parse(readFileSync(join(study.directory, studyLayout.record), 'utf8')));
  });

  test.each([
    [['run', '.', '--executor', 'cloud'], /^--executor: expected one of local.*, got cloud\n$/],
    [['run', '.', '--workers', '0'], /^--workers: expected an integer >= 1, got 0\n$/],
    [['run', '.', '--option', 'fast'], /^--option: expected name=value, got fast\n$/],
    [['run', '.', '--output', 'x'], /expected no --output with the directory of a study/],
    [['status', 'scenarios'], /expected the directory of a study, got one without plan\.json/],
  ])('%j is bad input', async (words, message) => {
    const { code, err } = await command('study', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test('hides from its help what only executors call', async () => {
    const { out } = await command('study', '--help');
    expect(out).toContain('plan ');
    expect(out).not.toContain('member [');
    expect((await command('study', 'member', '--help')).out).toMatch(/exit code 0 finished, 1 failed, 3\s+interrupted/);
  });
});
