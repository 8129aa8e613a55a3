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
  /** Half width of the box of every species; chosen if undefined. */
  readonly halfWidths: readonly (number | undefined)[];
  /** Duration of the run: heating widens f. */
  readonly duration: number;
}

/** The half widths of all species, and the values from which they were chosen. */
export interface Boxes {
  readonly boxes: readonly number[];
  readonly spreads: readonly Spread[];
  /** The mean velocity of the mixture, the centre of every box. */
  readonly velocity: readonly number[];
  /** Equilibrium temperature of every species. */
  readonly temperatures: readonly number[];
  readonly ends: readonly End[];
}

/** The effect of heating and fields on a species by the end of the run; no temperatures and zero drift if there are none. */
export interface End {
  /** The temperatures that bound its own, see heatedStates and drivenRange. */
  readonly temperatures: readonly number[];
  /** Largest component of the mean velocity that a field gives it, relative to the box's centre. */
  readonly drift: number;
}

/** The extent of a species' f, at the start and in equilibrium. */
export interface Spread {
  /** Largest component of the mean velocity relative to the box's centre. */
  readonly drift: number;
  /** Largest and smallest thermal speed on any axis, at the start or in the equilibrium. */
  readonly hot: number;
  readonly cold: number;
}

/** Boxes wider than this many thermal speeds beyond the drift gain nothing: exp(-8.2^2 / 2) = 3e-15. */
const widestBox = 8.2;
/** Species whose own boxes differ by a smaller ratio share one grid: exact for both, and fast. */
const sharedRatio = 1.3;
/**
 * The half width of the box of every species, and the values from which it was chosen; cheap. If the box is not given, its two errors are
 * balanced: beyond the drift D the half width R contains (R - D)/s thermal speeds s of the hottest state, and the grid resolves pi nodes
 * s'/(2R) thermal widths of the coldest state (start or equilibrium) on either side of the spectrum; both are equal if R (R - D) = pi nodes
 * s s'/2. If a species is heated, cooled or moved by a field, the hottest and coldest states and the drift include those until the end of
 * the run, see heatedStates and drivenRange. Boxes that are almost equal are made equal.
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
      `method.box: expected a half width of ${species[i].name}, because heating grows with its temperature and diverges before time.until; ` +
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

/** End states by heating only or, if a field acts, by everything that changes drifting Maxwellians. */
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
 * The temperatures that bound each species at the end if any species is heated or cooled: that after its own heating only, and the
 * equilibrium with its collision partners after that. Ignores baths, fields, sources and losses. Infinity if heating diverges.
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

/** The half widths; those that were chosen, differ little and have the same number of nodes are made equal. */
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
