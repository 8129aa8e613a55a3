import { InputError } from '../../core/errors.ts';
import { trace } from '../../core/sum.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import { mixtureEquilibrium, type SpeciesState } from '../../physics/equilibrium.ts';
import { heatedTemperature } from '../../physics/forcing.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { drivenRange } from '../../theory/driven-range.ts';

export interface GridOptions {
  /** Nodes on every axis for every species, even. */
  readonly nodes: readonly number[];
  /** Half width of the box of every species; chosen where undefined. */
  readonly halfWidths: readonly (number | undefined)[];
  /** How long the run is: heating widens f. */
  readonly duration: number;
}

/** The half widths of all species, and what they were chosen from. */
export interface Boxes {
  readonly boxes: readonly number[];
  readonly spreads: readonly Spread[];
  /** The mean velocity of the mixture, the centre of every box. */
  readonly velocity: readonly number[];
  /** Of every species in equilibrium. */
  readonly temperatures: readonly number[];
  readonly ends: readonly End[];
}

/** What heating and fields make of a species by the end of the run; neither temperatures nor drift where there are none. */
export interface End {
  /** The temperatures between which it comes, see heatedStates and drivenRange. */
  readonly temperatures: readonly number[];
  /** Largest component of the mean velocity that a field gives it, relative to the box's centre. */
  readonly drift: number;
}

/** How far and how near a species' f reaches, at the start and in the equilibrium. */
export interface Spread {
  /** Largest component of the mean velocity relative to the box's centre. */
  readonly drift: number;
  /** Largest and smallest thermal speed on any axis, at the start or in the equilibrium. */
  readonly hot: number;
  readonly cold: number;
}

/** Boxes wider than this many thermal speeds beyond the drift gain nothing: exp(-8.2^2 / 2) = 3e-15. */
const widestBox = 8.2;
/** Species whose own boxes differ by less share one grid: exact for both, and fast. */
const sharedRatio = 1.3;
/**
 * The half width of the box of every species, with what it was chosen from; costs nothing. A box that is not given balances its two errors: beyond
 * the drift D its half width R holds (R - D)/s thermal speeds s of the hottest, and its grid resolves pi nodes s'/(2R) of the coldest
 * state (start or equilibrium) on either side of the spectrum; both are equal when R (R - D) = pi nodes s s'/2. If a species is heated, cooled or moved by a field,
 * the hottest and the coldest state and the drift are also those until the end of the run, see heatedStates and drivenRange. Boxes that come out almost alike are made the same.
 */
export function chooseBoxes(
  mixture: Mixture,
  distributions: readonly Distribution[],
  { nodes, halfWidths, duration }: GridOptions,
): Boxes {
  const { dimension: d, species } = mixture;
  const start = distributions.map((f, i) => ({ ...f, temperature: (species[i].mass * trace(f.covariance, d)) / d }));
  const equilibrium = mixtureEquilibrium(mixture, start);
  const { velocity: u } = equilibrium;
  const ends = endStates(mixture, start, u, duration);
  ends.forEach((end, i) => {
    if (halfWidths[i] !== undefined || end.temperatures.every((temperature) => temperature < Infinity)) return;
    throw new InputError(
      `method.box: expected a half width of ${species[i].name}, where heating grows with its temperature beyond all bounds before time.until; ` +
        'give one, end the run earlier, or take the method legendre',
    );
  });
  const temperatures = equilibrium.maxwellians.map((mu) => mu.temperature);
  const final = (i: number) => temperatures[i] / species[i].mass;
  const spreads = distributions.map((f, i) => {
    const end = halfWidths[i] === undefined ? ends[i] : { temperatures: [], drift: 0 };
    const later = end.temperatures.map((temperature) => temperature / species[i].mass);
    const variances = [...Array.from({ length: d }, (_, k) => f.covariance[k * (d + 1)]), ...later];
    return {
      drift: Math.max(end.drift, ...f.velocity.map((velocity, k) => Math.abs(velocity - u[k]))),
      hot: Math.sqrt(Math.max(final(i), ...variances)),
      cold: Math.sqrt(Math.min(final(i), ...variances)),
    };
  });
  const boxes = shareBoxes(
    spreads.map((spread, i) => ({
      spread,
      nodes: nodes[i],
      halfWidth: halfWidths[i] ?? balancedBox(spread, nodes[i]),
    })),
    halfWidths.map((given) => given === undefined),
  );
  return { boxes, spreads, velocity: u, temperatures, ends };
}

/** Heating alone, and where a field acts, all that moves drifting Maxwellians. */
function endStates(
  mixture: Mixture,
  start: readonly SpeciesState[],
  centre: readonly number[],
  duration: number,
): readonly End[] {
  const heated = heatedStates(mixture, start, duration);
  const fields = mixture.forcing.some(({ acceleration }) => acceleration?.of.some((a) => a.some((x) => x !== 0)));
  if (!fields || heated.some((states) => states.includes(Infinity)))
    return heated.map((temperatures) => ({ temperatures, drift: 0 }));
  return drivenRange(mixture, start, centre, duration).map(({ hottest, coldest, drift }, i) => ({
    temperatures: [...heated[i], hottest, coldest],
    drift,
  }));
}

/**
 * The temperatures between which each species ends where a species is heated or cooled: by its heating alone, and in equilibrium with the species
 * that it collides with after that. Baths, fields, sources and losses are left out. Infinite where heating has no end.
 */
function heatedStates(mixture: Mixture, start: readonly SpeciesState[], duration: number): number[][] {
  const { dimension: d, forcing } = mixture;
  const heatings = forcing.flatMap(({ heating }) => heating ?? []);
  if (heatings.length === 0) return start.map(() => []);
  const alone = start.map(({ density, temperature }, i) => {
    const own = heatings.filter(({ species }) => species === i);
    return heatedTemperature(own, d, density, temperature, duration);
  });
  if (alone.includes(Infinity)) return start.map(() => [Infinity]);
  const together = mixtureEquilibrium(
    mixture,
    start.map((state, i) => ({ ...state, temperature: alone[i] })),
  );
  return alone.map((temperature, i) => [temperature, together.maxwellians[i].temperature]);
}

/** The half width that balances the two errors, see chooseBoxes. */
export function balancedBox({ drift, hot, cold }: Spread, nodes: number): number {
  const balanced = (drift + Math.sqrt(drift ** 2 + 2 * Math.PI * nodes * hot * cold)) / 2;
  return Math.min(balanced, drift + widestBox * hot);
}

/** The half widths, made the same where they were chosen, differ little and have the same number of nodes. */
function shareBoxes(
  wishes: readonly { readonly spread: Spread; readonly nodes: number; readonly halfWidth: number }[],
  free: readonly boolean[],
): number[] {
  const boxes = wishes.map(({ halfWidth }) => halfWidth);
  let left = wishes.flatMap((_, i) => (free[i] ? [i] : [])).sort((i, j) => boxes[j] - boxes[i]);
  while (left.length > 0) {
    const [widest] = left;
    const group = left.filter(
      (i) => wishes[i].nodes === wishes[widest].nodes && boxes[i] * sharedRatio >= boxes[widest],
    );
    left = left.filter((i) => !group.includes(i));
    const spread = {
      drift: Math.max(...group.map((i) => wishes[i].spread.drift)),
      hot: Math.max(...group.map((i) => wishes[i].spread.hot)),
      cold: Math.min(...group.map((i) => wishes[i].spread.cold)),
    };
    const shared = balancedBox(spread, wishes[widest].nodes);
    for (const i of group) boxes[i] = shared;
  }
  return boxes;
}
