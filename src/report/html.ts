import katex from 'katex';

/** Markup that is known to be well formed. Only `html`, `join` and `trusted` make it. */
export interface Html {
  readonly markup: string;
}

/** Contents of a template: text (escaped), markup (unchanged), lists of both, or nothing. */
export type Content = string | Html | undefined | readonly Content[];

/** Template tag that escapes every text put into it: html`<p>${title}</p>` is safe for any title. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { markup: parts.reduce((markup, part, k) => markup + render(contents[k - 1]) + part) };
}

/** The contents with markup between them, as in `join(words, html`, `)`. */
export function join(contents: readonly Content[], between: Html): Html {
  return { markup: contents.map(render).join(between.markup) };
}

/** Markup made by a library or written out in this program; never text of a user. */
export function trusted(markup: string): Html {
  return { markup };
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if ('markup' in content) return content.markup;
  return content.map(render).join('');
}

/** An inline TeX formula as MathML, which browsers typeset without fonts or scripts. */
export function formula(tex: string): Html {
  return mathml(tex, false);
}

/** A TeX formula on its own line, as MathML. */
export function displayedFormula(tex: string): Html {
  return mathml(tex, true);
}

/** Cache of typeset formulas: a page has few different ones, and typesetting one takes a millisecond. */
const known = new Map<string, Html>();

function mathml(tex: string, displayMode: boolean): Html {
  const key = `${displayMode} ${tex}`;
  const set = known.get(key);
  if (set !== undefined) return set;
  const made = trusted(
    katex.renderToString(tex, { output: 'mathml', displayMode, throwOnError: true, strict: 'error' }),
  );
  known.set(key, made);
  return made;
}

export interface Column {
  readonly heading: Content;
  /** Numbers are aligned on the right, in figures of equal width. */
  readonly numeric?: boolean;
}

/** A table whose first column names its rows. Wide tables scroll inside their box on narrow pages. */
export function table(columns: readonly Column[], rows: readonly (readonly Content[])[], caption?: Content): Html {
  const style = (k: number) => (columns[k].numeric ? html` class="number"` : undefined);
  return html`<div class="table"><table>${caption ? html`<caption>${caption}</caption>` : undefined}
<thead><tr>${columns.map(({ heading }, k) => html`<th scope="col"${style(k)}>${heading}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (cells) => html`<tr>${cells.map((cell, k) =>
    k === 0 ? html`<th scope="row"${style(k)}>${cell}</th>` : html`<td${style(k)}>${cell}</td>`,
  )}</tr>
`,
)}</tbody></table></div>
`;
}

/** A list of names and values; entries without a value are left out. With `long`, values take whole lines. */
export function definitions(entries: readonly (readonly [Content, Content])[], length?: 'long'): Html {
  return html`<dl${length && html` class="wide"`}>
${entries
  .filter(([, value]) => value !== undefined && value !== '')
  .map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>
`;
}
