import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import type { shells } from '../../src/cli/commands/completion.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { program } from './process.ts';
import { command } from './terminal.ts';

const offered = async (...words: string[]) => {
  const { code, out } = await command('complete', '--', ...words);
  expect(code).toBe(0);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0]);
};

describe('landau complete', () => {
  test.each([
    [['st'], ['study']],
    [
      ['study', 'r'],
      ['run', 'report'],
    ],
    [['run', '--ov'], ['--overwrite']],
    [['run', '--allow', ''], ['doubtful']],
    [['list', 'met'], ['methods']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['init', '--method', 'mo'], ['moments']],
    [['compare', 'a.yaml', '--methods', 'blob@400,leg'], ['blob@400,legendre']],
    [['run', 'a.yaml', '--set', 'time.int'], ['time.integrator=']],
    [['run', 'a.yaml', '--set', 'time.integrator=imp'], ['time.integrator=implicit-midpoint']],
    [['run', 'a.yaml', '--set', 'species.0.particles.sam'], ['species.0.particles.sampling=']],
    [
      ['study', 'run', 'a.yaml', '--executor', ''],
      ['local', 'slurm'],
    ],
    // A file is for the shell.
    [['run', 'scen'], []],
    [['run', 'a.yaml', '--output', ''], []],
  ])('offers after %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  test('offers every command, but not itself', async () => {
    const all = await offered('');
    expect(all).toEqual(expect.arrayContaining(['run', 'init', 'completion', 'help']));
    expect(all).not.toContain('complete');
  });
});

/** Presses the tab key in a shell, as far as that can be done by a script; prints what is offered. */
const presses: Readonly<Record<keyof typeof shells, string>> = {
  bash: `source ./script; COMP_WORDS=(landau run --ov); COMP_CWORD=2; COMP_LINE='landau run --ov'; COMP_POINT=\${#COMP_LINE}; compopt() { :; }; _landau; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: `autoload -Uz compinit; compinit -u -d ./dump; _describe() { local -a all=("\${(@P)2}"); print -l -- \${all%%:*}; }; source ./script; words=(landau run --ov); CURRENT=3; _landau`,
  fish: `source ./script; complete -C 'landau run --ov' | string split -f1 \\t`,
};

describe.each(Object.keys(presses) as (keyof typeof shells)[])('the script for %s', (shell) => {
  const newDirectory = temporaryDirectories();
  const there = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  let directory = '';

  beforeAll(async () => {
    directory = newDirectory();
    mkdirSync(join(directory, 'bin'));
    writeFileSync(join(directory, 'bin/landau'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(join(directory, 'bin/landau'), 0o755);
    writeFileSync(join(directory, 'script'), (await command('completion', shell)).out);
  });

  test.skipIf(!there)('completes an option', () => {
    const env = { ...process.env, HOME: directory, PATH: `${join(directory, 'bin')}${delimiter}${process.env.PATH}` };
    const { stdout, stderr } = spawnSync(shell, ['-c', presses[shell]], { cwd: directory, env, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('--overwrite');
  });
});
