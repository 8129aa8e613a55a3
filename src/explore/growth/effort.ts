import { legendreSize } from '../../methods/legendre/size.ts';
import { type Effort, splineEffort, together } from '../effort.ts';
import { searchDiscretisation } from './initial-state.ts';
import { forGains, forRates } from './objective.ts';
import { type GrowthProblem, growthMixture, localisedFunctions } from './space.ts';

/** Evaluations before the first step, and for each step: line searches seldom take more than one. */
const [before, perStep] = [25, 1.3];
/** Rates for one with its gradient. */
const ratesPerGradient = 20;
/** Data that are found need finer elements than the search: its preparation, memory and time in those of the search. */
const finer = 4;
/** Seconds for n^3 and n^2 of the dense steps of a gain with its gradient, and matrices that are kept. */
const [perCube, perSquare, matrices] = [2e-10, 3e-7, 4];
/** Part of the steps from a start to its equilibrium that a gain takes. */
const partOfSteps = 0.5;

/** What a search for data takes, from counts: with `until` that for a gain. Throws InputError for what is out of range. */
export function growthEffort(problem: GrowthProblem, steps: number, until?: number): Effort {
  const mixture = growthMixture(problem);
  const functions = localisedFunctions(mixture, problem);
  const degrees = Array.from({ length: problem.degree + 1 }, (_, l) => l);
  const own = Math.ceil(functions.length / mixture.species.length / degrees.length);
  const evaluations = before + perStep * steps;
  if (until === undefined) {
    const discretisation = searchDiscretisation(mixture, problem, functions, forRates);
    const { bytes, work, preparation = 0, nodes } = legendreSize(mixture, discretisation, usual('given'));
    const search = (1 + finer) * preparation + evaluations * ratesPerGradient * work;
    return together([
      splineEffort(mixture, degrees, [1], own),
      { unknowns: nodes, bytes: finer * bytes, seconds: 1e-9 * search },
    ]);
  }
  const discretisation = searchDiscretisation(mixture, problem, functions, forGains);
  const { bytes, work, preparation = 0, nodes, ownSteps } = legendreSize(mixture, discretisation, usual('own'));
  const check = partOfSteps * (ownSteps?.steps ?? 0) * (ownSteps?.evaluations ?? 0) * work;
  return together([
    splineEffort(mixture, degrees, [1, 1, 2], own),
    {
      unknowns: nodes,
      bytes: finer * bytes + 8 * matrices * nodes ** 2,
      seconds:
        1e-9 * ((1 + 2 * finer) * preparation + finer * check) +
        evaluations * (perCube * nodes ** 3 + perSquare * nodes ** 2),
    },
  ]);
}

function usual(steps: 'own' | 'given') {
  return { tolerance: 1e-7, steps };
}
