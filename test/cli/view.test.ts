import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { chromiumPath, inBrowser, launch } from '../report/chromium.ts';
import { landau } from './process.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();
afterEach(() => void vi.unstubAllEnvs());

/** A directory with the scenario in it, and a browser that only writes down what it is to open and who asked. */
function workplace() {
  const directory = newDirectory();
  writeFileSync(join(directory, 'tiny.yaml'), tiny);
  const opened = join(directory, 'opened.txt');
  const browser = join(directory, 'browser.sh');
  writeFileSync(browser, `#!/bin/sh\necho "$PPID $1" > '${opened}.tmp' && mv '${opened}.tmp' '${opened}'\n`, {
    mode: 0o755,
  });
  vi.stubEnv('BROWSER', browser);
  return {
    directory,
    opened,
    /** What was opened, and the process that did it. */
    async seen() {
      await vi.waitFor(() => expect(existsSync(opened)).toBe(true), { timeout: 60_000 });
      const [, parent, address] = /^(\d+) (.*)\n$/.exec(readFileSync(opened, 'utf8'))!;
      return { parent: Number(parent), address };
    },
  };
}

const short = ['--set', 'time.until=0.1'];
const rows = ['time.step=0.05', 'output.every=0.05'];
const sets = [...rows, 'time.until=0.6', 'output.snapshots=0.3'].flatMap((override) => ['--set', override]);

/** Waits until a series has that many lines. */
function rowsIn(series: string, lines: number): Promise<void> {
  const written = () => (existsSync(series) ? readFileSync(series, 'utf8').split('\n').length - 1 : 0);
  return vi.waitFor(() => expect(written()).toBeGreaterThanOrEqual(lines), { timeout: 60_000, interval: 5 });
}

describe('pages in the browser', () => {
  it('run --open opens the page at the end, and open does so later', async () => {
    const { directory, opened, seen } = workplace();
    const run = join(directory, 'runs/tiny');
    const words = ['run', join(directory, 'tiny.yaml'), '--output', run, '--quiet', '--open', ...short];
    expect((await command(...words)).code).toBe(0);
    expect((await seen()).address).toBe(pathToFileURL(join(run, 'report.html')).href);
    rmSync(opened);
    const { code, out } = await landau(directory, ['open', 'runs/tiny']).end;
    expect({ code, out }).toEqual({ code: 0, out: 'runs/tiny/report.html\n' });
    expect((await seen()).address).toBe(pathToFileURL(join(run, 'report.html')).href);
  });

  it('open says in one line what has no page', async () => {
    const { directory } = workplace();
    const { code, out, err } = await command('open', directory);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`${directory}: expected a directory with a page, got none; give the --output of a run\n`);
  });

  it('view prints its address and ends with a signal', async () => {
    const { directory, seen } = workplace();
    const { child, end } = landau(directory, ['view', '.', '--port', '0']);
    const { address } = await seen();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    await expect((await fetch(address)).text()).resolves.toContain('There are none in this directory yet.');
    child.kill('SIGINT');
    const { code, out } = await end;
    expect({ code, out }).toEqual({ code: 0, out: `${address}\n` });
  });

  it.each([
    [['view', 'nowhere'], /^nowhere: expected a directory with runs, got none; give the --output of a run\n$/],
    [['view', '.', '--port', 'x'], /^.*--port: expected an integer from 0 to 65535, got x\n$/],
  ])('%j is refused in one line', async (words, line) => {
    const { code, err } = await command(...words);
    expect(code).toBe(2);
    expect(err).toMatch(line);
  });

  describe('run --live', () => {
    let address = '';
    /** The process that serves the pages. */
    let served: number | undefined;
    let directory = '';
    let browser: Browser | undefined;
    /** What the page says of the run, as it changes, and what the browser complains of. */
    const [seen, complaints]: [string[], string[]] = [[], []];
    let page: Page | undefined;
    let first = '';
    let news = '';

    /** One run for all, which a browser follows, where there is one: the run waits after its first rows until its page is shown. */
    beforeAll(async () => {
      const place = workplace();
      directory = place.directory;
      const run = landau(directory, ['run', 'tiny.yaml', '--quiet', '--live', ...sets]);
      await rowsIn(join(directory, 'runs/tiny/series.csv'), 3);
      run.child.kill('SIGSTOP');
      const opened = await place.seen();
      address = opened.address;
      served = opened.parent;
      const events = await fetch(`${address}?events`);
      const told = events.text();
      first = await (await fetch(address)).text();
      if (chromiumPath === undefined) run.child.kill('SIGCONT');
      else {
        browser = await launch();
        page = await browser.newPage();
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(address);
        const status = page.locator('.live [role=status]');
        await vi.waitFor(async () => expect(await status.textContent()).toMatch(/^t = /), { timeout: 60_000 });
        seen.push(String(await status.textContent()));
        run.child.kill('SIGCONT');
        await vi.waitFor(
          async () => {
            seen.push(String(await status.textContent()));
            expect(seen.at(-1)).toMatch(/^finished/);
          },
          { timeout: 90_000, interval: 20 },
        );
      }
      news = await told;
      expect((await run.end).code).toBe(0);
    });
    afterAll(async () => {
      await browser?.close();
      if (served !== undefined) process.kill(served);
    });

    it('shows the run from its start and tells what is new until it ends', async () => {
      expect(first).toContain('<body data-events="?events">');
      const told = news.split('\n\n').map((event) => /^event: (\w+)\ndata: (.*)$/.exec(event)?.slice(1) ?? []);
      const progress = told.filter(([name]) => name === 'progress').map(([, data]) => JSON.parse(data));
      expect(progress.some(({ status, t }) => status === 'running' && t > 0 && t < 0.6)).toBe(true);
      const times = progress.map(({ t }) => t);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(progress.at(-1)).toMatchObject({ status: 'finished', t: 0.6, until: 0.6 });
      expect(told.some(([name]) => name === 'changed')).toBe(true);
      expect(told.filter(([name]) => name !== undefined).at(-1)).toEqual(['end', '{}']);
      const after = await (await fetch(address)).text();
      expect(after).not.toContain('data-events');
      expect(after).toBe(readFileSync(join(directory, 'runs/tiny/report.html'), 'utf8'));
    });

    it.skipIf(chromiumPath === undefined)(inBrowser('has a page that follows the run'), async () => {
      expect(seen.some((words) => /^t = 0\.\d+ of 0\.6 \(\d+ %\)/.test(words))).toBe(true);
      expect(seen.at(-1)).toBe('finished at t = 0.6; 3 snapshots');
      // The page is the new one, at the last snapshot.
      await expect
        .poll(() => page!.locator('.timebar output').textContent(), { timeout: 20_000 })
        .toBe('t = 0.6 (3 of 3)');
      await expect.poll(() => page!.locator('.marks').textContent(), { timeout: 20_000 }).toContain('finished');
      expect(complaints).toEqual([]);
    });
  });
});
