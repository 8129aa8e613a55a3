import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { prepareReference } from '../../src/analysis/reference.ts';
import type { RunRecord } from '../../src/output/run-record.ts';
import type { PanelData } from '../../src/report/plot-data.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { bkwRecord } from './record.ts';

/** The record with the columns of a reference that stops at t = 4. */
function withReference(record: RunRecord): RunRecord {
  const at = (t: number) => ({ value: t <= 4 ? 1.01 : Number.NaN, uncertainty: t <= 4 ? 1e-3 : Number.NaN });
  const curves = ['temperature.light', 'temperature.heavy', 'fisher'].map((name) => ({ name, at }));
  const { quantities, columns } = record.series;
  const prepared = prepareReference({ curves }, quantities);
  const rows = Array.from(columns.t, (t, k) => {
    const row = new Float64Array(prepared.quantities.length);
    prepared.compare(
      t,
      quantities.map(({ name }) => columns[name][k]),
      row,
    );
    return row;
  });
  const added = prepared.quantities.map(({ name }, c) => [name, Float64Array.from(rows, (row) => row[c])] as const);
  return {
    ...record,
    provenance: {
      ...record.provenance,
      methods: [...record.provenance.methods, { role: 'reference data', name: 'other.csv', reference: 'Another code' }],
    },
    series: {
      quantities: [...quantities, ...prepared.quantities],
      columns: { ...columns, ...Object.fromEntries(added) },
    },
  };
}

describe('the report of a run with a reference', () => {
  const { document } = parseHTML(renderReport(withReference(bkwRecord())));
  const figures = [...document.querySelectorAll('figure')];
  const titled = (title: string) => figures.find((figure) => figure.querySelector('h3')?.textContent === title);

  it('shows the run beside the reference, species by species, and how far they are apart', () => {
    const figure = titled('Comparison with the reference');
    const headings = [...(figure?.querySelectorAll('.panel-title') ?? [])].map(({ textContent }) => textContent);
    expect(headings).toEqual(['Fisher information', 'Temperature', 'Distance to the reference']);
    const labels = [...(figure?.querySelectorAll('.panel-data') ?? [])].map((data) =>
      (JSON.parse(String(data.textContent)) as PanelData).curves.map(({ label }) => label),
    );
    expect(labels[0]).toEqual(['simulation', 'reference']);
    expect(labels[1]).toEqual(['light', 'heavy', 'reference', 'reference']);
    expect(labels[2]).toEqual(['I', 'T light', 'T heavy']);
    expect(figure?.querySelector('figcaption')?.textContent).toContain('other.csv');
    expect(figure?.innerHTML).not.toMatch(/NaN|undefined/);
  });

  it('does not show its columns again among the further quantities', () => {
    const further = titled('Further quantities');
    expect(further?.textContent ?? '').not.toMatch(/reference/i);
  });

  it('cites it, and has no such figure without one', () => {
    expect(document.querySelector('#data')?.textContent).toContain('reference data: other.csv');
    expect(renderReport(bkwRecord())).not.toContain('Comparison with the reference');
  });
});
