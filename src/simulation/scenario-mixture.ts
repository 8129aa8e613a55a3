import { createMixture, type Mixture } from '../physics/mixture.ts';
import { plasmaStrength } from '../physics/plasma-strength.ts';
import { collisionMatrices, type Scenario } from '../scenario/scenario.ts';

/** The mixture of a scenario; strengths from plasma data are brought to its units. */
export function scenarioMixture(scenario: Scenario): Mixture {
  const { exponents, strengths } = collisionMatrices(scenario);
  const { strength: usual } = scenario.collisions;
  const common = typeof usual === 'object' ? usual.coulomb : undefined;
  const charges = scenario.species.map(({ charge }) => charge);
  const numbers = strengths.map((row, i) =>
    row.map((strength, j) => {
      if (typeof strength === 'number') return strength;
      const { lnLambda } = strength.coulomb;
      // a pair with a logarithm of its own keeps the units of all others
      const units = strength.coulomb.units ?? common?.units;
      // in plasma units time is counted in collision times, which contain the common lnLambda
      if (units === undefined) return (charges[i] * charges[j]) ** 2 * (lnLambda / (common?.lnLambda ?? lnLambda));
      return plasmaStrength(lnLambda, units, charges[i], charges[j]);
    }),
  );
  const species = scenario.species.map(({ name, mass, charge }) => ({ name, mass, charge }));
  const background = scenario.collisions.background.map(({ species: name, strength, exponent, velocity }) => ({
    species: species.findIndex((each) => each.name === name),
    strength,
    exponent,
    velocity: velocity ?? new Array<number>(scenario.dimension).fill(0),
  }));
  return createMixture(scenario.dimension, species, numbers, exponents, background);
}
