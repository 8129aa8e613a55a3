import { smallestLogarithm } from '../../physics/coulomb-logarithm.ts';
import { leastLogarithm } from '../../physics/following.ts';
import { digits, type Watchdog } from './watchdog.ts';

/** Followed Coulomb logarithms: where small-angle theory ends, and where their formula does. */
export const logarithms: Watchdog = {
  name: 'Coulomb logarithms',
  statement: `Coulomb logarithms that are followed stay above ${smallestLogarithm} and within their formula (note), and above ${leastLogarithm}`,
  kind: 'doubtful',
  prepare({ mixture: { following, species, dimension } }) {
    if (following === undefined) return undefined;
    const axes = ['x', 'y', 'z'].slice(0, dimension);
    return ({ value }) => {
      const now = following.pairs.map(({ between }) => value(`coulomb_logarithm.${between.join('.')}`));
      const least = Math.min(...now);
      const of = (k: number) => following.pairs[k].between.join(' and ');
      if (!(least > smallestLogarithm)) {
        const lost = !(least > leastLogarithm);
        const words = lost ? `has come down to ${leastLogarithm}, where it is kept` : `is ${digits(least)}`;
        return {
          ...{ value: 1 / least, limit: 1 / smallestLogarithm },
          message: `the Coulomb logarithm of ${of(now.indexOf(least))} ${words}: collisions with large angles, which are left out, matter as much as those with small ones`,
          ...(lost ? {} : { kind: 'note' }),
        };
      }
      const states = species.map(({ name }) => ({
        density: value(`density.${name}`),
        temperature: value(`temperature.${name}`),
        velocity: axes.map((axis) => value(`velocity_${axis}.${name}`)),
      }));
      const formulas = following.formulas(states);
      const k = following.pairs.findIndex(({ formula }, pair) => formula !== formulas[pair]);
      if (k < 0) return undefined;
      const { formula } = following.pairs[k];
      return {
        ...{ value: 1, limit: 0, kind: 'note' },
        message: `the Coulomb logarithm of ${of(k)} is still by ${formula}, the formula of the start, where the formulary now has ${formulas[k]}`,
      };
    };
  },
};
