import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listPages } from '../../scripts/scenario-list/pages.ts';
import { readScenario, readStudy } from '../../src/scenario/read-scenario.ts';
import { places, studyAxes } from '../../src/scenario/study-members.ts';
import { watchdogs } from '../../src/simulation/watchdogs/watchdogs.ts';
import { pages, root, textOf } from './pages.ts';

/** The name that a heading has in an address, as GitHub and the documents site make it. */
function slug(heading: string): string {
  return heading
    .replace(/[`*[\]]|\(.*?\)(?=$)/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s+/g, '-');
}

function linksOf(page: string): string[] {
  const prose = textOf(page)
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

describe('the links of the documents', () => {
  test.each(pages)('%s leads to files and headings that are there', (page) => {
    const missing = linksOf(page).filter((target) => {
      const [path, anchor] = target.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(root + file)) return true;
      if (anchor === undefined || !file.endsWith('.md')) return false;
      return ![...textOf(file).matchAll(/^#+ (.*)$/gm)].some(([, heading]) => slug(heading) === anchor);
    });
    expect(missing).toEqual([]);
  });

  test('of the side bar lead to every page of docs', () => {
    const sideBar = textOf('docs/.vitepress/config.mts');
    const documents = pages.filter((page) => /^docs\/[\w-]+\.md$/.test(page));
    const missing = documents.filter((page) => !sideBar.includes(`'/${page.replace(/\.md$/, '')}'`));
    expect(missing).toEqual([]);
  });

  test('are many', () => {
    expect(pages.flatMap(linksOf).length).toBeGreaterThan(60);
  });
});

const program = { readScenario, readStudy, places, studyAxes, watchdogs };

test.each(Object.entries(listPages(program)))('%s is what npm run scenario-list writes', (path, text) => {
  expect(text).toBe(textOf(path));
});
