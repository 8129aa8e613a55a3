import { methodNamed } from '../../methods/methods.ts';
import { givers } from '../../physics/mixture.ts';
import type { Moments } from '../../physics/moments.ts';
import { digits, type WatchContext, type Watchdog } from './watchdog.ts';

/** Round-off of the sums behind an invariant, relative. */
const roundOff = 1e-12;

/** Default tolerance of the solver, see createFixedPoint. */
const defaultTolerance = 1e-13;

/** Largest loss of energy, relative to the thermal energy, that is not reported. */
const largestLoss = 1e-3;

/** Largest loss relative to the heat exchanged between species, and a loss, relative to the thermal energy, that is always accepted. */
const lossOverExchange = 0.1;
const smallestLoss = 1e-5;

/** The invariants that the method and its integrator claim to conserve. */
export const invariants: Watchdog = {
  name: 'invariants',
  statement:
    'what the method and its integrator conserve exactly changes only by round-off, the tolerance of the solver, and what baths and forcings give',
  kind: 'doubtful',
  prepare({ evolution, conserves, mixture, scenario: { time } }) {
    const claims = [
      ...(conserves.includes('quadratic') ? ['energy'] : []),
      // Immobile partners absorb momentum.
      ...(conserves.includes('linear') && !hasPoints(mixture) ? ['momentum'] : []),
    ];
    if (claims.length === 0) return undefined;
    return ({ value }) => {
      const limit = roundOff + 10 * (time.tolerance ?? defaultTolerance) * evolution.counts.steps;
      for (const name of claims) {
        const drift = value(`${name}_drift`);
        if (drift > limit)
          return {
            value: drift,
            limit,
            message:
              `the ${name} has drifted by ${digits(drift)}; round-off and the solver explain at most ${digits(limit)}; ` +
              'take shorter steps or a smaller time.tolerance; the earlier rows show where the drift began',
          };
      }
      return undefined;
    };
  },
};

/** Energy, momentum and density of all methods, including those that do not conserve them exactly. */
export const losses: Watchdog = {
  name: 'losses',
  statement:
    'the energy lost, apart from what baths and forcings give, is below 1e-3 of the thermal energy and below a tenth of the heat exchanged so far; with sources or losses the densities are accurate to 1e-3',
  kind: 'doubtful',
  prepare({ start, scenario, mixture }) {
    const d = mixture.dimension;
    const thermal = heatOf(start, d);
    const energy = start.reduce((sum, species) => sum + species.energy, 0);
    const massDensity = start.reduce((sum, { density }, i) => sum + mixture.species[i].mass * density, 0);
    const momenta = ['x', 'y', 'z'].slice(0, d).map((axis) => `momentum_${axis}`);
    const atStart = momenta.map((_, k) => start.reduce((sum, { momentum }) => sum + momentum[k], 0));
    const wayOut =
      methodNamed(scenario.method.name).resolution === 'nodes' ? 'take more method.nodes' : 'take a shorter time.step';
    const from = givers(mixture);
    const given = (what: string, value: (column: string) => number) =>
      from.reduce((sum, giver) => sum + value(`${what}_from.${giver}`), 0);
    let exchanged = 0;
    return ({ value }) => {
      scenario.species.forEach(({ name }, i) => {
        const heat = (d / 2) * start[i].density * Math.abs(value(`temperature.${name}`) - start[i].temperature);
        if (heat > exchanged) exchanged = heat;
      });
      const lost = Math.abs(value('energy') - energy - given('energy', value)) / thermal;
      // A single species exchanges no heat: its temperature changes only by the loss.
      const relative = Math.max(smallestLoss, (lossOverExchange * exchanged) / thermal);
      const limit = start.length > 1 ? Math.min(largestLoss, relative) : largestLoss;
      const known = 16 * Number.EPSILON * (Math.max(energy, value('energy')) / thermal);
      if (lost > limit + known)
        return {
          value: lost,
          limit,
          message:
            `${digits(lost)} of the thermal energy has been lost or gained${start.length > 1 ? `, while the species have exchanged ${digits(exchanged / thermal)} of it` : ''}; ` +
            `${wayOut}, or use a method and an integrator that conserve energy`,
        };
      const push = Math.hypot(...momenta.map((name, k) => value(name) - atStart[k] - given(name, value)));
      const slip = push / Math.sqrt(2 * thermal * massDensity);
      if (!hasPoints(mixture) && slip > largestLoss)
        return {
          value: slip,
          limit: largestLoss,
          message: `the error of the momentum is ${digits(slip)} of a thermal momentum; ${wayOut}`,
        };
      const missing = value('density_drift');
      if (missing > largestLoss)
        return {
          value: missing,
          limit: largestLoss,
          message: `the relative error of a density is ${digits(missing)}; ${wayOut}`,
        };
      return undefined;
    };
  },
};

/** Whether there are immobile partners, which absorb momentum without a ledger. */
function hasPoints({ background }: WatchContext['mixture']): boolean {
  return background.some(({ bath }) => bath === undefined);
}

/** The thermal energy sum_i (d/2) n_i T_i. */
function heatOf(start: readonly Moments[], d: number): number {
  return start.reduce((sum, { density, temperature }) => sum + (d / 2) * density * temperature, 0);
}

/** Numbers that are not finite, and temperatures that are not positive. */
export const finite: Watchdog = {
  name: 'finite',
  statement: 'H, I and the temperatures are finite, and the temperatures are positive',
  kind: 'doubtful',
  prepare({ scenario, columns }: WatchContext) {
    const temperatures = scenario.species.map(({ name }) => `temperature.${name}`);
    const checked = ['entropy', 'fisher', ...temperatures].filter((name) => columns.includes(name));
    return ({ value }) => {
      const bad = checked.find(
        (name) => !Number.isFinite(value(name)) || (temperatures.includes(name) && !(value(name) > 0)),
      );
      if (bad === undefined) return undefined;
      return {
        value: 1,
        limit: 0,
        message: `${bad} is ${value(bad)}; if f~ has no positive nodes, take a larger method.smoothing or method.spacing`,
      };
    };
  },
};
