import { expect, test } from 'vitest';
import { listPages } from '../../scripts/scenario-list/pages.ts';
import { readScenario, readStudy } from '../../src/scenario/read-scenario.ts';
import { places, studyAxes } from '../../src/scenario/study-members.ts';
import { watchdogs } from '../../src/simulation/watchdogs/watchdogs.ts';
import { textOf } from './pages.ts';

const program = { readScenario, readStudy, places, studyAxes, watchdogs };

test.each(Object.entries(listPages(program)))('%s is what npm run scenario-list writes', (path, text) => {
  expect(text).toBe(textOf(path));
});
