import type { Snapshot } from '../methods/snapshot.ts';
import type { AnalysisContext, Quantity } from './analyzer.ts';
import { bestColumn, bestError } from './best-estimate.ts';
import { distancesOf, type Estimated, scale } from './equilibrium-distance.ts';

/** Columns computed from the columns before them. */
export interface PreparedRelaxation {
  readonly quantities: readonly Quantity[];
  measure(now: Snapshot, values: ArrayLike<number>, row: Float64Array): void;
}

/** Name and sources of the columns. */
export const relaxation = {
  name: 'relaxation',
  reference:
    'L. Gross, Amer. J. Math. 97 (1975) 1061; I. Csiszar, Studia Sci. Math. Hungar. 2 (1967) 299; M. Talagrand, Geom. Funct. Anal. 6 (1996) 587; ' +
    'G. Toscani & C. Villani, Comm. Math. Phys. 203 (1999) 667',
} as const;

/**
 * How far the mixture is from its equilibrium mu_i = n_i (m_i/2 pi theta)^{d/2} exp(-m_i |v-u|^2/2 theta), and how fast it approaches it,
 * if it has an equilibrium with a common u and theta:
 *
 *     relative entropy              H(f|mu) = sum_i int f_i log(f_i/mu_i) dv = H - sum_i int f_i log mu_i dv
 *     relative Fisher information   I(f|mu) = sum_i (1/m_i) int f_i |grad log(f_i/mu_i)|^2 dv
 *                                           = I + sum_i n_i [ (d T_i + m_i |u_i-u|^2)/theta^2 - 2 d/theta ]
 *     logarithmic Sobolev           2 H(f|mu) / (theta I(f|mu)) <= 1                           (Gross 1975)
 *     entropy production            (-dH/dt) / H(f|mu), bounded below in Cercignani's conjecture   (Toscani & Villani 1999)
 *     Fisher dissipation            (-dI/dt) / I(f|mu)
 *     L1                            (1/n_i) int |f_i - mu_i| dv <= sqrt(2 H(f_i|mu_i)/n_i)     (Csiszar 1967)
 *     W2 of the speeds |v - u|      <= W2(f_i, mu_i)/n_i^{1/2} <= sqrt((2 theta/m_i) H(f_i|mu_i)/n_i)   (Talagrand 1996)
 *
 * H and I are the best estimates; the relative quantities have the same errors. The errors of the ratios follow from them; a ratio is NaN
 * if its denominator does not exceed its error. The bounds of the distances include the error of H. W2 of the speeds equals W2 of f_i and
 * mu_i if both are isotropic; for particles it is the distance of the points themselves.
 */
export function prepareRelaxation(
  { initial, equilibrium }: AnalysisContext,
  measured: readonly Quantity[],
): PreparedRelaxation {
  if (!equilibrium.reached || !equilibrium.common) return { quantities: [], measure() {} };
  const { species, dimension: d } = initial.mixture;
  const { temperature: theta, velocity: u, maxwellians } = equilibrium;
  const places = new Map(measured.map(({ name }, k) => [name, k]));
  const has = (column: string) => places.has(column);
  const overall = ratios.filter(({ rate }) => rate === undefined || has(rate));
  const distances = species.map((_, i) => distancesOf(initial.species[i]));
  return {
    quantities: [
      {
        name: 'relative_entropy_best',
        label: 'best estimate of the relative entropy, as good as entropy_best',
        unit: 'n',
      },
      {
        name: 'relative_fisher_best',
        label: 'best estimate of the relative Fisher information, as good as fisher_best',
        unit: 'n/(m v^2)',
      },
      ...overall.flatMap(({ name, label, unit }) => withError(name, label, unit)),
      ...species.flatMap(({ name }, i) => [
        ...distances[i].flatMap((one) => withError(one.name, `${one.label} of ${name}`, one.unit, name)),
        {
          name: `distance_l1_bound.${name}`,
          label: `upper bound of the relative L1 distance of ${name} to the equilibrium`,
          unit: '1',
        },
        {
          name: `distance_w2_bound.${name}`,
          label: `upper bound of the Wasserstein distance W2 of ${name} to the equilibrium`,
          unit: 'v',
        },
      ]),
    ],
    measure(now, values, row) {
      const read = (column: string) => values[places.get(column) ?? -1] ?? Number.NaN;
      const best = (functional: 'entropy' | 'fisher', name?: string): Estimated => ({
        value: read(bestColumn(functional, 'value', name)),
        error: bestError(read(bestColumn(functional, 'error', name)), read(bestColumn(functional, 'deviation', name))),
      });
      /** (1/n) int |v-u|^2 f dv */
      const spread = ({ name, mass }: { name: string; mass: number }) =>
        (d * read(`temperature.${name}`)) / mass +
        u.reduce((sum, own, k) => sum + (read(`velocity_${'xyz'[k]}.${name}`) - own) ** 2, 0);
      const entropies = species.map((one, i): Estimated => {
        const { value, error } = best('entropy', one.name);
        const density = read(`density.${one.name}`);
        const logarithm = Math.log(maxwellians[i].value(u)) - (one.mass * spread(one)) / (2 * theta);
        return { value: value - density * logarithm, error };
      });
      const entropy = { value: entropies.reduce((sum, { value }) => sum + value, 0), error: best('entropy').error };
      const fisher = best('fisher');
      const relative = {
        value: species.reduce(
          (sum, one) => sum + read(`density.${one.name}`) * ((one.mass * spread(one)) / theta ** 2 - (2 * d) / theta),
          fisher.value,
        ),
        error: fisher.error,
      };
      let at = 0;
      const put = ({ value, error }: Estimated) => {
        row[at++] = value;
        row[at++] = error;
      };
      row[at++] = entropy.value;
      row[at++] = relative.value;
      for (const { rate, of } of overall) {
        const change = rate === undefined ? undefined : { value: -read(rate), error: read(`${rate}_error`) };
        put(of({ entropy, fisher: relative, theta, change }));
      }
      species.forEach(({ mass, name }, i) => {
        for (const { measure } of distances[i]) put(measure(now.species[i], maxwellians[i]));
        const above = Math.max(0, entropies[i].value + entropies[i].error) / read(`density.${name}`);
        row[at++] = Math.sqrt(2 * above);
        row[at++] = Math.sqrt(((2 * theta) / mass) * above);
      });
    },
  };
}

interface Ratio {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  /** The column of the rate in it; the error of the rate, if known, is in a separate column. */
  readonly rate?: string;
  of(parts: { entropy: Estimated; fisher: Estimated; theta: number; change: Estimated | undefined }): Estimated;
}

const ratios: readonly Ratio[] = [
  {
    name: 'log_sobolev_ratio',
    label: 'relative entropy over its bound by the relative Fisher information (logarithmic Sobolev inequality)',
    unit: '1',
    of: ({ entropy, fisher, theta }) =>
      quotient({ value: 2 * entropy.value, error: 2 * entropy.error }, scale(fisher, theta)),
  },
  {
    name: 'entropy_production_ratio',
    label: 'entropy production over the relative entropy',
    unit: '1/t',
    rate: 'entropy_rate',
    of: ({ entropy, change }) => quotient(change!, entropy),
  },
  {
    name: 'fisher_production_ratio',
    label: 'dissipation of the Fisher information over the relative Fisher information',
    unit: '1/t',
    rate: 'fisher_rate',
    of: ({ fisher, change }) => quotient(change!, fisher),
  },
];

function withError(name: string, label: string, unit: string, species?: string): Quantity[] {
  const end = species === undefined ? '' : `.${species}`;
  return [
    { name: `${name}${end}`, label, unit },
    { name: `${name}_error${end}`, label: `error of the ${label}`, unit },
  ];
}

/** Returns a/b and its largest deviation over the error intervals of a and b; NaN if b may be 0 or less. */
function quotient(a: Estimated, b: Estimated): Estimated {
  const least = b.value - b.error;
  if (!(least > 0)) return { value: Number.NaN, error: Number.NaN };
  const value = a.value / b.value;
  const ends = [a.value - a.error, a.value + a.error].flatMap((one) => [one / least, one / (b.value + b.error)]);
  return { value, error: Math.max(...ends.map((end) => Math.abs(end - value))) };
}
