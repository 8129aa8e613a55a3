import type { Chart } from './chart.ts';
import { departure, distributionError, distributionMap } from './distribution.ts';
import { exchange } from './exchange.ts';
import { fisherBudget } from './fisher-budget.ts';
import { estimates, functionals } from './functionals.ts';
import { furtherQuantities } from './further-quantities.ts';
import { driftVelocity, temperature } from './moments.ts';
import { radialProfile } from './radial-profile.ts';
import { reference } from './reference.ts';
import { conservation, reconstructionError, weakResidual } from './residuals.ts';

const known: readonly Chart[] = [
  temperature,
  driftVelocity,
  exchange,
  functionals,
  fisherBudget,
  reference,
  reconstructionError,
  distributionMap,
  departure,
  distributionError,
  radialProfile,
  estimates,
  conservation,
  weakResidual,
];

/** All charts in the order of the page. */
export const charts: readonly Chart[] = [...known, furtherQuantities(known.flatMap(({ columns }) => columns))];
