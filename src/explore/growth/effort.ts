import { legendreSize } from '../../methods/legendre/size.ts';
import { type Effort, splineEffort, together } from '../effort.ts';
import { searchDiscretisation } from './initial-state.ts';
import { forGains, forRates } from './objective.ts';
import { type GrowthProblem, growthMixture, localisedFunctions } from './space.ts';

/** Evaluations before the first step, and per step: a line search seldom needs more than one. */
const [before, perStep] = [25, 1.3];
/** Cost of the rate with its gradient, in rates. */
const ratesPerGradient = 20;
/** The resulting data need finer elements than the search: preparation, memory and time relative to those of the search. */
const finer = 4;
/** Seconds per n^3 and n^2 of the dense steps of a gain with its gradient, and the number of stored matrices. */
const [perCube, perSquare, matrices] = [2e-10, 3e-7, 4];
/** Fraction of the steps from the start to equilibrium that a gain needs. */
const partOfSteps = 0.5;

/** Requirements of a search for data, from counts; with `until`, of a search for a gain. Throws InputError if a value is out of range. */
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
