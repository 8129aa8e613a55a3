import { InputError } from '../core/errors.ts';
import type { VectorField } from '../core/vector-field.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { Mixture } from '../physics/mixture.ts';
import { integer, number, optional, withDefault } from '../schema/fields.ts';
import { chooseElements } from './legendre/elements.ts';
import { createFunctionals, type SpeciesFunctionals } from './legendre/functionals.ts';
import { linearInvariants } from './legendre/invariants.ts';
import { latticeValues, pictureLattice } from './legendre/lattice-values.ts';
import { directSolver, iterativeSolver } from './legendre/linear-solver.ts';
import { createRosenbrock, rosenbrockReference } from './legendre/rosenbrock.ts';
import { legendreSize } from './legendre/size.ts';
import { type Frame, findFrame, harmonicsOf } from './legendre/symmetry.ts';
import { createLegendreSystem, type Discretisation } from './legendre/system.ts';
import { defineMethod, type OptionsOf } from './method.ts';
import type { Exchange, Integrals, Snapshot, SpeciesSnapshot } from './snapshot.ts';

export type LegendreOptions = OptionsOf<ReturnType<typeof legendreOptions>>;

/** What of the start a run may leave out before it says so. */
const doubtful = 1e-7;
/** Unknowns up to which a full decomposition is as fast as the iteration. */
const mostDirect = 400;
/**
 * Residual of the linear equations in parts of the tolerance of a step. The coefficients of Rodas5P make an error of an early stage up to 33
 * times as large in a later one.
 */
const solved = 1e-4;
/** Harmonics of the start below this many tolerances of the largest f are left out. */
const smallestHarmonic = 10;
/** The largest degree that is chosen; 8 unknowns an element and degree make larger ones slow. */
const largestDegree = 32;

/**
 * Isotropic and axisymmetric f to reference accuracy: f_i = sum_l f_i^l(r) Y_l(cos theta), Legendre polynomials (d = 3) or cos(l theta)
 * (d = 2), each f_i^l on continuous spectral elements of its own species in the speed r. The collision operator is bilinear in precomputed
 * matrices that keep number, momentum and energy to round-off; time goes by an adaptive linearly implicit method of order 5 with the
 * exact Jacobian, continuous between its steps, so that results do not depend on the times of output.
 */
export const legendre = defineMethod({
  name: 'legendre',
  summary:
    'Isotropic or axisymmetric f in harmonics of the angle to one axis, on spectral elements in the speed: of reference accuracy at any mass and temperature ratio, with steps of its own. Particles, time.integrator and time.step are not used.',
  reference:
    'M. N. Rosenbluth, W. M. MacDonald & D. L. Judd, Fokker-Planck equation for an inverse-square force, Phys. Rev. 107 (1957) 1; ' +
    'A. T. Patera, A spectral element method for fluid dynamics, J. Comput. Phys. 54 (1984) 468',
  integrator: 'none',
  resolution: 'none',
  conserves: () => ['linear', 'quadratic'],
  options: legendreOptions,
  size: ({ mixture, distributions }, options) =>
    legendreSize(mixture, discretise(mixture, distributions, options).discretisation, options.tolerance),
  prepare(problem, options) {
    const { mixture, distributions } = problem;
    const { dimension: d, species } = mixture;
    if (problem.advance.adaptive !== undefined)
      throw new InputError(
        'time.adaptive: expected no such key with the method legendre, whose steps always adapt; give method.tolerance instead',
      );
    const { frame, discretisation, startErrors, leftOut } = discretise(mixture, distributions, options);
    const system = createLegendreSystem(mixture, discretisation);
    const { layout } = system;
    const { modes } = layout;
    const initial = new Float64Array(system.length);
    const scales = new Float64Array(system.length);
    const harmonics = new Float64Array(Math.max(...modes) + 1);
    distributions.forEach((f, i) => {
      const at = harmonicsOf(frame, f, Math.max(...modes));
      const { nodes } = system.bases[i];
      nodes.forEach((r, a) => {
        at(r, harmonics);
        modes.forEach((l, m) => {
          if (l === 0 || a > 0) initial[layout.offset(i, m) + a] = harmonics[l];
        });
      });
      let peak = 0;
      for (let a = 0; a < nodes.length; a++) peak = Math.max(peak, Math.abs(initial[layout.offset(i, 0) + a]));
      modes.forEach((l, m) => {
        for (let a = l > 0 ? 1 : 0; a < nodes.length; a++) scales[layout.offset(i, m) + a] = peak;
      });
    });
    const stepper = createRosenbrock(system, {
      start: problem.start,
      initial,
      scales,
      tolerance: options.tolerance,
      solver:
        modes.length === 1 || system.length <= mostDirect
          ? directSolver(system)
          : iterativeSolver(system, { scales, accuracy: solved * options.tolerance }),
      invariants: linearInvariants(system, initial),
    });
    const functionals = createFunctionals(system);
    const lattices = species.map((_, i) => pictureLattice(system, frame, i));
    const y = initial.slice();
    const perSpecies = <T>(what: string, value: (i: number) => T) =>
      Object.fromEntries(species.map(({ name }, i) => [`${what} ${name}`, value(i)]));
    return {
      get t() {
        return stepper.t;
      },
      unknowns: system.bases.map(({ nodes }) => modes.reduce((sum, l) => sum + nodes.length - (l > 0 ? 1 : 0), 0)),
      counts: stepper.counts,
      settings: {
        'time integrator': 'Rodas5P with steps of its own; time.integrator and time.step are not used',
        'tolerance of a step': options.tolerance,
        harmonics: modes.length === 1 ? '0 (isotropic)' : modes.join(' '),
        ...(modes.length === 1 ? {} : { axis: frame.axis.map((x) => Number(x.toPrecision(6))).join(' ') }),
        unknowns: system.length,
        'polynomial order of the elements': options.order,
        ...perSpecies('elements', (i) => discretisation.breaks[i].length - 1),
        ...perSpecies('largest speed', (i) => discretisation.breaks[i][discretisation.breaks[i].length - 1]),
        ...perSpecies('error of the start', (i) => startErrors[i]),
      },
      warnings: species.flatMap(({ name }, i) => [
        ...(startErrors[i] > doubtful
          ? [
              `${name}: the elements hold the start only to ${startErrors[i].toExponential(1)} of its largest value, and errors are as large; ` +
                'take more method.elements or a smooth start',
            ]
          : []),
        ...(leftOut[i] > Math.max(doubtful, smallestHarmonic * options.tolerance)
          ? [
              `${name}: harmonics beyond method.degree = ${Math.max(...modes)} hold up to ${leftOut[i].toExponential(1)} of the start's largest value, and ` +
                'errors are as large; take a larger method.degree',
            ]
          : []),
      ]),
      parts: [{ role: 'integrator', name: 'rodas5p', reference: rosenbrockReference }],
      advance(until, pause) {
        stepper.advance(until, y, pause);
      },
      snapshot(): Snapshot {
        const measured = functionals.measure(y);
        const present = y.slice();
        return {
          t: stepper.t,
          mixture,
          species: species.map((_, i): SpeciesSnapshot => {
            let made: { values: Float64Array; gradient: VectorField } | undefined;
            // Pictures alone need the lattice: it is made when it is asked for.
            const onLattice = () => {
              made ??= latticeValues(system, frame, i, present, lattices[i]);
              return made;
            };
            return {
              lattice: lattices[i],
              smoothing: 0,
              integrals: inSpace(frame, measured[i]),
              get values() {
                return onLattice().values;
              },
              get gradient() {
                return onLattice().gradient;
              },
            };
          }),
          fisherRates: () => functionals.fisherRates(present),
          exchange: exchangeInSpace(d, frame, measured.length, system.exchange(y)),
        };
      },
      save: () => stepper.save(),
      restore(state) {
        stepper.restore(state);
        stepper.advance(stepper.t, y);
      },
    };
  },
});

function legendreOptions() {
  const degree = integer(
    'Largest degree of the harmonics (Legendre polynomials, or cos(l theta) in d = 2); 0 is isotropic f',
    { from: 0, to: 64 },
  );
  const tolerance = number('Largest error of a time step relative to the largest f of its species', {
    from: 1e-13,
    to: 1e-2,
  });
  return {
    degree: optional(degree, 'chosen from the start'),
    elements: optional(
      number('Elements per thermal speed', { from: 0.1, to: 100 }),
      '0.9, and halved wherever the start needs it',
    ),
    order: withDefault(integer('Polynomial order of the elements', { from: 2, to: 16 }), 8),
    tolerance: withDefault(tolerance, 1e-9),
  };
}

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
} {
  const frame = findFrame(mixture, distributions);
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
  const degree = options.degree ?? Math.max(needed, frame.isotropic ? 0 : 2);
  // f even along the axis stays so: the operator maps even parts on even ones.
  const even = sizes.every((own) => own.every((size, l) => l % 2 === 0 || size < 1e-13));
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
  return { frame, discretisation: { breaks, order: options.order, modes }, startErrors, leftOut };
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

function inSpace({ origin, axis }: Frame, own: SpeciesFunctionals): Integrals {
  return {
    density: own.density,
    velocity: origin.map((u, k) => u + own.drift * axis[k]),
    temperatureTensor: axis.flatMap((a, k) =>
      axis.map((b, l) => (k === l ? own.across : 0) + (own.along - own.across) * a * b),
    ),
    entropy: own.entropy,
    entropyError: own.entropyError,
    fisher: own.fisher,
    fisherError: own.fisherError,
    least: own.least / own.largest,
    negativeDensity: own.negativeDensity,
  };
}

/** In the rest frame of space: energy gains there differ by what the momentum gains are worth at the origin's velocity. */
function exchangeInSpace(
  d: number,
  { origin, axis }: Frame,
  S: number,
  gains: { readonly momentum: Float64Array; readonly energy: Float64Array },
): Exchange {
  const momentum = new Float64Array(S * S * d);
  const along = origin.reduce((sum, u, k) => sum + u * axis[k], 0);
  gains.momentum.forEach((gain, pair) => {
    for (let k = 0; k < d; k++) momentum[pair * d + k] = gain * axis[k];
  });
  return { momentum, energy: gains.energy.map((energy, pair) => energy + along * gains.momentum[pair]) };
}
