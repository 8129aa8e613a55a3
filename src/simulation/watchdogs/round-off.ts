import { collidingPairs } from '../../physics/mixture.ts';
import { powersOf } from '../../physics/units.ts';
import type { WatchContext, Watchdog } from './watchdog.ts';

/** A column that never exceeds this fraction of its natural unit is round-off of sums over particles or nodes. */
const roundOff = 1e-10;

/** Columns that contain errors may be arbitrarily small. */
const errors = /_(drift|error|deviation|bias|uncertainty|excess)(\.|$)/;

/** Columns that contain only round-off. */
export const roundOffColumns: Watchdog = {
  name: 'round-off',
  statement: 'no column contains only round-off',
  kind: 'note',
  prepare(context) {
    const { quantities } = context;
    const units = naturalUnits(context);
    const scales = quantities.map(({ unit }) => magnitude(unit, units));
    const largest = new Float64Array(quantities.length);
    return ({ value, last }) => {
      quantities.forEach(({ name }, k) => {
        const size = Math.abs(value(name));
        if (size > largest[k]) largest[k] = size;
      });
      if (!last) return undefined;
      const columns = quantities
        .filter(({ name, unit }, k) => {
          const small = largest[k] > 0 && largest[k] <= roundOff * scales[k];
          return small && unit !== '1' && !errors.test(name);
        })
        .map(({ name }) => name);
      if (columns.length === 0) return undefined;
      const shown =
        columns.length > 6 ? `${columns.slice(0, 6).join(', ')} and ${columns.length - 6} more` : columns.join(', ');
      return {
        value: columns.length,
        limit: 0,
        columns,
        message: `these columns contain only round-off and are omitted from the figures: ${shown}`,
      };
    };
  },
};

type Units = Readonly<Record<'n' | 'v' | 'm' | 't', number>>;

/** Typical density, speed, mass and time between collisions in this mixture. */
function naturalUnits({ mixture, start }: WatchContext): Units {
  const { species, dimension: d } = mixture;
  const speed = (i: number) => start[i].temperature / species[i].mass;
  let frequency = 0;
  for (const [i, j] of collidingPairs(mixture)) {
    const slip = start[i].velocity.reduce((sum, u, k) => sum + (u - start[j].velocity[k]) ** 2, 0);
    const alpha = mixture.kernel(i, j).value(Math.sqrt(d * (speed(i) + speed(j)) + slip));
    const density = Math.max(start[i].density, start[j].density);
    const inverse = 1 / species[i].mass + 1 / species[j].mass;
    frequency = Math.max(frequency, (d - 1) * mixture.strength(i, j) * density * inverse ** 2 * alpha);
  }
  return {
    n: Math.max(...start.map(({ density }) => density)),
    v: Math.sqrt(Math.max(...species.map((_, i) => speed(i)))),
    m: Math.max(...species.map(({ mass }) => mass)),
    t: 1 / frequency,
  };
}

/** The size of a unit such as `m n v^2/t` or `n/(m v^2)`; 0 for rates without collisions. */
function magnitude(unit: string, units: Units): number {
  const { m, n, v, t } = powersOf(unit);
  return units.m ** m * units.n ** n * units.v ** v * units.t ** t;
}
