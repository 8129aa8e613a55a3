// Takes the pictures of pages in docs/pictures/, which docs/pages.md and README.md show, with the Chromium of this machine.
// Usage: npm run pictures     (reuses existing runs in runs/pictures; all of them take about three minutes)
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [runs, pictures] = ['runs/pictures', 'docs/pictures'];
const program = 'dist/command/main.js';
const coulomb = 'scenarios/two-species-3d-coulomb.yaml';

const made = {
  'main-job': ['run', 'scenarios/bkw-two-species-2d-maxwell.yaml'],
  'three-dimensions': ['run', coulomb],
  legendre: ['run', coulomb, '--set', 'method={ name: legendre }', '--set', 'expect={}'],
  study: ['study', 'run', 'scenarios/studies/time-step.yaml'],
  comparison: ['compare', coulomb, '--methods', 'blob@512,blob@1000,legendre,spectral-grid@16,spectral-grid@20'],
};
for (const [name, words] of Object.entries(made))
  if (!existsSync(join(runs, name))) landau(...words, '--output', join(runs, name));

mkdirSync(pictures, { recursive: true });
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const report = (name: string) => pathToFileURL(join(runs, name, 'report.html')).href;
await picture('main-job', report('main-job'), { act: (page) => page.locator('.timebar input').fill('2') });
await picture('main-job-narrow', report('main-job'), { width: 400, height: 860, colorScheme: 'dark' });
await picture('three-dimensions', report('three-dimensions'));
await picture('study', report('study'), { height: 1100 });
await picture('comparison', pathToFileURL(join(runs, 'comparison', 'compare.html')).href, {
  height: 1100,
  act: (page) => page.evaluate("document.querySelector('#figures').scrollIntoView()"),
});
const server = spawn(process.execPath, [program, 'view', runs, '--port', '0', '--no-open']);
const address = await new Promise<string>((done) => server.stdout.once('data', (data) => done(String(data).trim())));
await picture('overlay', `${address}?run=%2Flegendre%2F&run=%2Fthree-dimensions%2F`, { height: 1100 });
server.kill('SIGINT');
await browser.close();

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Actions before the picture is taken. */
  readonly act?: (page: Page) => Promise<unknown>;
}

async function picture(
  name: string,
  url: string,
  { width = 1280, height = 860, colorScheme = 'light', act }: Look = {},
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(url);
  await page.waitForSelector('.chart canvas');
  await act?.(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  await page.close();
  console.log(join(pictures, `${name}.png`));
}

function landau(...words: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [program, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
