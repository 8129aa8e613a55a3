import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isThere, statsOf } from '../../core/presence.ts';
import { comparisonLayout } from '../../output/comparison-record.ts';
import { readJson } from '../../output/files.ts';
import { isRunDirectory, layout } from '../../output/layout.ts';
import { readDescription } from '../../output/read-run.ts';
import type { RunSummary } from '../../output/run-record.ts';

/** Something that has a page. */
export interface Found {
  readonly kind: 'run' | 'study' | 'comparison';
  readonly path: string;
  readonly title: string;
  /** When its summary was last written, in milliseconds. */
  readonly changed: number;
  readonly summary?: RunSummary;
  /** Why it cannot be read. */
  readonly damage?: string;
}

/** How deep below the directory, and how many directories, are looked through. */
const DEEPEST = 6;
const MOST = 3000;

/** The files that say what a directory is; a study's are named in its own room, which this one does not see. */
const studyFiles = { record: 'record.json', plan: 'plan.json' } as const;

/** The runs, studies and comparisons below a directory, the latest first. Their own members are not listed. */
export function findAll(root: string): { readonly found: readonly Found[]; readonly complete: boolean } {
  const found: Found[] = [];
  let left = MOST;
  const visit = (path: string, depth: number) => {
    if (left-- <= 0) return;
    const here = describe(path);
    if (here !== undefined) {
      found.push(here);
      return;
    }
    if (depth >= DEEPEST) return;
    for (const name of foldersIn(path)) visit(join(path, name), depth + 1);
  };
  visit(root, 0);
  return { found: found.sort((a, b) => b.changed - a.changed), complete: left > 0 };
}

/** What a directory holds, if it has a page. */
export function describe(path: string): Found | undefined {
  try {
    if (isRunDirectory(path)) {
      const changed = changedAt(join(path, layout.summary));
      const { scenario, summary } = readDescription(path);
      return { kind: 'run', path, title: scenario.title, changed, summary };
    }
    const comparison = join(path, comparisonLayout.record);
    if (isThere(comparison)) return titled('comparison', path, comparison);
    const study = join(path, studyFiles.record);
    if (isThere(study) && isThere(join(path, studyFiles.plan))) return titled('study', path, study);
    return undefined;
  } catch (cause) {
    return { kind: 'run', path, title: path, changed: 0, damage: (cause as Error).message };
  }
}

function titled(kind: Found['kind'], path: string, record: string): Found {
  const { title } = readJson(record, `the record of a ${kind}`, z.looseObject({ title: z.string() }));
  return { kind, path, title, changed: changedAt(record) };
}

function changedAt(path: string): number {
  return statsOf(path)?.mtimeMs ?? 0;
}

/** Folders, without hidden ones, links and those of packages. */
function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
