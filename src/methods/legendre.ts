import { InputError } from '../core/errors.ts';
import type { VectorField } from '../core/vector-field.ts';
import { usualMachine } from '../kernels/machine.ts';
import { densityChanged } from '../physics/forcing.ts';
import { baths, collidingPairs, type Mixture } from '../physics/mixture.ts';
import { finerExpansion } from './legendre/decay.ts';
import { discretise } from './legendre/discretise.ts';
import type { Gain } from './legendre/drive.ts';
import { evaluationRooms, expandedDensity } from './legendre/expanded-density.ts';
import { createFunctionals } from './legendre/functionals.ts';
import { commonEquilibrium, initialValues, lostMoments, lostSources, roughTables } from './legendre/initial-values.ts';
import { latticeValues, pictureLattice } from './legendre/lattice-values.ts';
import { type LegendreOptions, legendreOptions } from './legendre/options.ts';
import { legendreSize } from './legendre/size.ts';
import type { Frame } from './legendre/symmetry.ts';
import { createLegendreSystem } from './legendre/system.ts';
import { givenSteps, ownSteps } from './legendre/time-path.ts';
import { exchangeInSpace, inSpace } from './legendre/to-space.ts';
import { defineMethod } from './method.ts';
import type { Given, Snapshot, SpeciesSnapshot } from './snapshot.ts';

/**
 * Isotropic and axisymmetric f to reference accuracy: f_i = sum_l f_i^l(r) Y_l(cos theta), with Legendre polynomials (d = 3) or
 * cos(l theta) (d = 2), and each f_i^l on the species' own continuous spectral elements in the speed r. The collision operator is bilinear
 * in precomputed matrices that conserve number, momentum and energy to round-off. The default time integrator is an adaptive linearly implicit
 * method of order 5 with the exact Jacobian and continuous output, so that results do not depend on the output times; an explicit
 * integrator is possible.
 */
export const legendre = defineMethod({
  name: 'legendre',
  summary:
    'Isotropic or axisymmetric f in harmonics of the angle to one axis, on spectral elements in the speed: reference accuracy at any mass and temperature ratio. Particles are not used; time.integrator and time.step are used only with steps: given.',
  reference:
    'M. N. Rosenbluth, W. M. MacDonald & D. L. Judd, Fokker-Planck equation for an inverse-square force, Phys. Rev. 107 (1957) 1; ' +
    'A. T. Patera, A spectral element method for fluid dynamics, J. Comput. Phys. 54 (1984) 468',
  equation: ({ equation }) => equation,
  integrator: 'none',
  choosesSteps: ({ steps }) => steps !== 'given',
  resolution: 'none',
  representation: 'coefficients',
  drives: { baths: true, forcing: ['acceleration', 'gyration', 'heating', 'source', 'loss'] },
  follows: true,
  kernels: ['powers', 'screened', 'softened', 'table'],
  conserves: () => ['linear', 'quadratic'],
  options: legendreOptions,
  refinement: () => 'more method.elements or a larger method.degree',
  size: ({ mixture, distributions }, options) =>
    legendreSize(mixture, discretise(mixture, distributions, options).discretisation, options),
  prepare(problem, options) {
    const { mixture, distributions, machine = usualMachine() } = problem;
    const { dimension: d, species } = mixture;
    checkProblem(mixture, problem.advance.adaptive !== undefined, options);
    const { frame, discretisation, startErrors, startDegree, warnings } = discretise(mixture, distributions, options);
    const landau = createLegendreSystem(mixture, discretisation, undefined, frame, machine);
    const { initial, scales } = initialValues(landau, frame, distributions);
    const system =
      options.equation === 'landau'
        ? landau
        : createLegendreSystem(
            mixture,
            discretisation,
            commonEquilibrium(mixture, landau, initial),
            undefined,
            machine,
          );
    const start = { start: problem.start, initial, scales };
    const path =
      options.steps === 'own'
        ? ownSteps(system, start, options.tolerance, machine)
        : givenSteps(system, start, problem.integrator, problem.advance);
    const { modes } = system.layout;
    const { y, counts, order, stableStep } = path;
    const given = () => path.given().map((gain, a) => givenInSpace(mixture, frame, gain, a));
    const functionals = createFunctionals(system);
    let rooms: ReturnType<typeof evaluationRooms> | undefined;
    const perSpecies = <T>(what: string, value: (i: number) => T) =>
      Object.fromEntries(species.map(({ name }, i) => [`${what} ${name}`, value(i)]));
    return {
      get t() {
        return path.t;
      },
      unknowns: system.bases.map(({ nodes }) => modes.reduce((sum, l) => sum + nodes.length - (l > 0 ? 1 : 0), 0)),
      counts,
      get products() {
        return path.products ?? 0;
      },
      ...(order === undefined ? {} : { order }),
      ...(stableStep === undefined ? {} : { stableStep }),
      settings: {
        ...path.settings,
        harmonics: modes.length === 1 ? '0 (isotropic)' : modes.join(' '),
        ...(modes.length === 1 ? {} : { axis: frame.axis.map((x) => Number(x.toPrecision(6))).join(' ') }),
        unknowns: system.length,
        'polynomial order of the elements': options.order,
        ...perSpecies('elements', (i) => discretisation.breaks[i].length - 1),
        ...perSpecies('largest speed', (i) => discretisation.breaks[i][discretisation.breaks[i].length - 1]),
        ...perSpecies('error of the start', (i) => startErrors[i].error),
      },
      warnings: [
        ...(warnings.length > 0
          ? warnings
          : [
              ...lostMoments(mixture, distributions, functionals.measure(initial), options.tolerance),
              ...lostSources(system.drive?.sourceErrors ?? [], options.tolerance),
            ]),
        ...roughTables(mixture, distributions, options.tolerance),
      ],
      parts: [path.part],
      advance: path.advance,
      snapshot(): Snapshot {
        const measured = functionals.measure(y);
        const present = y.slice();
        system.drive?.set(path.t, present);
        const own: Snapshot = {
          t: path.t,
          mixture: system.mixture,
          given: given(),
          entropyRates() {
            system.drive?.set(own.t, present);
            return functionals.entropyRates(present);
          },
          ...(system.drive === undefined && {
            entropySecondDerivative: () => functionals.entropySecondDerivative(present),
          }),
          species: species.map((_, i): SpeciesSnapshot => {
            let made: { values: Float64Array; gradient: VectorField } | undefined;
            const lattice = pictureLattice(system, frame, i, present);
            // The values are needed only for pictures, so they are computed on request.
            const onLattice = () => {
              made ??= latticeValues(system, frame, i, present, lattice);
              return made;
            };
            return {
              lattice,
              smoothing: 0,
              integrals: inSpace(frame, measured[i]),
              radialSamples: () => functionals.samples(present, i),
              finer: (allowed) => finerExpansion(system, frame, i, present, measured[i], startDegree, allowed),
              get values() {
                return onLattice().values;
              },
              get gradient() {
                return onLattice().gradient;
              },
            };
          }),
        };
        if (options.equation !== 'landau') return { ...own, entropyLaw: options.equation };
        return {
          ...own,
          fisherRates() {
            system.drive?.set(own.t, present);
            return functionals.fisherRates(present);
          },
          densities() {
            rooms ??= evaluationRooms(system, machine.kernels.denseAlgebra);
            return measured.map((own, i) => expandedDensity(system, frame, i, present, own, rooms![i]));
          },
          exchange: exchangeInSpace(d, frame, measured.length, system.exchange(y)),
        };
      },
      save: path.save,
      restore: path.restore,
    };
  },
});

/**
 * Converts what a giver has given to the rest frame of space, where a push also does work at the origin's velocity, and new particles
 * move with it.
 */
function givenInSpace(
  { species, forcing, background }: Mixture,
  { axis, origin }: Frame,
  { density, momentum, energy }: Gain,
  a: number,
): Given {
  const changed = forcing[a - baths({ background }).length];
  const i = changed === undefined ? undefined : densityChanged(changed);
  const came = i === undefined ? 0 : species[i].mass * density;
  const along = origin.reduce((sum, u, k) => sum + u * axis[k], 0);
  const square = origin.reduce((sum, u) => sum + u * u, 0);
  return {
    momentum: axis.map((x, k) => momentum * x + came * origin[k]),
    energy: energy + momentum * along + (came * square) / 2,
    ...(i === undefined ? {} : { density }),
  };
}

/** Throws InputError if equation, collisions and the keys of time are incompatible. */
function checkProblem(mixture: Mixture, adaptive: boolean, { equation, steps }: LegendreOptions): void {
  if (adaptive && steps === 'own')
    throw new InputError(
      'time.adaptive: expected no such key with the method legendre, whose steps always adapt; give method.tolerance instead',
    );
  const collides = collidingPairs(mixture).length > 0 || mixture.background.some(({ strength }) => strength > 0);
  if (equation === 'linear-fokker-planck' && collides)
    throw new InputError(
      'collisions.strength: expected 0 for every pair with method.equation: linear-fokker-planck, which has its own operator, got more',
    );
  if (equation === 'linear-fokker-planck' && mixture.forcing.length > 0)
    throw new InputError(
      'forcing: expected none with method.equation: linear-fokker-planck, whose equilibrium is that of the start; remove it, or take the equation landau',
    );
}
