import { InputError } from '../../core/errors.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { chooseElements } from './elements.ts';
import type { LegendreOptions } from './options.ts';
import { type Frame, findFrame, harmonicsOf } from './symmetry.ts';
import type { Discretisation } from './system.ts';

/** Harmonics of the start below this many tolerances of the largest f are left out. */
export const smallestHarmonic = 10;
/** The degree that is chosen at least with a field: harmonic l is of the order E^l of a weak one. */
const acceleratedDegree = 4;
/** The largest degree that is chosen; 8 unknowns an element and degree make larger ones slow. */
const largestDegree = 32;

/** Frame, elements and harmonics for a start; costs little. Throws InputError where the method cannot hold it. */
export function discretise(
  mixture: Mixture,
  distributions: readonly Distribution[],
  options: LegendreOptions,
): {
  readonly frame: Frame;
  readonly discretisation: Discretisation;
  readonly startErrors: readonly number[];
  readonly leftOut: readonly number[];
  /** The degree that holds the start to the tolerance. */
  readonly needed: number;
} {
  const frame = findFrame(mixture, distributions, options.equation === 'landau' ? 'collisions' : 'all');
  if (!frame.isotropic && options.degree === 0)
    throw new InputError(
      'method.degree: expected more than 0, as f is not isotropic about the mean velocity at the start; take the key away and it is chosen',
    );
  const sizes = distributions.map((f, i) => harmonicSizes(frame, f, frame.cuts[i]));
  const needed = frame.isotropic
    ? 0
    : Math.max(...sizes.map((own) => own.findLastIndex((size) => size > smallestHarmonic * options.tolerance)));
  if (options.degree === undefined && needed > largestDegree)
    throw new InputError(
      `initial states: expected f with harmonics up to degree ${largestDegree} about the mean velocity, got more (drifts or anisotropies of many thermal speeds); ` +
        'give method.degree, or take the method spectral-grid or blob',
    );
  const accelerated = mixture.forcing.some(({ acceleration }) => acceleration !== undefined);
  const degree = options.degree ?? Math.max(needed, frame.isotropic ? 0 : accelerated ? acceleratedDegree : 2);
  // f even along the axis stays so: the operator maps even parts on even ones, unless a field pushes.
  const even = !accelerated && sizes.every((own) => own.every((size, l) => l % 2 === 0 || size < 1e-13));
  const modes = Array.from({ length: degree + 1 }, (_, l) => l).filter((l) => !even || l % 2 === 0);
  const start = distributions.map((f) => harmonicsOf(frame, f, Math.max(...modes)));
  const { breaks, startErrors } = chooseElements(mixture, frame, {
    ...(options.elements === undefined ? {} : { perThermalSpeed: options.elements }),
    order: options.order,
    start,
    harmonics: modes,
    tolerance: options.tolerance,
  });
  const leftOut = sizes.map((own) => Math.max(0, ...own.slice(degree + 1)));
  return { frame, discretisation: { breaks, order: options.order, modes }, startErrors, leftOut, needed };
}

/** Largest |f^l| over r relative to the largest |f^0|, by degree. */
function harmonicSizes(frame: Frame, f: Distribution, cut: number): number[] {
  const top = frame.isotropic ? 0 : 2 * largestDegree;
  const at = harmonicsOf(frame, f, top);
  const found = new Float64Array(top + 1);
  const sizes = new Float64Array(top + 1);
  for (let step = 0; step <= 80; step++) {
    at(cut * (step / 80) ** 1.5, found);
    found.forEach((value, l) => {
      sizes[l] = Math.max(sizes[l], Math.abs(value));
    });
  }
  return Array.from(sizes, (size) => size / sizes[0]);
}
