import type { PairSum } from '../collision/summation.ts';
import type { ForcedParticles, Particles, ScoredParticles } from '../core/particles.ts';
import { createAdvance } from '../integration/advance.ts';
import { split } from '../integration/composed-integrators.ts';
import { prepareSpectralRadius } from '../integration/runge-kutta-chebyshev.ts';
import { usualMachine } from '../kernels/machine.ts';
import { baths } from '../physics/mixture.ts';
import { reconstructionRules } from '../reconstruction/density.ts';
import { principalFrame } from '../reconstruction/principal-frame.ts';
import { prepareEntropy } from '../reconstruction/regularised-entropy.ts';
import { bySpecies } from '../schema/fields.ts';
import { createBlobSystem } from './blob-system.ts';
import { growingFlow } from './growing-flow.ts';
import { readLedger } from './ledger.ts';
import type { Evolution, InitialValueProblem } from './method.ts';
import { particleDensity, particleDensityWarnings } from './particle-density.ts';
import { particleDrive } from './particle-drive.ts';
import { type Portion, portionGrowth, portionTurnover } from './portions.ts';
import { type RegularisationOptions, regularise } from './regularisation.ts';
import type { Snapshot } from './snapshot.ts';
import { particleWeights } from './turnover.ts';

/** The parts in which gradient flows of particles differ. */
export interface Dissipation {
  readonly parts: Evolution['parts'];
  /** The sum that gives the forces, if there is one; it may be approximate or random. */
  readonly pairs?: PairSum;
  /** force := m_i dv_p/dt. */
  sumForces(particles: readonly ForcedParticles[]): void;
  /** Further content of the snapshots, besides the state itself. */
  observe?(particles: readonly ScoredParticles[]): Pick<Snapshot, 'exchange' | 'weakRates' | 'entropyLaw'>;
}

/** Makes a Dissipation for a constant number of particles; `part` names the random numbers of a part of the run. */
export type DissipationOf = (...part: readonly string[]) => Dissipation;

/** Particles that follow the gradient of their regularised entropy, with the problem's integrator. */
export function prepareGradientFlow(
  problem: InitialValueProblem,
  options: RegularisationOptions,
  flowOf: DissipationOf,
  portions = 1,
): Evolution {
  const { mixture, start } = problem;
  const setting = prepareSmoothing(problem, options);
  const particles = problem.species.map((one) => one.particles);
  const first: Stage = { from: start, particles, portions: [], name: [] };
  const stageOf = (stage: Stage) => prepareStage(problem, options, flowOf, setting, stage);
  if (mixture.forcing.every(({ source }) => source === undefined)) return stageOf(first);
  return growingFlow(problem, first, portions, setting.variances, stageOf);
}

/** The smoothing of a run, from its initial particles. */
type Smoothing = ReturnType<typeof prepareSmoothing>;

function prepareSmoothing({ mixture, species }: InitialValueProblem, options: RegularisationOptions) {
  const given = bySpecies(mixture.species, options.spacing);
  const spacings = species.map(({ spacing }, i) => given[i] ?? spacing);
  const frames = species.map(({ particles }) => principalFrame(particles.weights, particles.velocities));
  const smoothed = frames.map(({ variances, width }, i) => {
    const { name, mass } = mixture.species[i];
    const count = species[i].particles.weights.length;
    return { name, mass, count, spacing: spacings[i], variance: width ** 2, narrowest: Math.min(...variances) };
  });
  return { spacings, frames, ...regularise(options, smoothed) };
}

/** A constant number of particles: all of a run without sources, or those from time `from` until the next portions enter. */
export interface Stage {
  readonly from: number;
  /** The particles at `from`; those of the portions come last in each species and have no weight yet. */
  readonly particles: readonly Particles[];
  readonly portions: readonly Portion[];
  readonly name: readonly string[];
}

export interface StageEvolution extends Evolution {
  /** The particles now, with their weights at time t. */
  particlesAt(t: number): readonly Particles[];
  /** The ledger of what they have been given; may be written to. */
  readonly ledger: Float64Array;
}

function prepareStage(
  problem: InitialValueProblem,
  options: RegularisationOptions,
  flowOf: DissipationOf,
  { spacings, frames, rule, variances }: Smoothing,
  stage: Stage,
): StageEvolution {
  const { mixture, integrator, machine = usualMachine() } = problem;
  const masses = mixture.species.map((species) => species.mass);
  const counts = stage.particles.map((own) => own.weights.length);
  const flow = flowOf(...stage.name);
  const present = particleWeights(
    mixture,
    stage.from,
    stage.particles.map((own) => own.weights),
    portionGrowth(counts, stage.portions),
  );
  const { weights } = present;
  const entropies = problem.species.map(({ anchor }, i) =>
    prepareEntropy(
      rule,
      weights[i],
      {
        species: mixture.species[i].name,
        variance: variances[i],
        spacing: spacings[i],
        anchor,
        tolerance: options.tolerance,
        machine,
        frame: frames[i],
      },
      options.reconstruction,
      stage.particles[i].velocities,
    ),
  );
  const system = createBlobSystem(mixture, weights, entropies, {
    sumForces: flow.sumForces,
    redraw: () => flow.pairs?.redraw?.(),
    timed: machine.timed,
  });
  const describe = (k: number) => {
    const { species, particle, component } = system.locate(k);
    if (species < 0) return 'what has been given to the species';
    return `v_${'xyz'[component]} of particle ${particle} of species ${mixture.species[species].name}`;
  };
  const drive = particleDrive(mixture, portionTurnover(mixture, { ...present, at: bring }, stage.portions));
  const stepping =
    drive === undefined
      ? integrator
      : split(integrator, (start, dt, state) => drive(start, dt, [...system.particles(state)], system.ledger(state)));
  // Baths that differ have no common decreasing functional.
  const differ = system.pull === undefined && baths(mixture).length > 0;
  const { gradientFlow: _, ...withoutPotential } = system;
  const advance = createAdvance(differ ? withoutPotential : system, stepping, { ...problem.advance, describe });
  const { stability = Infinity } = integrator;
  const radius = stability < Infinity ? prepareSpectralRadius(system, 0) : undefined;
  const gradient = new Float64Array(system.length);
  const drift = new Float64Array(system.length);
  const score = new Float64Array(system.length);
  const y = new Float64Array(system.length);
  system.fields(y).forEach(({ data }, i) => {
    data.set(stage.particles[i].velocities.data);
  });
  let t = stage.from;
  /** The snapshot of the present state, until the state or its reconstruction may change. */
  let latest: Snapshot | undefined;

  /** Brings the weights, and with them the metric, to another time. */
  function bring(time: number, i?: number): void {
    present.at(time, i);
    if (counts.some((_, all) => present.changes(all))) system.reweigh();
  }

  function presentParticles(): readonly ScoredParticles[] {
    system.gradientFlow.gradient(y, gradient);
    const scaledScores = system.fields(gradient);
    return system.particles(y).map((own, i) => ({ ...own, scaledScore: scaledScores[i] }));
  }
  function takeSnapshot(): Snapshot {
    bring(t);
    const particles = presentParticles();
    system.gradientFlow.apply(y, gradient, drift);
    const scores = system.fields(score);
    scores.forEach(({ data }, i) => {
      const g = particles[i].scaledScore.data;
      for (let k = 0; k < data.length; k++) data[k] = masses[i] * g[k];
      const { pull } = system;
      if (pull === undefined) return;
      const v = particles[i].velocities.data;
      const n = v.length / pull.velocity.length;
      for (let k = 0; k < data.length; k++)
        data[k] -= (masses[i] * (v[k] - pull.velocity[Math.floor(k / n)])) / pull.temperature;
    });
    return {
      t,
      ...(flow.pairs?.redraw === undefined ? {} : { randomForces: true }),
      mixture,
      regularisedEntropy: system.gradientFlow.potential(y),
      species: system.particles(y).map((own, i) => ({
        particles: own,
        ...particleDensity(masses[i], own, entropies[i], options.reconstruction),
        score: scores[i],
        drift: system.fields(drift)[i],
      })),
      given: readLedger(mixture, system.ledger(y)),
      ...flow.observe?.(particles),
    };
  }
  // Only at the start of the run: new particles have no weight yet.
  const isFirst = stage.portions.length === 0;
  const assessment = isFirst ? flow.pairs?.assess?.(presentParticles()) : undefined;
  const densityWarnings = isFirst
    ? problem.species.flatMap(({ particles }, i) =>
        particleDensityWarnings(mixture.species[i], particles, entropies[i], options.reconstruction),
      )
    : [];
  const { name, reference } = reconstructionRules[options.reconstruction];

  return {
    particlesAt(time) {
      latest = undefined;
      bring(time);
      return system.particles(y);
    },
    ledger: system.ledger(y),
    get t() {
      return t;
    },
    // Sums that are redrawn in every step are right only on average, and their mean path is of first order.
    ...(problem.advance.adaptive === undefined ? { order: flow.pairs?.redraw === undefined ? stepping.order : 1 } : {}),
    counts: advance.counts,
    settings: {
      reconstruction: options.reconstruction,
      ...(options.reconstruction === 'mollified' ? { 'smoothing temperature': masses[0] * variances[0] } : {}),
      'levels of the entropy': rule.terms.map(({ width }) => width).join(', '),
      'truncation tolerance': options.tolerance,
      kernels: machine.kernels.name,
      ...Object.fromEntries(mixture.species.map(({ name }, i) => [`lattice spacing ${name}`, spacings[i]])),
      ...Object.fromEntries(mixture.species.map(({ name }, i) => [`mollifier variance ${name}`, variances[i]])),
      ...Object.fromEntries(
        mixture.species.map(({ name }, i) => [
          `mollifier nodes per axis ${name}`,
          entropies[i].terms[0].reconstruction.reach,
        ]),
      ),
      ...assessment?.settings,
    },
    warnings: [...densityWarnings, ...(assessment?.warnings ?? [])],
    parts: [
      ...flow.parts,
      { role: 'integrator', name: integrator.name, reference: stepping.reference },
      { role: 'reconstruction', name, reference },
      { role: 'score', name: rule.name, reference: rule.reference },
    ],
    advance(until, pause) {
      latest = undefined;
      t = advance.advance(t, until, y, pause);
    },
    ...(radius === undefined
      ? {}
      : {
          stableStep() {
            latest = undefined;
            system.rate(t, y, drift);
            return stability / radius.at(t, y, drift);
          },
        }),
    snapshot(): Snapshot {
      latest ??= takeSnapshot();
      return latest;
    },
    save: () => ({
      y: y.slice(),
      t: Float64Array.of(t),
      advance: advance.save(),
      ...(flow.pairs?.save === undefined ? {} : { pairs: flow.pairs.save() }),
    }),
    restore(state) {
      latest = undefined;
      for (const { terms } of entropies) for (const { reconstruction } of terms) reconstruction.forget();
      y.set(state.y);
      t = state.t[0];
      bring(t);
      advance.restore(state.advance);
      flow.pairs?.restore?.(state.pairs);
    },
  };
}
