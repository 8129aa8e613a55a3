import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/output/run-record.ts';
import { renderComparison } from '../../src/report/comparison/render-comparison.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { studyPage } from '../../src/report/study-page.ts';
import type { Found } from '../../src/report/view/listing.ts';
import { listingPage } from '../../src/report/view/listing.ts';
import { overlayPage } from '../../src/report/view/overlay.ts';
import { axeFaults, chromiumPath, inBrowser, launch } from './chromium.ts';
import { record as compared, series as memberSeries } from './comparison-record.ts';
import { bkwRecord, coulombRecord } from './record.ts';
import { record as study } from './study-record.ts';

/** A run without snapshots, which are tested elsewhere, that a watchdog doubts and that runs still. */
function doubtful(record: RunRecord): RunRecord {
  const found = {
    kind: 'doubtful' as const,
    statement: 'what has to hold',
    t: 1,
    value: 2,
    limit: 1,
    message: 'take less',
  };
  const watchdogs = [{ ...found, watchdog: 'losses' }];
  return { ...record, snapshots: [], summary: { ...record.summary, status: 'doubtful', watchdogs } };
}

const runs = [bkwRecord(), coulombRecord()].map((record) => ({ ...record, snapshots: [] }));
const found = runs.map(
  ({ summary, scenario: { title } }, k): Found => ({
    ...{ kind: 'run', path: `/served/run-${k}`, title, changed: 1e12, summary },
  }),
);
const study1: Found = { kind: 'study', path: '/served/study', title: 'A study', changed: 1e12 };
const broken: Found = { kind: 'run', path: '/served/broken', title: '', changed: 0, damage: 'no scenario.yaml' };

const pages = {
  'a doubtful run': () => renderReport(doubtful(coulombRecord())),
  'a run that goes on': () =>
    renderReport(
      { ...runs[0], series: { quantities: [], columns: { t: new Float64Array(0) } } },
      { live: { events: '?events' } },
    ),
  'a study': () => studyPage(study),
  'a comparison': () => renderComparison(compared, memberSeries),
  'the list of a directory': () =>
    listingPage('/served', '/served', { found: [...found, study1, broken], complete: true }),
  'runs over each other': () =>
    overlayPage(runs.map((record, k) => ({ name: `run-${k}`, address: `/run-${k}/`, record }))),
} as const;

describe.skipIf(chromiumPath === undefined)(inBrowser('axe finds no fault, nor anything wider than 400 pixels'), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  it.each(Object.entries(pages))('in the page of %s', async (_name, render) => {
    const page = await browser.newPage({ viewport: { width: 400, height: 800 } });
    // The events of a live page need a server: here it says that they are lost.
    await page.setContent(render());
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await page.evaluate(
      "for (const details of document.querySelectorAll('main details:not(.menu)')) details.open = true",
    );
    expect(await axeFaults(page)).toEqual([]);
    await page.close();
  });
});
