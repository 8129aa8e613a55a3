import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompareOptions, type Comparison, compareMethods } from '../../src/compare/compare.ts';
import { planComparison, prepareRun, withDoubleStep } from '../../src/compare/plan.ts';
import { comparisonCsv, comparisonLayout, saveComparison } from '../../src/output/comparison-record.ts';
import { readDescription } from '../../src/output/read-run.ts';
import { readSeries } from '../../src/output/series.ts';
import { renderComparison } from '../../src/report/comparison/render-comparison.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { inThisProcess } from '../study/studies.ts';
import { smallGas } from './small-gas.ts';

const newDirectory = temporaryDirectories();

function workplace(): { readonly file: string; readonly directory: string } {
  const directory = newDirectory();
  const file = join(directory, 'gas.yaml');
  writeFileSync(file, smallGas);
  return { file, directory: join(directory, 'compared') };
}

const sets = ['pair-collisions:species.gas.particles={ sampling: monte-carlo, count: 300 }'];
const methods = 'blob@64,pair-collisions,moments';

function compare(
  place: { file: string; directory: string },
  { list = methods, own = sets, ...options }: Partial<CompareOptions> & { list?: string; own?: readonly string[] } = {},
) {
  return compareMethods(planComparison(place.file, list, own), {
    ...{ ...place, executor: inThisProcess(), seeds: 2, stepError: true },
    ...options,
  });
}

describe('a comparison that states the error of the step', () => {
  const place = workplace();
  let comparison: Comparison;
  beforeAll(async () => {
    comparison = await compare(place);
  });
  const member = (id: string) => comparison.record.members.find((one) => one.id === id)!;
  const series = (below: string) => readSeries(join(place.directory, below)).columns;

  it('runs what has steps of its own with twice the step, with every seed', () => {
    expect(member('blob@64').doubleStep).toMatchObject({ runs: { length: 1 }, order: 2 });
    expect(member('pair-collisions').doubleStep).toMatchObject({ runs: { length: 2 }, order: 1 });
    // exact for any step
    expect(member('moments').doubleStep).toBeNull();
    const steps = (below: string) => readDescription(join(place.directory, below)).summary.steps;
    // until 1 in steps of 0.2, 0.4: the last is what is left of the run
    const { runs, doubleStep } = member('blob@64');
    expect([runs[0], doubleStep!.runs[0]].map(steps)).toEqual([5, 3]);
  });

  it('takes the error of the step from the difference and the order', () => {
    const { runs, doubleStep } = member('blob@64');
    const [own, doubled] = [runs[0], doubleStep!.runs[0]].map(series);
    const rest = (5 / 3) ** 2 - 1;
    const rows = [0, 2, 4, 5].map((k, j) => [k, j] as const);
    for (const { estimate, parts } of member('blob@64').measured!.statements) {
      const distance = Math.max(...rows.map(([k, j]) => Math.abs(own[estimate][k] - doubled[estimate][j])));
      expect(parts.step).toBeCloseTo(distance / rest, 14);
    }
    for (const { parts, stated } of member('pair-collisions').measured!.statements) {
      const { scatter, estimator, resolution, step } = parts;
      expect(resolution).toBeNull();
      expect(step).toBeGreaterThanOrEqual(0);
      expect(stated).toBeCloseTo(scatter! + (estimator ?? 0) + step!, 13);
    }
  });

  it('holds a random sample by the estimates without its noise', () => {
    const statements = member('pair-collisions').measured!.statements;
    expect(statements.map(({ estimate }) => estimate)).toEqual([
      'temperature.gas',
      'entropy_jackknife',
      'fisher_jackknife',
    ]);
    expect(statements.slice(1).every(({ parts }) => parts.estimator! > 0)).toBe(true);
    expect(member('blob@64').measured!.statements.map(({ estimate }) => estimate)).toContain('fisher_corrected');
  });

  it('is saved whole, as a record, as a table and as a page', () => {
    saveComparison(place.directory, comparison.record);
    expect(JSON.parse(readFileSync(join(place.directory, comparisonLayout.record), 'utf8'))).toEqual(comparison.record);
    const [head, , line] = comparisonCsv(comparison.record)
      .split('\n')
      .map((one) => one.split(','));
    const [, entropy] = member('pair-collisions').measured!.statements;
    for (const [part, value] of Object.entries(entropy.parts)) {
      const cell = line[head.indexOf(`entropy_corrected_${part}`)];
      expect(cell).toBe(value === null ? '' : String(value));
    }
    const page = renderComparison(comparison.record, comparison.series);
    for (const word of ['Scatter', 'Estimator', 'Resolution', 'Step', 'entropy_jackknife'])
      expect(page).toContain(word);
    // the script of the pages knows these words
    expect(page.replace(/<script(?! type).*?<\/script>/gs, '')).not.toMatch(/NaN|undefined/);
  });

  it('uses the runs with twice the step again', async () => {
    const begun: string[] = [];
    expect(await compare(place, { onRun: ({ name }) => begun.push(name) })).toEqual(comparison);
    expect(begun).toEqual([]);
  });

  it('says why a run with twice the step was not to be had, and states what is left', async () => {
    const elsewhere = workplace();
    const { record } = await compare(elsewhere, { list: 'blob@64,blob@144', own: ['time.step=0.6'] });
    const [coarse, fine] = record.members;
    expect(coarse.doubleStep).toBeNull();
    expect(coarse.warnings.at(-1)).toMatch(
      /^the run with twice the step, for the step error, was refused: .*time\.step/,
    );
    for (const { parts, stated } of fine.measured!.statements) expect(stated).toBe(parts.resolution);
  });
});

describe('the order in the step', () => {
  const { file } = workplace();
  const order = async (list: string, ...own: string[]) => {
    const [{ scenario }] = planComparison(file, list, own).members;
    const prepared = await prepareRun(scenario, file);
    return 'refusal' in prepared ? prepared.refusal : prepared.order;
  };

  it('is that of the integrator, one of random batches, and that which pairs have', async () => {
    expect(await order('blob@64')).toBe(2);
    expect(await order('blob@64', 'time.integrator=rk4')).toBe(4);
    expect(await order('blob@64', 'method.summation=random-batch')).toBe(1);
    expect(await order('pair-collisions@64')).toBe(1);
  });

  it('is none where time.step is not the length of the steps', async () => {
    expect(await order('blob@64', 'time.adaptive={ tolerance: 1e-6 }')).toBeUndefined();
    expect(await order('moments')).toBeUndefined();
    expect(await order('spectral-grid@32', 'time.integrator=rk4')).toBeUndefined();
    expect(await order('spectral-grid@32', 'time.integrator=rk4', 'time.step=0.001')).toBe(4);
  });

  it('is two thirds for unlike species of a Coulomb gas', async () => {
    const coulomb = join(newDirectory(), 'coulomb.yaml');
    writeFileSync(
      coulomb,
      `title: Coulomb
dimension: 3
seed: 1
species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: 50 } }
  - { name: b, mass: 2, density: 1, initial: { maxwellian: { temperature: 2 } }, particles: { sampling: monte-carlo, count: 50 } }
collisions: { exponent: -3, strength: 1 }
method: { name: pair-collisions }
time: { step: 0.1, until: 1 }
output: { every: 0.5 }
`,
    );
    const [member] = planComparison(coulomb, 'pair-collisions', []).members;
    const prepared = await prepareRun(member.scenario, coulomb);
    expect('refusal' in prepared ? prepared.refusal : prepared.order).toBeCloseTo(2 / 3, 14);
    expect(withDoubleStep(member.scenario)).toMatchObject({ time: { step: 0.2 }, output: { every: 1 } });
    expect(existsSync(join(coulomb, '..', 'runs'))).toBe(false);
  });
});
