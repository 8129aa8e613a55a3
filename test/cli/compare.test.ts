import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ComparisonRecord } from '../../src/output/comparison-record.ts';
import { readEvents } from '../../src/output/event-log.ts';
import { smallGas } from '../compare/small-gas.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { landau } from './process.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

function workplace(): string {
  const directory = newDirectory();
  writeFileSync(join(directory, 'gas.yaml'), smallGas);
  return directory;
}

describe('landau compare', () => {
  test('runs every method in a process of its own and leaves a table, a page and the runs', async () => {
    const place = workplace();
    const list = 'blob@64,blob@144,linear-fokker-planck';
    const words = ['compare', 'gas.yaml', '--methods', list, '--equal', 'cost', '--step-error'];
    const { code, out, err } = await landau(place, words).end;
    expect(code).toBe(0);
    expect(out).toMatch(/^member +size +err temperature +err entropy +err Fisher information +err f \(L2\)/m);
    expect(out).toMatch(/^blob@144 +\d+ .* MiB$/m);
    expect(out).toMatch(/^linear-fokker-planck: refused: .*expected 0 for every pair/m);
    expect(out).toMatch(/^error at equal cost/m);
    expect(out).toContain('runs/gas-compared/compare.html');
    expect(err).toMatch(/^blob@64 \(1 of 3\)$/m);
    expect(err).toMatch(/^blob@144-double-step \(2 of 3\)$/m);
    expect(out + err).not.toContain('\x1b');
    const directory = join(place, 'runs', 'gas-compared');
    expect(readdirSync(directory).sort()).toEqual(['compare.html', 'comparison.csv', 'comparison.json', 'members']);
    const { members } = JSON.parse(readFileSync(join(directory, 'comparison.json'), 'utf8')) as ComparisonRecord;
    const [memory] = readEvents(join(directory, 'members', 'blob@64')).filter(({ kind }) => kind === 'peak-memory');
    expect(members[0].measured?.memory).toBe(memory.bytes);
    expect(members[1].doubleStep).toEqual({ runs: ['members/blob@144-double-step'], order: 2 });
    for (const { parts } of members[1].measured!.statements) expect(parts.step).toBeGreaterThan(0);
    // a process of Node needs more than 30 MiB, and this one less than a tenth of a machine
    expect(memory.bytes).toBeGreaterThan(30 * 2 ** 20);
    expect(memory.bytes).toBeLessThan(2 ** 30);

    const again = await landau(place, [...words, '--json', '--quiet', '--no-report']).end;
    expect({ code: again.code, err: again.err }).toEqual({ code: 0, err: '' });
    expect((JSON.parse(again.out) as ComparisonRecord).members).toEqual(members);
  });

  test('saves a checkpoint at a signal, ends with 130, and the same command goes on', async () => {
    const place = workplace();
    const words = [
      'compare',
      'gas.yaml',
      '--methods',
      'blob@144',
      '--set',
      'time.step=0.0025',
      '--set',
      'time.until=2',
    ];
    const first = landau(place, words);
    const summary = join(place, 'runs', 'gas-compared', 'members', 'blob@144', 'summary.json');
    const status = () => {
      try {
        return JSON.parse(readFileSync(summary, 'utf8')).status;
      } catch {
        return 'not begun';
      }
    };
    while (status() === 'not begun') await new Promise((resolve) => setTimeout(resolve, 50));
    first.child.kill('SIGINT');
    const { code, out } = await first.end;
    expect(code).toBe(130);
    expect(out).toMatch(/^blob@144: interrupted: interrupted at t = /m);
    expect(status()).toBe('interrupted');
    const { code: end, out: text } = await landau(place, words).end;
    expect(end).toBe(0);
    expect(text).toMatch(/^blob@144 +\d+ /m);
  });

  test('ends with 2 when no method suits, and when it is asked for what cannot be', async () => {
    const place = workplace();
    const file = join(place, 'gas.yaml');
    const none = ['--methods', 'linear-fokker-planck', '--quiet', '--output', join(place, 'none')];
    expect((await command('compare', file, ...none)).code).toBe(2);
    for (const [words, line] of [
      [[file], /^landau: required option '--methods <list>' not specified; see landau help$/],
      [[file, '--methods', 'blop'], /^--methods: expected methods of .*did you mean blob\?$/],
      [[file, '--methods', 'blob', '--seeds', '0'], /^--seeds: expected an integer >= 1, got 0$/],
      [[file, '--methods', 'blob', '--equal', 'cost'], /^--equal cost: expected a method at two resolutions or more/],
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
