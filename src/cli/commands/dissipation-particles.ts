import { join } from 'node:path';
import {
  collidingOrderedPairs,
  fisherBudgetByPairs,
  type MollifiedSpecies,
} from '../../analysis/fisher-budget-pairs.ts';
import { InputError } from '../../core/errors.ts';
import type { Particles } from '../../core/particles.ts';
import { layout, snapshotFile } from '../../output/layout.ts';
import { readVerified } from '../../output/read-run.ts';
import { readParticles, readSnapshot } from '../../output/read-snapshot.ts';
import { snapshotIterations } from '../../output/run-directory.ts';
import type { FieldSnapshot } from '../../output/run-record.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { reconstructionRules } from '../../reconstruction/density.ts';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { prepareEvolution } from '../../simulation/assemble.ts';
import { scenarioMixture } from '../../simulation/scenario-mixture.ts';
import type { Budget } from './dissipation-budget.ts';

/** The mixture of a run. Throws InputError when the directory holds no run. */
export function mixtureOfRun(directory: string): { readonly scenario: Scenario; readonly mixture: Mixture } {
  const { scenarioText, provenance } = readVerified(directory);
  const scenario = parseScenario(scenarioText, join(directory, layout.scenario));
  return { scenario, mixture: scenarioMixture(scenario, provenance.scenarioFile ?? undefined) };
}

/**
 * dI/dt of the stored snapshot nearest to `time`, by default the last, computed from its particles and their mollifier. Throws
 * InputError when the run has no snapshot, or the snapshot has no particles.
 */
export async function dissipationOfRun(directory: string, time: number | undefined, draws: number): Promise<Budget> {
  const path = await nearestSnapshot(directory, time ?? Infinity);
  const { scenario, mixture } = mixtureOfRun(directory);
  const { t, species } = await readParticles(path);
  const fields = await readSnapshot(path);
  if (species.length === 0)
    throw new InputError(`${path}: expected particles, got none; take the scenario, by quadrature`);
  const states = species.map(({ particles }, i) => mollified(particles, fields.species[i]));
  return sampled(mixture, states, t, draws, scenario.seed);
}

/** dI/dt of the initial particles of a scenario. Throws InputError for methods without particles. */
export function dissipationOfSample(file: string, scenario: Scenario, draws: number): Budget {
  // A reference does not affect the particles, and need not be read.
  const { reference: _, ...rest } = scenario;
  const { mixture, evolution } = prepareEvolution(rest, { file });
  const { t, species } = evolution.snapshot();
  const states = species.map(({ particles, mollifier }) => {
    if (particles === undefined || mollifier === undefined)
      throw new InputError(
        `${file}: --draws: expected a method whose particles have mollifiers, got ${scenario.method.name}; leave --draws out, or take --set "method={ name: blob }"`,
      );
    return {
      particles: { weights: particles.weights, velocities: mollifier.centres() },
      variance: mollifier.variance,
    };
  });
  return sampled(mixture, states, t, draws, scenario.seed);
}

/** The particles of a stored f, moved to the centres of their mollifiers, and the variance of the mollifiers. */
function mollified(
  { weights, velocities }: Particles,
  { name, lattice, smoothing = 0, mollifier }: FieldSnapshot['species'][number],
): MollifiedSpecies {
  const { reconstruction, variance } = mollifier ?? { reconstruction: 'mollified', variance: smoothing };
  const { spacing, anchor } = lattice;
  const options = { species: name, variance, spacing, anchor, tolerance: 1e-10 };
  const f = reconstructionRules[reconstruction].prepare(weights, options, velocities);
  f.update(velocities);
  return { particles: { weights, velocities: f.centres(velocities) }, variance };
}

function sampled(
  mixture: Mixture,
  states: Parameters<typeof fisherBudgetByPairs>[1],
  t: number,
  draws: number,
  seed: string | number,
): Budget {
  const { pairs, partners } = fisherBudgetByPairs(mixture, states, t, { draws, seed });
  return { mixture, t, draws, pairs: collidingOrderedPairs(mixture), parts: pairs, partners };
}

async function nearestSnapshot(directory: string, time: number): Promise<string> {
  const paths = snapshotIterations(directory).map((iteration) => join(directory, snapshotFile(iteration)));
  if (paths.length === 0)
    throw new InputError(
      `${directory}: expected a stored snapshot, got a run without any; continue it with landau run --resume`,
    );
  if (time === Infinity) return paths[paths.length - 1];
  let nearest = { path: paths[0], distance: Infinity };
  for (const path of paths) {
    const distance = Math.abs((await readParticles(path)).t - time);
    if (distance < nearest.distance) nearest = { path, distance };
  }
  return nearest.path;
}
