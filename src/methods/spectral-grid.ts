import { InputError, RunError } from '../core/errors.ts';
import { createVectorField } from '../core/vector-field.ts';
import { createAdvance } from '../integration/advance.ts';
import { explicitIntegrators } from '../integration/integrators.ts';
import { mostStages, stagesFor } from '../integration/runge-kutta-chebyshev.ts';
import { isDriven, type Mixture, type Species } from '../physics/mixture.ts';
import { bySpecies, evenInteger, oneOrBySpecies, optional, quantity, withDefault } from '../schema/fields.ts';
import { readLedger } from './ledger.ts';
import { defineMethod } from './method.ts';
import type { Snapshot } from './snapshot.ts';
import type { GridOptions } from './spectral-grid/boxes.ts';
import { prepareEntropySecondDerivative, prepareNoise } from './spectral-grid/diagnostics.ts';
import { chooseGrids, type SpeciesGrid } from './spectral-grid/grids.ts';
import { spectralGridSize } from './spectral-grid/size.ts';
import { createSpectralSystem } from './spectral-grid/spectral-system.ts';

/** The fraction of an explicit integrator's stability limit that a step may use; the diffusion changes little within one step. */
const stabilityUsed = 0.9;
/** A run warns if the grid leaves out a larger part of f. */
const doubtful = 1e-5;

/**
 * A warning proposes a stabilised integrator if stability cuts a step into at least this many parts; fewer may be worth their higher order.
 */
const worthwhile = 4;
/** Tolerance for rounding, so that an interval of n steps is not cut into n + 1. */
const slack = 1e-6;

/**
 * The Landau system on grids, without particles: each f_i lives on its own periodic box, with Fourier collocation in divergence form and
 * free-space collision potentials. For smooth f the error decreases faster than any power of the spacing. Density is conserved to
 * round-off, momentum and energy as well as the grid resolves f. The integrator is explicit: `step` is the longest step
 * allowed, and stability shortens it to limit / rho, where rho bounds the spectral radius of the present diffusion.
 */
export const spectralGrid = defineMethod({
  name: 'spectral-grid',
  summary:
    'f on grids, without particles: Fourier collocation with free-space collision potentials, for smooth f; steps are at most as long as stability allows.',
  reference:
    'L. Pareschi, G. Russo & G. Toscani, Fast spectral methods for the Fokker-Planck-Landau collision operator, J. Comput. Phys. 165 (2000) 216; ' +
    'F. Vico, L. Greengard & M. Ferrando, Fast convolution with free-space Green functions, J. Comput. Phys. 323 (2016) 191',
  integrator: 'explicit',
  resolution: 'nodes',
  representation: 'nodes',
  drives: { baths: true, forcing: ['acceleration', 'heating', 'source', 'loss'] },
  follows: true,
  conserves: () => [],
  options: () => ({
    nodes: withDefault(nodes(), defaultNodes),
    box: optional(box(), 'chosen from the start and the equilibrium'),
  }),
  refinement: () => 'more method.nodes or another method.box',
  size: (plan, options) => spectralGridSize(plan, gridOptions(plan.mixture, options)),
  prepare(problem, options) {
    const { mixture, integrator } = problem;
    const { dimension: d, species } = mixture;
    const { stability } = integrator;
    if (stability === undefined)
      throw new InputError(
        `time.integrator: expected an explicit integrator without projection (${explicitIntegrators().join(', ')}) with the method spectral-grid, got ${integrator.name}; take time.integrator: rk4`,
      );
    if (mixture.background.some(({ bath }) => bath === undefined))
      throw new InputError(
        'collisions.background: expected none with the method spectral-grid, because no grid resolves the potential of a point; ' +
          'give the partners a finite mass and temperature with the key baths, or take the method blob',
      );
    const duration = problem.until - problem.start;
    const grids = chooseGrids(mixture, problem.distributions, { ...gridOptions(mixture, options), duration });
    const system = createSpectralSystem(mixture, grids, problem.machine);
    const describe = (k: number) => {
      const { species: i, node } = system.locate(k);
      if (i < 0) return 'what has been given to the species';
      const { nodes } = grids[i];
      const place = Array.from({ length: d }, (_, a) => Math.floor(node / nodes ** (d - 1 - a)) % nodes);
      return `f at node (${place.join(', ')}) of species ${species[i].name}`;
    };
    const advance = createAdvance(system, integrator, { ...problem.advance, describe });
    const noise = grids.map((grid) => prepareNoise(d, grid));
    const undriven = !isDriven(mixture) && mixture.following === undefined;
    const secondDerivative = undriven ? prepareEntropySecondDerivative(system, grids, noise) : undefined;
    const gradients = grids.map(({ initial }) => createVectorField(d, initial.length));
    const y = new Float64Array(system.length);
    system.values(y).forEach((f, i) => {
      f.set(grids[i].initial);
    });
    const longest = problem.advance.adaptive === undefined ? problem.advance.step : Infinity;
    let t = problem.start;
    system.rate(t, y, new Float64Array(system.length));
    let stable = stableStep();
    /** End of the substep that a pause interrupted; before t if there is none. */
    let target = Number.NEGATIVE_INFINITY;
    const perSpecies = (what: string, value: (i: number) => number) =>
      Object.fromEntries(species.map(({ name }, i) => [`${what} ${name}`, value(i)]));

    function stableStep(): number {
      return system.stiffness > 0 ? (stabilityUsed * stability!) / system.stiffness : Infinity;
    }

    /** Proposes a stabilised integrator if it takes fewer evaluations, judged by the initial stiffness. */
    function stiffnessWarnings(): string[] {
      const { step } = problem.advance;
      const parts = Math.ceil(step / stable - slack);
      const own = parts * integrator.order;
      const stages = stagesFor(step * system.stiffness);
      if (problem.advance.adaptive !== undefined || stages > mostStages || parts < worthwhile || own <= stages)
        return [];
      return [
        `time.integrator: ${integrator.name} is stable up to a step of ${stable.toPrecision(2)}, and cuts a time.step of ${step} into ${parts} with ` +
          `${own} evaluations; rkc takes one step with ${stages}`,
      ];
    }

    return {
      get t() {
        return t;
      },
      ...(problem.advance.adaptive === undefined && longest <= stable ? { order: integrator.order } : {}),
      counts: advance.counts,
      settings: {
        ...perSpecies('grid nodes per axis', (i) => grids[i].nodes),
        ...perSpecies('lattice spacing', (i) => grids[i].spacing),
        ...perSpecies('half width of the box', (i) => grids[i].halfWidth),
        ...perSpecies('largest f at the edge of the box', (i) => grids[i].edge),
        ...perSpecies('largest short wave', (i) => grids[i].unresolved),
        ...(stable < Infinity ? { 'longest stable time step at the start': stable } : {}),
        'steps for one time step at the start': Math.max(1, Math.ceil(problem.advance.step / stable - slack)),
      },
      warnings: [
        ...grids.flatMap(({ edge, unresolved }, i) =>
          Math.max(edge, unresolved) > doubtful
            ? [
                `${species[i].name}: the grid leaves out ${edge.toExponential(1)} of f at the edge of its box and ${unresolved.toExponential(1)} ` +
                  'in its shortest waves, and the error of the run is as large; take more method.nodes or another method.box',
              ]
            : [],
        ),
        ...grids.flatMap((grid, i) => heatingWarnings(species[i], grid)),
        ...stiffnessWarnings(),
      ],
      parts: [{ role: 'integrator', name: integrator.name, reference: integrator.reference }],
      advance(until, pause) {
        while (t < until) {
          const parts = Math.ceil((until - t) / Math.min(longest, stable) - slack);
          const planned = parts <= 1 ? until : t + (until - t) / parts;
          const next = target > t && target <= until ? target : planned;
          if (!(next > t))
            throw new RunError(
              `${integrator.name}: no stable step at t = ${t}: the diffusion has a spectral radius of ${system.stiffness.toExponential(1)}; ` +
                'take fewer nodes',
            );
          t = advance.advance(t, next, y, pause);
          target = next;
          if (t < next) return;
          stable = stableStep();
          if (t < until && pause?.()) return;
        }
      },
      snapshot(): Snapshot {
        const exchange = system.exchange(y);
        const present = y.slice();
        system.gradients(y).forEach((planes, i) => {
          planes.forEach((plane, a) => {
            gradients[i].data.set(plane, a * plane.length);
          });
        });
        return {
          t,
          mixture: system.mixture,
          given: readLedger(mixture, system.ledger(y)),
          species: system.values(y).map((values, i) => ({
            lattice: grids[i].lattice,
            smoothing: 0,
            values,
            noise: noise[i](values),
            gradient: gradients[i],
          })),
          exchange,
          ...(secondDerivative !== undefined && { entropySecondDerivative: () => secondDerivative(present) }),
        };
      },
      save: () => ({ y: y.slice(), t: Float64Array.of(t, stable, target), advance: advance.save() }),
      restore(state) {
        y.set(state.y);
        [t, stable, target] = state.t;
        advance.restore(state.advance);
      },
    };
  },
});

/** Nodes per axis of a species that the scenario does not mention. */
const defaultNodes = 64;

function nodes() {
  const even = (text: string) => evenInteger(text, { from: 8, to: 512 });
  const expected = 'an even integer in [8, 512] or a map from species to such integers';
  return oneOrBySpecies(
    `Nodes of the grid on every axis; powers of two are fastest; ${defaultNodes} for a species without an entry`,
    { one: even('One number for all species'), each: even('Nodes of one species'), map: 'Nodes by species.' },
    { either: expected, map: expected },
  );
}

/** The effect of heating in a box that the scenario gives. Only a warning, because a bath or other species may take up the heat. */
function heatingWarnings({ name }: Species, { heated, halfWidth, nodes }: SpeciesGrid): string[] {
  if (heated === undefined || Math.max(heated.edge, heated.unresolved) <= doubtful) return [];
  const { temperatures, drift, edge, unresolved, enough } = heated;
  const hot = edge > doubtful;
  const digits = (value: number) => Number(value.toPrecision(3));
  const end = hot ? digits(temperatures[0]) : digits(temperatures[1]);
  const left = hot
    ? `${edge.toExponential(1)} of f at the edge`
    : `${unresolved.toExponential(1)} of f in the shortest waves`;
  const wayOut =
    hot && temperatures[0] === Infinity
      ? 'an earlier time.until'
      : `method.box: ${Math.max(enough.halfWidth, hot ? 0 : halfWidth)} and ${Math.max(nodes, enough.nodes)} method.nodes`;
  if (drift > 0)
    return [
      `method.box of ${name}: the fields bring it to temperatures of about ${end} and mean velocities of about ${digits(drift)} by time.until, as Maxwellians with ` +
        `its collisions, and the grid then leaves out ${left}; take ${wayOut}`,
    ];
  return [
    `method.box of ${name}: ${hot ? 'heating' : 'cooling'} by itself brings it to the temperature ${end} by time.until, and the grid then leaves out ${left}; ` +
      `take ${wayOut}, unless something else limits its temperature`,
  ];
}

function box() {
  const expected = 'a number > 0 or a map from species to numbers > 0';
  const width = (text: string) => quantity('velocity', text, { above: 0 });
  return oneOrBySpecies(
    'Half width of the velocity box around the mean velocity of the mixture',
    {
      one: width('One half width for all species'),
      each: width('Half width of one species'),
      map: 'Half widths by species.',
    },
    { either: expected, map: expected },
  );
}

interface Options {
  readonly nodes: number | Readonly<Record<string, number>>;
  readonly box?: number | Readonly<Record<string, number>>;
}

function gridOptions({ species }: Mixture, options: Options): Omit<GridOptions, 'duration'> {
  return {
    nodes: bySpecies(species, options.nodes).map((given) => given ?? defaultNodes),
    halfWidths: bySpecies(species, options.box),
  };
}
