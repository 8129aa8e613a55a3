import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { starts } from '../../src/cli/init/choices.ts';
import { methods } from '../../src/methods/methods.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

describe('landau init', () => {
  const few = ['--particles', '64', '--dimension', '2'];

  test.each(Object.keys(starts))('writes a valid scenario of %s', async (start) => {
    const file = join(newDirectory(), 'my.yaml');
    const made = await command('init', file, '--start', start);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain(`landau check ${file}, then landau run ${file}`);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=file:\/\/\/.*\/scenarios\/scenario\.schema\.json\n/);
    expect(text.match(/ # /g)!.length).toBeGreaterThan(5);
    const { species, time } = readScenario(file);
    expect(species.length).toBe(start === 'isotropisation' ? 1 : 2);
    expect((time.until - time.start) / time.step).toBeGreaterThan(30);
  });

  test.each(methods.map(({ name }) => name))('writes a scenario for %s that can be run', async (method) => {
    const file = join(newDirectory(), 'my.yaml');
    const exponent = method === 'moments' ? '0' : '-3';
    expect(await command('init', file, '--method', method, '--exponent', exponent, ...few)).toMatchObject({
      code: 0,
    });
    expect(assemble(readScenario(file), { file }).watch).toBeDefined();
  });

  test('writes what a run meets', async () => {
    const directory = newDirectory();
    const file = join(directory, 'my.yaml');
    await command('init', file, '--start', 'friction', '--masses', '1,4', '--exponent', '0', ...few);
    const { code } = await command(
      'run',
      file,
      '--output',
      join(directory, 'run'),
      '--quiet',
      '--no-report',
      '--allow',
      'doubtful',
    );
    expect(code).toBe(0);
  });

  test('keeps a file that is there', async () => {
    const file = join(newDirectory(), 'my.yaml');
    writeFileSync(file, 'mine');
    const { code, err } = await command('init', file);
    expect({ code, err }).toEqual({
      code: 2,
      err: `${file}: expected a new file, got an existing one; choose another name\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test.each([
    [['--method', 'bolb'], /^--method: expected one of .*, got bolb; did you mean blob\?\n$/],
    [
      ['--particles', '1000', '--dimension', '2'],
      /landau init: species\[0\].particles.count: expected a perfect square such as 961 \(31\^2\) or 1024 \(32\^2\), got 1000\n/,
    ],
    [['--start', 'friction', '--masses', '1'], /^--masses: expected two with --start friction, got 1\n$/],
    [['--masses', '0,1'], /^--masses: expected numbers > 0, got 0,1\n$/],
    [['--temperatures', '1,1'], /^--temperatures: expected at least two different ones/],
    [
      ['--masses', '1,2,3', '--temperatures', '1,2'],
      /^--temperatures: expected 3, one for each of --masses, got 1,2\n$/,
    ],
    [['--exponent', '-9'], /^--exponent: expected a number in \(-5, 1\], got -9\n$/],
  ])('refuses %j and writes nothing', async (flags, message) => {
    const file = join(newDirectory(), 'my.yaml');
    const { code, err } = await command('init', file, ...flags);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(file)).toBe(false);
  });

  test('asks on a terminal, again where an answer cannot be used, and leaves out what a flag has said', async () => {
    const file = join(newDirectory(), 'my.yaml');
    const input = new PassThrough();
    let asked = '';
    // The answers come one by one, as from somebody who reads the questions.
    const answers = ['friction', '7', '2', '1,4,9', '1,4', '', 'moments'];
    const err = new Writable({
      write(chunk, _encoding, done) {
        asked += chunk;
        if (/\] $/.test(String(chunk))) setImmediate(() => input.write(`${answers.shift()}\n`));
        done();
      },
    });
    const out = new Writable({ write: (_chunk, _encoding, done) => done() });
    const terminal = { out, err, answers: () => input, onStop: () => () => {}, onEveryStop: () => () => {} };
    expect(await runCommandLine(['init', file, '--exponent', '0'], terminal)).toBe(0);
    expect(asked).toContain('answer: expected 2 or 3, got 7');
    expect(asked).toContain('--masses: expected two with --start friction');
    expect(asked).not.toContain('Exponent');
    const { dimension, species, collisions, method } = readScenario(file);
    expect({ dimension, masses: species.map(({ mass }) => mass) }).toEqual({ dimension: 2, masses: [1, 4] });
    expect([collisions.exponent, method.name]).toEqual([0, 'moments']);
    expect(answers).toEqual([]);
  });
});
