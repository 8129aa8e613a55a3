import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

interface Part {
  readonly value: number;
  readonly error: number | null;
}

interface Printed {
  readonly method: string;
  readonly t: number;
  readonly draws: number | null;
  readonly tables?: readonly string[];
  readonly pairs: readonly (Readonly<Record<string, Part | null>> & { readonly between: readonly string[] })[];
  readonly partners: readonly { readonly of: string; readonly lemma: Part | null }[];
  readonly total: Readonly<Record<string, Part | null>>;
}

const parts = ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'contact', 'total'] as const;

async function json(...words: readonly string[]): Promise<Printed> {
  const { code, out, err } = await command('dissipation', ...words, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as Printed;
}

const bkw = 'scenarios/bkw-two-species-2d-maxwell.yaml';
const growth = 'scenarios/fisher-growth-2d-soft.yaml';
const heavy = 'scenarios/fisher-growth-finite-mass-2d-soft.yaml';
const coulomb = 'scenarios/two-species-3d-coulomb.yaml';

describe('landau dissipation of a scenario', () => {
  it('adds up to the exact rate of a BKW solution', async () => {
    const { dimension, t, method, draws, pairs, partners, total, ...rest } = (await json(
      bkw,
      '--time',
      '3',
    )) as Printed & {
      dimension: number;
    };
    expect([dimension, t, method, draws, partners, rest]).toEqual([2, 3, 'quadrature', null, [], {}]);
    expect(pairs.map(({ between }) => between.join('-'))).toEqual([
      'light-light',
      'light-heavy',
      'heavy-light',
      'heavy-heavy',
    ]);
    for (const pair of pairs) expect(Object.keys(pair)).toEqual(['between', 'exponent', 'strength', ...parts]);
    // I of f = exp(-x) (b + a x), a = (1-K)/K, b = 1-a, K = 1 - exp(-t/8)/2, by the differences of order six of its integral.
    const fisher = (time: number) => {
      const K = 1 - Math.exp(-time / 8) / 2;
      const a = (1 - K) / K;
      let bracket = 0;
      for (let s = -40; s < 4.2; s += 1 / 64) {
        const x = Math.exp(s);
        bracket += (x * Math.exp(-x) * a * a * x) / (1 - a + a * x) / 64;
      }
      return (4 / K) * (1 - a + bracket);
    };
    const weights = [-1 / 60, 3 / 20, -3 / 4, 0, 3 / 4, -3 / 20, 1 / 60];
    const rate = weights.reduce((sum, weight, k) => sum + (weight / 0.05) * fisher(3 + 0.05 * (k - 3)), 0);
    expect(rate).toBeLessThan(-0.1);
    for (const part of ['lemma', 'total'] as const) expect(Math.abs(total[part]!.value / rate - 1)).toBeLessThan(1e-9);
  });

  it('has of unlike species at gamma = -d the contact term and the sum, and of their single parts only the parallel one', async () => {
    const { pairs } = await json(coulomb);
    const [, cross, back] = pairs;
    expect([cross.radial, cross.spherical, cross.remainder]).toEqual([null, null, null]);
    expect(cross.contact!.value).toBeLessThan(-0.1);
    expect(cross.parallel!.value).toBeGreaterThan(0.09);
    expect(Math.abs(cross.total!.value / cross.lemma!.value - 1)).toBeLessThan(1e-10);
    expect(parts.map((part) => back[part])).toEqual(parts.map((part) => cross[part]));
  });

  it('has nothing but Lemma 2.1 below gamma = -d, and no derivative by immobile partners there', async () => {
    const { pairs } = await json(heavy);
    for (const pair of pairs) for (const part of parts) expect(pair[part] === null).toBe(part !== 'lemma');
    const still = await json(growth);
    expect([still.partners[0].of, still.partners[0].lemma, still.total.lemma]).toEqual(['light', null, null]);
    const soft = await json(growth, '--set', 'collisions.background.0.exponent=-1.9');
    expect(soft.total.lemma!.value).toBeLessThan(-0.5);
    expect(soft.total.total).toBeNull();
  });

  it('of its particles agrees with that of mollified Maxwellians', async () => {
    const mollified = ['method.reconstruction=mollified', 'method.smoothing={ temperature: 0.4 }'];
    const overrides = [...mollified, 'collisions.exponent=-1'].flatMap((set) => ['--set', set]);
    // Lattices as fine as the mollifier asks for: coarser ones leave ripples in f, whose dissipation is above the noise.
    const fine = ['--set', 'species.heavy.particles.box=[-3.2526912, 3.2526912]'];
    const sampled = await json(coulomb, ...overrides, ...fine, '--draws', '200');
    const hotter = [
      'species.light.initial.maxwellian.temperature=1.4',
      'species.heavy.initial.maxwellian.temperature=2.4',
    ];
    const exact = await json(coulomb, '--set', 'collisions.exponent=-1', ...hotter.flatMap((set) => ['--set', set]));
    expect([sampled.method, sampled.draws]).toEqual(['pairs', 200]);
    for (const pair of [1, 2])
      for (const part of parts) {
        const { value, error } = sampled.pairs[pair][part]!;
        expect(Math.abs(value - exact.pairs[pair][part]!.value)).toBeLessThanOrEqual(3 * error!);
      }
  });

  it('is a table for people', async () => {
    const { code, out } = await command('dissipation', coulomb);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toContain('dI/dt at t = 0, by quadrature');
    expect(out).toMatch(/^part +light-light +light-heavy +heavy-light +heavy-heavy +all$/m);
    expect(out).toMatch(/^lemma .*-0\.211571/m);
    // Maxwellians with themselves: nothing but round-off, and no number is made of it
    expect(out).toMatch(/^lemma +0 within \d\S*e-1[2-5] /m);
    expect(out).toMatch(/^radial +0 within \d\S*e-1[2-5] +- +- +0 within/m);
    expect(out).not.toMatch(/e-(1[6-9]|[2-9]\d)/);
  });
});

describe('landau dissipation of a run', () => {
  let run: string;

  beforeAll(async () => {
    const directory = newDirectory();
    const file = join(directory, 'tiny.yaml');
    run = join(directory, 'run');
    writeFileSync(file, tiny);
    const set = ['output.snapshots=0.2', 'output.budget={ draws: 50 }', 'expect={}'].flatMap((one) => ['--set', one]);
    expect((await command('run', file, '--output', run, '--no-report', '--quiet', ...set)).code).toBe(0);
  });

  it('is what the run itself wrote for that time', async () => {
    const { readSeries } = await import('../../src/output/series.ts');
    const { columns } = readSeries(run);
    const found = await json(run, '--time', '0.21', '--draws', '50');
    expect(found.t).toBe(0.2);
    // the mollifiers' centres are found anew from the stored particles, with other round-off
    expect(found.total.lemma!.value).toBeCloseTo(columns.fisher_rate_lemma[2], 11);
    expect(found.total.lemma!.error).toBeCloseTo(columns.fisher_rate_lemma_error[2], 11);
    const [, cross] = found.pairs;
    for (const part of parts)
      expect(cross[part]!.value).toBeCloseTo(columns[`fisher_dissipation.light.heavy.${part}`][2], 11);
  });

  it('is by default that of the last snapshot', async () => {
    const { t, draws } = await json(run);
    expect([t, draws]).toEqual([0.5, 400]);
  });

  it('needs a snapshot', async () => {
    const bare = newDirectory();
    for (const name of readdirSync(run, { withFileTypes: true }))
      if (name.isFile()) copyFileSync(join(run, name.name), join(bare, name.name));
    expect(await command('dissipation', bare)).toEqual({
      code: 2,
      out: '',
      err: `${join(bare, 'snapshots/000000.h5')}: expected a snapshot of a run, got no such file\n`,
    });
    rmSync(bare, { recursive: true });
  });

  it('has no formulas to integrate, and no scenario to override', async () => {
    expect((await command('dissipation', run, '--quadrature')).err).toBe(
      `--quadrature: expected a scenario, got the directory of a run, which has particles; name ${join(run, 'scenario.yaml')}\n`,
    );
    expect((await command('dissipation', run, '--set', 'seed=2')).err).toContain(
      '--set: expected a scenario to override',
    );
    expect((await command('dissipation', run, '--time', '-1')).err).toBe(
      '--time: expected a time >= 0, where the run starts, got -1\n',
    );
  });
});

describe('landau dissipation by the expansion of the Legendre method', () => {
  const scenario = (
    initial: string,
    more = 'method: { name: legendre, order: 6, tolerance: 1e-6 }',
  ) => `title: Two species
dimension: 2
species:
  - { name: light, mass: 1, density: 1, initial: ${initial} }
  - { name: heavy, mass: 2, density: 0.5, initial: { maxwellian: { temperature: 1.5 } } }
collisions: { exponent: -1, strength: 0.3 }
${more}
time: { step: 0.1, until: 0.2 }
output: { every: 0.1, budget: {} }
`;
  const write = (text: string) => {
    const file = join(newDirectory(), 'two.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('is that of the closed form where one is known, within what it states, and of the parts too', async () => {
    const closed = await json(write(scenario('{ anisotropic: { temperatures: [1, 1.4] } }', 'method: { name: blob }')));
    expect(closed.method).toBe('quadrature');
    const found = await json(
      write(scenario('{ bi-maxwellian: { parallel: 1.4, perpendicular: 1, axis: [0, 1] } }', 'method: { name: blob }')),
    );
    expect(found.method).toBe('expansion');
    // Of heavy-heavy, a Maxwellian, all vanishes, and nothing is there to resolve.
    found.pairs.slice(0, 3).forEach((pair, k) => {
      for (const part of ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'total']) {
        const { value, error } = pair[part]!;
        const right = closed.pairs[k][part]!;
        expect(Math.abs(value - right.value)).toBeLessThanOrEqual(error! + right.error!);
        expect(error).toBeLessThan(1e-5);
      }
    });
  });

  it('follows a run in time: what the run itself wrote, by its scenario and by its directory', async () => {
    const { readSeries } = await import('../../src/output/series.ts');
    const file = write(scenario('{ super-gaussian: { temperature: 1, order: 4 } }'));
    const run = join(newDirectory(), 'run');
    expect((await command('run', file, '--output', run, '--no-report', '--quiet')).code).toBe(0);
    const { columns } = readSeries(run);
    const last = await json(run);
    expect([last.t, last.method]).toEqual([0.2, 'expansion']);
    expect(last.total.lemma!.value).toBeCloseTo(columns.fisher_rate[2], 9);
    const before = await json(file, '--time', '0.1');
    expect(before.total.lemma!.value).toBeCloseTo(columns.fisher_rate[1], 9);
    expect(Math.abs(columns.fisher_rate[2] - columns.fisher_rate[1])).toBeGreaterThan(1e-3);
    expect((await command('dissipation', run, '--time', '1')).err).toContain(
      '--time: expected a time <= 0.2, where the run ended, got 1; continue it with landau run --resume',
    );
    expect((await command('dissipation', run, '--draws', '10')).err).toContain('--draws: expected none');
  });

  const table = (file: string, f: (v: number) => string | number, step: number, end: number) => {
    const rows = Array.from({ length: Math.round(end / step) + 1 }, (_, k) => `${k * step},${f(k * step)}`);
    writeFileSync(join(dirname(file), 'table.csv'), ['v,f', ...rows, ''].join('\n'));
  };

  it('of a table is that of the f it was made of, within what it states', async () => {
    // K = 0.8 T: the BKW state of amplitude 0.2.
    const [K, a] = [0.8, 0.25];
    const bkwState = (v: number) => Math.exp(-(v * v) / 2 / K) * (1 - a + (a * v * v) / 2 / K);
    const file = write(scenario('{ tabulated: { file: table.csv } }', 'method: { name: blob }'));
    const set = ['--set', 'collisions.exponent=0', '--set', 'species.heavy.initial={ maxwellian: { temperature: 1 } }'];
    const closed = await json(write(scenario('{ bkw: { temperature: 1, amplitude: 0.2 } }')), ...set);
    const errors: number[] = [];
    for (const [step, f] of [
      [0.4, bkwState],
      // A table of six digits: its noise is in the error.
      [0.1, (v: number) => bkwState(v).toExponential(5)],
    ] as const) {
      table(file, f, step, 7);
      const found = await json(file, ...set);
      expect([found.method, found.tables]).toEqual(['expansion', ['light']]);
      found.pairs.slice(0, 3).forEach((pair, k) => {
        for (const part of ['lemma', 'total', 'parallel']) {
          const { value, error } = pair[part]!;
          expect(Math.abs(value - closed.pairs[k][part]!.value)).toBeLessThanOrEqual(error!);
        }
      });
      errors.push(found.pairs[0].lemma!.error! / Math.abs(closed.pairs[0].lemma!.value));
    }
    expect(errors[0]).toBeLessThan(0.01);
    expect(errors[1]).toBeLessThan(1e-4);
  });

  it('of tables in a mixture, at any time, is refused where they are too coarse', async () => {
    const file = write(
      scenario(
        '{ mixture: [{ weight: 1, tabulated: { file: table.csv } }, { weight: 1, maxwellian: { temperature: 1 } }] }',
      ),
    );
    table(file, (v) => Math.exp(-(v * v) / 2) * (1 + 0.5 * Math.cos(3 * v)), 0.5, 8);
    const { code, err } = await command('dissipation', file, '--time', '1e-9');
    expect([code, err.replace(/-?\d+\.\d+(?= (of|from))/g, '#')]).toEqual([
      2,
      `${file}: expected tables (light) that resolve the third derivatives of log f, got dI/dt = # of light-light from all rows and # from every second one; take more rows, or values with more digits\n`,
    ]);
    table(file, (v) => Math.exp(-(v * v) / 2) * (v > 2 && v < 3 ? 0 : 1), 0.1, 8);
    expect((await command('dissipation', file)).err).toContain('expected f > 0 except in its outer rows');
  });

  it('says below -d that only Lemma 2.1 is left between species', async () => {
    const file = write(scenario('{ maxwellian: { temperature: 1 } }', 'method: { name: blob }'));
    const { out } = await command('dissipation', file, '--set', 'collisions.exponent=-2.5');
    expect(out).toContain(
      'Proposition 3.1 does not hold for unlike species with exponents below -2: only Lemma 2.1 is printed for heavy-light (exponent -2.5)',
    );
    const above = await command('dissipation', file);
    expect(above.out).not.toContain('Proposition 3.1');
  });
});

describe('what is undetermined', () => {
  it.each([
    [
      'scenarios/shell-3d-legendre.yaml --draws 9',
      'scenarios/shell-3d-legendre.yaml: --draws: expected a method whose particles have mollifiers, got legendre; leave --draws out, or take --set "method={ name: blob }"',
    ],
    [
      `${heavy} --split`,
      `${heavy}: --split: expected an exponent >= -2 (d = 2) for the unlike species light-heavy, got -3; leave --split out: Lemma 2.1 still holds`,
    ],
    [
      `${coulomb} --split --draws 10`,
      `${coulomb}: --split: expected an exponent > -3 (d = 3) for the unlike species light-heavy, got -3; take a scenario with --quadrature, or leave --split out: Lemma 2.1 still holds`,
    ],
    [
      `${growth} --split`,
      `${growth}: --split: expected no immobile partners, got 1; leave --split out: Lemma 2.1 still holds`,
    ],
    [
      bkw,
      `${bkw}: species light: expected f > 0, got one that touches zero at t = 0, where log f has no derivatives; take a later --time`,
    ],
    [
      'scenarios/electron-beam-3d-file.yaml',
      'scenarios/electron-beam-3d-file.yaml: initial states: expected f symmetric about one axis through the mean velocity, common to all species, with the method legendre, got the temperatures 5.427, 17.9, 23.22 of beam along its axes, no two of them equal; take --draws, which uses the particles',
    ],
    [
      `${coulomb} --time 1`,
      `${coulomb}: --time: expected the start 0 of a scenario without an exact solution, got 1; run it and name its directory`,
    ],
    [
      `${bkw} --time 1 --draws 9`,
      '--time: expected the start 0, where a scenario has particles, got 1; run it and name its directory',
    ],
    [`${bkw} --draws 1`, '--draws: expected a whole number of at least 2, got 1'],
    [
      `${bkw} --draws 9 --quadrature`,
      "landau: option '--draws <n>' cannot be used with option '--quadrature'; see landau help",
    ],
    [
      'scenarios',
      'scenarios: expected the directory of a run, got one without provenance.json; give the --output of a run',
    ],
    ['nowhere.yaml', 'nowhere.yaml:1:1 file: expected a readable scenario file, got no such file'],
  ])('%s is refused in one line', async (line, problem) => {
    expect(await command('dissipation', ...line.split(' '))).toEqual({ code: 2, out: '', err: `${problem}\n` });
  });
});

describe('landau dissipation --identities', () => {
  it('has both sides of every identity for every pair', async () => {
    const { code, out, err } = await command('dissipation', bkw, '--time', '3', '--identities', '--json');
    expect([code, err]).toEqual([0, '']);
    const { dimension, t, pairs } = JSON.parse(out);
    expect([dimension, t]).toEqual([2, 3]);
    expect(pairs.map(({ between }: { between: readonly string[] }) => between.join('-'))).toEqual([
      'light-light',
      'light-heavy',
      'heavy-heavy',
    ]);
    for (const { identities } of pairs) {
      expect(identities.length).toBe(5);
      for (const { residual, error } of identities) expect(residual).toBeLessThanOrEqual(error);
      // by the operator, which knows nothing of Lemma 2.1; the value is that of the parts
      expect(identities[2].left.value).toBeCloseTo(-0.0436228, 7);
    }
    expect((await command('dissipation', bkw, '--time', '3', '--identities')).out).toContain('15 of 15 residuals');
  });

  it.each([
    [['scenarios/shell-3d-legendre.yaml'], 'expected Maxwellians'],
    [['scenarios/fisher-growth-2d-soft.yaml'], 'expected no immobile partners, got 1'],
    [[bkw, '--draws', '10'], "option '--identities' cannot be used with option '--draws <n>'"],
  ])('refuses %j in one line', async (words, message) => {
    const { code, out, err } = await command('dissipation', ...words, '--identities');
    expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(err).toContain(message);
  });
});
