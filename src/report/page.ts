import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Html, html, trusted } from './html.ts';
import { style } from './style.ts';

export interface PageUse {
  /** For a page that follows a run: the address of its events, on the same server. */
  readonly live?: { readonly events: string } | undefined;
  /** Whether a list of the sections stays at the top. */
  readonly contents?: boolean;
  /** Whether it has a form, which is sent to the server of the page. */
  readonly form?: boolean;
}

/**
 * A self-contained HTML page: it includes its style, script and data, and its security policy forbids everything else. `generator`
 * is the program and its version.
 */
export function page(
  title: string,
  generator: string,
  content: Html,
  { live, contents = false, form = false }: PageUse = {},
): string {
  const script = pageScript();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, live !== undefined, form)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${generator}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body${live && html` data-events="${live.events}"`}>
${contents ? contentsOf(content) : undefined}<main id="main">
${content}</main>
<script>${trusted(script)}</script>
</body>
</html>
`.markup;
}

/** The security policy: nothing is loaded, images are made in the page, and only this script and this style are allowed. */
function policy(script: string, live: boolean, form: boolean): string {
  return [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data: blob:',
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    `form-action ${form ? "'self'" : "'none'"}`,
  ].join('; ');
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

/** Links to the sections, in their order. */
function contentsOf(content: Html): Html {
  const sections = [...content.markup.matchAll(/<h2 id="([^"]*)-heading">(.*?)<\/h2>/g)];
  const links = [['now', 'Overview'], ...sections.map(([, id, title]) => [id, title])].filter(([id]) =>
    content.markup.includes(`<section id="${id}"`),
  );
  return html`<nav class="contents" aria-label="Contents"><ul>${links.map(
    ([id, title]) => html`<li><a href="#${id}">${trusted(title)}</a></li>`,
  )}</ul></nav>
`;
}

/** Locations of the built script: beside this file, and relative to the sources. */
const places = [
  new URL('./page-script.js', import.meta.url),
  new URL('../../dist/report/page-script.js', import.meta.url),
];

let loaded: string | undefined;

/** The script of all pages; empty before the first build, when a page has only its static pictures. */
function pageScript(): string {
  const place = places.find((candidate) => existsSync(candidate));
  loaded ??= place === undefined ? '' : readFileSync(place, 'utf8').replaceAll('</script', '<\\/script');
  return loaded;
}
