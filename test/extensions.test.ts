import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { scenarioReference } from '../scripts/scenario-reference/page.ts';
import type { Analyzer } from '../src/analysis/analyzer.ts';
import { analyzers } from '../src/analysis/analyzers.ts';
import { direct } from '../src/collision/direct.ts';
import { summations } from '../src/collision/summations.ts';
import { distributions } from '../src/ensemble/distributions.ts';
import { quasiMonteCarlo } from '../src/ensemble/sampling/random.ts';
import type { SamplingRule } from '../src/ensemble/sampling/sampling-rule.ts';
import { samplingRules } from '../src/ensemble/sampling-rules.ts';
import type { Integrator } from '../src/integration/integrator.ts';
import { integrators } from '../src/integration/integrators.ts';
import { blob } from '../src/methods/blob.ts';
import { defineMethod, type Method } from '../src/methods/method.ts';
import { methods } from '../src/methods/methods.ts';
import { scatteringSchemes } from '../src/methods/pair-collisions/schemes.ts';
import { bandwidthRules } from '../src/reconstruction/bandwidth.ts';
import { entropyRules } from '../src/reconstruction/regularised-entropy.ts';
import type { Chart } from '../src/report/charts/chart.ts';
import { charts } from '../src/report/charts/charts.ts';
import { html } from '../src/report/html.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { scenarioJsonSchema } from '../src/scenario/serialise.ts';
import { number, withDefault } from '../src/schema/fields.ts';
import { assemble } from '../src/simulation/assemble.ts';
import { estimateCost } from '../src/simulation/estimate.ts';
import type { Executor } from '../src/study/executor.ts';
import { executors } from '../src/study/executors.ts';
import { command } from './cli/terminal.ts';
import { temporaryDirectories } from './output/temporary-directory.ts';

/*
 * Every extension is one file and one line in a registry. Here each registry gets a line more, and what is expected of the program
 * then is that everything else knows of it.
 */

const reference = 'A. Newcomer, A stub (2026)';

const slowed = defineMethod({
  name: 'slowed-blob',
  summary: 'The blob method of a mixture with weaker collisions.',
  reference,
  integrator: 'any',
  resolution: 'particles',
  representation: 'particles',
  conserves: (integrator) => integrator.conserves,
  options: () => ({ ...blob.options(), slowness: withDefault(number('How much weaker', { above: 0 }), 2) }),
  problems: ({ slowness }) =>
    slowness === 13 ? [{ path: ['slowness'], expected: 'a luckier number', got: '13', wayOut: 'take 12' }] : [],
  size: blob.size,
  prepare(problem, { slowness, ...options }) {
    const { mixture } = problem;
    const weaker = { ...mixture, strength: (i: number, j: number) => mixture.strength(i, j) / slowness };
    return blob.prepare({ ...problem, mixture: weaker, species: problem.species }, options);
  },
});

const ring = {
  summary: 'A stub of a distribution.',
  part: 'A stub of a part.',
  parameters: () => distributions.ball.parameters(undefined),
  create: distributions.ball.create,
};

const even: SamplingRule = { ...quasiMonteCarlo, name: 'even', summary: 'a stub of a rule', reference };

const whole = { ...direct, name: 'whole', summary: 'a stub of a sum', reference };

const twice: Integrator = { ...integrators.get('heun')!, name: 'twice', reference };

const countAnalyzer: Analyzer = {
  name: 'stub-count',
  reference,
  prepare: () => ({
    quantities: [{ name: 'stub_count', label: 'a stub of a column', unit: '1' }],
    measure(now, row) {
      row[0] = now.species.length;
    },
  }),
};

const chart: Chart = {
  name: 'stub',
  part: 'accuracy',
  columns: ['stub_count'],
  draw: ({ series }) =>
    series.columns.stub_count && { title: 'A stub of a figure', rows: [], caption: html`As many as there are.` },
};

const executor: Executor = { name: 'abacus', description: 'a stub', run: async () => {} };

const text = `title: Extended
dimension: 2
species:
  - name: a
    mass: 1
    density: 1
    initial: { ring: { radius: 1 } }
    particles: { sampling: even, count: 64 }
  - name: b
    mass: 2
    density: 1
    initial: { mixture: [{ weight: 1, ring: { radius: 1 } }, { weight: 1, maxwellian: { temperature: 1 } }] }
    particles: { sampling: even, count: 64 }
collisions: { exponent: -1 }
method: { name: slowed-blob, summation: whole, score: stub-score }
time: { integrator: twice, projection: energy, step: 0.05, until: 0.1 }
output: { every: 0.1 }
`;

const newDirectory = temporaryDirectories();
let file = '';

beforeAll(() => {
  (methods as unknown as Method[]).push(slowed);
  Object.assign(distributions, { ring });
  (samplingRules as SamplingRule[]).push(even);
  Object.assign(summations, { whole });
  (integrators as Map<string, Integrator>).set(twice.name, twice);
  Object.assign(entropyRules, { 'stub-score': { ...entropyRules.plain, name: 'stub-score', reference } });
  Object.assign(bandwidthRules, { 'stub-rule': { ...bandwidthRules.scott, name: 'stub-rule' } });
  Object.assign(scatteringSchemes, { 'stub-scheme': { ...scatteringSchemes.nanbu, name: 'stub-scheme' } });
  (analyzers as Analyzer[]).push(countAnalyzer);
  (charts as Chart[]).push(chart);
  (executors as Executor[]).push(executor);
  file = join(newDirectory(), 'extended.yaml');
  writeFileSync(file, text);
});

describe('what is added to a registry', () => {
  test('is listed', async () => {
    const all = JSON.parse((await command('list', '--json')).out);
    const names = (key: string) => all[key].map(({ name }: { name: string }) => name);
    expect(names('methods')).toContain('slowed-blob');
    expect(names('distributions')).toContain('ring');
    expect(names('samplings')).toContain('even');
    expect(names('summations')).toContain('whole');
    expect(names('integrators')).toContain('twice');
    expect(names('scores')).toContain('stub-score');
    expect(all.analyzers).toContainEqual({
      name: 'stub-count',
      reference,
      columns: [{ name: 'stub_count', label: 'a stub of a column', unit: '1' }],
    });
    const { out } = await command('list');
    for (const name of ['slowed-blob', 'ring', 'even', 'whole', 'twice'])
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test('is in the schema and in the table of the documentation', async () => {
    const { out } = await command('schema');
    const table = scenarioReference(scenarioJsonSchema());
    for (const word of [
      'slowed-blob',
      'slowness',
      'ring',
      'even',
      'whole',
      'twice',
      'stub-score',
      'stub-rule',
      'stub-scheme',
    ]) {
      expect(out).toContain(`"${word}"`);
      expect(table).toContain(word);
    }
  });

  test.each([
    ['method.name=slowd-blob', /expected one of .*slowed-blob.*did you mean slowed-blob/],
    ['method.slownes=3', /got slownes; did you mean slowness/],
    ['method.slowness=13', /method\.slowness=13: expected a luckier number, got 13; take 12/],
    ['species.a.initial={ rng: { radius: 1 } }', /exactly one of the keys .*ring/],
    ['species.a.particles.sampling=evn', /expected one of .*even/],
    ['species.a.particles.weightThreshold=0.1', /expected no weight threshold with even sampling/],
    ['method.summation=whol', /expected one of .*whole/],
    ['time.integrator=twic', /expected one of .*twice/],
  ])('is in the messages about %s', async (override, message) => {
    const { code, err } = await command('check', file, '--set', override);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test('is checked and its cost estimated, also from a smaller run', async () => {
    const { code, out, err } = await command('check', file, '--json');
    expect(code).toBe(0);
    // What warns of so few particles is all that is said.
    const warnings: readonly string[] = JSON.parse(out).warnings;
    expect(err.split('\n').filter((line) => line !== '')).toEqual(
      warnings.map((warning) => expect.stringContaining(warning)),
    );
    const { cost, output } = JSON.parse(out);
    expect(cost).toMatchObject({ steps: 2, evaluations: 4 });
    expect(cost.seconds).toBeGreaterThan(0);
    expect(output.columns).toContain('stub_count');
    const many = ['species.a.particles.count=1000000', 'species.b.particles.count=1000000'];
    const { timedResolution, particles, seconds } = estimateCost(parseScenario(text, file, many), { budget: 0.2 });
    expect(particles).toBe(2_000_000);
    expect(timedResolution).toBeLessThan(0.1);
    expect(seconds).toBeGreaterThan(1000);
  });

  test('runs, and the run cites it', async () => {
    const { evolution, parts } = assemble(parseScenario(text, file));
    for (const name of ['slowed-blob', 'whole', 'twice+projection', 'stub-score', 'even'])
      expect(parts.map((part) => part.name)).toContain(name);
    evolution.advance(0.1);
    expect(evolution.counts.steps).toBe(2);
    const output = join(newDirectory(), 'run');
    expect((await command('run', file, '--output', output, '--quiet', '--allow', 'doubtful')).code).toBe(0);
    const page = readFileSync(join(output, 'report.html'), 'utf8');
    expect(page).toContain('A stub of a figure');
    expect(page).toContain(reference);
  });

  test('is compared with the others', async () => {
    const { code, err } = await command(
      'compare',
      file,
      '--methods',
      'slowed-blb',
      '--output',
      join(newDirectory(), 'c'),
    );
    expect(code).toBe(2);
    expect(err).toContain('did you mean slowed-blob');
  });

  test('runs studies', async () => {
    const { code, err } = await command('study', 'run', file, '--executor', 'abacs');
    expect(code).toBe(2);
    expect(err).toContain('expected one of local, slurm, abacus, got abacs');
  });
});
