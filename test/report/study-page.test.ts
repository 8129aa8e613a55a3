import { describe, expect, test } from 'vitest';
import type { StudyRecord } from '../../src/output/study-record.ts';
import type { PanelData } from '../../src/report/plot-data.ts';
import { groupWords, studyGrid } from '../../src/report/study-grid.ts';
import { studyPage } from '../../src/report/study-page.ts';
import { studyLatex, studyMarkdown } from '../../src/report/study-texts.ts';
import { withoutScripts } from './record.ts';
import { cells, record, scores } from './study-record.ts';

/** The same with values 2 + C h^p that are extrapolated to 2. */
const extrapolated: StudyRecord = {
  ...record,
  targets: record.targets.map((target) => ({
    ...target,
    points: target.points.map((point) => ({ ...point, value: 2 + point.value!, interval: null })),
    fits: [],
    limits: scores.map((score, s) => ({
      ...{ against: 'cells', group: { 'method.score': score }, towards: 'infinity' as const },
      ...{ limit: 2, interval: null, order: 2 * (s + 1), observed: true, orderInterval: null },
    })),
  })),
};

test('values that are extrapolated are drawn as distances from their limits, with their order', () => {
  const page = studyPage(extrapolated);
  const data = JSON.parse(/class="panel-data">(.*?)<\/script>/.exec(page)![1]) as PanelData;
  expect([data.x.scale, data.y.scale, data.y.label]).toEqual(['log', 'log', '|error − limit|']);
  expect(data.curves.map(({ label }) => label)).toEqual(['plain', 'fit', 'extrapolated', 'fit']);
  for (const [s, { y }] of data.curves.filter(({ label }) => label !== 'fit').entries())
    y.forEach((distance, c) => {
      expect(distance! / cells[c] ** (-2 * (s + 1))).toBeCloseTo(1, 6);
    });
  expect(data.notes.map(({ text }) => text)).toEqual(['slope −2', 'slope −4']);
});

describe('the grid of a target', () => {
  const grid = studyGrid(record, record.targets[0]);

  test('has a row for every value along the fit and a column for every other choice', () => {
    expect(grid.rows.map(({ at }) => at)).toEqual(cells);
    expect(grid.columns.map(groupWords)).toEqual(['score = plain', 'score = extrapolated']);
    for (const [r, { cells: row }] of grid.rows.entries())
      for (const [c, { value }] of row.entries()) expect(value).toBe(cells[r] ** (-2 * (c + 1)));
  });

  test('has the local slopes of a power between its rows', () => {
    for (const { cells: row } of grid.rows.slice(1))
      row.forEach(({ localSlope }, c) => {
        expect(localSlope).toBeCloseTo(-2 * (c + 1), 12);
      });
    expect(grid.rows[0].cells.map(({ localSlope }) => localSlope)).toEqual([null, null]);
  });

  test('ends with what was fitted to each column', () => {
    expect(grid.findings.map(({ label, cells: found }) => [label, found.map(({ value }) => value)])).toEqual([
      ['slope', [-2, -4]],
    ]);
  });

  test('runs along the longest axis where nothing is fitted', () => {
    const plain = { ...record.targets[0], fits: [] };
    expect(studyGrid(record, plain).along?.name).toBe('cells');
    const single = { ...plain, points: [{ ...plain.points[0], place: [] }] };
    expect(studyGrid({ axes: [] }, single).rows).toMatchObject([{ at: undefined, cells: [{ value: 0.01 }] }]);
  });
});

describe('the page of a study', () => {
  const page = studyPage(record);

  test('is the same bytes for the same record, and complete', () => {
    expect(studyPage(structuredClone(record))).toBe(page);
    expect(withoutScripts(page)).not.toMatch(/NaN|undefined|\[object|null/);
    expect(page).toContain('Orders &amp; &lt;errors&gt; of 100 %');
    expect(page).toContain('a &lt;particle&gt; was lost');
  });

  test('links every number to the members it is made of', () => {
    const anchors = [...page.matchAll(/<a href="#(point-[\d-]+)">/g)].map(([, anchor]) => anchor);
    expect(anchors.sort()).toEqual(record.members.map(({ place }) => `point-${place.join('-')}`).sort());
    for (const anchor of anchors) expect(page.split(`id="${anchor}"`)).toHaveLength(2);
    for (const { id } of record.members) expect(page).toContain(`href="members/${id}/result.json"`);
  });

  test('draws a curve for every score with a bar for every interval and a line for every fit', () => {
    const [figure] = /<figure.*?<\/figure>/s.exec(page) ?? [''];
    expect(figure.match(/<circle/g)).toHaveLength(6);
    expect(figure.match(/stroke-dasharray="4 3"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(figure).toContain('slope −2');
    expect(figure).toContain('slope −4');
  });

  test('has the same curves as data for its script, with their intervals and slopes', () => {
    const [, data] = /class="panel-data">(.*?)<\/script>/s.exec(page) ?? [];
    const { x, y, curves, notes } = JSON.parse(data) as PanelData;
    expect([x.scale, y.scale]).toEqual(['log', 'log']);
    const measured = curves.filter(({ kind }) => kind === 'measured');
    expect(measured.map(({ label }) => label)).toEqual(['plain', 'extrapolated']);
    measured.forEach((curve, s) => {
      cells.forEach((n, c) => {
        expect(curve.y[c]).toBeCloseTo(n ** (-2 * (s + 1)), 10);
        expect(curve.upper![c]! / curve.y[c]!).toBeCloseTo(1.1, 6);
      });
    });
    // A triangle has the slope that stands beside it.
    notes.forEach(({ path: [[x0, y0], , [x1, y1]] }, s) => {
      expect(Math.log(y1 / y0) / Math.log(x1 / x0)).toBeCloseTo(-2 * (s + 1), 10);
    });
    expect(notes).toHaveLength(2);
  });

  test('says how many claims hold', () => {
    expect(page).toContain('1 of 2 claims hold');
  });
});

describe('the tables of a study', () => {
  test('as LaTeX escape what TeX would read as commands, and have booktabs rules', () => {
    const latex = studyLatex({ ...record, targets: [{ ...record.targets[0], label: 'a_b & 5 % of $x^2$' }] });
    expect(latex).toContain('\\caption{a\\_b \\& 5 \\% of \\$x\\textasciicircum{}2\\$;');
    for (const rule of ['toprule', 'midrule', 'bottomrule']) expect(latex).toContain(`\\${rule}`);
    expect(latex).toContain(
      '\\(10\\) & \\(0.01000\\;[0.00900, 0.01100]\\) & \\(1.000\\;[0.900, 1.100] \\times 10^{-4}\\) \\\\',
    );
    // Every row of the table has as many cells as it has columns.
    const rows = latex.split('\n').filter((line) => line.endsWith('\\\\'));
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row.split(/(?<!\\)&/)).toHaveLength(3);
  });

  test('as Markdown and as LaTeX hold what people write as text, not as HTML, links, formulas or other glyphs', () => {
    const title = '<script>alert(1)</script> ![a](javascript:1) &lt; `b` **c** $d$ _e_ f_g';
    const axes = record.axes.map((axis) => ({ ...axis, label: '<b>|h>' }));
    const markdown = studyMarkdown({ ...record, title, description: title, axes });
    // Every mark is escaped; those of the table are its own.
    const text = markdown.replace(/\\[\\`*[\]<&$_|]/g, '');
    expect(text).toContain('# script>alert(1)/script> !a(javascript:1) lt; b c d e f_g');
    expect(text).not.toMatch(/<\w|\]\(|&lt|`|\$/);
    expect(studyLatex({ ...record, axes })).toContain('\\textless{}b\\textgreater{}\\textbar{}h\\textgreater{}');
  });

  test('as Markdown have a row per value and the verdicts', () => {
    const markdown = studyMarkdown(record);
    expect(markdown).toContain('| 20 | 0.0025 [0.00225, 0.00275] (-2.00) | 0.00000625');
    expect(markdown).toContain('| value of error | score = plain, cells = 10 | <= 1e-3 | 0.01 | FAILS |');
    expect(markdown).toContain(
      '5 of 6 members. 8 seeds per point; intervals are BCa bootstrap at 95 % with 2000 resamples.',
    );
  });
});

describe('a study of 60 000 points', () => {
  const [target] = record.targets;
  const curves = 1500;
  const many: StudyRecord = {
    ...record,
    axes: [
      { name: 'curve', label: 'curve', values: Array.from({ length: curves }, (_, k) => k) },
      { name: 'cells', label: 'cells', values: Array.from({ length: 40 }, (_, k) => k + 1) },
    ],
    members: [],
    targets: [
      {
        ...target,
        fits: [],
        points: Array.from({ length: 40 * curves }, (_, k) => ({
          place: [Math.floor(k / 40), k % 40],
          count: 1,
          value: k + 1,
          standardError: null,
          interval: null,
        })),
      },
    ],
    verdicts: Array.from({ length: 40 * curves }, (_, k) => ({
      target: 'error',
      subject: 'value',
      group: { curve: Math.floor(k / 40), cells: (k % 40) + 1 },
      expected: '>= 1',
      measured: k,
      interval: null,
      passed: k !== 59_999,
    })),
  };

  test('has a page that a browser can show: failing claims, some columns, and where the rest is', () => {
    const text = studyPage(many);
    expect(text.length).toBeLessThan(4e6);
    expect(text).toContain('✗ fails');
    expect(text).toContain('1000 of 60000 claims, failing ones first; <a href="verdicts.csv">');
    expect(text).toContain('The first 24 of 40 columns; table.csv has all.');
  });
});
