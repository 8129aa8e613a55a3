import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import { gaussLegendre } from '../../core/quadrature.ts';
import { trace } from '../../core/sum.ts';
import { acrossAxis } from '../../core/vector-field.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import { sourceDistributions } from '../../ensemble/distributions/maxwellian.ts';
import { type Coupling, mixtureEquilibrium } from '../../physics/equilibrium.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { asymmetry, isIsotropic, isSymmetric } from './asymmetry.ts';
import { harmonicValues, recurrence } from './harmonics.ts';

/** The origin, the axis, and the reach of the species. */
export interface Frame {
  /** Velocity of the origin of the expansion: that of the immobile partners, or the mean velocity of the mixture. */
  readonly origin: readonly number[];
  /** Unit vector. */
  readonly axis: readonly number[];
  readonly isotropic: boolean;
  /** Beyond this radius every f_i is negligible, at the start and later. */
  readonly cuts: readonly number[];
  /** Smallest and largest thermal speed of every species between the start and the equilibrium. */
  readonly cold: readonly number[];
  readonly hot: readonly number[];
}

/** The cut in thermal speeds beyond the drift: exp(-8.5^2 / 2) = 2e-16. */
export const cutWidths = 8.5;
/** Limits, relative to the largest f, below which f is negligible at the cut and differences of f count as zero. */
const negligible = 1e-16;
const symmetric = 1e-10;

/** Values of f at nodes contain the interpolation error of a table; polynomials through them amplify it by up to about this factor. */
const enlarged = 4;

/** An upper bound on the error of a table: its edge is resolved, however far apart its points lie. */
const mostUnknown = 4e-3;

/** The best accuracy of elements and harmonics relative to the largest value: the accuracy to which the points of the table determine f. */
export function knownTo({ accuracy = 0 }: Pick<Distribution, 'accuracy'>): number {
  return Math.min(mostUnknown, enlarged * accuracy);
}

/** Assumed factor by which temperatures of a driven mixture rise or fall, unless the options give limits. */
const drivenTemperatures = 4;

/**
 * `coupling` determines which species reach one temperature, `limits` the temperatures that they pass through. Throws InputError if start
 * and sources have no common axis of symmetry.
 */
export function findFrame(
  mixture: Mixture,
  distributions: readonly Distribution[],
  coupling: Coupling,
  limits: { readonly coldest?: number; readonly hottest?: number } = {},
): Frame {
  const { dimension: d, species, background } = mixture;
  const { velocity, temperature: final } = mixtureEquilibrium(
    mixture,
    distributions.map((f, i) => ({ ...f, temperature: (species[i].mass * trace(f.covariance, d)) / d })),
    coupling,
  );
  const origin = [...velocity];
  if (background.some((partner) => partner.strength > 0 && distance(partner.velocity, origin) > 0))
    throw new InputError(
      'collisions.background, baths: expected one velocity for all partners with the method legendre, which expands f about it; give them one velocity or take the method blob',
    );
  const eigen = distributions.map((f) => eigenvectors(d, f.covariance));
  const temperatures = distributions.map((_, i) => eigen[i].values.map((value) => value * species[i].mass));
  const bathed = background.flatMap(({ bath, strength }) => (bath && strength > 0 ? [bath.temperature] : []));
  const hottest = (i: number) =>
    Math.max(
      final,
      ...bathed,
      ...temperatures.flatMap((own, j) =>
        i === j || coupling === 'all' || mixture.strength(i, j) > 0 ? [Math.max(...own)] : [],
      ),
    );
  const driven = mixture.forcing.some(({ heating, source, loss }) => (heating ?? source ?? loss) !== undefined);
  const margin = driven ? drivenTemperatures : 1;
  const sources = sourceDistributions(mixture).map((one) => ({
    ...one,
    temperature: (species[one.species].mass * trace(one.distribution.covariance, d)) / d,
  }));
  const born = (i: number) => sources.flatMap((one) => (one.species === i ? [one.temperature] : []));
  const everBorn = sources.map(({ temperature }) => temperature);
  const hot = species.map(({ mass }, i) =>
    Math.sqrt(Math.max(...everBorn, limits.hottest ?? margin * hottest(i), ...temperatures[i]) / mass),
  );
  const cold = species.map(({ mass }, i) => {
    const least = Math.min(final, ...bathed, ...temperatures[i]) / margin;
    return Math.sqrt(Math.min(limits.coldest ?? least, ...temperatures[i], ...born(i)) / mass);
  });
  const cuts = distributions.map((f, i) => {
    const drift = Math.max(
      distance(f.velocity, origin),
      ...sources.map((one) => (one.species === i ? distance(one.distribution.velocity, origin) : 0)),
    );
    const thermal = drift + cutWidths * hot[i];
    return Math.max(thermal, reach(f, origin, thermal));
  });
  const found = distributions.flatMap((f, i) => {
    const drift = f.velocity.map((u, k) => u - origin[k]);
    if (Math.hypot(...drift) > 1e-9 * hot[i]) return [drift.map((u) => u / Math.hypot(...drift))];
    return eigen[i].distinct;
  });
  const pushes = directionsOf([
    ...mixture.forcing.flatMap(({ acceleration }) => acceleration?.of ?? []),
    ...sources.flatMap(({ distribution, temperature, species: i }) => {
      const drift = distribution.velocity.map((u, k) => u - origin[k]);
      return Math.hypot(...drift) > 1e-9 * Math.sqrt(temperature / species[i].mass) ? [drift] : [];
    }),
  ]);
  const fields = [...pushes, ...directionsOf(mixture.forcing.flatMap(({ gyration = [] }) => gyration))];
  const coordinates = Array.from({ length: d }, (_, k) =>
    Array.from({ length: d }, (__, j) => (j === d - 1 - k ? 1 : 0)),
  );
  const directions = sampleDirections(d);
  const moments = distributions.map((f, i) => ({
    drift: f.velocity.map((u, k) => u - origin[k]),
    covariance: f.covariance,
    width: Math.sqrt(trace(f.covariance, d)),
    temperatures: temperatures[i],
    name: species[i].name,
  }));
  if (
    pushes.length === 0 &&
    moments.every((own) => isIsotropic(own)) &&
    isSame(distributions, origin, cuts, directions)
  )
    return { origin, axis: coordinates[d - 1], isotropic: true, cuts, cold, hot };
  const axis = [...fields.slice(0, 1), ...found, ...coordinates].find(
    (candidate) =>
      fields.every((field) => isParallel(field, candidate)) &&
      moments.every((own) => isSymmetric(own, candidate)) &&
      circlesAround(candidate).every((circle) => isSame(distributions, origin, cuts, circle)),
  );
  if (axis === undefined)
    throw new InputError(
      `initial states: expected f symmetric about one axis through the ${background.length > 0 ? "partners'" : 'mean'} velocity, common to all species` +
        `${fields.length > 0 ? (sources.length > 0 ? ', fields and sources' : ' and fields') : ''}, with the method legendre, got ${asymmetry(moments, fields)}; take the method spectral-grid or blob`,
    );
  return { origin, axis, isotropic: false, cuts, cold, hot };
}

/** The directions of the non-zero vectors. */
function directionsOf(vectors: readonly (readonly number[])[]): number[][] {
  return vectors.flatMap((a) => {
    const size = Math.hypot(...a);
    return size > 0 ? [a.map((x) => x / size)] : [];
  });
}

function isParallel(a: readonly number[], b: readonly number[]): boolean {
  return 1 - Math.abs(a.reduce((sum, x, k) => sum + x * b[k], 0)) < 1e-12;
}

/** f_i^l(r) = int f_i Y_l / int Y_l^2 over the sphere of radius r around the origin, l = 0 .. top. */
export function harmonicsOf(
  frame: Pick<Frame, 'origin' | 'axis'>,
  f: Pick<Distribution, 'dimension' | 'value'>,
  top: number,
): (r: number, out: Float64Array) => void {
  const d = f.dimension;
  // One angle is enough for isotropic f; four average over deviations that count as symmetric.
  const count = top === 0 ? 4 : 2 * top + 48;
  const gauss = gaussLegendre(count);
  const rule = recurrence(d);
  const [across] = acrossAxis(frame.axis);
  const cosines =
    d === 3 ? gauss.nodes : Float64Array.from({ length: count }, (_, k) => Math.cos((Math.PI * (k + 1 / 2)) / count));
  const weights = d === 3 ? gauss.weights : new Float64Array(count).fill(Math.PI / count);
  const size = (l: number) => (d === 3 ? 2 / (2 * l + 1) : l === 0 ? Math.PI : Math.PI / 2);
  const rows = Array.from(cosines, (c, k) => {
    const Y = new Float64Array(Math.max(2, top + 1));
    harmonicValues(rule, Math.max(1, top), c, Y);
    return Y.map((value) => weights[k] * value);
  });
  const v = new Float64Array(d);
  return (r, out) => {
    out.fill(0);
    for (let k = 0; k < count; k++) {
      const c = cosines[k];
      const s = Math.sqrt(1 - c * c);
      for (let x = 0; x < d; x++) v[x] = frame.origin[x] + r * (c * frame.axis[x] + s * across[x]);
      const value = f.value(v);
      const row = rows[k];
      for (let l = 0; l <= top; l++) out[l] += value * row[l];
    }
    for (let l = 0; l <= top; l++) out[l] /= size(l);
  };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, k) => x - b[k]));
}

/** Eigenvalues of the covariance, and the eigenvectors of simple eigenvalues. */
function eigenvectors(d: number, covariance: readonly number[]) {
  const matrix = new Matrix(Array.from({ length: d }, (_, k) => covariance.slice(k * d, (k + 1) * d)));
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const scale = Math.max(...values);
  const distinct = values.flatMap((value, k) =>
    values.some((other, l) => l !== k && Math.abs(other - value) < 1e-9 * scale)
      ? []
      : [eigenvectorMatrix.getColumn(k)],
  );
  return { values, distinct };
}

/** The largest radius from `least` on at which f is not negligible in some sampled direction. */
function reach(f: Distribution, origin: readonly number[], least: number): number {
  const directions = sampleDirections(f.dimension);
  const largest = (r: number) =>
    Math.max(...directions.map((n) => Math.abs(f.value(n.map((x, k) => origin[k] + r * x)))));
  let peak = 0;
  for (let step = 0; step <= 200; step++) peak = Math.max(peak, largest((least * step) / 200));
  let cut = least;
  while (largest(cut) > negligible * peak && cut < 20 * least) cut *= 1.05;
  return cut;
}

/** Directions in general position. */
function sampleDirections(d: number): number[][] {
  return Array.from({ length: 13 }, (_, k) => {
    const angle = 0.3 + 2.399963229728653 * k;
    if (d === 2) return [Math.cos(angle), Math.sin(angle)];
    const z = 1 - (2 * k + 1) / 13;
    return [Math.sqrt(1 - z * z) * Math.cos(angle), Math.sqrt(1 - z * z) * Math.sin(angle), z];
  });
}

/** Unit vectors at a few angles to the axis, grouped by angle. */
function circlesAround(axis: readonly number[]): number[][][] {
  const [first, second] = acrossAxis(axis);
  return [0.35, 0.8, 1.3, 1.9, 2.6].map((theta) => {
    const at = (across: readonly number[]) => axis.map((x, k) => Math.cos(theta) * x + Math.sin(theta) * across[k]);
    if (axis.length === 2) return [at(first), at(first.map((x) => -x))];
    return [0, 0.9, 2.2, 3.7, 5.1].map((azimuth) =>
      at(first.map((x, k) => Math.cos(azimuth) * x + Math.sin(azimuth) * second[k])),
    );
  });
}

/** Whether every f has the same values along all the directions, relative to its maximum. */
function isSame(
  distributions: readonly Distribution[],
  origin: readonly number[],
  cuts: readonly number[],
  directions: readonly (readonly number[])[],
): boolean {
  return distributions.every((f, i) => {
    let [peak, spread] = [0, 0];
    for (let step = 0; step <= 60; step++) {
      const r = cuts[i] * (step / 60) ** 1.5;
      const values = directions.map((n) => f.value(n.map((x, k) => origin[k] + r * x)));
      peak = Math.max(peak, ...values);
      spread = Math.max(spread, Math.max(...values) - Math.min(...values));
    }
    return spread <= Math.max(symmetric, knownTo(f)) * peak;
  });
}
