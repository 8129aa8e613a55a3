import type { SpeciesState } from '../physics/equilibrium.ts';
import { factorAt, heatingRate } from '../physics/forcing.ts';
import type { Mixture } from '../physics/mixture.ts';
import { relaxationRates } from './relaxation-rates.ts';

/** The temperatures and mean velocities that a species passes through. */
export interface DrivenRange {
  readonly hottest: number;
  readonly coldest: number;
  /** Largest component of the mean velocity relative to `origin`. */
  readonly drift: number;
}

/**
 * A step changes a temperature by this part, a mean velocity by this part of the thermal speed, and the phase of a field by this many
 * radians.
 */
const [part, radians] = [0.02, 0.2];
/** After this many steps the temperatures are extrapolated at the mean rate so far. */
const mostSteps = 20_000;

/**
 * The range of temperatures and mean velocities of drifting Maxwellians over a time,
 *
 *     du_i/dt = a_i g(t) + collisions,      dT_i/dt = heating + collisions (relaxationRates),
 *
 * with collisions between species, with baths and with immobile partners. Friction turns the work of a field into heat (Joule heating), and
 * a species whose friction is too small runs away. Accurate to a few per cent for Maxwellians; the effect of a field on the shape of f is
 * ignored, and so are gyration, sources and losses.
 */
export function drivenRange(
  mixture: Mixture,
  start: readonly SpeciesState[],
  origin: readonly number[],
  duration: number,
): readonly DrivenRange[] {
  const { dimension: d, species, forcing } = mixture;
  const frequency = forcing.reduce((most, one) => Math.max(most, Math.abs(one.acceleration?.factor.frequency ?? 0)), 0);
  const rates = (states: readonly SpeciesState[], t: number) =>
    relaxationRates(mixture, states).map(({ velocity, temperature }, i) => {
      const { density, temperature: T } = states[i];
      const du = [...velocity];
      let dT = temperature;
      for (const { acceleration, heating } of forcing) {
        acceleration?.of[i].forEach((a, k) => {
          du[k] += a * factorAt(acceleration.factor, t);
        });
        if (heating?.species === i) dT += T * heatingRate(heating, d, density, T);
      }
      return { velocity: du, temperature: dT };
    });
  const move = (states: readonly SpeciesState[], by: ReturnType<typeof rates>, dt: number) =>
    states.map(({ density, velocity, temperature }, i) => ({
      density,
      velocity: by[i].velocity.map((du, k) => velocity[k] + dt * du),
      // No step reduces a temperature below this part of it.
      temperature: Math.max((1 - 2 * part) * temperature, temperature + dt * by[i].temperature),
    }));
  const ranges = start.map(() => ({ hottest: 0, coldest: Infinity, drift: 0 }));
  const visit = (states: readonly SpeciesState[]) => {
    states.forEach(({ velocity, temperature }, i) => {
      const range = ranges[i];
      range.hottest = Math.max(range.hottest, temperature);
      range.coldest = Math.min(range.coldest, temperature);
      for (let k = 0; k < d; k++) range.drift = Math.max(range.drift, Math.abs(velocity[k] - origin[k]));
    });
  };
  let now = start;
  let t = 0;
  visit(now);
  for (let step = 0; t < duration; step++) {
    if (step === mostSteps) {
      ranges.forEach((range, i) => {
        const gained = Math.max(0, now[i].temperature - start[i].temperature);
        range.hottest = Math.max(range.hottest, now[i].temperature + (gained * (duration - t)) / t);
      });
      break;
    }
    const first = rates(now, t);
    let dt = Math.min(duration - t, radians / frequency);
    first.forEach(({ velocity, temperature }, i) => {
      const T = now[i].temperature;
      dt = Math.min(
        dt,
        (part * T) / Math.abs(temperature),
        (part * Math.sqrt(T / species[i].mass)) / Math.hypot(...velocity),
      );
    });
    now = move(now, rates(move(now, first, dt / 2), t + dt / 2), dt);
    t = dt === duration - t ? duration : t + dt;
    visit(now);
  }
  return ranges;
}
