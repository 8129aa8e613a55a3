import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../../scripts/fuzz/judge.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { readEvents } from '../../src/output/event-log.ts';
import { layout } from '../../src/output/layout.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/simulation/run.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const place = temporaryDirectories()();
const home = process.cwd();
const table = 'v,f\n0,1\n0.5,0.9\n1,0.6\n2,0.14\n3,0.01\n4,0\n';
const reference = 't,T\n0,1.2\n0.2,1.15\n0.4,1.1\n0.6,1.1\n0.8,1.1\n1,1.1\n';
const scenario = `title: A run that will be damaged
dimension: 2
seed: 3
species:
  - { name: gas, mass: 1, density: 1, initial: { tabulated: { file: table.csv } }, particles: { sampling: monte-carlo, count: 20 } }
collisions: { exponent: 0, strength: 0.1 }
method: { name: blob, reconstruction: mollified, score: plain }
time: { integrator: euler, step: 0.1, until: 1 }
output: { every: 0.1, snapshots: 0.5, checkpoint: 1.0e-6 }
reference: { file: reference.csv, columns: { temperature.gas: T } }
`;
let series = '';

/** A finished run, and one that was stopped half way with two checkpoints. */
beforeAll(async () => {
  process.chdir(place);
  restoreInputs();
  const parsed = parseScenario(scenario, 'scenario.yaml');
  const file = join(place, 'scenario.yaml');
  await runScenario(parsed, { directory: 'ended', file });
  const stop = new AbortController();
  const onProgress = ({ t }: { readonly t: number }) => {
    if (t > 0.65) stop.abort();
  };
  await runScenario(parsed, { directory: 'stopped', file, onProgress, signal: stop.signal });
  series = readFileSync(join('ended', layout.series), 'utf8');
});

afterAll(() => process.chdir(home));

function restoreInputs(): void {
  writeFileSync('table.csv', table);
  writeFileSync('reference.csv', reference);
}

const uses = {
  report: ['report', 'run'],
  dissipation: ['dissipation', 'run', '--draws', '2'],
  resume: ['run', '--resume', 'run', '--quiet', '--no-report', '--allow', 'doubtful'],
  accept: ['run', '--resume', 'run', '--accept-changes', '--quiet', '--no-report', '--allow', 'doubtful'],
} as const;
type Use = keyof typeof uses;
const everyUse = Object.keys(uses) as Use[];

type Attack = () => void;

function change(name: string, edit: (text: string) => string): Attack {
  return () => {
    const path = join('run', name);
    const text = readFileSync(path, 'latin1');
    expect(edit(text)).not.toBe(text);
    writeFileSync(path, edit(text), 'latin1');
  };
}

/** One bit, at a fraction of the file. */
function flip(name: string, fraction: number): Attack {
  return change(name, (text) => {
    const k = Math.floor(text.length * fraction);
    return text.slice(0, k) + String.fromCharCode(text.charCodeAt(k) ^ 1) + text.slice(k + 1);
  });
}

function withLines(edit: (lines: string[]) => void): (text: string) => string {
  return (text) => {
    const lines = text.split('\n');
    edit(lines);
    return lines.join('\n');
  };
}

const nextDigit = (row: string) => row.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
const remove = (name: string) => () => rmSync(join('run', name));

async function attacked(base: string, attack: Attack, use: Use) {
  rmSync('run', { recursive: true, force: true });
  cpSync(base, 'run', { recursive: true });
  restoreInputs();
  attack();
  return command({ runCommandLine }, uses[use]);
}

describe('in a run that was stopped and in one that ended', () => {
  test.each<[what: string, names: string, attack: Attack]>([
    [
      'a series that is cut',
      layout.series,
      change(
        layout.series,
        withLines((lines) => lines.splice(4, 20, '')),
      ),
    ],
    [
      'a digit of a row',
      layout.series,
      change(
        layout.series,
        withLines((lines) => lines.splice(3, 1, nextDigit(lines[3]))),
      ),
    ],
    [
      'a row that is missing',
      layout.series,
      change(
        layout.series,
        withLines((lines) => lines.splice(3, 1)),
      ),
    ],
    [
      'rows that are swapped',
      layout.series,
      change(
        layout.series,
        withLines((lines) => lines.splice(2, 2, lines[3], lines[2])),
      ),
    ],
    ['a bit of the columns', layout.columns, flip(layout.columns, 0.5)],
    ['a bit of the header of a snapshot', 'snapshots/000000.h5', flip('snapshots/000000.h5', 0.01)],
    ['a bit of the values of a snapshot', 'snapshots/000000.h5', flip('snapshots/000000.h5', 0.6)],
    ['a snapshot that is gone', 'snapshots/000000.h5', remove('snapshots/000000.h5')],
    ['a bit of the provenance', layout.provenance, change(layout.provenance, (text) => text.replace('"3"', '"4"'))],
    [
      'a digit of the summary',
      layout.summary,
      change(layout.summary, (text) => text.replace('"evaluations": ', '"evaluations": 1')),
    ],
    ['another mass', layout.scenario, change(layout.scenario, (text) => text.replace('mass: 1', 'mass: 2'))],
    ['another seed', layout.scenario, change(layout.scenario, (text) => text.replace('seed: 3', 'seed: 4'))],
  ])('%s is refused by every reader, in one line, with exit code 2', async (_what, name, attack) => {
    for (const [base, some] of [
      ['stopped', everyUse],
      ['ended', ['report', 'accept']],
    ] as const)
      for (const use of some) {
        const { code, err } = await attacked(base, attack, use);
        expect({ base, use, code }).toEqual({ base, use, code: 2 });
        expect(err).toMatch(/^[^\n]*: expected [^\n]+, got [^\n]+\n$/);
        expect(err).toContain(name);
        expect(readFileSync(join('run', layout.series), 'utf8').length).toBeGreaterThan(0);
      }
  });
});

describe('the netCDF file', () => {
  test('with a bit changed is refused until it is removed', async () => {
    for (const base of ['stopped', 'ended']) {
      const { code, err } = await attacked(base, flip(layout.netcdf, 0.9), 'report');
      expect(code).toBe(2);
      expect(err).toMatch(/series\.nc: expected .*, got .*; restore the old one, or remove it: .*same numbers\n$/);
      expect((await attacked(base, remove(layout.netcdf), 'report')).code).toBe(0);
    }
  });

  test('is written anew by a run that goes on', async () => {
    expect((await attacked('stopped', flip(layout.netcdf, 0.5), 'resume')).code).toBe(0);
    expect((await command({ runCommandLine }, uses.report)).code).toBe(0);
  });
});

describe('the checkpoint', () => {
  test.each<[what: string, attack: Attack]>([
    ['a bit of its arrays', flip(layout.checkpoint, 0.95)],
    ['a mark in it', change(layout.checkpoint, (text) => text.replace('"bytes":', '"bytes":1'))],
    ['all of it', () => writeFileSync(join('run', layout.checkpoint), '')],
  ])(
    '%s lost: the one before is used, which is told and recorded, and the bits are the same',
    async (_what, attack) => {
      const { code, err } = await attacked('stopped', attack, 'resume');
      expect(code).toBe(0);
      expect(err).toContain('resumed from the checkpoint before the last: ');
      expect(readFileSync(join('run', layout.series), 'utf8')).toBe(series);
      expect(readEvents('run').filter(({ message }) => message.startsWith('resumed from the ch'))).toHaveLength(1);
    },
  );

  test('lost with the one before it is refused, and no row is lost', async () => {
    const both = (one: (name: string) => Attack) => () => {
      one(layout.checkpoint)();
      one(layout.previousCheckpoint)();
    };
    for (const attack of [both((name) => flip(name, 0.9)), both(remove)]) {
      const { code, err } = await attacked('stopped', attack, 'accept');
      expect(code).toBe(2);
      expect(err).toMatch(/^run\/checkpoint\.bin: expected .*, got .*; (start the run again|restore it).*\n$/);
      expect(readFileSync(join('run', layout.series))).toEqual(readFileSync(join('stopped', layout.series)));
    }
  });
});

describe('a file that the scenario names', () => {
  const edit = (name: string, text: string) => () => writeFileSync(name, text);

  test('and that f is made of at the start is part of the physics: no word lets the run go on with another', async () => {
    for (const use of ['resume', 'accept'] as const) {
      const { code, err } = await attacked('stopped', edit('table.csv', table.replace('0.9', '0.8')), use);
      expect(code).toBe(2);
      expect(err).toMatch(/^run: expected the physics .*, got changes .*: the content of \S+table\.csv; restore .*\n$/);
    }
  });

  test.each(['csv', 'npy'])('and that particles come from is so, too: %s', async (format) => {
    const name = `beam.${format}`;
    const velocities = Float64Array.from({ length: 18 }, (_, k) => Math.sin(k));
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (9, 2), }".padEnd(117);
    const npy = Buffer.concat([
      Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}\n`, 'latin1'),
      Buffer.from(velocities.buffer),
    ]);
    const rows = Array.from({ length: 9 }, (_, p) => `${velocities[2 * p]},${velocities[2 * p + 1]}\n`);
    const write = (first: number) => {
      velocities[0] = first;
      if (format === 'csv') writeFileSync(name, ['vx,vy\n', `${first},1\n`, ...rows.slice(1)].join(''));
      else
        writeFileSync(
          name,
          Buffer.concat([npy.subarray(0, npy.length - velocities.byteLength), Buffer.from(velocities.buffer)]),
        );
    };
    write(0.25);
    const text = scenario
      .replace(
        '{ tabulated: { file: table.csv } }, particles: { sampling: monte-carlo, count: 20 } }',
        `{ particles: { file: ${name} } } }`,
      )
      .replace(/^reference:.*\n/m, '');
    const stop = new AbortController();
    const onProgress = ({ t }: { readonly t: number }) => {
      if (t > 0.45) stop.abort();
    };
    rmSync('beam', { recursive: true, force: true });
    const file = join(place, 'scenario.yaml');
    await runScenario(parseScenario(text, file), { directory: 'beam', file, onProgress, signal: stop.signal });
    write(0.5);
    for (const use of ['resume', 'accept'] as const) {
      const { code, err } = await attacked('beam', () => {}, use);
      expect(code).toBe(2);
      expect(err).toMatch(
        new RegExp(
          `^run: expected the physics .*, got changes .*: the content of \\S+beam\\.${format}; restore .*\\n$`,
        ),
      );
    }
    write(0.25);
    expect((await attacked('beam', () => {}, 'resume')).code).toBe(0);
  });

  test('and that the run is only held against may change when that is said, which is recorded', async () => {
    const attack = edit('reference.csv', reference.replace('1.2', '1.3'));
    const refused = await attacked('stopped', attack, 'resume');
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(
      /^run: expected .*, got changes: the content of \S+reference\.csv; .*--accept-changes\n$/,
    );
    expect((await attacked('stopped', attack, 'accept')).code).toBe(0);
    expect(readEvents('run').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^continued although this has changed: the content of \S+reference\.csv$/),
    );
  });
});

test('a title may change when that is said, and the bits of the series are the same', async () => {
  const attack = change(layout.scenario, (text) => text.replace('will be', 'was'));
  expect((await attacked('stopped', attack, 'resume')).code).toBe(2);
  expect((await attacked('stopped', attack, 'accept')).code).toBe(0);
  expect(readFileSync(join('run', layout.series), 'utf8')).toBe(series);
  expect(readEvents('run').map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^continued although this has changed: title: /),
  );
});
