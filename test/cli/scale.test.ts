import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { program } from './process.ts';
import { command } from './terminal.ts';

const place = temporaryDirectories()();
const species = (count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      `  - { name: s${i}, mass: ${1 + i}, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: 4 } }\n`,
  ).join('');
const scenario = (count: number, more = '') => `title: large
dimension: 2
species:
${species(count)}collisions: { exponent: -1, strength: 0.2 }
method: { name: pair-collisions }
time: { step: 0.1, until: 0.2 }
output: { every: 0.1 }
${more}`;

// Work that grows with the square of the keys, or the fourth power of the species, takes minutes here: the limit is no measurement.
const limit = 30_000;

test('five thousand unknown keys are told by the first of them', { timeout: limit }, async () => {
  const file = join(place, 'keys.yaml');
  writeFileSync(file, scenario(1, Array.from({ length: 5e3 }, (_, k) => `unknown${k}: 1\n`).join('')));
  const { code, err } = await command('check', file);
  expect(code).toBe(2);
  expect(err).toMatch(/^\S+:9:1 unknown0: expected one of the keys /);
  expect(err.trimEnd().split('\n').length).toBeLessThan(100);
});

test('a thousand bounds of unknown columns are told by the first of them, each in a line that can be read', async () => {
  const file = join(place, 'bounds.yaml');
  const bounds = Array.from({ length: 1e3 }, (_, k) => `  nowhere${k}: { below: 1 }\n`).join('');
  writeFileSync(file, scenario(1, `expect:\n${bounds}`));
  const { code, err } = await command('check', file);
  expect(code).toBe(2);
  const lines = err.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^\S*expect\.nowhere0: expected a column of the series, got nowhere0; the columns are t, /);
  expect(lines.at(-1)).toBe('and 950 more problems');
  expect(lines).toHaveLength(51);
  for (const line of lines) expect(line.length).toBeLessThan(1000);
});

test('a hundred species are checked, and a hundred of their 5050 pairs are shown', {
  timeout: limit,
}, async () => {
  const file = join(place, 'species.yaml');
  writeFileSync(file, scenario(100));
  const { code, out } = await command('check', file);
  expect(code).toBe(0);
  expect(out.match(/^s\d+-s\d+ .* covered$/gm)).toHaveLength(100);
  expect(out).toContain('and 4950 more rows: see --json');
});

test.runIf(process.platform === 'linux')('a limit on addresses is told as such, in one line', () => {
  const file = join(place, 'limited.yaml');
  writeFileSync(file, scenario(1));
  const limited = 'ulimit -v 12000000; exec "$@"';
  const { status, stderr } = spawnSync('sh', ['-c', limited, 'sh', process.execPath, program, 'check', file], {
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^memory: expected enough address space for WebAssembly, .* ulimit -v unlimited .*\n$/);
  expect(status).toBe(3);
});
