import { type Content, html, table } from '../html.ts';
import { formatNumber } from '../number-format.ts';
import { page } from '../page.ts';
import { statusMark } from '../sections/outcome.ts';
import type { Found } from './found.ts';
import { addressOf } from './place.ts';

/** The page that lists what is below a directory of the server, whose root is `root`. */
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
      complete ? undefined : ' There are more directories than are looked through.'
    }</p>
</header>
${
  found.length === 0
    ? undefined
    : html`<section aria-label="List" class="list"><form method="get">${table(
        [
          { heading: 'Title' },
          { heading: 'What' },
          { heading: 'Status' },
          { heading: html`<i>t</i>`, numeric: true },
          { heading: 'Directory' },
          { heading: 'Changed' },
          ...(several ? [{ heading: 'Overlay' }] : []),
        ],
        found.map((one) => [...row(root, one), ...(several ? [choice(root, one)] : [])]),
      )}${several ? html`<p><button class="button" type="submit">Lay the chosen runs over each other</button></p>` : undefined}</form></section>`
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

/** Chooses a run to be laid over others. */
function choice(root: string, { path, title, summary }: Found): Content {
  if (summary === undefined) return '';
  return html`<input type="checkbox" name="run" value="${addressOf(root, path)}" aria-label="Lay ${title} (${addressOf(root, path)}) over others">`;
}
