import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/output/run-record.ts';
import type { PlayerData } from '../../src/report/player-data.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { bkwRecord, coulombRecord, withoutScripts } from './record.ts';

const bkw = bkwRecord();
const coulomb = coulombRecord();
const pages = { bkw: renderReport(bkw), coulomb: renderReport(coulomb) };

/** The page as a document that is only read: each is parsed once. */
function documentOf(page: string) {
  const document = parsed.get(page) ?? parseHTML(page).document;
  parsed.set(page, document);
  return document;
}
const parsed = new Map<string, ReturnType<typeof parseHTML>['document']>();

/** Drawing f is most of what a page takes: for what the words and the series say there is no need of it. */
function withoutSnapshots(record: RunRecord): RunRecord {
  return { ...record, snapshots: [] };
}

function words(page: string): string {
  return (documentOf(page).querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ');
}

function headings(page: string): string[] {
  return [...documentOf(page).querySelectorAll('figure > h3')].map((title) => String(title.textContent));
}

function playerOf(page: string): PlayerData {
  return JSON.parse(String(documentOf(page).querySelector('.player-data')?.textContent)) as PlayerData;
}

function withColumn(record: RunRecord, name: string, value: (row: number) => number): RunRecord {
  const columns = { ...record.series.columns, [name]: record.series.columns[name].map((_, k) => value(k)) };
  return { ...record, series: { ...record.series, columns } };
}

function withoutColumns(record: RunRecord, drop: (name: string) => boolean): RunRecord {
  const quantities = record.series.quantities.filter(({ name }) => !drop(name));
  const columns = Object.fromEntries(Object.entries(record.series.columns).filter(([name]) => !drop(name)));
  return { ...record, series: { quantities, columns } };
}

describe('the report', () => {
  it('has every section, in the order in which it is read', () => {
    for (const page of Object.values(pages)) {
      const ids = [...documentOf(page).querySelectorAll('main > section')].map(({ id }) => id);
      expect(ids.filter((id) => id !== 'accuracy')).toEqual([
        'now',
        'outcome',
        'evolution',
        'theorem',
        'distributions',
        'method',
        'diagnostics',
        'data',
      ]);
      expect(ids.includes('accuracy')).toBe(page === pages.bkw);
      expect(documentOf(page).querySelectorAll('h1').length).toBe(1);
    }
  });

  it('says of a run that goes on nothing that only its end shows', () => {
    const untold = { ...coulomb.summary.fisher, answer: 'undetermined' as const, reason: 'there is no row' };
    const summary = { ...coulomb.summary, status: 'running' as const, t: 0, verdicts: [], fisher: untold };
    const page = words(renderReport({ ...withoutSnapshots(coulomb), summary }));
    expect(page).toContain('Still running; this page shows the results computed until it was written.');
    expect(page).toContain('The end of the run will show whether');
    expect(page).not.toMatch(/undetermined|at t = 0 of/);
  });

  it('writes a unit of time with a number as a factor', () => {
    const [t, ...others] = coulomb.series.quantities;
    const series = { ...coulomb.series, quantities: [{ ...t, unit: '1e-6 s' }, ...others] };
    expect(words(renderReport({ ...withoutSnapshots(coulomb), series }))).toMatch(/From t = 0 to 3 × 10⁻⁶ s, /);
  });

  it('tells by a factor how far apart very different temperatures are', () => {
    const [hot, cold] = coulomb.summary.species.map(({ name }) => `temperature.${name}`);
    const far = withColumn(
      withColumn(withoutSnapshots(coulomb), hot, () => 50),
      cold,
      (row) => (row === 0 ? 0.1 : 45),
    );
    expect(words(renderReport(far))).toMatch(/the temperatures, a factor of 500 apart at the start, came within/);
    const still = withColumn(far, cold, (row) => (row === 0 ? 0.1 : 0.5));
    expect(words(renderReport(still))).toMatch(
      /a factor of 500 apart at the start, are a factor of 100 apart at the end/,
    );
  });

  it('draws for two dimensions what there is to draw', () => {
    expect(headings(pages.bkw)).toEqual([
      'Temperatures',
      'Entropy and Fisher information on the way to equilibrium',
      'Error against the exact solution',
      'Distributions in velocity space',
      'Departure from equilibrium',
      'Error in velocity space',
      'Estimates of H and I compared',
      'Conservation',
    ]);
  });

  it('draws for three dimensions what there is to draw', () => {
    expect(headings(pages.coulomb)).toEqual([
      'Temperatures',
      'Mean velocities',
      'Exchange between species',
      'Entropy and Fisher information on the way to equilibrium',
      'Sections through the distributions',
      'Radial profiles',
      'Weak-form residual',
      'Further quantities',
      'Conservation',
    ]);
  });

  it('has f at every stored time, for the script and without one', () => {
    for (const [record, page] of [
      [bkw, pages.bkw],
      [coulomb, pages.coulomb],
    ] as const) {
      const data = playerOf(page);
      expect(data.times).toEqual(record.snapshots.map(({ t }) => t));
      const drawn = [...documentOf(page).querySelectorAll('#distribution-map .panel svg.picture')];
      expect(drawn.length).toBe(record.snapshots.length * record.summary.species.length);
      expect(data.species.map(({ sections }) => sections.map(({ kind }) => kind))).toEqual(
        record.summary.species.map(() => (record.scenario.dimension === 2 ? ['section'] : ['section', 'projection'])),
      );
    }
  });

  it('draws no curve of round-off: drifts and residuals at that size are told as numbers', () => {
    expect(documentOf(pages.bkw).querySelectorAll('#conservation svg.picture').length).toBe(0);
    expect(documentOf(pages.bkw).querySelector('#conservation')?.textContent).toContain('zero to round-off');
    const drifting = withColumn(withoutSnapshots(bkw), 'energy_drift', (k) => 1e-6 * k);
    expect(documentOf(renderReport(drifting)).querySelectorAll('#conservation svg.picture').length).toBe(1);
    const exchanging = withColumn(withoutSnapshots(coulomb), 'energy_exchange.electrons.ions', () => 1e-12);
    const exchange = documentOf(renderReport(exchanging)).querySelector('#exchange');
    expect(exchange?.querySelectorAll('svg.picture').length).toBe(1);
    expect(exchange?.textContent).toMatch(/Not drawn.*energy exchange/);
  });

  it('is the same, byte for byte, for the same record', () => {
    expect(renderReport(bkwRecord())).toBe(pages.bkw);
    expect(renderReport(coulombRecord())).toBe(pages.coulomb);
  });

  it('never prints a value that is not there', () => {
    const empty = {
      ...bkw,
      series: { quantities: [], columns: { t: new Float64Array(0) } },
      snapshots: [],
      events: [],
    };
    for (const page of [...Object.values(pages), renderReport(empty)]) {
      const images = withoutScripts(page).replace(/base64,[A-Za-z0-9+/=]+/g, '');
      expect(images).not.toMatch(/undefined|NaN|\bnull\b|\[object|Infinity|⚠/);
    }
  });

  it('leaves out figures without data, and says so when there is none at all', () => {
    const short = { ...coulomb, snapshots: coulomb.snapshots.slice(-1) };
    for (const base of ['fisher', 'entropy', 'temperature', 'energy_exchange']) {
      const page = documentOf(renderReport(withoutColumns(short, (name) => name.includes(base))));
      const panels = page.querySelectorAll('.panel');
      expect(panels.length).toBeGreaterThan(0);
      for (const panel of panels) expect(panel.querySelectorAll('svg.picture').length).toBe(1);
      for (const row of page.querySelectorAll('.panels'))
        expect(row.querySelectorAll('.panel').length).toBeGreaterThan(0);
    }
    const noFisher = documentOf(
      renderReport(withoutColumns(withoutSnapshots(bkw), (name) => name.startsWith('fisher'))),
    );
    expect(noFisher.querySelectorAll('.functionals .panel').length).toBe(1);
    const bare = renderReport({ ...withoutColumns(bkw, (name) => name !== 't'), snapshots: [] });
    expect(headings(bare)).toEqual([]);
    expect(words(bare)).toContain('nothing to draw');
  });

  it('survives a run that ended at its first output', () => {
    const columns = Object.fromEntries(Object.entries(bkw.series.columns).map(([name, y]) => [name, y.slice(0, 1)]));
    const page = renderReport({
      ...bkw,
      series: { ...bkw.series, columns },
      snapshots: bkw.snapshots.slice(0, 1),
      summary: { ...bkw.summary, t: 0, status: 'failed', message: 't = 0: the density of light is not finite' },
    });
    expect(words(page)).toContain('the density of light is not finite');
    expect(documentOf(page).querySelectorAll('.functionals svg.picture').length).toBe(2);
  });

  it('escapes whatever a user may have written', () => {
    const evil = `<script>alert('x')</script>&"<b>`;
    const page = renderReport({
      ...bkw,
      scenario: { ...bkw.scenario, title: evil, description: evil, method: { name: evil, [evil]: evil } },
      provenance: { ...bkw.provenance, scenarioFile: evil, settings: { [evil]: evil }, seed: evil },
      summary: {
        ...bkw.summary,
        message: evil,
        exact: { name: evil, reference: evil },
        verdicts: bkw.summary.verdicts.map((verdict) => ({ ...verdict, quantity: evil, expected: evil, remark: evil })),
      },
      series: {
        ...bkw.series,
        quantities: bkw.series.quantities.map(({ name }) => ({ name, label: evil, unit: evil })),
      },
      events: [{ time: evil, kind: evil, message: evil }],
    });
    expect(withoutScripts(page)).not.toContain('<script');
    expect(withoutScripts(page)).not.toContain('<b><');
    expect(documentOf(page).querySelector('h1')?.textContent).toBe(evil);
    for (const script of documentOf(page).querySelectorAll('script')) {
      const isData = script.getAttribute('type') === 'application/json';
      expect(script.textContent).not.toContain(isData ? '<' : 'alert(');
    }
  });

  it('loads nothing: addresses are citations to click, pictures are in the page', () => {
    for (const page of Object.values(pages)) {
      const document = documentOf(page);
      expect(document.querySelectorAll('[src], iframe, object, img, source').length).toBe(0);
      for (const link of document.querySelectorAll('link')) expect(link.getAttribute('href')).toBe('data:,');
      const policy = String(
        document.querySelector('meta[http-equiv=Content-Security-Policy]')?.getAttribute('content'),
      );
      expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+';/);
      expect(policy).not.toMatch(/unsafe|https?:|connect-src/);
      for (const image of document.querySelectorAll('image'))
        expect(image.getAttribute('href')).toMatch(/^data:image\/png;base64,/);
      for (const address of withoutScripts(page).matchAll(/(?:src|href)="([^"]*)"/g))
        expect(address[1]).toMatch(
          /^(#[\w-]+$|data:image\/png;base64,|data:,$|[\w.-]+\/?$|https:\/\/(doi\.org|arxiv\.org)\/)/,
        );
      expect(withoutScripts(page)).not.toMatch(/url\(|@import/);
    }
  });

  it('is well formed: every element that is opened is closed, and no identifier is used twice', () => {
    const empty = new Set(['meta', 'link', 'br', '!doctype']);
    for (const page of Object.values(pages)) {
      const open: string[] = [];
      for (const [, closing, name, selfClosing] of withoutScripts(page).matchAll(
        /<(\/?)([a-zA-Z!][\w-]*)(?:"[^"]*"|[^">])*?(\/?)>/g,
      )) {
        if (closing) expect(open.pop()).toBe(name);
        else if (!selfClosing && !empty.has(name)) open.push(name);
      }
      expect(open).toEqual([]);
      const ids = [...withoutScripts(page).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('describes every picture in words and heads every column of its tables', () => {
    for (const page of Object.values(pages)) {
      const document = documentOf(page);
      for (const picture of document.querySelectorAll('svg.picture')) {
        expect(picture.getAttribute('role')).toBe('img');
        expect(picture.getAttribute('aria-label')?.length).toBeGreaterThan(10);
      }
      for (const table of document.querySelectorAll('table')) {
        const columns = table.querySelectorAll('thead th[scope=col]').length;
        for (const row of table.querySelectorAll('tbody tr')) {
          expect(row.querySelectorAll('td').length).toBe(columns - 1);
          expect(row.querySelectorAll('th[scope=row]').length).toBe(1);
        }
      }
    }
  });

  it('stays small', () => {
    for (const page of Object.values(pages)) expect(page.length).toBeLessThan(1e6);
    const rows = 20000;
    const long = {
      ...bkw.series,
      columns: Object.fromEntries(
        Object.entries(bkw.series.columns).map(([name, values]) => [
          name,
          Float64Array.from({ length: rows }, (_, k) => (name === 't' ? k : values[k % values.length])),
        ]),
      ),
    };
    expect(renderReport({ ...bkw, series: long }).length).toBeLessThan(1.5e6);
  });
});

describe('violated watchdogs', () => {
  const violation = {
    watchdog: 'losses',
    statement: 'little energy is lost',
    kind: 'doubtful',
    t: 0.5,
    value: 0.02,
    limit: 1e-3,
  } as const;
  const withDoubt = renderReport({
    ...withoutSnapshots(bkw),
    summary: {
      ...bkw.summary,
      status: 'doubtful',
      watchdogs: [{ ...violation, message: '0.02 is lost; shorten the step' }],
    },
  });

  it('stand in the header of the page, with time, number and way out', () => {
    const header = documentOf(withDoubt).querySelector('header')!.textContent;
    expect(header).toMatch(/finished, but doubtful/);
    expect(header).toMatch(
      /numbers of this run are doubtful[\s\S]*losses, from t = 0\.5: 0\.02 is lost; shorten the step/,
    );
    expect(documentOf(pages.bkw).querySelector('.doubts')).toBeNull();
  });

  it('of round-off keep the columns out of figures and tables', () => {
    const name = 'velocity_x.light';
    const roundOff = {
      ...violation,
      watchdog: 'round-off',
      kind: 'note',
      columns: [name],
      message: 'nothing in it',
    } as const;
    const page = words(renderReport({ ...withoutSnapshots(bkw), summary: { ...bkw.summary, watchdogs: [roundOff] } }));
    expect(page).toMatch(/velocity_x\.light\s*mean velocity of light along x\s*v\s*round-off\s*round-off/);
  });
});

describe('status and verdicts', () => {
  it('are told at the top and in full', () => {
    expect(words(pages.bkw)).toContain('3 of 3 expectations met');
    // what an interrupted run has not reached is pending, not failed
    expect(words(pages.coulomb)).toContain('1 of 1 expectations met');
    expect(words(pages.coulomb)).toContain('1 pending');
    expect(words(pages.coulomb)).toContain('Interrupted at t = 3 of 5');
    expect(words(pages.coulomb)).toContain('stopped by SIGINT');
    const marks = [...documentOf(pages.coulomb).querySelectorAll('.verdicts .mark')].map((mark) => mark.textContent);
    expect(marks).toEqual(['✓ passed', 'pending']);
  });
});
