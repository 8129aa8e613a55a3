import type { LedgerRow, RunSummary } from '../../output/run-record.ts';
import { type Content, formula, type Html, html, join, table } from '../html.ts';
import { formatNumber } from '../number-format.ts';

/** What Theorem 1.1 states for this mixture, what was observed, and what follows from both. */
export function theorem(summary: RunSummary): Html {
  return html`<p>Theorem 1.1 of Zhu (2025) states that ${formula('I(t)')} does not increase along solutions of the Landau system
<em>if</em> every pair of species that collides satisfies ${formula('|\\gamma_{ij}|\\le 2\\sqrt{d-1}')} for
${formula('i\\ne j')} and ${formula('|\\gamma_{ii}|\\le 2\\sqrt{d+3-1/(d-1)}')}.</p>
${ledgerTable(summary.ledger)}
<p class="statement"><b>Theorem.</b> ${theoremStatement(summary)}</p>
<p class="statement"><b>Observation.</b> ${observation(summary)}</p>
`;
}

/** What the theorem states for this mixture; if a pair is not covered, it states nothing in either direction. */
function theoremStatement(summary: RunSummary): Content {
  const colliding = summary.ledger.filter(({ strength }) => strength > 0);
  if (colliding.length === 0) return 'No pair of species collides in this run, so there is nothing to check.';
  const open = colliding.filter(({ covered }) => !covered);
  if (summary.covered && open.length === 0)
    return html`All colliding pairs are covered: for this mixture the theorem claims that the exact ${formula('I(t)')} never
increases.`;
  return html`Not covered: ${open.length > 0 ? join(open.map(uncovered), html`; `) : 'at least one pair'}. For this mixture the theorem makes no claim about
${formula('I(t)')}, neither that it is monotone nor that it is not.`;
}

function uncovered({ between: [a, b], exponent, kernel, bound, outside }: LedgerRow): Html {
  if (kernel !== undefined) return html`${a} – ${b} (${slopeWords(kernel)}, beyond ${formatNumber(bound, 4)})`;
  if (outside !== undefined) return html`${a} – ${b} (${outside})`;
  return html`${a} – ${b} (${formula('|\\gamma|')} = ${formatNumber(Math.abs(exponent))} > ${formatNumber(bound, 4)})`;
}

/** The range of r alpha'/alpha, which replaces the exponent for a kernel. */
function slopeWords({ formula: law, slopes: [least, largest] }: NonNullable<LedgerRow['kernel']>): Html {
  const end = (value: number | null, none: string) => (value === null ? none : formatNumber(value, 4));
  return html`${formula('\\alpha')} = ${law}, ${formula("r\\alpha'/\\alpha")} from ${end(least, '−∞')} to ${end(largest, '∞')}`;
}

function observation({ status, fisher, covered, best }: RunSummary): Content {
  if (status === 'running') return html`The end of the run will show whether ${formula('I')} increases.`;
  const { answer, reason, change, changeError, rise, riseError, from, to, hidden } = fisher;
  const estimate = html`the best estimate of ${formula('I')} of the computed ${formula('f')}${
    best.fisher.source === '' ? undefined : html` (${best.fisher.source})`
  }`;
  if (answer === 'increases')
    return html`In this run ${estimate} increases: by ${plusMinus(rise, riseError)} from <i>t</i> = ${formatNumber(from!)} to
${formatNumber(to!)}. ${
      covered
        ? 'Because the theorem excludes this for the exact solution, it is an effect of the discretisation: particles, smoothing or time step.'
        : 'Only a refined run can show whether this is a property of the exact solution or of the discretisation.'
    }`;
  if (answer === 'does not increase')
    return html`In this run ${estimate} does not increase: it changes by ${plusMinus(change, changeError)}, no row is above the one before
it, and the errors exclude ${hidden === 0 ? 'any rise' : html`a rise of more than ${formatNumber(hidden ?? Number.NaN, 2)}`} between any two.${
      covered ? undefined : ' This is one observation, not a proof.'
    }`;
  return html`Whether ${formula('I')} increases in this run is undetermined: ${reason ?? 'nothing is known'}.${
    change === null
      ? undefined
      : html` From the first row to the last ${estimate} changes by ${plusMinus(change, changeError)}.`
  }`;
}

function plusMinus(value: number | null, error: number | null): Html {
  return html`${formatNumber(value ?? Number.NaN, 4)}${
    error === null ? html` (error not known)` : html` ± ${formatNumber(error, 2)}`
  }`;
}

function ledgerTable(ledger: readonly LedgerRow[]): Html {
  return table(
    [
      { heading: 'Pair' },
      { heading: html`Strength ${formula('c_{ij}')}`, numeric: true },
      { heading: html`Exponent ${formula('\\gamma_{ij}')}`, numeric: true },
      { heading: html`Bound on ${formula('|\\gamma_{ij}|')}`, numeric: true },
      { heading: 'Theorem 1.1' },
    ],
    ledger.map(({ between: [a, b], strength, exponent, kernel, bound, covered, outside }) => [
      `${a} – ${b}`,
      formatNumber(strength),
      kernel === undefined ? formatNumber(exponent) : kernel.formula,
      outside === undefined ? formatNumber(bound, 4) : '–',
      strength === 0 ? 'no collisions' : covered ? 'covered' : html`<b>not covered</b>`,
    ]),
  );
}
