import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/output/run-record.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { axeFaults, chromiumPath, inBrowser, launch } from './chromium.ts';
import { bkwRecord, coulombRecord } from './record.ts';

/** Short, for a message that can be read. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function unfold(page: Page): Promise<void> {
  await page.evaluate(
    `for (const details of document.querySelectorAll('main details:not(.menu)')) details.open = true`,
  );
}

/** A run with particles: those of a square lattice, moved outwards from one snapshot to the next. */
function withParticles(record: RunRecord): RunRecord {
  const side = 20;
  const n = side * side;
  return {
    ...record,
    snapshots: record.snapshots.map((snapshot, k) => ({
      ...snapshot,
      species: snapshot.species.map((species) => ({
        ...species,
        particles: {
          weights: new Float64Array(n).fill(1 / n),
          velocities: {
            d: 2 as const,
            n,
            data: Float64Array.from({ length: 2 * n }, (_, i) => {
              const place = i < n ? i % side : Math.floor((i - n) / side);
              return (1 + 0.1 * k) * (-1 + (2 * place) / (side - 1));
            }),
          },
        },
      })),
    })),
  };
}

const records = { bkw: withParticles(bkwRecord()), coulomb: coulombRecord() } as const;

describe.skipIf(chromiumPath === undefined)(inBrowser('the page of a run in a browser'), () => {
  let browser: Browser;
  let folder: string;
  /** One page for all that leaves it as it was but for the choices of the player, which every test makes anew. */
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'landau-page-'));
    for (const [name, record] of Object.entries(records))
      writeFileSync(join(folder, `${name}.html`), renderReport(record));
    browser = await launch();
    ({ page, complaints } = await openPage('bkw', {}));
    await page.waitForSelector('.bar canvas');
  });
  beforeEach(async () => {
    for (const name of ['light', 'f'])
      await page.locator('.controls').getByRole('button', { name, exact: true }).click();
    await page.locator('.timebar input').fill('0');
    await page.evaluate('scrollTo(0, 0)');
    await expect.poll(() => page.locator('.player-note').textContent()).toMatch(/^f of light; white/);
  });
  afterEach(() => expect(complaints).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A page from its file, and what the browser complains about or fetches. */
  async function openPage(name: keyof typeof records, options: BrowserContextOptions) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const opened = await context.newPage();
    const told: string[] = [];
    opened.on('console', (message) => told.push(`${message.type()}: ${message.text()}`));
    opened.on('pageerror', (error) => told.push(error.message));
    opened.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) told.push(`fetched ${request.url()}`);
    });
    await opened.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    return { page: opened, complaints: told };
  }

  /** The same for a page of its own. */
  async function withPage(
    name: keyof typeof records,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const own = await openPage(name, options);
    try {
      await use(own.page);
      expect(own.complaints).toEqual([]);
    } finally {
      await own.page.context().close();
    }
  }

  /** The picture of f as the bytes of its canvas, and all words around it. */
  const picture = async (page: Page) =>
    hash(
      await page.evaluate(
        `document.querySelector('.stage canvas').toDataURL() + document.querySelector('.player').textContent`,
      ),
    );

  /** Waits until the picture is another than it was. */
  async function changed(page: Page, before: string): Promise<string> {
    await expect.poll(async () => (await picture(page)) !== before, { timeout: 5000 }).toBe(true);
    return picture(page);
  }

  async function opened(page: Page): Promise<string> {
    await page.waitForSelector('.bar canvas');
    return picture(page);
  }

  it('plays f: slider, arrow keys and button move one time through f and all courses', async () => {
    let shown = await opened(page);
    const time = page.locator('.timebar output');
    await expect(time.textContent()).resolves.toBe('t = 0 (1 of 6)');
    const cursor = page.locator('.functionals .now').first();
    const start = (await cursor.boundingBox())!.x;
    await page.locator('.timebar input').fill('3');
    shown = await changed(page, shown);
    await expect(time.textContent()).resolves.toBe('t = 3 (4 of 6)');
    const there = (await cursor.boundingBox())!.x;
    const area = (await page.locator('.functionals .u-over').first().boundingBox())!;
    expect((there - start) / area.width).toBeCloseTo(3 / 5, 2);
    await page.locator('.stage').press('ArrowRight');
    shown = await changed(page, shown);
    await expect(time.textContent()).resolves.toBe('t = 4 (5 of 6)');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => time.textContent(), { timeout: 10_000 }).toBe('t = 5 (6 of 6)');
    await expect.poll(() => page.locator('.timebar button').textContent()).toBe('Play');
  });

  it('shows f of every species, its distances from the exact solution and equilibrium, and the particles', async () => {
    let shown = await opened(page);
    for (const name of ['heavy', 'f − exact', 'f − μ', 'particles']) {
      await page.locator('.controls').getByRole('button', { name, exact: true }).click();
      shown = await changed(page, shown);
    }
    await expect(page.locator('.player-note').textContent()).resolves.toContain('400 of 400 particles of heavy');
  });

  it('has a slice and a projection in three dimensions', () =>
    withPage('coulomb', {}, async (page) => {
      const slice = await opened(page);
      await page.getByRole('button', { name: 'projection' }).click();
      await changed(page, slice);
      await expect(page.locator('.player-note').textContent()).resolves.toContain('integrated over vy');
    }));

  it('reads f at the pointer as the exact solution has it', async () => {
    await opened(page);
    const area = (await page.locator('.stage').boundingBox())!;
    await page.mouse.move(area.x + 0.4 * area.width, area.y + 0.4 * area.height);
    const tip = page.locator('.stage .tip');
    const words = await tip.locator('td').allTextContents();
    const at = (await tip.locator('span').textContent())!.replaceAll('−', '-');
    const [x, y] = at.slice(1, -1).split(',').map(Number);
    const K = 0.51;
    const r2 = x * x + y * y;
    const exact = (1 / (2 * Math.PI * K)) * Math.exp(-r2 / (2 * K)) * (1 - (1 - K) / K + ((1 - K) * r2) / (2 * K * K));
    expect(words.filter((_, k) => k % 2 === 0)).toEqual(['f', 'exact', 'equilibrium']);
    expect(Math.abs(Number(words[3]) - exact)).toBeLessThan(0.01 * exact);
  });

  it('gives the values of a course under the pointer, and by the keyboard', async () => {
    await opened(page);
    const chart = page.locator('.functionals .chart').nth(1);
    const area = (await chart.locator('.u-over').boundingBox())!;
    await page.mouse.move(area.x + 0.4 * area.width, area.y + 0.5 * area.height);
    const tip = chart.locator('.tip');
    await expect(tip.locator('b').textContent()).resolves.toBe('t = 2');
    const row = records.bkw.series.columns.t.indexOf(2);
    const told = Number((await tip.locator('td').nth(1).textContent())!.split(' ')[0]);
    expect(told).toBeCloseTo(records.bkw.series.columns.fisher_corrected[row], 4);
    await page.mouse.move(0, 0);
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => tip.isVisible()).toBe(true);
  });

  it('zooms all courses by dragging in one, and shows all again', async () => {
    await opened(page);
    const charts = page.locator('.functionals .chart');
    const area = (await charts.first().locator('.u-over').boundingBox())!;
    await page.mouse.move(area.x + 0.2 * area.width, area.y + 40);
    await page.mouse.down();
    await page.mouse.move(area.x + 0.5 * area.width, area.y + 40, { steps: 5 });
    await page.mouse.up();
    const buttons = page.locator('.functionals .reset');
    await expect.poll(() => buttons.nth(0).isVisible()).toBe(true);
    await expect.poll(() => buttons.nth(1).isVisible()).toBe(true);
    await buttons.nth(1).click();
    await expect.poll(() => buttons.nth(0).isVisible()).toBe(false);
    await expect.poll(() => buttons.nth(1).isVisible()).toBe(false);
  });

  it('hides and shows a curve by a click on its name', async () => {
    await opened(page);
    const chart = page.locator('.functionals .chart').first();
    const canvas = async () =>
      hash(await page.evaluate(`document.querySelector('.functionals .chart canvas').toDataURL()`));
    const before = await canvas();
    const label = chart.getByRole('button', { name: 'best estimate' });
    await label.click();
    await expect(label.getAttribute('aria-pressed')).resolves.toBe('false');
    await expect.poll(async () => (await canvas()) !== before).toBe(true);
    await label.click();
    await expect.poll(canvas).toBe(before);
  });

  it('saves figures as CSV, SVG and PNG', async () => {
    await opened(page);
    const save = async (menu: string, format: string) => {
      await page.locator(`${menu} .menu > summary`).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(`${menu} .menu`).getByRole('button', { name: format }).click(),
      ]);
      return readFileSync(await download.path());
    };
    const panel = '.functionals .panel:nth-child(2)';
    const csv = (await save(panel, 'CSV')).toString('utf8').trim().split('\n');
    expect(csv[0].split(',').slice(0, 2)).toEqual(['t', 'best estimate']);
    expect(csv.length).toBe(1 + records.bkw.series.columns.t.length);
    const svg = (await save(panel, 'SVG')).toString('utf8');
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toContain('var(--');
    expect((await save(panel, 'PNG')).subarray(1, 4).toString('latin1')).toBe('PNG');
    const cells = (await save('.player', 'CSV')).toString('utf8').trim().split('\n');
    expect(cells[0]).toBe('v_x,v_y,f,exact,equilibrium');
    expect((await save('.player', 'SVG')).toString('utf8')).toContain('data:image/png;base64,');
    expect((await save('.player', 'PNG')).length).toBeGreaterThan(1000);
  });

  it('has no fault that axe finds, nor anything wider than the page', async () => {
    await unfold(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280);
    expect(await axeFaults(page)).toEqual([]);
  });

  it('has neither in the dark at 400 pixels', () =>
    withPage('bkw', { colorScheme: 'dark', viewport: { width: 400, height: 800 } }, async (narrow) => {
      await opened(narrow);
      await unfold(narrow);
      expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBe(400);
      expect(await axeFaults(narrow, ['color-contrast', 'scrollable-region-focusable'])).toEqual([]);
    }));

  it('prints the pictures in place of the charts, all that is folded, on at most ten sheets', async () => {
    await opened(page);
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(sheets).toBeGreaterThan(2);
    expect(sheets).toBeLessThanOrEqual(10);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.chart').first().isVisible()).resolves.toBe(false);
    await expect(page.locator('.functionals svg.picture').first().isVisible()).resolves.toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  it('shows every figure without scripts', () =>
    withPage('bkw', { javaScriptEnabled: false }, async (page) => {
      const pictures = page.locator('svg.picture');
      const count = await pictures.count();
      expect(count).toBeGreaterThan(20);
      for (let k = 0; k < count; k++) await expect(pictures.nth(k).isVisible()).resolves.toBe(true);
    }));
});
