import { InputError } from '../../core/errors.ts';
import { trace } from '../../core/sum.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import { sourceDistributions } from '../../ensemble/distributions/maxwellian.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { chooseElements, type ElementOptions, type Elements, elementsToHold } from './elements.ts';
import { degreeLimit, type LegendreOptions } from './options.ts';
import { type Frame, findFrame, harmonicsOf, knownTo } from './symmetry.ts';
import type { Discretisation } from './system.ts';

/** Harmonics of the start below this many tolerances of the largest f are left out. */
const smallestHarmonic = 10;
/** A run warns if it leaves out a larger part of the start. */
const doubtful = 1e-7;
/** The smallest degree chosen with a field: harmonic l is of order E^l for a weak field. */
const acceleratedDegree = 4;
/** The largest degree that is chosen automatically; 8 unknowns per element and degree make larger ones slow. */
const largestDegree = 32;
/** Degrees that are examined: enough beyond the allowed maximum to show that it is not sufficient. */
const seenDegree = degreeLimit + 16;

/** Frame, elements and harmonics for a start; cheap. Throws InputError if the method cannot represent the start. */
export function discretise(
  mixture: Mixture,
  distributions: readonly Distribution[],
  options: LegendreOptions,
): {
  readonly frame: Frame;
  readonly discretisation: Discretisation;
  readonly startErrors: Elements['startErrors'];
  /** The degree that resolves the start, among the examined degrees. */
  readonly startDegree: number;
  /** One line for each part of the start that elements and degree leave out, with options that resolve it. */
  readonly warnings: readonly string[];
} {
  const frame = findFrame(mixture, distributions, options.equation === 'landau' ? 'collisions' : 'all', options);
  const sizes = distributions.map((f, i) => harmonicSizes(frame, f, frame.cuts[i]));
  const incoming = sourceDistributions(mixture).map(({ distribution: f, species: i }) =>
    harmonicSizes(frame, f, frame.cuts[i]),
  );
  const known = distributions.map(knownTo);
  const needed = frame.isotropic
    ? 0
    : Math.max(
        ...[...sizes, ...incoming].map((own, i) =>
          own.findLastIndex((size) => size > Math.max(smallestHarmonic * options.tolerance, known[i] ?? 0)),
        ),
      );
  if (!frame.isotropic && options.degree === 0)
    throw new InputError(
      `method.degree: expected more than 0, because f is not isotropic about the mean velocity at the start; ${enoughDegree(needed)}`,
    );
  if (options.degree === undefined && needed > largestDegree)
    throw new InputError(
      `initial states: expected f with harmonics up to degree ${largestDegree} about the mean velocity, got ` +
        `${needed > degreeLimit ? `some beyond ${degreeLimit}` : `some up to ${needed}`} (drifts or anisotropies of many thermal speeds, or an f with a kink, as of a ring that reaches its axis); ${enoughDegree(needed)}` +
        (needed > degreeLimit ? '' : ', which is slow, or the method spectral-grid or blob'),
    );
  const accelerated = mixture.forcing.some(({ acceleration }) => acceleration !== undefined);
  const degree = options.degree ?? Math.max(needed, frame.isotropic ? 0 : accelerated ? acceleratedDegree : 2);
  // An f that is even along the axis stays even: the operator maps even parts to even parts, unless a field pushes or a source has odd
  // harmonics.
  const even =
    !accelerated && [...sizes, ...incoming].every((own) => own.every((size, l) => l % 2 === 0 || size < 1e-13));
  const modes = Array.from({ length: degree + 1 }, (_, l) => l).filter((l) => !even || l % 2 === 0);
  const elements: ElementOptions = {
    ...(options.elements === undefined ? {} : { perThermalSpeed: options.elements }),
    order: options.order,
    start: distributions.map((f) => harmonicsOf(frame, f, Math.max(...modes))),
    harmonics: modes,
    tolerances: known.map((accuracy) => Math.max(options.tolerance, accuracy)),
  };
  const { breaks, startErrors } = chooseElements(mixture, frame, elements);
  const allowed = Math.max(doubtful, smallestHarmonic * options.tolerance);
  const coarse = startErrors.some(({ error }, i) => error > Math.max(doubtful, elements.tolerances[i]));
  const leftOut = sizes.map((own) => Math.max(0, ...own.slice(degree + 1)));
  const named = (values: readonly string[]) =>
    mixture.species.map(({ name }, i) => (values.length === 1 ? values[i] : `${values[i]} (${name})`)).join(', ');
  const warnings = [
    ...(coarse
      ? [
          `method.elements: the elements resolve the start only to ${named(startErrors.map(({ error, radius }) => `${error.toExponential(1)} near the speed ${Number(radius.toPrecision(3))}`))} ` +
            `of the largest f, and the error of the run is as large; ${enoughElements(mixture, frame, elements)}`,
        ]
      : []),
    ...(leftOut.some((size, i) => size > Math.max(allowed, known[i]))
      ? [
          `method.degree: harmonics beyond ${degree} contain up to ${named(leftOut.map((size) => size.toExponential(1)))} of the largest f^0 of the start, and ` +
            `the error of the run is as large; ${enoughDegree(needed)}`,
        ]
      : []),
  ];
  return { frame, discretisation: { breaks, order: options.order, modes }, startErrors, startDegree: needed, warnings };
}

/** More elements per thermal speed than this are not advised. */
const mostElements = 10;

/** Advice for elements that do not resolve the start. */
function enoughElements(mixture: Mixture, frame: Frame, elements: ElementOptions): string {
  const { perThermalSpeed, ...own } = elements;
  if (perThermalSpeed === undefined) return 'take a start without edges';
  const tolerances = elements.tolerances.map((tolerance) => Math.max(doubtful, tolerance));
  const enough = elementsToHold(mixture, frame, { ...elements, tolerances }, mostElements);
  const { startErrors } = chooseElements(mixture, frame, own);
  const ways = [
    ...(enough === undefined ? [] : [`method.elements: ${enough}`]),
    ...(startErrors.some(({ error }, i) => error > tolerances[i])
      ? []
      : ['no method.elements, so that they are chosen']),
  ];
  return `take ${ways.length === 0 ? 'a start without edges' : ways.join(', or ')}`;
}

function enoughDegree(needed: number): string {
  return needed > degreeLimit
    ? `no method.degree up to ${degreeLimit} is enough: take the method spectral-grid or blob`
    : `take method.degree: ${needed}`;
}

/** Radii at which harmonics are sampled, doubled until they reproduce the density to this accuracy. */
const [fewestRadii, mostRadii] = [80, 1280];
const seen = 0.1;
/** The radii lie within this many thermal speeds of the drift, with a few further out. */
const nearWidths = 10;
const fartherRadii = 20;

/**
 * Largest |f^l| over r relative to the largest |f^0|, by degree. A beam narrower than the distance of the samples has
 * harmonics of all degrees, which count as 1.
 */
export function harmonicSizes(
  frame: Pick<Frame, 'origin' | 'axis' | 'isotropic'>,
  f: Pick<Distribution, 'dimension' | 'density' | 'velocity' | 'covariance' | 'value'>,
  cut: number,
): number[] {
  const d = f.dimension;
  const top = frame.isotropic ? 0 : seenDegree;
  const at = harmonicsOf(frame, f, top);
  const found = new Float64Array(top + 1);
  const drift = Math.hypot(...f.velocity.map((u, k) => u - frame.origin[k]));
  const reach = nearWidths * Math.sqrt(trace(f.covariance, d));
  const [from, to] = [Math.max(0, drift - reach), drift + reach];
  const sphere = d === 3 ? 4 * Math.PI : 2 * Math.PI;
  for (let count = fewestRadii; count <= mostRadii; count *= 2) {
    const sizes = new Float64Array(top + 1);
    const step = (to - from) / count;
    const densityAt = (r: number) => {
      at(r, found);
      found.forEach((value, l) => {
        sizes[l] = Math.max(sizes[l], Math.abs(value));
      });
      return found[0];
    };
    let density = 0;
    for (let k = 0; k <= count; k++)
      density += sphere * step * (from + k * step) ** (d - 1) * densityAt(from + k * step);
    for (let k = 1; k <= fartherRadii && to < cut; k++) densityAt(to * (cut / to) ** (k / fartherRadii));
    if (Math.abs(density / f.density - 1) < seen) return Array.from(sizes, (size) => size / sizes[0]);
  }
  return new Array<number>(top + 1).fill(1);
}
