import { eachNode } from '../core/lattice.ts';
import { inverseLowerGamma } from '../core/special-functions.ts';
import { component } from '../core/vector-field.ts';
import type { RadialSamples, Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { type Maxwellian, squaredDistance } from '../physics/maxwellian.ts';
import type { AnalysisContext, Quantity } from './analyzer.ts';
import { bestColumn, bestError } from './best-estimate.ts';
import { everyOtherNode } from './coarser-lattice.ts';

/** A value and the error that stands beside it; NaN where one is not known. */
interface Estimated {
  readonly value: number;
  readonly error: number;
}

/** Columns made of the columns before them. */
export interface PreparedRelaxation {
  readonly quantities: readonly Quantity[];
  measure(now: Snapshot, values: ArrayLike<number>, row: Float64Array): void;
}

/** Points of a species beyond which its speeds are not sorted at every row: a million take half a second. */
const mostPoints = 200_000;

/** Points with less than this part of the density are left out of the distance of the speeds. */
const negligible = 1e-20;

/** What these columns are called together. */
export const relaxation = {
  name: 'relaxation',
  reference:
    'L. Gross, Amer. J. Math. 97 (1975) 1061; I. Csiszar, Studia Sci. Math. Hungar. 2 (1967) 299; M. Talagrand, Geom. Funct. Anal. 6 (1996) 587; ' +
    'G. Toscani & C. Villani, Comm. Math. Phys. 203 (1999) 667',
} as const;

/**
 * How far the mixture is from its equilibrium mu_i = n_i (m_i/2 pi theta)^{d/2} exp(-m_i |v-u|^2/2 theta), and how fast it comes nearer,
 * where it comes to one with a common u and theta:
 *
 *     relative entropy              H(f|mu) = sum_i int f_i log(f_i/mu_i) dv = H - sum_i int f_i log mu_i dv
 *     relative Fisher information   I(f|mu) = sum_i (1/m_i) int f_i |grad log(f_i/mu_i)|^2 dv
 *                                           = I + sum_i n_i [ (d T_i + m_i |u_i-u|^2)/theta^2 - 2 d/theta ]
 *     logarithmic Sobolev           2 H(f|mu) / (theta I(f|mu)) <= 1                           (Gross 1975)
 *     of the entropy production     (-dH/dt) / H(f|mu), bounded below in Cercignani's conjecture   (Toscani & Villani 1999)
 *     of the Fisher information     (-dI/dt) / I(f|mu)
 *     L1                            (1/n_i) int |f_i - mu_i| dv <= sqrt(2 H(f_i|mu_i)/n_i)     (Csiszar 1967)
 *     W2 of the speeds |v - u|      <= W2(f_i, mu_i)/n_i^{1/2} <= sqrt((2 theta/m_i) H(f_i|mu_i)/n_i)   (Talagrand 1996)
 *
 * H and I are the best estimates, and their errors are those of the relative ones. The errors of the ratios follow from them; a ratio
 * is NaN where its denominator is no larger than its error. The bounds of the distances have the error of H added. W2 of the speeds
 * equals that of f_i and mu_i where both are isotropic; of particles it is that of the points themselves.
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
  /** The column of the rate in it, with its error in a column of its own where that is known. */
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

interface Distance {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  measure(state: SpeciesSnapshot, mu: Maxwellian): Estimated;
}

const l1 = { name: 'distance_l1', label: 'relative L1 distance to the equilibrium', unit: '1' };
const w2 = {
  name: 'distance_w2',
  label: 'Wasserstein distance W2 of the speeds to those of the equilibrium',
  unit: 'v',
};

/** The distances that a method's f has to its Maxwellian: those that its quadrature, its nodes or its particles tell with an error. */
function distancesOf(initial: SpeciesSnapshot): readonly Distance[] {
  if (initial.radialSamples !== undefined)
    return [
      { ...l1, measure: ({ radialSamples }, mu) => quadratureL1(radialSamples!(), mu) },
      { ...w2, measure: ({ radialSamples }, mu) => speedDistance(shells(radialSamples!()), mu) },
    ];
  if (initial.particles !== undefined)
    return initial.particles.weights.length > mostPoints
      ? []
      : [{ ...w2, measure: (state, mu) => speedDistance(particleSpeeds(state, mu), mu) }];
  return [
    { ...l1, measure: latticeL1 },
    ...(initial.values.length > mostPoints ? [] : [{ ...w2, measure: nodeDistance }]),
  ];
}

function withError(name: string, label: string, unit: string, species?: string): Quantity[] {
  const end = species === undefined ? '' : `.${species}`;
  return [
    { name: `${name}${end}`, label, unit },
    { name: `${name}_error${end}`, label: `error of the ${label}`, unit },
  ];
}

/** a/b and the largest distance of the quotients of what a and b may be to it; NaN where b may be 0 or less. */
function quotient(a: Estimated, b: Estimated): Estimated {
  const least = b.value - b.error;
  if (!(least > 0)) return { value: Number.NaN, error: Number.NaN };
  const value = a.value / b.value;
  const ends = [a.value - a.error, a.value + a.error].flatMap((one) => [one / least, one / (b.value + b.error)]);
  return { value, error: Math.max(...ends.map((end) => Math.abs(end - value))) };
}

function scale({ value, error }: Estimated, factor: number): Estimated {
  return { value: factor * value, error: factor * error };
}

/** By quadrature. The error is what the last terms of f contribute, and the points beside a change of sign, where the integrand has a kink. */
function quadratureL1({ radii, angles, weights, values, truncated }: RadialSamples, mu: Maxwellian): Estimated {
  const v = Float64Array.from(mu.velocity);
  const excess = new Float64Array(values.length);
  let value = 0;
  let error = 0;
  radii.forEach((r, p) => {
    v[0] = mu.velocity[0] + r;
    const there = mu.value(v);
    for (let at = p * angles; at < (p + 1) * angles; at++) {
      excess[at] = weights[at] * (values[at] - there);
      value += Math.abs(excess[at]);
      error += weights[at] * Math.abs(values[at] - truncated[at]);
      if (p > 0 && excess[at] * excess[at - angles] < 0) error += Math.abs(excess[at]) + Math.abs(excess[at - angles]);
    }
  });
  return scale({ value, error }, 1 / mu.density);
}

/** As a sum over the nodes. The error is the distance to the sums over half the nodes on every axis. */
function latticeL1(state: SpeciesSnapshot, mu: Maxwellian): Estimated {
  const over = ({ lattice, values }: Pick<SpeciesSnapshot, 'lattice' | 'values'>) => {
    let sum = 0;
    eachNode(lattice, (v, x) => {
      sum += Math.abs(values[x] - mu.value(v));
    });
    return (lattice.spacing ** lattice.d * sum) / mu.density;
  };
  const value = over(state);
  const halves = [0, 1].map((offset) => Math.abs(over(everyOtherNode(state, offset)) - value));
  return { value, error: Math.max(...halves) };
}

/** Speeds about the equilibrium's velocity, and what part of the density has each. */
interface Speeds {
  readonly speeds: Float64Array;
  readonly weights: Float64Array;
}

function shells({ radii, angles, weights, values }: RadialSamples): Speeds {
  const density = new Float64Array(radii.length);
  values.forEach((f, at) => {
    density[Math.floor(at / angles)] += weights[at] * f;
  });
  return { speeds: radii, weights: density.map((part) => Math.max(0, part)) };
}

function particleSpeeds({ particles }: SpeciesSnapshot, mu: Maxwellian): Speeds {
  const { weights, velocities } = particles!;
  const axes = mu.velocity.map((_, k) => component(velocities, k));
  const speeds = weights.map((_, p) => Math.hypot(...axes.map((axis, k) => axis[p] - mu.velocity[k])));
  return { speeds, weights };
}

function nodeDistance({ lattice, values }: SpeciesSnapshot, mu: Maxwellian): Estimated {
  const speeds = new Float64Array(values.length);
  eachNode(lattice, (v, x) => {
    speeds[x] = Math.sqrt(squaredDistance(v, mu.velocity));
  });
  return speedDistance({ speeds, weights: values.map((f) => Math.max(0, f)) }, mu);
}

/**
 * W2 between the law of the given speeds and that of the Maxwellian's, by the monotone map: ( int_0^1 |s(q) - g(q)|^2 dq )^{1/2} with
 * the quantiles s and g, P(d/2, m g(q)^2/2 theta) = q, each speed at the middle of its part of q. The error is the change when neighbours
 * are put together two by two.
 */
function speedDistance(given: Speeds, { mass, temperature, velocity }: Maxwellian): Estimated {
  const order = given.speeds.map((_, p) => p).sort((a, b) => given.speeds[a] - given.speeds[b]);
  const sorted = { speeds: order.map((p) => given.speeds[p]), weights: order.map((p) => given.weights[p]) };
  const thermal = Math.sqrt((2 * temperature) / mass);
  const quantile = (p: number, q: number) => thermal * Math.sqrt(inverseLowerGamma(velocity.length / 2, p, q));
  const over = ({ speeds, weights }: Speeds) => {
    const total = weights.reduce((sum, w) => sum + w, 0);
    // What lies above is summed from above: of the fastest it is less than the round-off of 1.
    const above = new Float64Array(weights.length);
    for (let k = weights.length - 1; k > 0; k--) above[k - 1] = above[k] + weights[k];
    let below = 0;
    let square = 0;
    weights.forEach((w, k) => {
      const half = w / (2 * total);
      if (half > negligible) square += w * (speeds[k] - quantile(below / total + half, above[k] / total + half)) ** 2;
      below += w;
    });
    return Math.sqrt(square / total);
  };
  const value = over(sorted);
  return { value, error: Math.abs(over(inPairs(sorted)) - value) };
}

function inPairs({ speeds, weights }: Speeds): Speeds {
  const half = Math.ceil(speeds.length / 2);
  const together = new Float64Array(half);
  const means = new Float64Array(half);
  speeds.forEach((s, k) => {
    const at = Math.floor(k / 2);
    together[at] += weights[k];
    means[at] += weights[k] * s;
  });
  return { speeds: means.map((sum, k) => (together[k] > 0 ? sum / together[k] : 0)), weights: together };
}
