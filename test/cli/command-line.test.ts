import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import { topics } from '../../src/cli/list-text.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { accepts } from '../scenario/json-schema-check.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();
let file = '';

beforeAll(() => {
  file = join(newDirectory(), 'tiny.yaml');
  writeFileSync(file, tiny);
});

describe('the command line', () => {
  test('prints help that names every command and exit code', async () => {
    const { code, out, err } = await command('help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const name of Object.keys(commands)) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
      // Alone it is as it is among all.
      expect((await command(name, '--help')).out).toMatch(new RegExp(`^Usage: landau ${name}\\b`));
    }
    for (const number of [0, 1, 2, 3, 70, 130]) expect(out).toMatch(new RegExp(`^  ${number} `, 'm'));
  });

  test('without a command prints the help among the problems', async () => {
    const { code, out, err } = await command();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: landau');
  });

  test('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await command('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test.each([
    [['rnu'], "landau: unknown command 'rnu'; did you mean run?"],
    [['nothing-like-it'], "landau: unknown command 'nothing-like-it'; see landau help"],
    [['run', '--overwrit', 'a.yaml'], "landau: unknown option '--overwrit'; did you mean --overwrite?"],
    [['run', 'a.yaml', '--set'], "landau: option '--set <path=value>' argument missing; see landau help"],
    [
      ['run', 'a.yaml', 'b.yaml'],
      "landau: too many arguments for 'run'. Expected 1 argument but got 2.; see landau help",
    ],
    [['report'], "landau: missing required argument 'directory'; see landau help"],
    [
      ['run', '--resume', 'a', '--overwrite'],
      "landau: option '--resume <directory>' cannot be used with option '--overwrite'; see landau help",
    ],
    [
      ['run', '--resume', 'a', '--set', 'a=1'],
      "landau: option '--resume <directory>' cannot be used with option '--set <path=value>'; see landau help",
    ],
    [['run'], 'landau run: expected a scenario file or --resume <directory>, got neither; see landau list'],
    [
      ['run', 'a.yaml', '--resume', 'b'],
      'landau run --resume: expected no scenario, because the run has its own, got a.yaml',
    ],
    [
      ['run', '--resume', '/nowhere'],
      '/nowhere: expected the directory of a run, got no such directory; give the --output of a run',
    ],
    [
      ['report', '/nowhere'],
      '/nowhere: expected the directory of a run, got no such directory; give the --output of a run',
    ],
    [
      ['run', 'scenarios'],
      'scenarios: expected a scenario file, got a directory; resume the run in it with landau run --resume scenarios',
    ],
    ...['run', 'check', 'theorem', 'dissipation'].map((name): [string[], string] => [
      [name, 'scenarios/studies/lattice.yaml'],
      'scenarios/studies/lattice.yaml:1:1 file: expected a scenario, got a study; take landau study run, or landau study plan',
    ]),
    ...['run', 'plan'].map((name): [string[], string] => [
      ['study', name, 'scenarios/two-beams-2d-coulomb.yaml'],
      'scenarios/two-beams-2d-coulomb.yaml:1:1 file: expected a study, got a scenario; take landau run',
    ]),
    [
      ['check', 'scenarios/two-species-2d-spectral-grid.yaml', '--set', 'method.nodes=47'],
      '--set method.nodes=47: expected an even integer in [8, 512], got 47; take 46 or 48',
    ],
    [
      ['check', 'scenarios/two-species-2d-spectral-grid.yaml', '--set', 'method.nodes={ light: 511 }'],
      '--set method.nodes={ light: 511 }: method.nodes.light: expected an even integer in [8, 512], got 511; take 510 or 512',
    ],
    [['check', '/nowhere.yaml'], '/nowhere.yaml:1:1 file: expected a readable scenario file, got no such file'],
    [['schema', '--study', '--output', '/nowhere/schema.json'], '--output: /nowhere/schema.json: '],
  ])('answers %j in one line', async (words, line) => {
    const { code, out, err } = await command(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.startsWith(line)).toBe(true);
    expect(err.split('\n')).toHaveLength(2);
  });
});

describe('an override', () => {
  test.each([
    ['time.stp=1', /^--set time\.stp=1: expected .*, got stp; did you mean step\?\n$/],
    ['time.step=fast', /^--set time\.step=fast: expected a number > 0, got "fast"\n$/],
    ['species.ligth.mass=1', /^--set species\.ligth\.mass=1: expected .*, got ligth; did you mean light\?\n$/],
    ['time.step', /^--set time\.step: expected path=value .*\n$/],
    ['time.step=', /^--set time\.step=: expected a value after =, got nothing; .*\n$/],
    ['expect.fihser.below=1', /^expect\.fihser: expected a column of the series, got fihser; did you mean fisher\?\n$/],
    ['expect.entropy_second_derivative.above=0', /; only the methods legendre .*spectral-grid have this column/],
    ['expect.fisher={near: 1, within: 1, at: 0.25}', /^expect\.fisher\.at: expected the time of a row/],
    ['method.spacing=1e-5', /^.*: memory: expected at most .* got about .*\n.*: time: /],
  ])('%s is refused', async (override, message) => {
    const output = join(newDirectory(), 'run');
    const { code, out, err } = await command('run', file, '--output', output, '--set', override);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(existsSync(output)).toBe(false);
  });

  test('may come several times, the last one counts, also before the scenario', async () => {
    const sets = ['--set', 'time.step=0.1', '--set', 'time.step=0.05', '--set', 'title=Other'];
    const { code, out } = await command('check', ...sets, file, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'Other', cost: { steps: 10 } });
  });
});

describe('landau check', () => {
  test('tells the particles, law, equilibrium and cost of a scenario as JSON with stable keys', async () => {
    const { code, out, err } = await command('check', file, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const check = JSON.parse(out);
    expect(Object.keys(check)).toEqual([
      'file',
      'title',
      'dimension',
      'units',
      'representation',
      'species',
      'collisions',
      'logarithms',
      'rates',
      'covered',
      'equilibrium',
      'smoothingTemperature',
      'exact',
      'initialRates',
      'output',
      'cost',
      'warnings',
    ]);
    expect(check.species.map(({ particles }: { particles: number }) => particles)).toEqual([256, 256]);
    // where moments are preserved, f is no hotter than the particles, however wide the mollifiers
    expect(check.smoothingTemperature).toBe(0);
    for (const { variance } of check.species) expect(variance).toBeGreaterThan(0);
    const mollified = await command('check', file, '--json', '--set', 'method.reconstruction=mollified');
    const { species, smoothingTemperature } = JSON.parse(mollified.out);
    expect(smoothingTemperature).toBeGreaterThan(0);
    for (const { mass, variance } of species) expect(mass * variance).toBeCloseTo(smoothingTemperature, 12);
    expect(check.equilibrium.fisher).toBeCloseTo((2 * 1.5) / check.equilibrium.temperature, 12);
    expect(check.output).toMatchObject({ rows: 6, snapshots: 2 });
    expect(check.output.columns.slice(0, 2)).toEqual(['t', 'momentum_x']);
    expect(check.cost.steps).toBe(5);
    // two in a step are the least that an implicit one takes, ten what it takes on the BKW solution
    expect(check.cost.evaluations).toBeGreaterThanOrEqual(10);
    expect(check.cost.evaluations).toBeLessThanOrEqual(50);
    expect(check.warnings).toEqual([]);
  });

  test('claims decay of I only where Theorem 1.1 covers every colliding pair', async () => {
    const covered = await command('check', file);
    expect(covered.out).toContain('covers every pair that collides: the exact I never increases');
    const not = await command('check', file, '--set', 'collisions.exponent=-3');
    expect(not.out).toContain('does not cover light-heavy (|-3| > 2): no statement about I');
    expect(not.out).not.toContain('never increases');
    const apart = 'collisions.pairs=[{ between: [light, heavy], strength: 0 }]';
    const free = await command('check', file, '--set', 'collisions.exponent=-3', '--set', apart);
    expect(free.out).toContain('the exact I never increases');
  });

  test('refuses what this machine cannot hold before it is made', async () => {
    const sets = ['species.light.particles.count=1000000000', 'time.step=1e-9', 'output.every=1e-9'];
    const many = sets.flatMap((set) => ['--set', set]);
    const { code, out, err } = await command('check', file, ...many);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(line).toMatch(/: (memory|time): expected at most .+, got about .+; take .+, or --force$/);
    expect(err).toContain('1e9 particles');
  });

  test('does not count the first step of adaptive ones for all', async () => {
    const tiny = ['time.integrator=heun', 'time.adaptive={ tolerance: 0.01 }', 'time.step=1e-13'];
    const { code, err } = await command('check', file, ...tiny.flatMap((set) => ['--set', set]));
    expect([code, err]).toEqual([0, '']);
  });

  test('points to the moments where a direct sum would take too long and is not needed', async () => {
    const many = ['species.light.particles.count=1000000', 'method.summation=direct', 'time.step=1e-5'];
    const { err } = await command('check', file, ...many.flatMap((set) => ['--set', set]));
    expect(err).toMatch(/^[^\n]*: time: .* or method\.summation: moments, or --force\n$/);
  });
});

describe('landau list', () => {
  let listed: Awaited<ReturnType<typeof command>>;
  beforeAll(async () => {
    listed = await command('list', '--json');
  });

  test('names everything in the registries', async () => {
    const { code, out, err } = listed;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const all = JSON.parse(out);
    expect(Object.keys(all)).toEqual([
      'methods',
      'integrators',
      'scores',
      'summations',
      'samplings',
      'distributions',
      'forcings',
      'analyzers',
      'watchdogs',
      'executors',
      'scenarios',
      'studies',
    ]);
    expect(all.integrators.map(({ name }: { name: string }) => name)).toEqual([...integrators.keys()]);
    for (const part of [...all.methods, ...all.scores, ...all.summations, ...all.samplings, ...all.integrators])
      expect(part.reference).toMatch(/\S/);
    for (const { description } of all.distributions) expect(description).toMatch(/\S/);
    for (const { columns } of all.analyzers) expect(columns.length).toBeGreaterThan(0);
    const text = await command('list');
    for (const { name } of [...all.methods, ...all.integrators, ...all.distributions])
      expect(text.out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test('lists one topic alone, and what can be done with its entries', async () => {
    for (const { name, part } of topics) {
      const { code, out } = await command('list', name);
      expect({ name, code }).toEqual({ name, code: 0 });
      expect(out).toMatch(/\n\nnext {2}landau .+\n$/);
      const entries = JSON.parse(listed.out)[part];
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) {
        const words = part === 'analyzers' ? entry.columns[0].name : (entry.name ?? entry.file);
        expect(out).toContain(`\n  ${words} `);
      }
    }
    const methods = await command('list', 'methods', '--json');
    expect(JSON.parse(methods.out)).toEqual(JSON.parse(listed.out).methods);
    const { code, err } = await command('list', 'metods');
    expect(code).toBe(2);
    expect(err).toMatch(/^landau list: expected one of .*, got metods; did you mean methods\?\n$/);
  });

  test('names scenarios that the other commands take', async () => {
    const scenarios = JSON.parse((await command('list', 'scenarios', '--json')).out);
    expect(scenarios.length).toBeGreaterThan(0);
    for (const scenario of scenarios) expect(existsSync(scenario.file)).toBe(true);
  });
});

describe('landau schema', () => {
  test('prints a schema that accepts the scenario', async () => {
    const { code, out } = await command('schema');
    expect(code).toBe(0);
    const schema = JSON.parse(out);
    expect(schema).toMatchObject({ $schema: expect.stringContaining('2020-12'), title: expect.stringMatching(/\S/) });
    expect(accepts(schema, parse(tiny))).toBe(true);
    expect(accepts(schema, parse(tiny.replace('mass: 1', 'mass: 0')))).toBe(false);
  });

  test('writes the same to a file', async () => {
    const path = join(newDirectory(), 'schema.json');
    const { code, out, err } = await command('schema', '--study', '--output', path);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(/^next {2}.*# yaml-language-server: \$schema=.*schema\.json\n$/);
    expect(readFileSync(path, 'utf8')).toBe((await command('schema', '--study')).out);
  });

  test('prints that of studies too', async () => {
    const { code, out } = await command('schema', '--study');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      title: 'landau-fisher study',
      required: expect.arrayContaining(['targets']),
    });
  });
});

describe('an error nobody expected', () => {
  const broken = new Writable();
  broken.write = () => {
    throw new Error('a broken\nscreen');
  };
  const run = async () => {
    let err = '';
    const stream = new Writable({
      write(chunk, _encoding, done) {
        err += chunk;
        done();
      },
    });
    return {
      code: await runCommandLine(['theorem'], {
        out: broken,
        err: stream,
        onStop: () => () => {},
        onEveryStop: () => () => {},
      }),
      err,
    };
  };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('is one line that asks for a report', async () => {
    vi.stubEnv('LANDAU_DEBUG', '');
    expect(await run()).toEqual({
      code: 70,
      err: 'internal error: a broken screen (please report; set LANDAU_DEBUG=1 for the stack)\n',
    });
  });

  test('comes with its stack when that is asked for', async () => {
    vi.stubEnv('LANDAU_DEBUG', '1');
    const { code, err } = await run();
    expect(code).toBe(70);
    expect(err).toMatch(/\n {4}at /);
  });
});
