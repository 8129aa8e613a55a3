import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { isThere, statsOf } from '../../core/file-system.ts';
import { comparisonLayout } from '../../output/comparison-record.ts';
import { readJson } from '../../output/files.ts';
import { isRunDirectory, layout } from '../../output/layout.ts';
import { readDescription } from '../../output/read-run.ts';
import type { RunSummary } from '../../output/run-record.ts';
import { type Content, html, table } from '../html.ts';
import { formatNumber } from '../number-format.ts';
import { page } from '../page.ts';
import { statusMark } from '../sections/outcome.ts';

/** A directory that has a page. */
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

/** Limits of the search: depth below the directory, and number of directories. */
const DEEPEST = 6;
const MOST = 3000;

/** The files that identify a study. Their names are defined in its own room, which this room does not import. */
const studyFiles = { record: 'record.json', plan: 'plan.json' } as const;

/** The runs, studies and comparisons below a directory, the latest first. Their members are not listed. */
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

/** The run, study or comparison in a directory; undefined if it has no page. */
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

/** The folders in a directory, except hidden ones, links and node_modules. */
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

/** A file or directory below the root of the server that may be read. */
export interface Place {
  readonly kind: 'directory' | 'file';
  readonly path: string;
  readonly bytes: number;
}

/**
 * The file or directory below `root` that the path of an address names. Undefined if it does not exist, leaves the root in its path or
 * through a symbolic link, has a part that begins with a dot, or is not a plain file or directory.
 */
export function placeOf(root: string, address: string): Place | undefined {
  let parts: string[];
  try {
    parts = address
      .split('/')
      .map(decodeURIComponent)
      .filter((part) => part !== '');
  } catch {
    return undefined;
  }
  if (parts.some((part) => part.startsWith('.') || /[/\\\0]/.test(part))) return undefined;
  try {
    const whole = realpathSync(root);
    const path = realpathSync(join(whole, ...parts));
    const inside = relative(whole, path);
    if (inside === '..' || inside.startsWith(`..${sep}`) || /^([a-z]:)?[/\\]/i.test(inside)) return undefined;
    // A link may lead to a hidden directory within the root.
    if (inside.split(sep).some((part) => part.startsWith('.'))) return undefined;
    const stats = statSync(path);
    if (stats.isDirectory()) return { kind: 'directory', path, bytes: 0 };
    return stats.isFile() ? { kind: 'file', path, bytes: stats.size } : undefined;
  } catch {
    return undefined;
  }
}

/** The address of a path below the root, for a link. */
function addressOf(root: string, path: string): string {
  const parts = relative(root, path)
    .split(sep)
    .filter((part) => part !== '');
  return `/${parts.map((part) => `${encodeURIComponent(part)}/`).join('')}`;
}

/** The page that lists the runs, studies and comparisons below a directory; `root` is the root of the server. */
export function listingPage(
  root: string,
  directory: string,
  { found, complete }: { readonly found: readonly Found[]; readonly complete: boolean },
): string {
  const counted = (kind: Found['kind'], many: string) => {
    const count = found.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? kind : many}`];
  };
  const several = found.filter(({ summary }) => summary !== undefined).length > 1;
  const counts = [...counted('run', 'runs'), ...counted('study', 'studies'), ...counted('comparison', 'comparisons')];
  return page(
    'Runs, studies and comparisons',
    'landau-fisher',
    html`<header>
<p class="kicker">${directory}</p>
<h1>Runs, studies and comparisons</h1>
<p>${counts.length === 0 ? 'There are none in this directory yet.' : `${counts.join(', ')}, the latest first.`}${
      complete ? undefined : ' The search stopped at its limit of directories.'
    }</p>
</header>
${
  found.length === 0
    ? undefined
    : html`<section aria-label="List" class="list"><form method="get">${table(
        [
          { heading: 'Title' },
          { heading: 'Kind' },
          { heading: 'Status' },
          { heading: html`<i>t</i>`, numeric: true },
          { heading: 'Directory' },
          { heading: 'Changed' },
          ...(several ? [{ heading: 'Overlay' }] : []),
        ],
        found.map((one) => [...row(root, one), ...(several ? [choice(root, one)] : [])]),
      )}${several ? html`<p><button class="button" type="submit">Overlay the chosen runs</button></p>` : undefined}</form></section>`
}`,
    { form: true },
  );
}

function row(root: string, { kind, path, title, summary, changed, damage }: Found): Content[] {
  const address = addressOf(root, path);
  return [
    damage === undefined ? html`<a href="${address}">${title}</a>` : html`<span class="bad">${damage}</span>`,
    kind,
    summary === undefined ? '–' : html`<span class="marks">${statusMark(summary)}</span>`,
    summary === undefined
      ? '–'
      : html`${formatNumber(summary.t, 4)}${summary.t < summary.until ? html` of ${formatNumber(summary.until, 4)}` : undefined}`,
    html`<code>${decodeURIComponent(address.slice(1)) || '.'}</code>`,
    changed === 0 ? '–' : new Date(changed).toISOString().slice(0, 16).replace('T', '\u00a0'),
  ];
}

/** A checkbox that chooses a run for the overlay. */
function choice(root: string, { path, title, summary }: Found): Content {
  if (summary === undefined) return '';
  return html`<input type="checkbox" name="run" value="${addressOf(root, path)}" aria-label="Overlay ${title} (${addressOf(root, path)})">`;
}
