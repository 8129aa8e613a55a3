import type { LedgerRow, RunRecord } from '../../output/run-record.ts';
import { displayedFormula, formula } from '../formula.ts';
import { type Content, type Html, html } from '../html.ts';
import { initialWords } from '../initial-words.ts';
import { formatCount, formatNumber } from '../number-format.ts';
import { at, entries, list, words } from '../plain-data.ts';
import { definitions, table } from '../table.ts';

/** Who collides with whom and how it was computed. */
export function overview(record: RunRecord): Html {
  return html`<section id="run" aria-labelledby="run-title">
<h2 id="run-title">What was run</h2>
${speciesTable(record)}
${collisions(record)}
${settings(record)}
</section>
`;
}

function speciesTable({ scenario, summary }: RunRecord): Html {
  const specified = list(scenario.species);
  return table(
    [
      { heading: 'Species' },
      { heading: html`Mass ${formula('m')}`, numeric: true },
      { heading: html`Density ${formula('n')}`, numeric: true },
      { heading: 'Particles', numeric: true },
      { heading: 'Sampling' },
      { heading: 'Initial state' },
    ],
    summary.species.map(({ name, mass, density, particles }) => {
      const own = specified.find((one) => at(one, 'name') === name);
      return [
        name,
        formatNumber(mass),
        formatNumber(density),
        particles > 0 ? formatCount(particles) : '–',
        words(at(own, 'particles', 'sampling')),
        initialWords(at(own, 'initial')),
      ];
    }),
  );
}

function collisions({ summary }: RunRecord): Html {
  const pairs = summary.ledger;
  return html`<h3>Collision law</h3>
<div class="formula">${displayedFormula(
    '\\partial_t f_i=\\sum_j\\frac{c_{ij}}{m_i}\\,\\nabla\\cdot\\!\\int|w|^{\\gamma_{ij}}\\left(|w|^2-w\\otimes w\\right)\\left(f_j^*\\frac{\\nabla f_i}{m_i}-f_i\\frac{\\nabla f_j^*}{m_j}\\right)dv^*,\\quad w=v-v^*',
  )}</div>
<p>${uniform(pairs) ? uniformLaw(pairs[0], pairs.length) : html`with the exponents and strengths of each pair:`}</p>
${uniform(pairs) ? undefined : pairTable(pairs)}`;
}

function uniform(pairs: readonly LedgerRow[]): boolean {
  return pairs.every(({ strength, exponent }) => strength === pairs[0].strength && exponent === pairs[0].exponent);
}

function uniformLaw(pair: LedgerRow | undefined, pairs: number): Content {
  if (pair === undefined) return 'without any pair of species that collides.';
  return html`with ${formula('\\gamma')} = ${formatNumber(pair.exponent)} and ${formula('c')} =
${formatNumber(pair.strength)} ${pairs === 1 ? 'for the only species' : `for all ${String(pairs)} pairs of species`}.`;
}

function pairTable(pairs: readonly LedgerRow[]): Html {
  return table(
    [
      { heading: 'Pair' },
      { heading: html`Exponent ${formula('\\gamma_{ij}')}`, numeric: true },
      { heading: html`Strength ${formula('c_{ij}')}`, numeric: true },
    ],
    pairs.map(({ between: [a, b], exponent, strength }) => [
      `${a} – ${b}`,
      strength === 0 ? '–' : formatNumber(exponent),
      strength === 0 ? 'no collisions' : formatNumber(strength),
    ]),
  );
}

/** The scenario's own choices, and the numbers that followed from them. */
function settings({ scenario, provenance }: RunRecord): Html {
  const chosen = (key: string) =>
    entries(scenario[key])
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]): [Content, Content] => [`${key}: ${name}`, words(value)]);
  const followed = Object.entries(provenance.settings).map(([name, value]): [Content, Content] => [
    name,
    typeof value === 'number' ? formatNumber(value) : value,
  ]);
  return html`<h3>Method</h3>
${definitions([...chosen('method'), ...chosen('time'), ...chosen('output'), ...followed, ['seed', provenance.seed]])}`;
}
