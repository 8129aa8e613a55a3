// The fuzzed inputs: files of users (scenarios, studies, tables, command lines) and all files of a run, a study and a comparison.
// Each subject draws a case and tries it in a separate directory.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import type { inputFiles } from '../../src/output/checksums.ts';
import type { openRun } from '../../src/output/open-run.ts';
import type { readRun } from '../../src/output/read-run.ts';
import type { findAll } from '../../src/report/view/listing.ts';
import type { readScenario, readStudy } from '../../src/scenario/read-scenario.ts';
import type { estimateCost } from '../../src/simulation/estimate.ts';
import type { readReference } from '../../src/simulation/read-reference.ts';
import type { runScenario } from '../../src/simulation/run.ts';
import type { runMember } from '../../src/study/member.ts';
import type { openStudy } from '../../src/study/open-study.ts';
import type { planStudy } from '../../src/study/plan.ts';
import type { readResult } from '../../src/study/result.ts';
import { savedRun, scenarios, study, tables } from './bases.ts';
import { type Edit, edited, editsOf, type Format } from './edits.ts';
import {
  type Answer,
  type Contents,
  call,
  command,
  contents,
  difference,
  type Judged,
  leftover,
  wrongAnswer,
} from './judge.ts';
import { contentOf, mendRun, mendStudy, resealCheckpoint } from './seals.ts';

/** The parts of the program that the cases call: its command line, and functions. */
export interface Program extends Judged {
  readonly openRun: typeof openRun;
  readonly readRun: typeof readRun;
  readonly findAll: typeof findAll;
  readonly readScenario: typeof readScenario;
  readonly readStudy: typeof readStudy;
  readonly estimateCost: typeof estimateCost;
  readonly inputFiles: typeof inputFiles;
  readonly readReference: typeof readReference;
  readonly runScenario: typeof runScenario;
  readonly runMember: typeof runMember;
  readonly openStudy: typeof openStudy;
  readonly planStudy: typeof planStudy;
  readonly readResult: typeof readResult;
}

export interface Subject<Case = unknown> {
  readonly name: string;
  readonly cases: fc.Arbitrary<Case>;
  /** The fault of the program's answer to the case; undefined if there is none. */
  attempt(one: Case): Promise<string | undefined>;
}

/** The working directories of the cases. */
interface Context {
  readonly program: Program;
  readonly place: string;
  readonly work: string;
  /** A directory that no case may change, and its contents. */
  readonly outside: string;
  readonly untouched: Contents;
  /** A run and a study, whose copies are edited. */
  readonly bases: string;
}

/** The subjects for a program. `place` is an empty working directory. */
export async function subjectsFor(program: Program, place: string): Promise<readonly Subject[]> {
  const [work, outside, bases] = ['work', 'outside', 'bases'].map((name) => join(place, name));
  for (const folder of [work, outside, bases]) mkdirSync(folder);
  writeFileSync(join(outside, 'victim'), 'mine');
  writeFileSync(join(outside, 'victim.yaml'), 'mine');
  await saveRun(program, bases);
  await saveStudy(program, bases);
  const context: Context = { program, place, work, outside, untouched: contents(outside), bases };
  return [scenarioSubject, tableSubject, overrideSubject, studySubject, runSubject, studyDirectorySubject].map((make) =>
    make(context),
  );
}

/** Hides the type of the cases of a subject. */
function subject<Case>(one: Subject<Case>): Subject {
  return one;
}

/** One case in thirty is not only read but run, planned or rendered, which takes a hundred times as long. */
const depth = fc.oneof({ weight: 29, arbitrary: fc.constant('read') }, { weight: 1, arbitrary: fc.constant('run') });
type Depth = 'read' | 'run';

function scenarioSubject(context: Context): Subject {
  return subject({
    name: 'scenario',
    cases: fc.record({ base: fc.nat({ max: scenarios.length - 1 }), edits: editsOf.tree, depth }),
    attempt: ({ base, edits, depth: how }) =>
      inDirectory(context, async (directory) => {
        writeTables(directory);
        const file = join(directory, 'scenario.yaml');
        writeFileSync(file, edited(Buffer.from(scenarios[base]), edits, 'yaml'));
        return tryScenario(context, directory, file, [], how);
      }),
  });
}

function tableSubject(context: Context): Subject {
  const base = scenarios.findIndex((text) => text.includes('table.csv'));
  return subject({
    name: 'table',
    cases: fc.record({ name: fc.constantFrom(...Object.keys(tables)), edits: editsOf.text, depth }),
    attempt: ({ name, edits, depth: how }) =>
      inDirectory(context, async (directory) => {
        writeTables(directory);
        writeFileSync(join(directory, name), edited(Buffer.from(tables[name]), edits, 'text'));
        const file = join(directory, 'scenario.yaml');
        writeFileSync(file, scenarios[base]);
        return tryScenario(context, directory, file, [], how);
      }),
  });
}

function overrideSubject(context: Context): Subject {
  const good = [
    'time.step=0.05',
    'species.light.mass=2',
    'species[1].density=0.5',
    'expect.temperature.light.near=1',
    'seed=null',
  ];
  const word = fc
    .record({ base: fc.constantFrom(...good), edits: editsOf.text })
    .map(({ base, edits }) => edited(Buffer.from(base), edits, 'text').toString('utf8').replaceAll('\0', ''));
  return subject({
    name: 'override',
    cases: fc.record({ base: fc.nat({ max: 2 }), words: fc.array(word, { minLength: 1, maxLength: 3 }), depth }),
    attempt: ({ base, words, depth: how }) =>
      inDirectory(context, async (directory) => {
        const file = join(directory, 'scenario.yaml');
        writeFileSync(file, scenarios[base]);
        return tryScenario(context, directory, file, words, how);
      }),
  });
}

async function tryScenario(
  context: Context,
  directory: string,
  file: string,
  overrides: readonly string[],
  how: Depth,
): Promise<string | undefined> {
  const { program } = context;
  const before = contents(directory);
  const output = join(directory, 'run');
  if (how === 'run') {
    const set = overrides.flatMap((text) => ['--set', text]);
    const words = ['run', file, ...set, '--output', output, '--quiet', '--no-report', '--max-time', limit()];
    return judge(context, directory, before, await command(program, words), { mayWrite: true });
  }
  const answer = await call(program, async () => {
    const scenario = program.readScenario(file, overrides);
    program.inputFiles(scenario, file);
    await program.readReference(scenario, file);
    program.estimateCost(scenario, { file, budget: 0 });
  });
  return judge(context, directory, before, answer, {});
}

function studySubject(context: Context): Subject {
  return subject({
    name: 'study',
    cases: fc.record({ edits: editsOf.tree, depth }),
    attempt: ({ edits, depth: how }) =>
      inDirectory(context, async (directory) => {
        const file = join(directory, 'study.yaml');
        writeFileSync(file, edited(Buffer.from(study), edits, 'yaml'));
        const before = contents(directory);
        if (how === 'read')
          return judge(
            context,
            directory,
            before,
            await call(context.program, () => context.program.readStudy(file)),
            {},
          );
        const words = ['study', 'plan', file, '--output', join(directory, 'out')];
        return judge(context, directory, before, await command(context.program, words), { mayWrite: true });
      }),
  });
}

/** Replacements of a file: nothing, an empty file, a folder, a link outside, a pipe, a device. */
const replacement = fc.constantFrom('gone', 'empty', 'folder', 'link', 'dangling', 'pipe', 'zero');
type Replacement = 'gone' | 'empty' | 'folder' | 'link' | 'dangling' | 'pipe' | 'zero';

/** A change of a file: its content is edited, it is replaced, or the header of a checkpoint is edited and sealed again. */
interface FileChange {
  readonly file: string;
  readonly edits?: readonly Edit[];
  readonly as?: Replacement;
  readonly header?: readonly Edit[];
}

function fileEdits(names: readonly string[], formatOf: (file: string) => Format): fc.Arbitrary<FileChange> {
  return fc.oneof(
    ...names.map((file) => ({
      weight: 4,
      arbitrary: fc.record({
        file: fc.constant(file),
        edits: editsOf[formatOf(file) === 'bytes' ? 'bytes' : formatOf(file) === 'text' ? 'text' : 'tree'],
      }),
    })),
    { weight: 2, arbitrary: fc.record({ file: fc.constantFrom(...names), as: replacement }) },
    ...(names.includes('checkpoint.bin')
      ? [{ weight: 6, arbitrary: fc.record({ file: fc.constant('checkpoint.bin'), header: editsOf.tree }) }]
      : []),
  );
}

function editFile(
  context: Context,
  directory: string,
  { file, edits, as, header }: FileChange,
  formatOf: (file: string) => Format,
): void {
  const path = join(directory, file);
  if (as !== undefined) replaceFile(context, path, as);
  else if (header !== undefined)
    resealCheckpoint(path, (value) => parsed(edited(Buffer.from(JSON.stringify(value)), header, 'json')) ?? value);
  else {
    const content = contentOf(path);
    if (content !== undefined && edits !== undefined) writeFileSync(path, edited(content, edits, formatOf(file)));
  }
}

function parsed(text: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function replaceFile({ outside }: Context, path: string, as: Replacement): void {
  rmSync(path, { recursive: true, force: true });
  if (as === 'gone') return;
  mkdirSync(dirname(path), { recursive: true });
  if (as === 'empty') writeFileSync(path, '');
  else if (as === 'folder') mkdirSync(path);
  else if (as === 'pipe') execFileSync('mkfifo', [path]);
  else symlinkSync({ link: join(outside, 'victim'), dangling: join(outside, 'none'), zero: '/dev/zero' }[as], path);
}

const runFiles = [
  ...['provenance.json', 'scenario.yaml', 'summary.json', 'series.csv', 'series.csv-metadata.json', 'events.jsonl'],
  ...[
    'checkpoint.bin',
    'checkpoint.previous.bin',
    'snapshots/000000.h5',
    'snapshots/000001.h5',
    'report.html',
    'run.lock',
  ],
];

function runFormat(file: string): Format {
  if (/\.json$|metadata/.test(file)) return 'json';
  if (/\.yaml$/.test(file)) return 'yaml';
  return /\.bin$|\.h5$/.test(file) ? 'bytes' : 'text';
}

function runSubject(context: Context): Subject {
  const { program } = context;
  return subject({
    name: 'files of a run',
    cases: fc.record({
      changes: fc.array(fileEdits(runFiles, runFormat), { minLength: 1, maxLength: 3 }),
      mend: fc.boolean(),
      use: fc.oneof(
        { weight: 24, arbitrary: fc.constant('read') },
        { weight: 2, arbitrary: fc.constant('list') },
        { weight: 2, arbitrary: fc.constant('open') },
        { weight: 1, arbitrary: fc.constantFrom('report', 'resume', 'accept', 'overwrite', 'again', 'dissipation') },
      ),
    }),
    attempt: ({ changes, mend, use }) =>
      inDirectory(context, async (directory) => {
        const run = join(directory, 'run');
        cpSync(join(context.bases, 'run'), run, { recursive: true });
        for (const change of changes) editFile(context, run, change, runFormat);
        if (mend) mendRun(run);
        const file = join(directory, 'scenario.yaml');
        writeFileSync(file, savedRun);
        const before = contents(directory);
        if (use === 'read')
          return judge(context, directory, before, await call(program, () => program.readRun(run)), {});
        if (use === 'list')
          return judge(context, directory, before, await call(program, () => program.findAll(directory)), {});
        if (use === 'open') {
          const open = async () => (await program.openRun(run)).close();
          return judge(context, directory, before, await call(program, open), {});
        }
        const resume = ['run', '--resume', run, '--quiet', '--no-report', '--max-time', limit()];
        const words = {
          report: ['report', run],
          resume,
          accept: [...resume, '--accept-changes'],
          overwrite: ['run', file, '--output', run, '--overwrite', '--quiet', '--no-report', '--max-time', limit()],
          again: ['run', file, '--output', run, '--quiet', '--no-report', '--max-time', limit()],
          dissipation: ['dissipation', run, '--draws', '4'],
        }[use];
        return judge(context, directory, before, await command(program, words), { mayWrite: true });
      }),
  });
}

function studyDirectorySubject(context: Context): Subject {
  const { program } = context;
  const base = join(context.bases, 'study');
  const names = readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((name) =>
      /(plan\.json|study\.yaml|record\.json|result\.json|members\/[0-9a-f]+\/scenario\.yaml)$/.test(name),
    )
    .sort()
    .filter((name, k) => !name.includes('/') || k % 4 === 0);
  return subject({
    name: 'files of a study',
    cases: fc.record({
      changes: fc.array(fileEdits(names, runFormat), { minLength: 1, maxLength: 3 }),
      mend: fc.boolean(),
      use: fc.oneof(
        { weight: 24, arbitrary: fc.constant('open') },
        { weight: 2, arbitrary: fc.constant('list') },
        { weight: 1, arbitrary: fc.constantFrom('status', 'collect', 'report', 'member', 'json') },
      ),
    }),
    attempt: ({ changes, mend, use }) =>
      inDirectory(context, async (directory) => {
        const path = join(directory, 'study');
        cpSync(base, path, { recursive: true });
        for (const change of changes) editFile(context, path, change, runFormat);
        if (mend) mendStudy(path);
        const before = contents(directory);
        if (use === 'list')
          return judge(context, directory, before, await call(program, () => program.findAll(directory)), {});
        if (use === 'open') {
          const open = () => {
            const opened = program.openStudy(path);
            for (const { id } of opened.members) program.readResult(path, id);
          };
          return judge(context, directory, before, await call(program, open), {});
        }
        const id = names.find((name) => name.startsWith('members/'))!.split('/')[1];
        if (use === 'member')
          return judge(context, directory, before, await call(program, () => program.runMember(path, id)), {
            mayWrite: true,
          });
        const words = {
          status: ['study', 'status', path],
          json: ['study', 'status', path, '--json'],
          collect: ['study', 'collect', path],
          report: ['study', 'report', path, '--markdown', join(path, 'table.md')],
        }[use];
        return judge(context, directory, before, await command(program, words), { mayWrite: true });
      }),
  });
}

/** The fault after a case. Nothing may change if the command only reads or the input was refused. */
function judge(
  context: Context,
  directory: string,
  before: Contents,
  answer: Answer,
  { mayWrite = false },
): string | undefined {
  const wrong = wrongAnswer(answer);
  if (wrong !== undefined) return wrong;
  const after = contents(directory);
  const changed = difference(before, after);
  if (changed !== undefined && (!mayWrite || answer.code === 2))
    return `exit code ${answer.code}, and ${changed}: ${answer.err}`;
  const left = leftover(after);
  if (left !== undefined && !before.has(left)) return `exit code ${answer.code} leaves ${left}`;
  const touched = difference(context.untouched, contents(context.outside));
  if (touched !== undefined) return `outside the directory ${touched}`;
  const strangers = readdirSync(context.place).filter((name) => !['work', 'outside', 'bases'].includes(name));
  if (strangers.length > 0) return `outside the directory ${strangers.join(', ')} is new`;
  return undefined;
}

async function inDirectory(
  { work }: Context,
  attempt: (directory: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const directory = mkdtempSync(join(work, 'case-'));
  try {
    return await attempt(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A limit of wall time, which counts from the start of the process. */
function limit(): string {
  return `${(process.uptime() + 0.5).toFixed(1)}s`;
}

function writeTables(directory: string): void {
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(directory, name), text);
}

/** A run that was interrupted after its second row, with two checkpoints. */
async function saveRun(program: Program, bases: string): Promise<void> {
  const file = join(bases, 'scenario.yaml');
  writeFileSync(file, savedRun);
  const stop = new AbortController();
  await program.runScenario(program.readScenario(file), {
    directory: join(bases, 'run'),
    file,
    signal: stop.signal,
    onProgress({ t }) {
      if (t >= 0.1) stop.abort();
    },
  });
  // Pages are never read, and a small one is faster to copy.
  writeFileSync(join(bases, 'run/report.html'), '<html></html>');
}

/** A study with one unfinished member. */
async function saveStudy(program: Program, bases: string): Promise<void> {
  const file = join(bases, 'study.yaml');
  const directory = join(bases, 'study');
  writeFileSync(file, study);
  program.planStudy(file, directory);
  const { members } = program.openStudy(directory);
  for (const { id } of members.slice(1)) await program.runMember(directory, id);
  await command(program, ['study', 'collect', directory]);
}
