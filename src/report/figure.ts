import { type Kind, PAPER, strokes } from './colour.ts';
import { type Content, type Html, html } from './html.ts';

/** One entry of a legend. */
export interface Key {
  readonly label: string;
  readonly colour: string;
  readonly kind: Kind;
}

/** One picture with its own heading and legend. */
export interface Panel {
  readonly heading?: Content;
  /** Drawn for a row of so many columns, so that text is of one size throughout the page. */
  readonly picture: (columns: number) => Html;
  readonly keys: readonly Key[];
}

/** Panels side by side, `columns` of them on a wide page and fewer on a narrow one. */
export interface PanelRow {
  readonly heading?: Content;
  readonly columns: 1 | 2 | 3 | 4;
  readonly panels: readonly Panel[];
  /** A scale of colours that the panels have in common. */
  readonly scale?: Html;
}

/** A numbered figure of the page. */
export interface Figure {
  readonly title: string;
  readonly rows: readonly PanelRow[];
  readonly caption: Content;
}

/** The figure as HTML; a row of one picture stands beside its caption, others above it. */
export function figureMarkup(figure: Figure, number: number): Html {
  const single = figure.rows.length === 1 && figure.rows[0].panels.length === 1;
  return html`<figure id="figure-${String(number)}"${single ? html` class="beside"` : undefined}>
<div class="rows">${figure.rows.map(rowMarkup)}</div>
<figcaption><b>Figure ${String(number)}.</b> <b>${figure.title}.</b> ${figure.caption}</figcaption>
</figure>
`;
}

function rowMarkup(row: PanelRow): Html {
  const title = row.heading || row.scale;
  return html`${title ? html`<div class="row-title"><h3>${row.heading}</h3>${row.scale}</div>` : undefined}<div class="panels columns-${String(row.columns)}">
${row.panels.map((panel) => panelMarkup(panel, row.columns))}</div>
`;
}

function panelMarkup(panel: Panel, columns: number): Html {
  return html`<div class="panel">${panel.heading ? html`<h4>${panel.heading}</h4>` : undefined}${panel.picture(columns)}${legend(panel.keys)}</div>
`;
}

function legend(keys: readonly Key[]): Html | undefined {
  if (keys.length === 0) return undefined;
  return html`<ul class="legend">${keys.map((key) => html`<li>${sample(key)} ${key.label}</li>`)}</ul>`;
}

/** A short piece of the line, as it looks in the picture. */
function sample({ colour, kind }: Key): Html {
  const open = html`<svg class="sample" viewBox="0 0 28 10" aria-hidden="true">`;
  if (kind === 'exact')
    return html`${open}<circle cx="14" cy="5" r="2.8" fill="${PAPER}" stroke="${colour}" stroke-width="1.1"/></svg>`;
  const { width, dashes } = strokes[kind];
  return html`${open}<line x1="2" x2="26" y1="5" y2="5" stroke="${colour}" stroke-width="${String(width)}" stroke-linecap="${dashes && kind === 'equilibrium' ? 'round' : 'butt'}"${dashes ? html` stroke-dasharray="${dashes}"` : undefined}/></svg>`;
}
