import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { Command } from '@commander-js/extra-typings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { command } from '../cli/terminal.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { pages, root, textOf } from './pages.ts';

/*
 * Every shell line of the documents names commands, options, scripts and files that exist. The cheap ones are run here, with the
 * scenario of README.md as my.yaml; the others are listed with the reason why not.
 */

/** Lines that are run, and what they must print. */
const run: Readonly<Record<string, RegExp>> = {
  'npx landau check my.yaml': /^my\.yaml: valid, d = 3$/m,
  'npx landau init new.yaml --start friction --masses 1,100':
    /^next +landau check new\.yaml, then landau run new\.yaml$/m,
  'npx landau list columns': /^ {2}fisher_best +/m,
  'npx landau list methods': /^methods \(method\.name\)$/m,
  'npx landau completion fish > ~/.config/fish/completions/landau.fish': /^complete -c landau /m,
  'npx landau schema > scenario.schema.json': /"title": "landau-fisher scenario"/,
};

/** Lines that are not run, by how they begin, and why. */
const notRun: readonly (readonly [begin: string, why: string])[] = [
  ['npm ci', 'installs and runs everything: what whoever reads it does first'],
  ['npm run', 'a script of the repository, of minutes'],
  ['npx landau init', 'asks on a terminal; test/cli/init.test.ts answers'],
  ['npx landau animate', 'needs the run; test/cli/animate.test.ts has a small one'],
  ['npx landau open', 'opens a browser; test/cli/view.test.ts does'],
  ['npx landau run', 'a run of minutes, or one that goes on with it; test/cli/run.test.ts runs a small one'],
  ['npx landau explore growth', 'a search of half a minute; test/explore/growth.slow.test.ts has smaller ones'],
  ['npx landau view', 'a server; test/cli/view.test.ts has it in a browser'],
  ['npx landau compare', 'runs of minutes; test/cli/compare.test.ts has small ones'],
  ['npx landau dissipation runs/my', 'needs the run; test/cli/dissipation.test.ts has a small one'],
  ['npx landau study run', 'a study of minutes; test/study has small ones'],
  ['eval "$(test/study/slurm-sandbox.sh env)"', 'starts a cluster; test/study/slurm-sandbox.slow.test.ts has one'],
  ['export PYTHONPATH', 'for the notebooks of the page, which test/docs/python.slow.test.ts runs cell by cell'],
  ['landau study', 'a study of minutes; test/study has small ones'],
];

const lines = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^(?: {4}|\$ )?((?:npx |)(?:landau|npm|node|eval|export|python3?|pip|git) [^\n]*)$/gm)]
    // A sentence may begin with one of these words, but not with four blanks before it and an option or two words after it.
    .filter(([all]) => / {4}|\$ /.test(all))
    .map(([, words]) => ({ page, line: words.split(/ {3,}/)[0].trim() })),
);

const err = new Writable();
const context = {
  terminal: { out: new Writable(), err, screen: err, onStop: () => () => {}, onEveryStop: () => () => {} },
  exit: () => {},
  program: () => new Command(),
};

/** What is wrong with the words after `landau`, if anything. */
function unknownIn(words: readonly string[]): string | undefined {
  let known = Object.values(commands)
    .map((create) => create(context) as unknown as Command)
    .find((each) => each.name() === words[0]);
  if (known === undefined) return words[0];
  for (const word of words.slice(1)) {
    const inner = known.commands.find((each) => each.name() === word) as Command | undefined;
    if (inner !== undefined) known = inner;
    else if (/^--/.test(word) && !known.options.some(({ long }) => long === word)) return word;
  }
  return undefined;
}

const newDirectory = temporaryDirectories();
const before = process.cwd();

beforeAll(() => {
  const place = newDirectory();
  writeFileSync(join(place, 'my.yaml'), /```yaml\n([\s\S]*?)```/.exec(textOf('README.md'))![1]);
  process.chdir(place);
});

afterAll(() => process.chdir(before));

describe('the shell lines of the documents', () => {
  test('are found', () => {
    expect(lines.length).toBeGreaterThan(25);
  });

  test.each(lines)('$page: $line', ({ line }) => {
    const words = line
      .replace(/^npx /, '')
      .replace(/ [>#].*$/, '')
      .split(/\s+/);
    if (words[0] === 'landau') expect(unknownIn(words.slice(1))).toBeUndefined();
    if (words[0] === 'npm' && words[1] === 'run')
      expect(Object.keys(JSON.parse(readFileSync(`${root}package.json`, 'utf8')).scripts)).toContain(words[2]);
    for (const word of words)
      if (/^(scenarios|scripts)\//.test(word))
        expect({ word, there: existsSync(root + word) }).toEqual({ word, there: true });
    const reasons = notRun.filter(([begin]) => line.startsWith(begin));
    expect({ line, told: line in run || reasons.length > 0 }).toEqual({ line, told: true });
  });

  test.each(Object.entries(run))('%s prints what it is for', async (line, printed) => {
    expect(lines.map((each) => each.line)).toContain(line);
    const words = line
      .replace(/^npx landau /, '')
      .replace(/ >.*$/, '')
      .replaceAll('"', '')
      .split(/\s+/);
    const { code, out } = await command(...words);
    expect(code).toBe(0);
    expect(out).toMatch(printed);
  });

  test('that are not run are there', () => {
    for (const [begin] of notRun)
      expect(
        lines.map(({ line }) => line).filter((line) => line.startsWith(begin)),
        begin,
      ).not.toEqual([]);
  });
});
