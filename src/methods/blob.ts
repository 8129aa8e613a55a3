import type * as z from 'zod';
import { addBackgroundForces, type PairSum, type Summation, type SummationSetting } from '../collision/summation.ts';
import { chooseSummation, summations } from '../collision/summations.ts';
import { isWeakFormAffordable, prepareWeakForm } from '../collision/weak-form.ts';
import type { Particles, ScoredParticles } from '../core/particles.ts';
import { createStream } from '../core/random.ts';
import { createVectorField } from '../core/vector-field.ts';
import { usualMachine } from '../kernels/machine.ts';
import { liveMixture } from '../physics/following.ts';
import { countPairs, type Mixture } from '../physics/mixture.ts';
import { particleMoments } from '../physics/moments.ts';
import { choice, explained, integer, optional, withDefault } from '../schema/fields.ts';
import { describeValue, type Problem } from '../schema/problem.ts';
import { gradientFlowSize } from './gradient-flow-size.ts';
import { defineMethod } from './method.ts';
import { type DissipationOf, prepareGradientFlow } from './particle-gradient-flow.ts';
import { portionCounts } from './portions.ts';
import { levelProblems, regularisation, regularisedRefinement, sharesSmoothing } from './regularisation.ts';
import type { Exchange } from './snapshot.ts';

/**
 * The deterministic blob particle method for a mixture: particles carry weights, constant except for sources and losses, and move with the
 * collisional drift of the regularised entropy. The pair sum conserves momentum and energy exactly and decreases the regularised entropy.
 * The integrator determines how much of this a time step preserves.
 */
export const blob = defineMethod({
  name: 'blob',
  summary: 'Deterministic particles that move with the score of their mollified density.',
  reference:
    'J. A. Carrillo, J. Hu, L. Wang, J. Wu, A particle method for the homogeneous Landau equation, J. Comput. Phys. X 7 (2020) 100066; ' +
    'J. A. Carrillo, J. Hu, S. Q. Van Fleet, A particle method for the multispecies Landau equation, Acta Appl. Math. 194 (2024) 12',
  integrator: 'any',
  resolution: 'particles',
  representation: 'particles',
  drives: { baths: true, forcing: ['acceleration', 'gyration', 'heating', 'source', 'loss'] },
  follows: true,
  kernels: ['powers', 'screened', 'softened', 'table'],
  conserves: (integrator) => integrator.conserves,
  options: () => ({
    ...regularisation(),
    summation: withDefault(summationChoice(), 'auto'),
    ...summationOptions(),
    portions: withDefault(
      integer(
        'Equal parts of a run with sources: in each of them a lattice of new particles is filled with what comes in',
        { from: 1, to: 1000 },
      ),
      4,
    ),
  }),
  problems: (options) => [...foreignOptions(options), ...levelProblems(options)],
  refinement: regularisedRefinement,
  sharesSmoothing,
  size(plan, options) {
    const { mixture } = plan;
    const parts = portionCounts(
      mixture,
      plan.particles.map(({ count }) => count),
      options.portions,
    );
    const counts = middle(parts);
    const summation = chooseSummation(options.summation, mixture, counts, settingIn(options));
    const fastest = chooseSummation('auto', mixture, counts, settingIn(options));
    // A random sum, which is never chosen automatically and gives no work, meets this many partners.
    const workOf = (one: Summation, of = counts) =>
      one.work?.(mixture, of) ?? partners * of.reduce((all, count) => all + count, 0);
    const forces = (of: readonly number[]) => ({
      pairs: countPairs(mixture, of),
      work: workOf(summation, of),
      bytes: summation.bytes?.[mixture.dimension] ?? 0,
    });
    return {
      ...gradientFlowSize(plan, options, forces, parts),
      chosen: { summation: summation.name },
      waysOut: workOf(fastest) >= workOf(summation) ? [] : [`method.summation: ${fastest.name}`],
    };
  },
  prepare(problem, options) {
    const { machine = usualMachine() } = problem;
    const { mixture, follow } = liveMixture(problem.mixture);
    const { timed } = machine;
    const followStates = (all: readonly Particles[]) =>
      follow?.(all.map(({ weights, velocities }, i) => particleMoments(mixture.species[i].mass, weights, velocities)));
    const parts = portionCounts(
      mixture,
      problem.species.map(({ particles }) => particles.weights.length),
      options.portions,
    );
    const counts = middle(parts);
    const setting = settingIn(options);
    const summation = chooseSummation(options.summation, mixture, counts, setting);
    const weakForm = prepareWeakForm(mixture, machine.kernels);
    const withWeakForm = isWeakFormAffordable(mixture, parts[parts.length - 1]);
    const flowOf: DissipationOf = (...part) => {
      const stream = createStream(problem.seed, 'random batches', ...part);
      const pairs = summation.prepare(mixture, { ...setting(summation), machine, stream, sample: problem.species });
      const exchange = prepareExchange(mixture, pairs);
      return {
        parts: [{ role: 'summation', name: summation.name, reference: summation.reference }],
        pairs,
        sumForces(particles) {
          followStates(particles);
          pairs.sum(particles);
          addBackgroundForces(mixture.background, particles);
        },
        observe: (particles) => ({
          exchange: timed('exchange between species', () => exchange(particles)),
          ...(withWeakForm ? { weakRates: () => timed('weak form', () => weakForm(particles)) } : {}),
        }),
      };
    };
    return prepareGradientFlow({ ...problem, mixture }, options, flowOf, options.portions);
  },
});

/** The particles in the middle of the run, for which the summation is chosen. */
function middle(parts: readonly (readonly number[])[]): readonly number[] {
  return parts[Math.floor(parts.length / 2)];
}

/** Partners of a particle in a sum over some of the pairs. */
const partners = 64;

type SummationName = keyof typeof summations;

function summationChoice() {
  const names = ['auto', ...(Object.keys(summations) as SummationName[])] as const;
  const auto = ['auto', { summary: 'the fastest, but never random, and the mesh for powers only' }] as const;
  return choice(
    `Sum over particle pairs: ${explained([...known().map((one) => [one.name, one] as const), auto])}`,
    names,
  );
}

type WithOptions = Extract<(typeof summations)[SummationName], { readonly options: { readonly key: string } }>;

/** The summations' own options, each with its key. */
type OptionFields = {
  [One in WithOptions as One['options']['key']]: z.ZodExactOptional<ReturnType<One['options']['schema']>>;
};

function summationOptions(): OptionFields {
  return Object.fromEntries(
    known().flatMap(({ options }) =>
      options === undefined ? [] : [[options.key, optional(options.schema(), options.absent)]],
    ),
  ) as OptionFields;
}

/** Options of one summation have no effect on another. */
function foreignOptions(options: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { summation: chosen = 'auto' } = options;
  return known().flatMap(({ name, work, options: own }): Problem[] => {
    if (own === undefined || options[own.key] === undefined) return [];
    if (chosen === name || (chosen === 'auto' && work !== undefined)) return [];
    return [
      {
        path: [own.key],
        at: 'key',
        expected: `no ${own.key} with the summation ${chosen}`,
        got: describeValue(options[own.key]),
        wayOut: `remove it or use summation: ${name}`,
      },
    ];
  });
}

function known(): readonly Summation[] {
  return Object.values(summations);
}

/** The options that belong to a summation, from the method's options. */
function settingIn(options: Readonly<Record<string, unknown>>): (summation: Summation) => SummationSetting {
  return ({ options: own }) =>
    own === undefined || options[own.key] === undefined ? {} : { options: options[own.key] };
}

/** Momentum sum w F and energy sum w v.F that each species gains from each other species per time, by the method's own pair sum. */
function prepareExchange(mixture: Mixture, pairs: PairSum): (particles: readonly ScoredParticles[]) => Exchange {
  const d = mixture.dimension;
  const S = mixture.species.length;
  const exchange = { momentum: new Float64Array(S * S * d), energy: new Float64Array(S * S) };
  return (scored) => {
    exchange.momentum.fill(0);
    exchange.energy.fill(0);
    const particles = scored.map((own) => ({ ...own, force: createVectorField(d, own.velocities.n) }));
    for (let i = 0; i < S; i++)
      for (let j = i + 1; j < S; j++) {
        if (mixture.strength(i, j) === 0) continue;
        particles[i].force.data.fill(0);
        particles[j].force.data.fill(0);
        pairs.addPair(i, j, particles);
        for (const [to, from] of [
          [i, j],
          [j, i],
        ]) {
          const { weights, velocities, force } = particles[to];
          const n = weights.length;
          for (let k = 0; k < d; k++)
            for (let p = 0; p < n; p++) {
              const push = weights[p] * force.data[k * n + p];
              exchange.momentum[(to * S + from) * d + k] += push;
              exchange.energy[to * S + from] += push * velocities.data[k * n + p];
            }
        }
      }
    return exchange;
  };
}
