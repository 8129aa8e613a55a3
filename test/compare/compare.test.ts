import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompareOptions, type Comparison, compareMethods } from '../../src/compare/compare.ts';
import { planComparison } from '../../src/compare/plan.ts';
import type { ComparisonMember } from '../../src/output/comparison-record.ts';
import { comparisonCsv, saveComparison } from '../../src/output/comparison-record.ts';
import { readDescription } from '../../src/output/read-run.ts';
import { readSeries } from '../../src/output/series.ts';
import { renderComparison } from '../../src/report/comparison/render-comparison.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { withoutScripts } from '../report/record.ts';
import { inThisProcess } from '../study/studies.ts';
import { smallGas, workplaceIn } from './small-gas.ts';

const newDirectory = temporaryDirectories();

const workplace = (text?: string) => workplaceIn(newDirectory(), text);

const overrides = [
  'time.until=0.6',
  'pair-collisions:species.gas.particles={ sampling: monte-carlo, count: 300 }',
  'plain:method.score=plain',
  'legendre:method.tolerance=1e-5',
];
const methods = 'blob@64,blob@144,plain:blob@64,plain:blob@144,pair-collisions,linear-fokker-planck';

function compare(
  place: { file: string; directory: string },
  list: string,
  options: Partial<CompareOptions> = {},
  sets = overrides,
) {
  const labels = list.split(',').map((entry) => entry.split(/[:@]/)[0]);
  const plan = planComparison(
    place.file,
    list,
    sets.filter((text) => !/^[\w-]+:/.test(text) || labels.includes(text.split(':')[0])),
  );
  return compareMethods(plan, { ...place, executor: inThisProcess(), ...options });
}

describe('a comparison on an exact solution', () => {
  const place = workplace();
  let comparison: Comparison;
  let member: (id: string) => ComparisonMember;
  beforeAll(async () => {
    comparison = await compare(place, methods, { seeds: 2, equal: 'error' });
    member = (id) => comparison.record.members.find((one) => one.id === id)!;
  });

  it('has the numbers of the single runs', () => {
    for (const id of ['blob@64', 'blob@144', 'plain@64', 'plain@144']) {
      const { measured, runs, status } = member(id);
      expect({ runs: runs.length, status }).toEqual({ runs: 1, status: 'finished' });
      const { columns } = readSeries(join(place.directory, runs[0]));
      const { summary } = readDescription(join(place.directory, runs[0]));
      const distance = (own: string, exact: string) =>
        Math.max(...columns[own].map((value, k) => Math.abs(value - columns[exact][k]))) /
        Math.max(...columns[exact].map(Math.abs));
      expect(measured?.errors).toEqual({
        temperature: { mean: distance('temperature.gas', 'temperature_exact.gas'), standardError: null },
        entropy_corrected: { mean: distance('entropy_corrected', 'entropy_exact'), standardError: null },
        fisher_corrected: { mean: distance('fisher_corrected', 'fisher_exact'), standardError: null },
        f: { mean: Math.max(...columns['error_l2.gas']), standardError: null },
      });
      expect(measured).toMatchObject({
        particles: summary.species[0].particles,
        evaluations: summary.evaluations,
        seconds: { mean: summary.wallSeconds, standardError: null },
        drift: { energy: Math.max(...columns.energy_drift), momentum: Math.max(...columns.momentum_drift) },
        increase: {
          fisher: { 'does not increase': 0, undetermined: null, increases: Number.NaN }[summary.fisher.answer],
        },
        memory: null,
      });
    }
    expect(comparison.record.reference).toMatchObject({ kind: 'exact', name: 'BKW' });
  });

  it('repeats only what depends on the seed, and gives it standard errors', () => {
    const { runs, measured } = member('pair-collisions');
    expect(runs).toHaveLength(2);
    const finals = runs.map((run) => readSeries(join(place.directory, run)).columns);
    const errors = finals.map(
      ({ fisher_jackknife: own, fisher_exact: exact }) =>
        Math.max(...own.map((value, k) => Math.abs(value - exact[k]))) / Math.max(...exact),
    );
    expect(errors[0]).not.toBe(errors[1]);
    expect(measured?.errors.fisher_corrected?.mean).toBeCloseTo((errors[0] + errors[1]) / 2, 14);
    // of two values the standard error is half their distance
    expect(measured?.errors.fisher_corrected?.standardError).toBeCloseTo(Math.abs(errors[0] - errors[1]) / 2, 14);
    const { series } = comparison.series.find(({ id }) => id === 'pair-collisions')!;
    expect(series.columns.entropy[3]).toBeCloseTo((finals[0].entropy[3] + finals[1].entropy[3]) / 2, 14);
  });

  it('holds what each member states of its errors against the exact solution', () => {
    const [coarse, fine, random] = ['blob@64', 'blob@144', 'pair-collisions'].map(
      (id) => member(id).measured!.statements,
    );
    const columns = ['temperature.gas', 'entropy_corrected', 'fisher_corrected'];
    for (const statements of [coarse, fine, random]) expect(statements.map(({ column }) => column)).toEqual(columns);
    const [far, near] = ['blob@64', 'blob@144'].map(
      (id) => readSeries(join(place.directory, member(id).runs[0])).columns,
    );
    fine.forEach(({ estimate, value, reference, parts, stated, within, change }, k) => {
      expect(coarse[k]).toMatchObject({ parts: { resolution: null, scatter: null }, stated: null, within: null });
      const resolution = 3 * Math.max(...near[estimate].map((q, row) => Math.abs(q - far[estimate][row])));
      expect(parts).toEqual({ scatter: null, estimator: null, resolution, step: null });
      expect(stated).toBe(resolution);
      // what is stated wider than all that happens is no merit
      const covers = Math.abs(value - reference) <= resolution;
      expect(within).toBe(covers && resolution > change ? null : covers);
    });
    for (const { parts } of random.slice(1)) {
      expect(parts.resolution).toBeNull();
      expect(parts.scatter).toBeGreaterThan(0);
    }
    expect(renderComparison(comparison.record, comparison.series)).toContain('Stated errors');
  });

  it('tells why a method does not suit, and goes on with the others', () => {
    const { status, reason, runs, measured } = member('linear-fokker-planck');
    expect({ status, runs, measured }).toEqual({ status: 'refused', runs: [], measured: null });
    expect(reason).toMatch(/collisions\.strength: expected 0 for every pair with linear-fokker-planck/);
  });

  it('has the blob method converge, and cost at an equal error', () => {
    for (const label of ['blob', 'plain'])
      expect(member(`${label}@144`).measured!.errors.fisher_corrected!.mean).toBeLessThan(
        member(`${label}@64`).measured!.errors.fisher_corrected!.mean,
      );
    const row = comparison.record.equal!.rows.find(({ quantity }) => quantity === 'fisher_corrected')!;
    const errors = ['blob', 'plain'].map((label) => member(`${label}@144`).measured!.errors.fisher_corrected!.mean);
    expect(row.target).toBe(Math.max(...errors));
    expect(row.values.map(({ label }) => label)).toEqual(['blob', 'plain', 'pair-collisions', 'linear-fokker-planck']);
    expect(row.values.slice(2).map(({ value }) => value)).toEqual([null, null]);
  });

  it('does not run again what is finished, and never takes a run of other settings', async () => {
    const names: string[] = [];
    const onRun = ({ name }: { name: string }) => names.push(name);
    const again = await compare(place, methods, { seeds: 2, equal: 'error', onRun });
    expect(again).toEqual(comparison);
    expect(names).toEqual([]);
    const other = await compare(place, 'blob@64', { onRun }, ['time.until=0.6', 'blob:time.step=0.1']);
    expect(names).toEqual(['blob@64']);
    expect(other.record.members[0].measured!.steps).toBeGreaterThan(member('blob@64').measured!.steps);
  });

  it('is a page with every method in every figure, and nothing undefined', () => {
    const whole = renderComparison(comparison.record, comparison.series);
    expect(renderComparison(comparison.record, comparison.series)).toBe(whole);
    const html = withoutScripts(whole);
    const { document } = parseHTML(html);
    const text = (document.querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ');
    expect(text).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    expect(html).not.toMatch(/NaN/);
    for (const { id } of comparison.record.members) expect(text).toContain(id);
    const figures = [...document.querySelectorAll('figure')].map((figure) => ({
      title: String(figure.querySelector('h3')?.textContent),
      words: String(figure.textContent),
    }));
    expect(figures.map(({ title }) => title)).toEqual([
      'Error against cost',
      'The same problem solved by every method',
      'Conservation',
    ]);
    for (const name of ['blob', 'plain', 'pair-collisions']) expect(figures[0].words).toContain(name);
    for (const { words } of figures.slice(1))
      for (const name of ['blob@144', 'plain@144', 'pair-collisions']) expect(words).toContain(name);
    for (const name of ['exact', 'equilibrium']) expect(figures[1].words).toContain(name);
    // no address of anything that would be loaded
    expect(html).not.toMatch(/src=|@import|url\(/);
  });

  it('is saved as a table of a line per member', () => {
    saveComparison(place.directory, comparison.record);
    expect(existsSync(join(place.directory, 'comparison.json'))).toBe(true);
    const [head, ...lines] = comparisonCsv(comparison.record).trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    const names = head.split(',');
    const cells = lines[1].split(',');
    const cell = (name: string) => cells[names.indexOf(name)];
    expect(cell('id')).toBe('blob@144');
    expect(Number(cell('error_f'))).toBe(member('blob@144').measured!.errors.f!.mean);
    expect(cell('error_f_standard_error')).toBe('');
    // a reason with commas or quotes is one cell
    expect(lines[5]).toContain('"');
  });
});

describe('a comparison without an exact solution', () => {
  const text = smallGas.replace('bkw: { temperature: 1, amplitude: 0.5 }', 'anisotropic: { temperatures: [0.5, 1.5] }');

  it('is held against a member, which has no errors of its own', async () => {
    const { record } = await compare(workplace(text), 'blob@64,blob@144', { reference: 'blob@144', errorAt: 'end' });
    const [coarse, fine] = record.members;
    expect(record.reference).toEqual({ kind: 'member', name: 'blob@144', citation: '' });
    expect(Object.values(fine.measured!.errors)).toEqual([null, null, null]);
    expect(coarse.measured!.errors.temperature!.mean).toBeLessThan(1e-3);
    expect(coarse.measured!.errors.fisher_corrected!.mean).toBeGreaterThan(1e-3);
  });

  it('is held against the reference of the scenario, whose error at the end is that of the series', async () => {
    const place = workplace(`${text}reference: { file: other.csv, columns: { temperature_xx.gas: T } }\n`);
    const lines = Array.from({ length: 6 }, (_, k) => `${k / 5},${0.5 + 0.05 * k}`);
    writeFileSync(join(place.file, '..', 'other.csv'), `# made up\nt,T\n${lines.join('\n')}\n`);
    const { record, series } = await compare(place, 'blob@64', { errorAt: 'end' });
    expect(record.reference).toEqual({ kind: 'external', name: 'other.csv', citation: 'made up' });
    const { columns } = series[0].series;
    expect(record.quantities).toEqual([{ name: 'temperature_xx', label: 'temperature xx' }]);
    expect(record.members[0].measured!.errors.temperature_xx!.mean).toBeCloseTo(
      columns['temperature_xx_reference_error.gas'][3] / 0.65,
      14,
    );
    const page = renderComparison(record, series);
    expect(page).toContain('Temperature tensor of gas, xx');
    expect(page).toContain('other.csv');
  });

  it('is held against one solution by the Legendre method, computed before the members run', async () => {
    const place = workplace(`${text.replace('[0.5, 1.5]', '[0.9, 1.1]')}reference: legendre\n`);
    const { record } = await compare(place, 'blob@64,legendre');
    expect(record.reference).toMatchObject({ kind: 'external', name: 'legendre' });
    expect(existsSync(join(place.directory, 'legendre-reference.csv'))).toBe(true);
    expect(record.quantities.map(({ name }) => name)).toContain('fisher_best');
    expect(record.quantities.map(({ name }) => name)).not.toContain('fisher');
    // a member of that name is a member like the others
    const [blob, own] = record.members.map(({ measured }) => measured!.errors.temperature_xx!.mean!);
    expect(own).toBeLessThan(1e-4);
    expect(blob).toBeGreaterThan(own);
  });

  it('is refused before anything is written where the Legendre method cannot solve it', async () => {
    const skew = text.replace(
      /initial: .*$/m,
      'initial: { mixture: [{ weight: 1, maxwellian: { temperature: 1 } }, { weight: 2, maxwellian: { temperature: 1, drift: [1, 0.5] } }, { weight: 3, maxwellian: { temperature: 1, drift: [0, 1] } }] }',
    );
    const place = workplace(`${skew}reference: legendre\n`);
    await expect(compare(place, 'blob@64')).rejects.toThrow(
      /reference: legendre cannot be computed: [^\n]*symmetric about one axis[^\n]*; leave the reference out$/,
    );
    expect(existsSync(place.directory)).toBe(false);
  });

  it('has no errors where nothing is known, and says so', async () => {
    const { record, series } = await compare(workplace(text), 'blob@64');
    expect(record.quantities).toEqual([]);
    expect(renderComparison(record, series)).toContain('No exact or reference solution is known');
  });
});

describe('a comparison', () => {
  it('goes on where it was interrupted, with the same bits', async () => {
    const whole = await compare(workplace(), 'blob@64,blob@144');
    const place = workplace();
    const stop = new AbortController();
    const executor = inThisProcess(({ t }) => t > 0.3 && stop.abort());
    const options = { signal: stop.signal, executor };
    const { record } = await compare(place, 'blob@64,blob@144', options);
    expect(record.members.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
    expect(record.members[1].reason).toBe('not begun');
    const resumed = await compare(place, 'blob@64,blob@144');
    expect(resumed.series).toEqual(whole.series);
  });

  it('is run anew when that is asked for', async () => {
    const place = workplace();
    const { record: first } = await compare(place, 'blob@64');
    const path = join(place.directory, first.members[0].runs[0], 'provenance.json');
    const started = JSON.parse(readFileSync(path, 'utf8')).startedAt;
    await compare(place, 'blob@64', { overwrite: true });
    expect(JSON.parse(readFileSync(path, 'utf8')).startedAt).not.toBe(started);
  });

  it('is refused before anything is run where its options do not fit', async () => {
    const place = workplace();
    await expect(compare(place, 'blob@64,blob@144', { reference: 'blob@400' })).rejects.toThrow(
      '--reference-method: expected one of the members blob@64, blob@144, got blob@400',
    );
    await expect(compare(place, 'blob@64,plain:blob', { equal: 'cost' })).rejects.toThrow(
      '--equal cost: expected a method at two or more resolutions, which make a curve, got one resolution of each method; write blob@... more than once',
    );
    expect(existsSync(place.directory)).toBe(false);
  });
});
