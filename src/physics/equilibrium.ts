import { InputError } from '../core/errors.ts';
import { maxwellianDensity } from './densities.ts';
import type { Density } from './density.ts';
import { collidingPairs, type Mixture } from './mixture.ts';

/**
 * A drifting Maxwellian of one species,
 *
 *     f(v) = n (m / 2 pi T)^{d/2} exp( -m |v-u|^2 / 2T ),      d = length of u,
 *
 * and its functionals in closed form.
 */
export interface Maxwellian {
  readonly mass: number;
  readonly density: number;
  readonly velocity: readonly number[];
  readonly temperature: number;
  /** f(v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** f with the derivatives of log f. */
  readonly smooth: Density;
  /** int |v|^4 f dv. */
  readonly fourthMoment: number;
  /** int f log f dv = n [ log(n (m/2 pi T)^{d/2}) - d/2 ]. */
  readonly entropy: number;
  /** (1/m) int |grad f|^2 / f dv = d n / T. */
  readonly fisher: number;
}

/** Makes a Maxwellian. Throws InputError unless mass, density and temperature are positive. */
export function createMaxwellian(
  mass: number,
  density: number,
  velocity: ArrayLike<number>,
  temperature: number,
): Maxwellian {
  for (const [name, value] of Object.entries({ mass, density, temperature }))
    if (!(value > 0 && value < Infinity)) throw new InputError(`Maxwellian: expected a positive ${name}, got ${value}`);
  const u = Array.from(velocity);
  const d = u.length;
  const logPeak = Math.log(density) + (d / 2) * Math.log(mass / (2 * Math.PI * temperature));
  const smooth = maxwellianDensity({ mass, density, velocity: u, temperature });
  return {
    mass,
    density,
    velocity: u,
    temperature,
    value: smooth.value,
    smooth,
    fourthMoment: fourthMoment(density, u, temperature / mass, d * (d + 2) * (temperature / mass) ** 2),
    entropy: density * (logPeak - d / 2),
    fisher: (d * density) / temperature,
  };
}

/**
 * int |v|^4 f dv for an f that is isotropic about its mean velocity u, from its density, its variance <|v-u|^2>/d per
 * axis and its central fourth moment <|v-u|^4>.
 */
export function fourthMoment(density: number, u: readonly number[], variance: number, central: number): number {
  const u2 = u.reduce((sum, component) => sum + component * component, 0);
  return density * (central + (2 * u.length + 4) * u2 * variance + u2 * u2);
}

/** Density n, mean velocity u (length d) and temperature T of one species with any f. */
export interface SpeciesState {
  readonly density: number;
  readonly velocity: ArrayLike<number>;
  readonly temperature: number;
}

/** The state to which collisions drive the mixture, and its functionals. */
export interface MixtureEquilibrium {
  /** rho = sum m_i n_i. */
  readonly massDensity: number;
  /** u = sum m_i n_i u_i / rho, length d, over the group of the first species: all that it collides with, directly or through others. */
  readonly velocity: readonly number[];
  /** theta = (2E - rho |u|^2) / (d sum n_i) of the same group. */
  readonly temperature: number;
  /** Whether all species have this u and theta. */
  readonly common: boolean;
  /** Whether the mixture reaches this state: false with forcings, or with baths of different temperatures or velocities. */
  readonly reached: boolean;
  /** mu_i = n_i (m_i / 2 pi theta)^{d/2} exp(-m_i |v-u|^2 / 2 theta) with the u and theta of the species' own group. */
  readonly maxwellians: readonly Maxwellian[];
  /** sum int mu_i log mu_i dv. */
  readonly entropy: number;
  /** sum (1/m_i) int |grad mu_i|^2 / mu_i dv = d sum n_i / theta_i. */
  readonly fisher: number;
}

/** The species that reach a common temperature: those that collide, directly or through others, or `all`. */
export type Coupling = 'collisions' | 'all';

/**
 * The Maxwellians with the densities, momentum and energy of the given state (Zhu 2025, section 1.1): one velocity and one
 * temperature for every group of species that collide, directly or through others. Immobile partners absorb momentum: u is then
 * their velocity, and the energy is measured in their frame (partners at different velocities have no equilibrium; the first ones
 * are used). A bath determines temperature and velocity; the first of several is used. Fields and heating are ignored. Throws
 * InputError if no thermal energy is left.
 */
export function mixtureEquilibrium(
  mixture: Mixture,
  states: readonly SpeciesState[],
  coupling: Coupling = 'collisions',
): MixtureEquilibrium {
  const { species } = mixture;
  const groups = coupling === 'all' ? [species.map((_, i) => i)] : collisionGroups(mixture);
  const maxwellians = new Array<Maxwellian>(species.length);
  const found = groups.map((group) => {
    const common = groupEquilibrium(mixture, states, group);
    for (const i of group)
      maxwellians[i] = createMaxwellian(species[i].mass, states[i].density, common.velocity, common.temperature);
    return common;
  });
  const over = (term: (i: number) => number) => species.reduce((sum, _, i) => sum + term(i), 0);
  return {
    massDensity: over((i) => species[i].mass * states[i].density),
    ...found[0],
    common: groups.length === 1,
    reached: mixture.forcing.length === 0 && groups.every((group) => agree(bathsOf(mixture, group))),
    maxwellians,
    entropy: over((i) => maxwellians[i].entropy),
    fisher: over((i) => maxwellians[i].fisher),
  };
}

/** The groups of species that exchange momentum and energy, in ascending order; the groups are ordered by their first species. */
function collisionGroups(mixture: Mixture): readonly (readonly number[])[] {
  const leader = mixture.species.map((_, i) => i);
  for (const [i, j] of collidingPairs(mixture)) {
    const [low, high] = [Math.min(leader[i], leader[j]), Math.max(leader[i], leader[j])];
    leader.forEach((own, k) => {
      if (own === high) leader[k] = low;
    });
  }
  return [...new Set(leader)].map((own) => leader.flatMap((other, k) => (other === own ? [k] : [])));
}

function groupEquilibrium(mixture: Mixture, states: readonly SpeciesState[], group: readonly number[]) {
  const { dimension: d, species } = mixture;
  const axes = Array.from({ length: d }, (_, k) => k);
  const over = (term: (i: number) => number) => group.reduce((sum, i) => sum + term(i), 0);
  const massDensity = over((i) => species[i].mass * states[i].density);
  const [bath] = bathsOf(mixture, group);
  if (bath !== undefined) return bath;
  const partners = mixture.background.find(({ species: i, strength }) => strength > 0 && group.includes(i));
  const velocity =
    partners?.velocity ??
    axes.map((k) => over((i) => species[i].mass * states[i].density * states[i].velocity[k]) / massDensity);
  // 2E - rho |u|^2 as a sum of nonnegative parts, which is exact to round-off even for drifts far above the thermal speed.
  const thermal = over((i) => {
    const { density, velocity: own, temperature } = states[i];
    const slip = axes.reduce((sum, k) => sum + (own[k] - velocity[k]) ** 2, 0);
    return density * (d * temperature + species[i].mass * slip);
  });
  const temperature = thermal / (d * over((i) => states[i].density));
  if (!(temperature > 0))
    throw new InputError(`equilibrium: expected a positive common temperature, got ${temperature}`);
  return { velocity, temperature };
}

/** The temperatures and velocities of the baths that a group collides with. */
function bathsOf({ background }: Mixture, group: readonly number[]) {
  return background.flatMap(({ species, strength, velocity, bath }) =>
    bath !== undefined && strength > 0 && group.includes(species) ? [{ velocity, temperature: bath.temperature }] : [],
  );
}

function agree(states: ReturnType<typeof bathsOf>): boolean {
  return states.every(
    ({ temperature, velocity }) =>
      temperature === states[0].temperature && velocity.every((u, k) => u === states[0].velocity[k]),
  );
}
