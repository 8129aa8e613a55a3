import { PAPER } from './colour.ts';
import { type Content, type Html, html, trusted } from './html.ts';
import { type Kind, type PanelData, strokes } from './plot-data.ts';

/** One entry of a legend. */
export interface Key {
  readonly label: string;
  readonly colour: string;
  readonly kind: Kind;
  readonly dashes?: string;
}

/** One picture with its own heading and legend. */
export interface Panel {
  readonly heading?: Content;
  /** Draws the picture for a row of `columns` panels, so that text has the same size throughout the page. */
  readonly picture: (columns: number) => Html;
  readonly keys: readonly Key[];
  /** Data from which the page's script draws a chart instead of the picture; without them the picture stays. */
  readonly data?: (columns: number) => PanelData;
}

/** Panels side by side, `columns` of them on a wide page and fewer on a narrow one. */
export interface PanelRow {
  readonly heading?: Content;
  readonly columns: 1 | 2 | 3 | 4;
  readonly panels: readonly Panel[];
  /** The colour scale common to the panels. */
  readonly scale?: Html;
}

/** A figure of the page. */
export interface Figure {
  readonly title: string;
  readonly rows: readonly PanelRow[];
  readonly caption: Content;
}

/** The figure as HTML with the given `id`; its panels share one legend. */
export function figureMarkup(figure: Figure, id: string): Html {
  const panels = figure.rows.flatMap((row) => row.panels);
  const keys = panels.flatMap((panel) => panel.keys);
  // A figure of one panel needs no panel title; two such figures are placed side by side.
  const single = panels.length < 2;
  return html`<figure id="${id}"${single ? html` class="single"` : undefined} aria-labelledby="${id}-title">
<h3 id="${id}-title">${figure.title}</h3>
<div class="rows">${figure.rows.map((row) => rowMarkup(row, single))}</div>
${legend(keys)}<figcaption>${figure.caption}</figcaption>
</figure>
`;
}

function rowMarkup(row: PanelRow, single: boolean): Html {
  const title = row.heading || row.scale;
  return html`${title ? html`<div class="row-title"><h4>${row.heading}</h4>${row.scale}</div>` : undefined}<div class="panels columns-${String(row.columns)}">
${row.panels.map((panel) => panelMarkup(single ? { ...panel, heading: '' } : panel, row.columns))}</div>
`;
}

/** One panel as HTML: its heading, its picture, and the data of the picture if there are any. */
export function panelMarkup(panel: Panel, columns: number): Html {
  const data = panel.data?.(columns);
  return html`<div class="panel">${panel.heading ? html`<p class="panel-title"><span>${panel.heading}</span></p>` : undefined}${panel.picture(columns)}${
    data && dataBlock('panel-data', data)
  }</div>
`;
}

/** Plain data within the page, escaped so that no HTML parser reads them as markup or as a script. */
export function dataBlock(name: string, data: unknown): Html {
  const text = JSON.stringify(data)
    .replace(/</g, '\\u003c')
    .replace(/\u2028|\u2029/g, ' ');
  return html`<script type="application/json" class="${name}">${trusted(text)}</script>`;
}

/** The legend, with equal entries merged; undefined without entries. */
export function legend(keys: readonly Key[]): Html | undefined {
  const different = keys.filter(
    (key, k) =>
      keys.findIndex(({ label, kind, colour }) => label === key.label && kind === key.kind && colour === key.colour) ===
      k,
  );
  if (different.length === 0) return undefined;
  return html`<ul class="legend">${different.map((key) => html`<li>${sample(key)} ${key.label}</li>`)}</ul>
`;
}

/** A short sample of the line as drawn in the picture. */
function sample({ colour, kind, dashes: own }: Key): Html {
  const open = html`<svg class="sample" viewBox="0 0 28 10" aria-hidden="true">`;
  if (kind === 'exact')
    return html`${open}<circle cx="14" cy="5" r="2.8" fill="${PAPER}" stroke="${colour}" stroke-width="1.1"/></svg>`;
  const { width, dashes = own } = strokes[kind];
  return html`${open}<line x1="2" x2="26" y1="5" y2="5" stroke="${colour}" stroke-width="${String(width)}" stroke-linecap="${dashes && kind === 'equilibrium' ? 'round' : 'butt'}"${dashes ? html` stroke-dasharray="${dashes}"` : undefined}/></svg>`;
}
