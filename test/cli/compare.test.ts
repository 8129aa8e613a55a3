import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareMethods } from '../../src/compare/compare.ts';
import { planComparison } from '../../src/compare/plan.ts';
import type { ComparisonRecord } from '../../src/output/comparison-record.ts';
import { readEvents } from '../../src/output/event-log.ts';
import { layout } from '../../src/output/layout.ts';
import { smallGas } from '../compare/small-gas.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { inThisProcess } from '../study/studies.ts';
import { landau } from './process.ts';
import { command, stoppedCommand } from './terminal.ts';

const newDirectory = temporaryDirectories();

function workplace(text = smallGas): string {
  const directory = newDirectory();
  writeFileSync(join(directory, 'gas.yaml'), text);
  return directory;
}

/** Two runs of two rows. */
const short = smallGas.replace('until: 1', 'until: 0.4').replace('every: 0.2', 'every: 0.4');

/** Three hundred steps of sixteen particles, with a checkpoint every ten of them. */
const lasting = `title: A small gas
dimension: 2
seed: 7
species:
  - name: gas
    mass: 1
    density: 1
    initial: { anisotropic: { temperatures: [0.6, 1.4] } }
    particles: { sampling: monte-carlo, count: 16 }
collisions: { exponent: 0, strength: 0.25 }
method: { name: blob, reconstruction: mollified, smoothing: { temperature: 0.3 }, spacing: 1, tolerance: 1e-6 }
time: { integrator: heun, step: 0.001, until: 0.3 }
output: { every: 0.3, checkpoint: 0.01 }
`;

/** Makes the runs in this process: what the same command finds then is finished. */
function prepared(file: string, directory: string, methods: string) {
  return compareMethods(planComparison(file, methods, []), { file, directory, executor: inThisProcess() });
}

describe('landau compare', () => {
  test('runs every method in a process of its own and leaves a table, a page and the runs', async () => {
    const place = workplace(short);
    const words = ['compare', 'gas.yaml', '--methods', 'blob@64,linear-fokker-planck', '--step-error'];
    const { code, out, err } = await landau(place, words).end;
    expect(code).toBe(0);
    expect(out).toMatch(/^member +size +err temperature +err entropy +err Fisher information +err f \(L2\)/m);
    expect(out).toMatch(/^blob@64 +\d+ .* MiB$/m);
    expect(out).toMatch(/^linear-fokker-planck: refused: .*expected 0 for every pair/m);
    expect(out).toContain('runs/gas-compared/compare.html');
    expect(err).toMatch(/^blob@64 \(1 of 2\)$/m);
    expect(err).toMatch(/^blob@64, twice the step \(1 of 2\)$/m);
    expect(out + err).not.toContain('\x1b');
    const directory = join(place, 'runs', 'gas-compared');
    const files = ['compare.html', 'comparison.csv', 'comparison.json', 'members', 'plan.json'];
    expect(readdirSync(directory).sort()).toEqual(files);
    const { members } = JSON.parse(readFileSync(join(directory, 'comparison.json'), 'utf8')) as ComparisonRecord;
    const [memory] = readEvents(join(directory, members[0].runs[0])).filter(({ kind }) => kind === 'peak-memory');
    expect(members[0].measured?.memory).toBe(memory.bytes);
    expect(members[0].doubleStep).toMatchObject({ runs: { length: 1 }, order: 2 });
    for (const { parts } of members[0].measured!.statements) expect(parts.step).toBeGreaterThan(0);
    // a process of Node needs more than 30 MiB, and this one less than a tenth of a machine
    expect(memory.bytes).toBeGreaterThan(30 * 2 ** 20);
    expect(memory.bytes).toBeLessThan(2 ** 30);
  });

  test('that was killed goes on with the same command to the same bits', async () => {
    const words = ['compare', 'gas.yaml', '--methods', 'blob', '--quiet', '--no-report'];
    let place: string;
    let members: string;
    let killed: Awaited<ReturnType<typeof landau>['end']>;
    // Once more where this process slept through the whole of it, as it may on a busy machine.
    do {
      place = workplace(lasting);
      members = join(place, 'runs', 'gas-compared', 'members');
      const { child, end } = landau(place, words);
      const hasCheckpoint = () =>
        existsSync(members) &&
        readdirSync(members).some((id) => existsSync(join(members, id, 'run', layout.checkpoint)));
      while (!hasCheckpoint()) await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill('SIGKILL');
      killed = await end;
    } while (killed.code === 0);
    expect(killed.code).toBe(null);
    const file = join(place, 'gas.yaml');
    // The orphaned member may be saving its checkpoint still: its successor waits for that.
    const again = await landau(place, words).end;
    expect(again).toMatchObject({ code: 0, err: '' });
    const whole = await prepared(file, join(place, 'whole'), 'blob');
    const record = JSON.parse(readFileSync(join(members, '..', 'comparison.json'), 'utf8')) as ComparisonRecord;
    const series = (directory: string, { runs }: { readonly runs: readonly string[] }) =>
      readFileSync(join(directory, runs[0], layout.series), 'utf8');
    expect(series(join(members, '..'), record.members[0])).toBe(series(join(place, 'whole'), whole.record.members[0]));
    const kinds = readEvents(join(members, '..', record.members[0].runs[0])).map(({ kind }) => kind);
    expect(kinds).toContain('resumed');
  });

  test('finds what is finished, and prints the table at equal cost or the record', async () => {
    const place = workplace(short);
    const [file, output] = [join(place, 'gas.yaml'), join(place, 'out')];
    const { record } = await prepared(file, output, 'blob@64,blob@144');
    const words = ['compare', file, '--methods', 'blob@64,blob@144', '--output', output, '--no-report', '--quiet'];
    const text = await command(...words, '--equal', 'cost');
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toMatch(/^error at equal cost/m);
    const json = await command(...words, '--json');
    expect(json).toMatchObject({ code: 0, err: '' });
    expect((JSON.parse(json.out) as ComparisonRecord).members).toEqual(record.members);
  });

  test('ends with 3 when a run broke down or was lost, and with the number of the signal that stopped it', async () => {
    const place = workplace(
      lasting
        .replace('heun, step: 0.001, until: 0.3', 'euler, step: 0.1, until: 1')
        .replace('strength: 0.25', 'strength: 1e200')
        .replace('every: 0.3, checkpoint: 0.01', 'every: 1'),
    );
    const [file, output] = [join(place, 'gas.yaml'), join(place, 'out')];
    const { record, unfinished } = await prepared(file, output, 'blob');
    expect({ status: record.members[0].status, unfinished }).toEqual({ status: 'failed', unfinished: 0 });
    const words = ['compare', file, '--methods', 'blob', '--force', '--quiet', '--no-report', '--output'];
    const failed = await command(...words, output);
    expect(failed).toMatchObject({ code: 3, err: '' });
    expect(failed.out).toMatch(/^blob: failed: t = /m);
    // A member whose process ends at once, as if it had been killed, leaves no result.
    const { execPath } = process;
    process.execPath = join(place, 'killed');
    writeFileSync(process.execPath, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const lost = await command(...words, join(place, 'lost')).finally(() => {
      process.execPath = execPath;
    });
    expect(lost.code).toBe(3);
    expect(lost.out).toMatch(/^blob: interrupted: not begun$/m);
    expect(lost.err).toMatch(/lost: 1 run has no result; run the same command to continue$/m);
    const stopped = await stoppedCommand('SIGINT', ...words, join(place, 'stopped'));
    expect(stopped.code).toBe(130);
  });

  test('ends with 2 when no method suits, and when it is asked for what cannot be', async () => {
    const place = workplace();
    const file = join(place, 'gas.yaml');
    const none = ['--methods', 'linear-fokker-planck', '--quiet', '--output', join(place, 'none')];
    expect((await command('compare', file, ...none)).code).toBe(2);
    for (const [words, line] of [
      [[file], /^landau: required option '--methods <list>' not specified; see landau help$/],
      [[file, '--methods', 'blop'], /^--methods: expected methods among .*did you mean blob\?$/],
      [[file, '--methods', 'blob', '--seeds', '0'], /^--seeds: expected an integer >= 1, got 0$/],
      [[file, '--methods', 'blob', '--equal', 'cost'], /^--equal cost: expected a method at two or more resolutions/],
      [
        [file, '--methods', 'blob', '--reference-method', 'blob@4'],
        /^--reference-method: expected one of the members blob, got blob@4/,
      ],
      [[join(place, 'gaz.yaml'), '--methods', 'blob'], /gaz\.yaml:1:1 file: .*did you mean gas\.yaml\?$/],
    ] as const) {
      const { code, out, err } = await command('compare', ...words, '--output', join(place, 'out'));
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trimEnd()).toMatch(line);
    }
  });
});
