import { InputError } from '../core/errors.ts';
import { createStream } from '../core/random.ts';
import { monteCarlo } from '../ensemble/sampling/random.ts';
import { createUniformNumbers } from '../kernels/random-numbers.ts';
import { baths } from '../physics/mixture.ts';
import { type BandwidthRule, bandwidthRules } from '../reconstruction/bandwidth.ts';
import { ofLatest, prepareReconstruction } from '../reconstruction/reconstruction.ts';
import {
  bySpecies,
  choice,
  choiceOf,
  either,
  integer,
  map,
  number,
  optional,
  quantity,
  withDefault,
} from '../schema/fields.ts';
import { defineMethod } from './method.ts';
import { mollifiedSnapshot, prepareGroups } from './pair-collisions/groups.ts';
import { measureResolution } from './pair-collisions/resolution.ts';
import { scatteringSchemes } from './pair-collisions/schemes.ts';
import { pairCollisionsSize, randomSmoothing, spacingWidths } from './pair-collisions/size.ts';
import { smoothingWarnings } from './particle-density.ts';
import { spacing, tolerance as truncation } from './regularisation.ts';
import type { Snapshot } from './snapshot.ts';

/** Ratio of two weights above which a run warns about their cost: rejection then discards more than three in four changes. */
const worthWarning = 4;

/** A group with fewer particles of a species may have an error of its own that matters besides the scatter. */
const smallGroup = 100;

const weightedPairs = {
  role: 'unequal weights',
  name: 'rejection, momentum and energy restored',
  reference:
    'K. Nanbu & S. Yonemura, Weighted particles in Coulomb collision simulations based on the theory of a cumulative scattering angle, J. Comput. Phys. 145 (1998) 639; ' +
    'J. R. Angus, Y. Fu, V. Geyko, D. Grote & D. Larson, Moment-preserving Monte-Carlo Coulomb collision method for particle codes, J. Comput. Phys. 531 (2025) 113927',
};

/**
 * The stochastic pair process behind the Landau system (Monte Carlo): in each step particles meet in random pairs, whose relative
 * velocity diffuses on its sphere. Every step conserves momentum and energy to round-off and costs O(N). The order of the error in
 * dt is reported in the settings: 1, or less for unlike species with a soft interaction. The reconstruction is used only
 * for the snapshots: nothing in the dynamics is smoothed. The method uses the steps of the problem, but not its integrator.
 */
export const pairCollisions = defineMethod({
  name: 'pair-collisions',
  summary:
    'Random pairs of particles whose relative velocity diffuses on its sphere (Monte Carlo), in equal steps of time.step; the time integrator is not used.',
  reference:
    'A. V. Bobylev & K. Nanbu, Phys. Rev. E 61 (2000) 4576; T. Takizuka & H. Abe, J. Comput. Phys. 25 (1977) 205',
  integrator: 'none',
  resolution: 'particles',
  sampling: monteCarlo,
  representation: 'particles',
  drives: { baths: true, forcing: ['acceleration', 'gyration', 'heating', 'source', 'loss'] },
  follows: true,
  kernels: ['powers', 'screened', 'softened', 'table'],
  conserves: () => ['linear', 'quadratic'],
  options: pairCollisionsOptions,
  refinement: () => 'more particles or a shorter time.step',
  size: pairCollisionsSize,
  prepare(problem, options) {
    const { mixture, advance: stepping } = problem;
    const { dimension: d, species } = mixture;
    const { smoothing, tolerance } = options;
    const scheme = scatteringSchemes[options.scheme];
    const spacings = bySpecies(species, options.spacing);
    const deflection = scheme.deflection(d);
    if (deflection === undefined)
      throw new InputError(
        `method.scheme: expected a scheme with a law in dimension ${d}, got ${scheme.name}; take sphere-diffusion`,
      );
    if (stepping.adaptive !== undefined)
      throw new InputError(
        'time.adaptive: expected equal steps with the method pair-collisions, got adaptive ones; remove the key',
      );
    const random = createUniformNumbers(createStream(problem.seed, 'pair collisions'));
    const ensemble = prepareGroups(problem, options.groups, deflection, random);
    const { particles: initial, anchors, sweeps } = ensemble;
    const resolution = measureResolution(mixture, initial, sweeps, stepping.step, options.substeps);
    const kappa = randomSmoothing(smoothing, initial.length, (rule, i) => rule.particles(species[i].mass, initial[i]));
    const variances = species.map(({ mass }) => kappa / mass);
    const widths = variances.map((variance, i) => spacings[i] ?? spacingWidths * Math.sqrt(variance));
    const reconstructions = initial.map((_, i) =>
      ofLatest((weights: Float64Array) =>
        prepareReconstruction(weights, {
          species: species[i].name,
          variance: variances[i],
          spacing: widths[i],
          anchor: anchors[i],
          tolerance,
          machine: problem.machine,
        }),
      ),
    );
    const between = ([i, j]: readonly [number, number]) =>
      i === j ? species[i].name : `${species[i].name} and ${species[j].name}`;
    const limitingPair = () => resolution.limiting ?? 'particles';
    const heavyWeights = () =>
      resolution.weights === undefined
        ? ''
        : `, with weights of up to ${resolution.weights.map((w) => Number(w.toPrecision(2))).join(' and ')},`;
    const equalWeights = () =>
      resolution.shortenedByWeights > 2
        ? ` or equal weights, which allow steps up to ${Number(resolution.shortenedByWeights.toPrecision(2))} times as long`
        : '';
    /** The rates of N particles have errors of order 1/N, which are common to all groups. */
    const smallGroups = (): readonly string[] => {
      const smallest = Math.min(...initial.map(({ weights }) => weights.length / options.groups));
      if (options.groups === 1 || smallest >= smallGroup) return [];
      return [
        `method.groups: expected at least ${smallGroup} particles of each species in every group, got ${smallest}: the standard errors do not include ` +
          `corrections of order 1/${smallest} to the rates; take more particles or fewer groups`,
      ];
    };
    /** Unequal weights need rejection, which makes a rate scatter several times as much as with equal weights. */
    const unequalWeights = (pairs: readonly (readonly [number, number])[]): readonly string[] => {
      const heaviest = initial.map(({ weights }) => weights.reduce((most, w) => Math.max(most, w), 0));
      const lightest = initial.map(({ weights }) => weights.reduce((least, w) => Math.min(least, w), Infinity));
      const ratio = ([i, j]: readonly [number, number]) =>
        Math.max(heaviest[i], heaviest[j]) / Math.min(lightest[i], lightest[j]);
      const [worst, ...others] = pairs.filter((pair) => ratio(pair) > worthWarning).sort((a, b) => ratio(b) - ratio(a));
      if (worst === undefined) return [];
      const more = others.length === 0 ? '' : ` (and those of ${others.length} more pairs by at most as much)`;
      return [
        `particles: weights of ${between(worst)} differ by up to ${Number(ratio(worst).toPrecision(2))} times${more}, and their rates ` +
          'scatter more than with the same number of equal weights; take sampling: monte-carlo with counts proportional to the densities',
      ];
    };
    const progress = { steps: 0, evaluations: 0, rejections: 0 };
    let t = problem.start;
    /** The interval that a pause interrupted, and the number of steps done in it. */
    let interval = { from: t, until: t, done: 0 };

    return {
      get t() {
        return t;
      },
      order: resolution.order,
      counts: progress,
      settings: {
        'smoothing temperature': kappa,
        'truncation tolerance': tolerance,
        ...Object.fromEntries(species.map(({ name }, i) => [`lattice spacing ${name}`, widths[i]])),
        ...Object.fromEntries(species.map(({ name }, i) => [`mollifier variance ${name}`, variances[i]])),
        ...Object.fromEntries(
          species.map(({ name }, i) => [
            `mollifier nodes per axis ${name}`,
            reconstructions[i](initial[i].weights).reach,
          ]),
        ),
        'time integrator': 'not used: pairs scatter for the whole step',
        ...(sweeps.length === 0 && baths(mixture).length === 0
          ? {}
          : {
              'time step over collision time': resolution.stepOverCollisionTime,
              'longest diffusion time of a pair in a step': resolution.longestDiffusion,
              'order in the time step': resolution.order,
              'longest time step for rates to 10 %': resolution.longestStep,
              ...Object.fromEntries(
                Object.entries(resolution.named).map(([name, parts]) => [`sub-steps ${name}`, parts]),
              ),
            }),
      },
      warnings: [
        ...summarised(initial.flatMap((particles, i) => smoothingWarnings(species[i], particles, kappa))),
        ...(stepping.step > resolution.longestStep
          ? [
              `time.step: expected at most ${Number(resolution.longestStep.toPrecision(2))} for rates of relaxation good to 10 %, ` +
                `got ${stepping.step}: pairs of ${limitingPair()}${heavyWeights()} lose their direction within a step; take a shorter one${equalWeights()}`,
            ]
          : []),
        ...smallGroups(),
        ...unequalWeights(sweeps.filter(({ restores }) => restores).map(({ pair }) => pair)),
      ],
      parts: [
        { role: 'scattering scheme', name: scheme.name, reference: scheme.reference },
        ...(sweeps.some(({ restores }) => restores) ? [weightedPairs] : []),
        ...('rule' in smoothing ? [smoothingPart(bandwidthRules[smoothing.rule])] : []),
      ],
      advance(until, pause) {
        if (!(until > t)) return;
        // An interval that a pause interrupted keeps its step.
        const { from, done } = interval.until === until ? interval : { from: t, done: 0 };
        // Tolerance for rounding, so that an interval of n steps is not cut into n + 1.
        const steps = Math.max(1, Math.ceil((until - from) / stepping.step - 1e-6));
        const dt = (until - from) / steps;
        for (let step = done; step < steps; step++) {
          ensemble.step(from + step * dt, dt, resolution.parts);
          progress.steps++;
          progress.evaluations++;
          if (step + 1 < steps && pause?.()) {
            interval = { from, until, done: step + 1 };
            t = from + (step + 1) * dt;
            return;
          }
        }
        t = until;
      },
      replicas(dt) {
        const own = createUniformNumbers(createStream(problem.seed, 'pair collisions', 'replicas'));
        return ensemble.replicas(own, resolution.parts, dt);
      },
      snapshot(): Snapshot {
        const now = ensemble.gather();
        return {
          t,
          mixture: ensemble.mixture,
          given: ensemble.given(),
          species: now.map((particles, i) =>
            mollifiedSnapshot(particles, options.groups, reconstructions[i](particles.weights)),
          ),
        };
      },
      save: () => ({
        ...ensemble.save(),
        t: Float64Array.of(t),
        steps: Float64Array.of(progress.steps),
        interval: Float64Array.of(interval.from, interval.until, interval.done),
        random: random.save(),
      }),
      restore(state) {
        t = state.t[0];
        ensemble.restore(state, t);
        const [from, until, done] = state.interval;
        interval = { from, until, done };
        progress.steps = state.steps[0];
        progress.evaluations = state.steps[0];
        random.restore(state.random);
      },
      ...(mixture.forcing.some(({ source }) => source !== undefined) ? { grows: true } : {}),
    };
  },
});

/** Joins warnings that are the same for many species into one line. */
function summarised(warnings: readonly string[]): readonly string[] {
  return warnings.length > 3 ? [`${warnings[0]} (${warnings.length - 1} more species in the same way)`] : warnings;
}

function pairCollisionsOptions() {
  const scheme = choiceOf('How the relative velocity of a pair turns', scatteringSchemes);
  return {
    scheme: withDefault(scheme, 'sphere-diffusion'),
    groups: withDefault(
      integer(
        'Independent groups of particles, each a separate simulation with its share of them: the scatter of their moments gives the standard errors of velocities and temperatures; 1 for none',
        { from: 1, to: 64 },
      ),
      1,
    ),
    substeps: withDefault(
      choice(
        'Sub-steps: none, or by-pair: a pair of species that collides k times as fast as the slowest takes k sub-steps per step, at most 64',
        ['none', 'by-pair'],
      ),
      'none',
    ),
    smoothing: withDefault(smoothingField(), { rule: 'silverman' }),
    spacing: optional(spacing(), '1.25 standard deviations of the mollifier'),
    tolerance: withDefault(truncation(), 1e-6),
  };
}

function smoothingField() {
  return either(
    'Variance eps of the Gaussian mollifier of the reconstruction',
    [
      map('One smoothing temperature for all species: eps_i = kappa / m_i.', {
        temperature: quantity('temperature', 'Smoothing temperature kappa', { above: 0 }),
      }),
      map('From the particles: kappa is factor^2 times the result of the rule.', {
        rule: choiceOf('Rule for the width', bandwidthRules),
        factor: withDefault(number("Width of the mollifier in units of the rule's", { above: 0 }), 1),
      }),
    ],
    'a map with the key temperature or the key rule',
  );
}

function smoothingPart({ name, reference }: BandwidthRule) {
  return { role: 'smoothing rule', name, reference };
}
