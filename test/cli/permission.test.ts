import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import { isDirectory, isThere, namesIn } from '../../src/core/file-system.ts';
import { describe as found } from '../../src/report/view/listing.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { quick } from '../study/studies.ts';
import { tiny } from './scenarios.ts';
import { command, type Outcome } from './terminal.ts';

const place = temporaryDirectories()();
const path = (name: string) => join(place, name);
const nobody = 65534;

beforeAll(async () => {
  // The others may come as far as here.
  chmodSync(place, 0o755);
  chmodSync(dirname(place), 0o755);
  writeFileSync(path('gas.yaml'), tiny);
  writeFileSync(path('study.yaml'), quick);
  // What is not asked for is loaded before the user changes: nobody may read the program.
  expect((await command('run', path('gas.yaml'), '--output', path('run'), '--quiet', '--no-report')).code).toBe(0);
  expect((await command('study', 'plan', path('study.yaml'), '--output', path('study'))).code).toBe(0);
  for (const words of uses)
    await command(...words.map((word) => (word === 'RUN' || word === 'STUDY' ? path('no') : word)));
});

const uses = [
  ['report', 'RUN'],
  ['run', '--resume', 'RUN', '--quiet'],
  ['open', 'RUN'],
  ['animate', 'RUN'],
  ['dissipation', 'RUN'],
  ['study', 'run', 'STUDY', '--quiet'],
  ['study', 'collect', 'STUDY'],
];

/** The command as a user who owns nothing here: root may read everything. */
async function asNobody(words: readonly string[]): Promise<Outcome> {
  const { seteuid, geteuid } = process;
  const own = geteuid!();
  if (own === 0) seteuid!(nobody);
  try {
    return await command(...words);
  } finally {
    if (own === 0) seteuid!(own);
  }
}

describe('A directory that may not be looked at', () => {
  test.each(uses)('is not told to be empty: landau %s', async (...words) => {
    const kind = words.includes('RUN') ? 'run' : 'study';
    const hidden = path(`hidden-${words.join('-')}`);
    cpSync(path(kind), hidden, { recursive: true });
    chmodSync(hidden, 0);
    const { code, err, out } = await asNobody(words.map((word) => (/^(RUN|STUDY)$/.test(word) ? hidden : word)));
    chmodSync(hidden, 0o755);
    expect(out).toBe('');
    expect(err).toMatch(new RegExp(`^${hidden}\\S*: expected .*, got no permission to read it\n$`));
    expect(code).toBe(2);
  });

  test('takes no run and no study', async () => {
    const hidden = path('hidden');
    mkdirSync(hidden, { mode: 0 });
    for (const words of [
      ['run', path('gas.yaml'), '--output', hidden],
      ['study', 'plan', path('study.yaml'), '--output', hidden],
    ]) {
      const { code, err } = await asNobody(words);
      expect(err).toMatch(/^\S+: expected .*, got no permission to read it\n$/);
      expect(code).toBe(2);
    }
  });

  test('is in the list of runs, with the reason', async () => {
    const hidden = path('hidden-in-list');
    cpSync(path('run'), hidden, { recursive: true });
    chmodSync(hidden, 0);
    const { seteuid, geteuid } = process;
    const own = geteuid!();
    if (own === 0) seteuid!(nobody);
    const entry = found(hidden);
    if (own === 0) seteuid!(own);
    expect(entry?.damage).toContain('no permission to read it');
  });
});

test('Snapshots that may not be listed are told, and not left out', async () => {
  const hidden = path('hidden-snapshots');
  cpSync(path('run'), hidden, { recursive: true });
  chmodSync(join(hidden, 'snapshots'), 0);
  const { code, err } = await asNobody(['report', hidden]);
  chmodSync(join(hidden, 'snapshots'), 0o755);
  expect(err).toMatch(/snapshots\S*: expected .*, got no permission to read it\n$/);
  expect(code).toBe(2);
});

test('Only what the system says is not there is not there', () => {
  const loop = path('loop');
  expect([isThere(path('no')), isThere(path('gas.yaml')), isThere(path('gas.yaml/below'))]).toEqual([
    false,
    true,
    false,
  ]);
  expect([isDirectory(place), isDirectory(path('gas.yaml')), namesIn(path('no'))]).toEqual([true, false, []]);
  const long = `${loop}${'x'.repeat(300)}`;
  expect(() => isThere(long)).toThrow('got a name that is too long');
});
