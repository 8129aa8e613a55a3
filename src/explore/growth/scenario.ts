import { Document, isScalar, visit } from 'yaml';
import type { ModulatedParameters } from '../../ensemble/distributions/modulated.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { GrowingData } from './search.ts';
import type { GrowthProblem } from './space.ts';

/** The text of a scenario that starts from growing data. */
export function growthScenario(problem: GrowthProblem, { mixture, initial }: GrowingData, until: number): string {
  if (initial === undefined) throw new Error('growthScenario: no data');
  return modulatedScenario('Initial data whose Fisher information grows', mixture, problem, initial, until);
}

/**
 * The text of a scenario that starts from `modulated` distributions, with the Legendre method and the budget of I. It runs until `until`
 * with a dozen rows.
 */
export function modulatedScenario(
  title: string,
  mixture: Mixture,
  { densities, strengths, exponent }: Pick<GrowthProblem, 'densities' | 'strengths' | 'exponent'>,
  initial: readonly ModulatedParameters[],
  until: number,
): string {
  const { dimension } = mixture;
  const names = mixture.species.map(({ name }) => name);
  const pairs = names.flatMap((a, i) =>
    names.slice(i).map((b, k) => ({ between: [a, b], strength: strengths[i][i + k] })),
  );
  const document = new Document({
    title,
    dimension,
    species: mixture.species.map(({ name, mass }, i) => ({
      name,
      mass,
      density: densities[i],
      initial: { modulated: initial[i] },
    })),
    collisions: { exponent, strength: 0, pairs },
    method: { name: 'legendre', order: 10, tolerance: 1e-9 },
    time: { until },
    output: { every: Number((until / rows).toPrecision(12)), budget: {} },
  });
  // One line for every term and pair.
  visit(document, {
    Map(_, map) {
      if (
        map.items.every(({ key, value }) => isScalar(key) && (isScalar(value) || key.value === 'between')) &&
        map !== document.contents
      )
        map.flow = !map.has('name');
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Rows of the series after the first. */
const rows = 12;

/** Ten times t with c n t / m^2 = r^-gamma at the smallest width; I has usually stopped growing by then. */
export function growthTime(
  { masses, strengths, densities, exponent }: GrowthProblem,
  { initial }: GrowingData,
): number {
  const times = (initial ?? []).flatMap(({ terms }, i) => {
    const width = Math.min(...terms.map((term) => term.width));
    const frequency = strengths[i].reduce((sum, c, j) => sum + c * densities[j], 0) / masses[i] ** 2;
    return frequency > 0 ? [(10 * width ** -exponent) / frequency] : [];
  });
  return Number(Math.min(...times).toPrecision(2));
}
