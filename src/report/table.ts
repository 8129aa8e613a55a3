import { type Content, type Html, html } from './html.ts';

export interface Column {
  readonly heading: Content;
  /** Numbers are aligned on the right, in figures of equal width. */
  readonly numeric?: boolean;
}

/** A table whose first column names its rows. Wide ones scroll inside their box on narrow pages. */
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

/** Names and what belongs to them; entries without a value are left out. */
export function definitions(entries: readonly (readonly [Content, Content])[]): Html {
  return html`<dl>
${entries
  .filter(([, value]) => value !== undefined && value !== '')
  .map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>
`;
}
