import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/output/run-record.ts';
import { fisherBudget } from '../../src/report/charts/fisher-budget.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { bkwRecord } from './record.ts';

const parts = ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'contact', 'total'];

/** A run with the columns of the budget; `contact` is zero, as it is for gamma > -d. */
function withBudget(change: (name: string, value: number) => number = (_, value) => value): RunRecord {
  const record = bkwRecord();
  const { t } = record.series.columns;
  const names = [
    'fisher_rate',
    'fisher_rate_lemma',
    'fisher_rate_lemma_error',
    'fisher_rate_exact',
    ...['light.light', 'light.heavy', 'heavy.light', 'heavy.heavy'].flatMap((pair) =>
      parts.map((part) => `fisher_dissipation.${pair}.${part}`),
    ),
  ];
  const columns = Object.fromEntries(
    names.map((name) => [name, t.map((time) => change(name, name.includes('contact') ? 0 : -Math.exp(-time / 4)))]),
  );
  const quantities = names.map((name) => ({ name, label: name, unit: 'n/(m v^2 t)' }));
  return {
    ...record,
    series: {
      quantities: [...record.series.quantities, ...quantities],
      columns: { ...record.series.columns, ...columns },
    },
  };
}

const shape = (record: RunRecord) => fisherBudget.draw(record)?.rows.map(({ panels }) => panels.length);
const keys = (record: RunRecord) =>
  fisherBudget.draw(record)!.rows.map(({ panels }) =>
    panels.map((panel) => {
      const { curves, levels } = panel.data!(2);
      return [...curves, ...levels].map(({ label }) => label);
    }),
  );

describe('the chart of the budget', () => {
  it('has the rate, its closing error and a panel for every two species, both orders together', () => {
    const figure = fisherBudget.draw(withBudget())!;
    expect(shape(withBudget())).toEqual([2, 3]);
    expect(figure.rows[1].panels.map(({ heading }) => heading)).toEqual([
      'light with itself',
      'light with heavy',
      'heavy with itself',
    ]);
    expect(keys(withBudget())[0]).toEqual([
      ['simulation', 'Lemma 2.1', 'exact', 'zero'],
      ['difference', 'zero'],
    ]);
    const bands = (record: RunRecord) =>
      fisherBudget
        .draw(record)!
        .rows[0].panels.flatMap((panel) => panel.data!(2).curves.flatMap(({ label, upper }) => (upper ? [label] : [])));
    expect(bands(withBudget())).toEqual(['Lemma 2.1', 'difference']);
    // The contact term is nowhere.
    expect(keys(withBudget())[1][1]).toEqual([
      'Lemma 2.1',
      '− parallel',
      '− radial',
      '− spherical',
      '+ remainder',
      'zero',
    ]);
  });

  it('is on the page, and its columns not once more under further quantities', () => {
    const { document } = parseHTML(renderReport(withBudget()));
    const titles = [...document.querySelectorAll('figure > h3')].map((title) => title.textContent);
    expect(titles).toContain('Budget of the Fisher information');
    expect(titles).not.toContain('Further quantities');
  });

  it('leaves out what has no values: parts, errors, the whole figure', () => {
    const without = (pattern: RegExp) => withBudget((name, value) => (pattern.test(name) ? Number.NaN : value));
    expect(keys(without(/radial|spherical|remainder/))[1][1]).toEqual(['Lemma 2.1', '− parallel', 'zero']);
    expect(fisherBudget.draw(without(/lemma_error/))!.rows[0].panels[1].data!(2).curves[0].upper).toBeUndefined();
    expect(shape(without(/rate_lemma/))).toEqual([1, 3]);
    expect(fisherBudget.draw(bkwRecord())).toBeUndefined();
  });
});
