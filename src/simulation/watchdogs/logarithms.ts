import { smallestLogarithm } from '../../physics/coulomb-logarithm.ts';
import { leastLogarithm } from '../../physics/following.ts';
import { digits, type Watchdog } from './watchdog.ts';

/** Followed Coulomb logarithms: where small-angle theory ends, and where their formula does. */
export const logarithms: Watchdog = {
  name: 'Coulomb logarithms',
  statement: `followed Coulomb logarithms stay above ${smallestLogarithm} and in the range of their formula (note), and above ${leastLogarithm}`,
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
        const words = lost ? `has fallen to ${leastLogarithm}, the lower limit` : `is ${digits(least)}`;
        return {
          ...{ value: 1 / least, limit: 1 / smallestLogarithm },
          message: `the Coulomb logarithm of ${of(now.indexOf(least))} ${words}: large-angle collisions, which the equation neglects, matter as much as small-angle ones`,
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
        message: `the Coulomb logarithm of ${of(k)} still uses the initial formula ${formula}; for the current state the formulary gives ${formulas[k]}`,
      };
    };
  },
};
