import { InputError } from '../core/errors.ts';
import {
  atomicMass,
  elementaryCharge as e,
  electronMass,
  vacuumPermittivity as eps0,
  protonMass,
} from './constants.ts';

const namedMasses = { electron: electronMass, proton: protonMass, amu: atomicMass };

/** The SI size of a plasma scenario's units; velocities come in v0 = sqrt(T0/m0). */
export interface PlasmaUnits {
  /** m0: a name, or kg. */
  readonly mass: 'electron' | 'proton' | 'amu' | number;
  /** n0 in m^-3. */
  readonly density: number;
  /** T0 in eV. */
  readonly temperature: number;
  /** t0 in s. */
  readonly time: number;
}

/**
 * Strength c_ij of Coulomb collisions (gamma = -3, d = 3) between charges Z_i e and Z_j e, in the scenario's units.
 * In SI, c = Z_i^2 Z_j^2 e^4 lnLambda / (8 pi eps0^2); putting f = (n0/v0^3) f', v = v0 v', t = t0 t' into the equation
 * leaves c' = c n0 t0 / (m0^2 v0^3).
 */
export function plasmaStrength(lnLambda: number, units: PlasmaUnits, charge: number, otherCharge: number): number {
  if (!Number.isFinite(charge) || !Number.isFinite(otherCharge))
    throw new InputError(`plasma charges: expected finite multiples of e, got ${charge} and ${otherCharge}`);
  return (charge * otherCharge) ** 2 * (positive('time', units.time) / collisionTime(lnLambda, units));
}

/** t0 = 8 pi (eps0 m0 / e^2)^2 v0^3 / (n0 lnLambda) in s: the unit of time in which unit charges have c' = 1. */
export function collisionTime(lnLambda: number, units: Omit<PlasmaUnits, 'time'>): number {
  const m0 = positive('mass', typeof units.mass === 'number' ? units.mass : namedMasses[units.mass]);
  const v0 = Math.sqrt((positive('temperature', units.temperature) * e) / m0);
  const n0 = positive('density', units.density);
  return (8 * Math.PI * ((eps0 * m0) / e ** 2) ** 2 * v0 ** 3) / (n0 * positive('lnLambda', lnLambda));
}

function positive(name: string, value: number): number {
  if (!(value > 0 && value < Infinity))
    throw new InputError(`plasma ${name}: expected a positive number, got ${value}`);
  return value;
}
