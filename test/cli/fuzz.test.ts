import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Subject, subjectsFor } from '../../scripts/fuzz/subjects.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { InputError, RunError } from '../../src/core/errors.ts';
import { inputFiles } from '../../src/output/checksums.ts';
import { openRun } from '../../src/output/open-run.ts';
import { readRun } from '../../src/output/read-run.ts';
import { findAll } from '../../src/report/view/listing.ts';
import { readScenario, readStudy } from '../../src/scenario/read-scenario.ts';
import { estimateCost } from '../../src/simulation/estimate.ts';
import { readReference } from '../../src/simulation/read-reference.ts';
import { runScenario } from '../../src/simulation/run.ts';
import { runMember } from '../../src/study/member.ts';
import { openStudy } from '../../src/study/open-study.ts';
import { planStudy } from '../../src/study/plan.ts';
import { readResult } from '../../src/study/result.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const program = {
  ...{ runCommandLine, InputError, RunError, readRun, openRun, findAll, readScenario, readStudy, estimateCost },
  ...{ inputFiles, readReference, runScenario, runMember, openStudy, planStudy, readResult },
};
const place = temporaryDirectories()();
let subjects: readonly Subject[] = [];

const named = (name: string): Subject => subjects.find((subject) => subject.name === name)!;

beforeAll(async () => {
  subjects = await subjectsFor(program, place);
});

// npm run fuzz tries many more, docs/reliability.md
describe.each(['scenario', 'table', 'override', 'study', 'files of a run', 'files of a study'])('%s', (name) => {
  test('that is damaged at random is answered with a result, or with lines that say what is wrong', async () => {
    const { cases, attempt } = named(name);
    const right = fc.asyncProperty(cases, async (one) => {
      expect(await attempt(one)).toBeUndefined();
    });
    await fc.assert(right, { numRuns: 40 });
  });
});

/** What the fuzzer has found, in the form it prints. */
const found: readonly (readonly [subject: string, one: unknown])[] = [
  ['scenario', { base: 0, edits: [{ kind: 'insert', at: 0, text: '\u202e' }], depth: 'read' }],
  ['scenario', { base: 4, edits: [{ kind: 'word', at: 3, text: '"\\e[31mred"' }], depth: 'run' }],
  ['table', { name: 'table.csv', edits: [{ kind: 'word', at: 212504, text: '\r' }], depth: 'read' }],
  ['table', { name: 'table.csv', edits: [{ kind: 'word', at: 14, text: '4.6e-215' }], depth: 'read' }],
  ['override', { base: 0, words: ['\u009b31mtime.step=0.05'], depth: 'read' }],
  ['override', { base: 0, words: ['toString.light.mass=2'], depth: 'read' }],
  ['study', { edits: [{ kind: 'value', at: 0, value: '\u202e' }], depth: 'read' }],
  [
    'study',
    {
      edits: [
        { kind: 'value', at: 595134, value: 'constructor' },
        { kind: 'key', at: 193483, key: 'constructor', value: 0 },
      ],
      depth: 'read',
    },
  ],
  ['study', { edits: [{ kind: 'value', at: 688276, value: 5e-324 }], depth: 'run' }],
  ['files of a run', { changes: [{ file: 'run.lock', as: 'dangling' }], mend: true, use: 'open' }],
  ['files of a run', { changes: [{ file: 'run.lock', as: 'pipe' }], mend: true, use: 'open' }],
  [
    'files of a run',
    { changes: [{ file: 'series.csv', edits: [{ kind: 'word', at: 0, text: '' }] }], mend: true, use: 'accept' },
  ],
  [
    'files of a run',
    {
      changes: [{ file: 'events.jsonl', edits: [{ kind: 'word', at: 0, text: '\u009b31m' }] }],
      mend: true,
      use: 'read',
    },
  ],
];

test.each(found)('%s: %j', async (name, one) => {
  expect(await named(name).attempt(one)).toBeUndefined();
});

test('the judge sees a file outside the directory', async () => {
  writeFileSync(join(place, 'stray'), '');
  const one = { base: 0, words: ['time.stp=1'], depth: 'read' };
  expect(await named('override').attempt(one)).toContain('outside the directory stray is new');
  rmSync(join(place, 'stray'));
});
