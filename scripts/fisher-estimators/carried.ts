// Compares the best estimate of I with the estimate that lattice particles carry, over whole runs, both with their stated errors.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from '../../dist/index.js';
import { percent, table } from './statistics.ts';

interface Case {
  readonly label: string;
  readonly scenario: string;
  readonly settings?: readonly string[];
}

const fromTwo = ['time.start=2', 'output.every=1'];

/** Runs whose I is known: from the BKW solution, or from the Legendre method to 1e-6 or better. */
const cases: readonly Case[] = [
  { label: 'two beams, d = 2, exponent -3', scenario: 'two-beams-2d-coulomb' },
  { label: 'two species, d = 2, exponent -3', scenario: 'two-species-2d-soft' },
  { label: 'isotropisation, d = 3, Coulomb', scenario: 'isotropisation-3d-coulomb' },
  { label: 'BKW from t = 2, narrow box', scenario: 'bkw-2d-maxwell', settings: fromTwo },
  {
    label: 'BKW from t = 2, box [-5, 5]',
    scenario: 'bkw-2d-maxwell',
    settings: [...fromTwo, 'species.gas.particles.box=[-5,5]'],
  },
];

async function runOf({ scenario, settings = [] }: Case) {
  const directory = mkdtempSync(join(tmpdir(), 'carried-'));
  try {
    const words = [
      'run',
      `scenarios/${scenario}.yaml`,
      '--output',
      join(directory, 'run'),
      '--quiet',
      '--set',
      'expect={}',
    ];
    const program = ['dist/cli/main.js', ...words, ...settings.flatMap((one) => ['--set', one])];
    const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
    // 4: a result is doubtful, which is the subject of this table.
    if (status !== 0 && status !== 4) throw new Error(stderr);
    return (await readRun(join(directory, 'run'))).series;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * Largest error of an estimate over the run, its smallest and largest stated error, and the number of outputs with a larger error than
 * stated.
 */
export async function carriedTable(): Promise<string> {
  const rows: string[][] = [];
  for (const one of cases) {
    const { columns } = await runOf(one);
    const exact = columns.fisher_exact ?? columns.fisher_reference;
    const of = (estimate: string) => {
      const found = Array.from(exact, (I, k) => ({
        off: Math.abs(columns[estimate][k] / I - 1),
        stated: columns[`${estimate}_error`][k] / I,
      }));
      const stated = found.map((row) => row.stated);
      return [
        percent(Math.max(...found.map(({ off }) => off)), 3),
        `${percent(Math.min(...stated), 3)} to ${percent(Math.max(...stated), 3)}`,
        `${found.filter((row) => row.off > row.stated).length} of ${found.length}`,
      ];
    };
    rows.push([one.label, ...of('fisher_best'), ...of('fisher_lagrangian')]);
  }
  return table(['run', 'best I', 'stated error', 'outside', 'carried I', 'stated error', 'outside'], rows);
}
