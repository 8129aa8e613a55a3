import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSeries } from '../src/output/series.ts';
import { readScenario } from '../src/scenario/read-scenario.ts';
import { assemble } from '../src/simulation/assemble.ts';
import { runScenario } from '../src/simulation/run.ts';
import { scenarioMixture } from '../src/simulation/scenario-mixture.ts';
import { command } from './cli/terminal.ts';
import { temporaryDirectories } from './output/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const fileOf = (name: string) => fileURLToPath(new URL(`cases/${name}.yaml`, import.meta.url));

/** A case, run to its end. */
async function run(name: string, ...changes: string[]) {
  const directory = join(newDirectory(), 'run');
  const warnings: string[] = [];
  const file = fileOf(name);
  const onWarning = (message: string) => warnings.push(message);
  const summary = await runScenario(readScenario(file, changes), { directory, file, onWarning });
  const { columns } = readSeries(directory);
  const end = (column: string) => columns[column].at(-1)!;
  const doubts = summary.watchdogs.filter(({ kind }) => kind === 'doubtful').map(({ watchdog }) => watchdog);
  return { summary, columns, end, warnings, doubts };
}

/** The rates at the start in parts of the closed formulas. */
function initialRatios(name: string, ...changes: string[]): number[] {
  const file = fileOf(name);
  const { initialRates } = assemble(readScenario(file, changes), { file });
  expect(initialRates.length).toBeGreaterThan(0);
  return initialRates.map(({ source, ratio }) => {
    expect(source).toBe('closed formula');
    return ratio!;
  });
}

describe('two species on lattices of one number of particles', () => {
  it.each([
    [
      '16b-long-2d',
      'to equilibrium in the plane',
      ['output.every=2', 'species.light.particles.count=256', 'species.heavy.particles.count=256'],
    ],
    [
      '16c-long-3d',
      'in space',
      ['time.until=1', 'output.every=1', 'species.light.particles.count=216', 'species.heavy.particles.count=216'],
    ],
    [
      '16d-readme-odd',
      'whose nodes meet head-on',
      [
        'time.until=0.3',
        'output.every=0.3',
        'expect={}',
        'species.light.particles.count=729',
        'species.heavy.particles.count=729',
      ],
    ],
  ] as const)('%s: %s, do every step and stay near the reference', async (name, _words, changes) => {
    const { summary, doubts, columns, end } = await run(name, 'reference=legendre', ...changes);
    expect([summary.status, doubts]).toEqual(['finished', []]);
    const change = columns['temperature_reference.light'].at(-1)! - 1;
    // measured: 0.11, 2.0 and 1.5 %
    expect(end('temperature_reference_error.light') / change).toBeLessThan(0.06);
    expect(end('energy_drift')).toBeLessThan(1e-12);
  });

  it('16-total-time: have the same rows whatever the end', async () => {
    const [short, long] = [await run('16-total-time', 'time.until=0.6'), await run('16-total-time')];
    expect(Array.from(long.columns.t)).toEqual([0, 0.3, 0.6, 0.9]);
    for (const [name, column] of Object.entries(short.columns))
      expect(Array.from(long.columns[name].slice(0, 3)), name).toEqual(Array.from(column));
  });
});

describe('species that differ much', () => {
  it.each([
    ['6-ratio100', 'temperatures of 1 and 100', 0.05],
    ['6-ratio', 'temperatures of 1 and 10 000', 0.05],
    ['1-ep', 'electrons and protons', 0.08],
  ])('%s: %s exchange heat at the right rate', (name, _words, error) => {
    for (const ratio of initialRatios(name)) expect(Math.abs(ratio - 1)).toBeLessThan(error);
  });

  it('2-friction: electrons that drift through carbon slow down at the right rate', () => {
    const few = ['species.e.particles.count=1728', 'species.C.particles.count=1728'];
    for (const ratio of initialRatios('2-friction', ...few)) expect(Math.abs(ratio - 1)).toBeLessThan(0.08);
  });

  it('3-iso: electrons become isotropic at the right rate', () => {
    for (const ratio of initialRatios('3-iso', 'species.e.particles.count=1728'))
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
  });

  it('6-two-particles: a species too small to preserve its moments is refused with the number to change', async () => {
    const { code, err } = await command('check', fileOf('6-two-particles'));
    expect(code).toBe(2);
    expect(err).toMatch(
      /6-two-particles\.yaml: species b: expected particles close enough .* got 2 particles.* particles\.count.*\n$/,
    );
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  it('02-lone: two heavy particles among two thousand light ones collide and are doubtful, one is refused', async () => {
    const { summary, doubts, end } = await run('02-lone');
    expect([summary.status, doubts]).toEqual(['doubtful', ['width of the mollifier']]);
    expect(summary.verdicts.every(({ passed }) => passed)).toBe(true);
    expect(end('temperature.light')).toBeGreaterThan(0);
    const { code, err } = await command('check', fileOf('02-lone'), '--set', 'species.heavy.particles.count=1');
    expect([code, err]).toEqual([2, expect.stringMatching(/particles\.count: expected an integer >= 2, got 1/)]);
  });

  it('12b-cold-mc: a cold species of random particles keeps its energy, and its H and I are doubted', async () => {
    const { summary, doubts, warnings, end } = await run(
      '12b-cold-mc',
      ...['time.until=0.02', 'output.every=0.02', 'species.a.particles.count=1000', 'species.b.particles.count=1000'],
    );
    expect([summary.status, doubts]).toEqual(['doubtful', expect.arrayContaining(['width of the mollifier'])]);
    expect(summary.fisher.answer).toBe('undetermined');
    expect(warnings.join('\n')).toMatch(/time\.step: expected at most \S+ .* pairs of b lose their direction/);
    expect(end('energy_drift')).toBeLessThan(1e-12);
  });

  it('11-gold: twenty-one species run, with few words', async () => {
    const { summary, warnings, columns, end } = await run(
      '11-gold',
      'species.e.particles.count=300',
      'time.until=0.0004',
      'output.every=0.0004',
    );
    expect(summary.verdicts.every(({ passed }) => passed)).toBe(true);
    expect(Math.abs(end('temperature.e') / columns['temperature.e'][0] - 1)).toBeLessThan(0.01);
    for (const column of Object.keys(columns).filter((name) => name.startsWith('temperature.')))
      expect(end(column), column).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThan(5);
    const { out } = await command('theorem', fileOf('11-gold'));
    expect(out.split('\n').every((line) => line.length < 400)).toBe(true);
  });

  it('5-e-alpha-pairs: unequal weights keep the energy and say that they scatter', async () => {
    const { warnings, end } = await run(
      '5-e-alpha-pairs',
      ...[
        'time.until=0.004',
        'output.every=0.004',
        'species.e.particles.count=2000',
        'species.alpha.particles.count=500',
      ],
    );
    expect(warnings).toContainEqual(expect.stringMatching(/weights of e and alpha differ by up to 250 times/));
    expect(end('energy_drift')).toBeLessThan(1e-12);
  });
});

describe('statements', () => {
  it('13-maxwellian-fixed-point: noise at equilibrium is no increase of I', async () => {
    const { summary } = await run('13-maxwellian-fixed-point', 'time.until=1', 'seed=2');
    expect(summary.status).toBe('finished');
    expect(summary.fisher.answer).toBe('undetermined');
    expect(summary.verdicts[0]).toMatchObject({ quantity: 'temperature.gas', passed: true });
  });

  it('bigstep-rk4-g-4.5: steps far beyond stability do not end as if nothing was', async () => {
    const { summary, doubts } = await run('bigstep-rk4-g-4.5');
    expect(['doubtful', 'failed']).toContain(summary.status);
    if (summary.status === 'doubtful') expect(doubts).toEqual(expect.arrayContaining(['losses']));
  });

  it('9-units-trap: a pair with a Coulomb logarithm of its own keeps the units of all', () => {
    const { strength } = scenarioMixture(readScenario(fileOf('9-units-trap')));
    expect(strength(0, 1) / strength(0, 0)).toBeCloseTo(10 / 15, 12);
  });
});

describe('what cannot be run or takes long', () => {
  it('adaptive-deaf: a run of tiny steps hears that it should stop', async () => {
    const stop = new AbortController();
    const began = performance.now();
    setTimeout(() => stop.abort(), 200);
    const file = fileOf('adaptive-deaf');
    const directory = join(newDirectory(), 'run');
    const summary = await runScenario(readScenario(file), { directory, file, signal: stop.signal });
    expect(summary.status).toBe('interrupted');
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it.each([
    ['fuzz-3074', /particles\.matchMoments: expected weights .* raise the count/],
    ['fuzz-hang-3318', /f is negative at t = 0\.1 for amplitude 1/],
  ])('%s is refused in one line', async (name, words) => {
    const { code, err } = await command('check', fileOf(name));
    expect(code).toBe(2);
    expect(err).toMatch(words);
    expect(err).toMatch(new RegExp(`${name}\\.yaml`));
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  it('fuzz-hang-1611: a batch larger than all particles is all of them', async () => {
    const { summary, end } = await run('fuzz-hang-1611', 'time.until=0.1');
    expect(summary.steps).toBe(10);
    expect(end('momentum_drift')).toBeLessThan(1e-12);
  });

  it('fuzz-slow-1811: a mass of 1e-12 takes no more memory than another', async () => {
    const { code, out } = await command('check', fileOf('fuzz-slow-1811'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).cost.memory).toBeLessThan(2e8);
  });
});
