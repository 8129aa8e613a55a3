import type { RunRecord } from '../../output/run-record.ts';
import { functionalPanel } from '../charts/functionals.ts';
import { bestValues } from '../estimates.ts';
import { dataBlock, legend, panelMarkup } from '../figure.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatNumber, withError } from '../number-format.ts';
import { playerData } from '../player.ts';
import { column, ends } from '../series-columns.ts';
import { statusMark } from './outcome.ts';
import { physicsSentence } from './physics-sentence.ts';
import { doubts } from './watchdogs.ts';

/** The first screen: what was run, how it ended, and beside each other f and both functionals against time. */
export function lead(record: RunRecord): Html {
  const { scenario } = record;
  return html`<header>
<p class="kicker">Multi-species Landau system · ${String(scenario.dimension)}-dimensional velocity space</p>
<div class="title"><h1>${scenario.title}</h1><p class="marks">${statusMark(record.summary)}</p></div>
${doubts(record.summary)}<p class="sentence">${physicsSentence(record)}</p>
</header>
${screenOne(record)}
`;
}

function screenOne(record: RunRecord): Content {
  const player = playerData(record);
  const panels = (['entropy', 'fisher'] as const).flatMap((functional) => functionalPanel(record, functional) ?? []);
  if (player === undefined && panels.length === 0) return undefined;
  const keys = panels.flatMap((panel) => panel.keys);
  return html`<section id="now" aria-label="Distribution, entropy and Fisher information">
<div class="screen">
${player && html`<div class="player" id="player">${dataBlock('player-data', player)}</div>`}
<div class="functionals">${panels.map((panel) => panelMarkup(panel, 2))}${legend(keys)}</div>
</div>
<p class="numbers">${ended(record)}</p>
</section>
`;
}

/** The best estimates at the end, with their errors. */
function ended(record: RunRecord): Content {
  const one = (functional: 'entropy' | 'fisher', symbol: string): Content => {
    const best = bestValues(record, functional);
    if (best === undefined) return undefined;
    const { first, last } = ends(best.y);
    const error = ends(best.error);
    const exact = column(record, `${functional}_exact`);
    return html`<span><i>${symbol}</i>: ${withError(first, error.first)} → <b>${withError(last, error.last)}</b>${
      exact === undefined ? undefined : html`, exact ${formatNumber(ends(exact).last, 5)}`
    }${
      record.summary.equilibrium.reached === false
        ? undefined
        : html`, equilibrium ${formatNumber(record.summary.equilibrium[functional], 5)}`
    }</span>`;
  };
  const source = bestValues(record, 'fisher')?.source ?? bestValues(record, 'entropy')?.source;
  return [
    one('entropy', 'H'),
    ' ',
    one('fisher', 'I'),
    ' ',
    source && html`<span>best estimate: ${source}; ± and band: its error for the computed <i>f</i></span>`,
  ];
}
