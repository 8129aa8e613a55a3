import type { LedgerRow, RunRecord } from '../../output/run-record.ts';
import { type Content, definitions, displayedFormula, formula, type Html, html, table } from '../html.ts';
import { formatCount, formatNumber, plainNumber, plainVector } from '../number-format.ts';

/** The description in the scenario, one sentence on what was run, and the species. */
export function description(record: RunRecord): Html {
  const { description: text } = record.scenario;
  return html`${text ? html`<p class="description">${text}</p>` : undefined}<p>${sentence(record)}</p>
${speciesTable(record)}`;
}

function speciesTable({ scenario, summary }: RunRecord): Html {
  const specified = list(scenario.species);
  const counts = summary.representation ?? 'particles';
  return table(
    [
      { heading: 'Species' },
      { heading: html`Mass ${formula('m')}`, numeric: true },
      { heading: html`Density ${formula('n')}`, numeric: true },
      { heading: counts[0].toUpperCase() + counts.slice(1), numeric: true },
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

/** The equations with their exponents and strengths. */
export function collisionLaw({ summary }: RunRecord): Html {
  const pairs = summary.ledger;
  return html`<h3>Collision law</h3>
<div class="formula">${displayedFormula(
    '\\partial_t f_i=\\sum_j\\frac{c_{ij}}{m_i}\\,\\nabla\\cdot\\!\\int|w|^{\\gamma_{ij}}\\left(|w|^2-w\\otimes w\\right)\\left(f_j^*\\frac{\\nabla f_i}{m_i}-f_i\\frac{\\nabla f_j^*}{m_j}\\right)dv^*,\\quad w=v-v^*',
  )}</div>
<p>${uniform(pairs) ? uniformLaw(pairs[0], pairs.length) : html`with the exponents${pairs.some(({ kernel }) => kernel) ? ', or the kernels instead of the power,' : undefined} and strengths of each pair:`}</p>
${uniform(pairs) ? undefined : pairTable(pairs)}`;
}

function uniform(pairs: readonly LedgerRow[]): boolean {
  return pairs.every(
    ({ strength, exponent, kernel }) =>
      kernel === undefined && strength === pairs[0].strength && exponent === pairs[0].exponent,
  );
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
    pairs.map(({ between: [a, b], exponent, kernel, strength }) => [
      `${a} – ${b}`,
      strength === 0 ? '–' : (kernel?.formula ?? formatNumber(exponent)),
      strength === 0 ? 'no collisions' : formatNumber(strength),
    ]),
  );
}

/** The settings of the scenario, and the numbers derived from them. */
export function parameters({ scenario, provenance }: RunRecord): Html {
  const chosen = (key: string) =>
    entries(scenario[key])
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]): [Content, Content] => [`${key}: ${name}`, words(value)]);
  const followed = Object.entries(provenance.settings).map(([name, value]): [Content, Content] => [
    name,
    typeof value === 'number' ? formatNumber(value) : value,
  ]);
  return html`${definitions([...chosen('method'), ...chosen('time'), ...chosen('output'), ...followed, ['seed', provenance.seed]])}`;
}

function sentence({ scenario, summary, provenance }: RunRecord): Html {
  const { species, t, until } = summary;
  const particles = species.reduce((sum, one) => sum + one.particles, 0);
  const method = words(at(scenario, 'method', 'name'));
  // The integrator that was used; a method with its own steps does not use time.integrator.
  const integrator = provenance.methods.find(({ role }) => role === 'integrator')?.name;
  return html`${counted(species.length)} in
${String(scenario.dimension)} velocity dimensions${particles > 0 ? ` with ${formatCount(particles)} ${summary.representation ?? 'particles'}` : ''}${
    method ? html`, evolved by the <b>${method}</b> method` : undefined
  }${integrator ? html` and <b>${integrator}</b> steps` : undefined} to <i>t</i> = ${formatNumber(t)}${
    t < until ? html` of ${formatNumber(until)}` : undefined
  }.`;
}

function counted(species: number): string {
  return `${['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six'][species] ?? String(species)} species`;
}

/** An initial state of the scenario in words: `Maxwellian, T = 1, drift (0, 0, 1)`. */
function initialWords(initial: unknown): string {
  const mixture = list(at(initial, 'mixture'));
  if (mixture.length > 0) return mixture.map(componentWords).join(' + ');
  const [kind, fields] = entries(initial)[0] ?? ['', undefined];
  if (kind === '') return typeof initial === 'string' ? initial : '';
  const phrase = phrases[kind];
  return phrase
    ? `${phrase(fields)}${driftWords(at(fields, 'drift'))}`
    : `${kind}${fields ? `, ${words(fields)}` : ''}`;
}

const phrases: Readonly<Record<string, (fields: unknown) => string>> = {
  maxwellian: (fields) => `Maxwellian, T = ${words(at(fields, 'temperature'))}`,
  anisotropic: (fields) => `anisotropic Maxwellian, T = ${words(at(fields, 'temperatures'))}`,
  bkw: (fields) => `BKW, T = ${words(at(fields, 'temperature'))}, C = ${words(at(fields, 'amplitude'))}`,
  shell: (fields) => `shell of radius ${words(at(fields, 'radius'))} and width ${words(at(fields, 'width'))}`,
  ball: (fields) => `uniform ball of radius ${words(at(fields, 'radius'))}`,
  particles: (fields) => `particles from ${words(at(fields, 'file'))}`,
  tabulated: (fields) => `tabulated profile ${words(at(fields, 'file'))}`,
};

function componentWords(component: unknown): string {
  const weight = at(component, 'weight');
  const state = Object.fromEntries(entries(component).filter(([key]) => key !== 'weight'));
  return `${typeof weight === 'number' ? `${plainNumber(weight, 4)} × ` : ''}(${initialWords(state)})`;
}

/** The drift as text; empty for a species at rest. */
function driftWords(drift: unknown): string {
  const components = list(drift).filter((component) => typeof component === 'number');
  return components.some((component) => component !== 0) ? `, drift ${plainVector(components)}` : '';
}

/** The value at a path of plain data, such as a resolved scenario; undefined if there is none. */
function at(data: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    data,
  );
}

/** The entries of an object; empty for anything else. */
export function entries(data: unknown): [string, unknown][] {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data) : [];
}

/** A list; empty for anything else. */
function list(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}

/** Plain data as text: formatted numbers, vectors in parentheses, `key value` for the entries of an object. */
export function words(data: unknown): string {
  if (typeof data === 'number') return plainNumber(data);
  if (typeof data === 'boolean') return data ? 'yes' : 'no';
  if (typeof data === 'string') return data;
  if (Array.isArray(data)) {
    if (data.every((item) => typeof item === 'number')) return plainVector(data);
    return data.map(words).join(', ');
  }
  return entries(data)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key} ${words(value)}`)
    .join(', ');
}
