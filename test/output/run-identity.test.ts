import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { sha256 } from '../../src/output/checksums.ts';
import { checkOutputs, identityChanges, type RunIdentity } from '../../src/output/run-identity.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

const began: RunIdentity = {
  program: { software: 'landau-fisher', version: '0.2.0', commit: null, node: 'v20.19.0', kernels: 'plain' },
  scenario: 'title: one\ntime: { step: 0.1, until: 2 }\nspecies: [{ name: a, mass: 1 }, { name: b, mass: 2 }]\n',
  inputs: [
    { path: '/a.csv', sha256: '1', initial: true },
    { path: '/b.csv', sha256: '2' },
  ],
};
const changes = (now: Partial<RunIdentity>) => identityChanges(began, { ...began, ...now });

test('nothing has changed where the text of the scenario only reads differently', () => {
  expect(changes({})).toEqual([]);
  expect(changes({ scenario: `# again\n${began.scenario.replace('title: one', "title: 'one'")}` })).toEqual([]);
});

test.each<[string, string, string, boolean]>([
  ['title: one', 'title: two', 'title: "one" -> "two"', true],
  ['title: one', 'title: one\ndescription: x', 'description: nothing -> "x"', true],
  ['title: one\n', '', 'title: "one" -> nothing', true],
  ['title: one', 'title: one\noutput: { every: 1 }', 'output: nothing -> {"every":1}', true],
  ['until: 2', 'until: 3', 'time.until: 2 -> 3', true],
  ['step: 0.1', 'step: 0.2', 'time.step: 0.1 -> 0.2', false],
  ['step: 0.1, ', '', 'time.step: 0.1 -> nothing', false],
  ['mass: 2', 'mass: 3', 'species[1].mass: 2 -> 3', false],
  [
    '{ name: a, mass: 1 }, ',
    '',
    'species: [{"name":"a","mass":1},{"name":"b","mass":2}] -> [{"name":"b","mass":2}]',
    false,
  ],
  ['{ step: 0.1, until: 2 }', '3', 'time: {"step":0.1,"until":2} -> 3', false],
  ['title: one', 'toString: 1\ntitle: one', 'toString: nothing -> 1', false],
])('of the scenario, %j replaced by %j', (old, by, text, acceptable) => {
  const scenario = began.scenario.replace(old, by);
  expect(scenario).not.toBe(began.scenario);
  expect(changes({ scenario })).toEqual([{ text, acceptable }]);
});

test('a long value is shortened, and every leaf that differs is told', () => {
  const scenario = began.scenario.replace('one', 'x'.repeat(80)).replace('mass: 1', 'mass: 4');
  expect(changes({ scenario })).toEqual([
    { text: `title: "one" -> "${'x'.repeat(56)}...`, acceptable: true },
    { text: 'species[0].mass: 1 -> 4', acceptable: false },
  ]);
  const exact = began.scenario.replace('one', 'x'.repeat(58));
  expect(changes({ scenario: exact })[0].text).toBe(`title: "one" -> "${'x'.repeat(58)}"`);
});

test('a text that does not parse is a change of physics', () => {
  const scenario = [{ text: 'the text of the scenario', acceptable: false }];
  expect(changes({ scenario: 'title: [' })).toEqual(scenario);
  expect(identityChanges({ ...began, scenario: 'title: [' }, began)).toEqual(scenario);
});

test('another program may go on, and is told part by part', () => {
  const program = { ...began.program, version: '0.3.0', commit: 'abc', node: 'v22', kernels: 'compiled' };
  expect(changes({ program })).toEqual([
    { text: 'version of the program: 0.2.0 -> 0.3.0', acceptable: true },
    { text: 'commit of the program: unknown -> abc', acceptable: true },
    { text: 'Node: v20.19.0 -> v22', acceptable: true },
    { text: 'kernels: plain -> compiled', acceptable: true },
  ]);
  const back = identityChanges({ ...began, program }, { ...began, program: { ...program, commit: null } });
  expect(back).toEqual([{ text: 'commit of the program: abc -> unknown', acceptable: true }]);
});

test('files that a scenario names are compared by path, and those that say what f is must be the same', () => {
  const [a, b] = began.inputs;
  expect(changes({ inputs: [b, a] })).toEqual([]);
  expect(changes({ inputs: [a, { ...b, sha256: '3' }] })).toEqual([
    { text: 'the content of /b.csv', acceptable: true },
  ]);
  const refused = [{ text: 'the content of /a.csv', acceptable: false }];
  expect(changes({ inputs: [{ ...a, sha256: '3' }, b] })).toEqual(refused);
  expect(changes({ inputs: [b] })).toEqual(refused);
  expect(identityChanges({ ...began, inputs: [b] }, began)).toEqual(refused);
});

test.each([
  ['series.csv', 'the series of a run'],
  ['events.jsonl', 'the events of a run'],
])('%s is held against its mark: changed, cut short, or missing it is refused by its name', (name, what) => {
  const directory = temporaryDirectory();
  const path = join(directory, name);
  const lines = { [name]: { lines: 2, bytes: 8, sha256: sha256('one\ntwo\n') } };
  const check = () => checkOutputs(directory, { lines, whole: {} });
  writeFileSync(path, 'one\ntwo\nthree\n');
  check();
  writeFileSync(path, 'one\nTwo\nthree\n');
  const [old, found] = ['one\ntwo\n', 'one\nTwo\n'].map((text) => sha256(text).slice(0, 12));
  expect(check).toThrow(
    new InputError(
      `${path}: expected its first 2 lines with SHA-256 ${old}..., as the run wrote them, got ${found}...: the file was changed; ` +
        'restore the old file, or run the scenario again',
    ),
  );
  writeFileSync(path, 'one\n');
  expect(check).toThrow(
    new InputError(
      `${path}: expected at least the 8 bytes that the run recorded, got 4; restore the old file, or run the scenario again`,
    ),
  );
  rmSync(path);
  expect(check).toThrow(new InputError(`${path}: expected ${what}, got no such file`));
});

test.each([
  ['series.csv-metadata.json', 'the columns of a series', 'run the scenario again'],
  ['series.nc', 'the netCDF file of a run', 'remove it: series.csv has the same numbers'],
  ['000010.h5', 'a snapshot of a run', 'run the scenario again'],
])('%s is held against its SHA-256; only the copy of the series may be missing', (name, what, wayOut) => {
  const directory = temporaryDirectory();
  const path = join(directory, name);
  const check = () => checkOutputs(directory, { lines: {}, whole: { [name]: sha256('old') } });
  writeFileSync(path, 'old');
  check();
  writeFileSync(path, 'new');
  const [old, found] = ['old', 'new'].map((text) => sha256(text).slice(0, 12));
  expect(check).toThrow(
    new InputError(
      `${path}: expected ${what} with SHA-256 ${old}..., as the run wrote it, got ${found}...: the file was changed; ` +
        `restore the old one, or ${wayOut}`,
    ),
  );
  rmSync(path);
  if (name === 'series.nc') check();
  else expect(check).toThrow(new InputError(`${path}: expected ${what}, got no such file`));
});
