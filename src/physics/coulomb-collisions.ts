import { InputError } from '../core/errors.ts';
import {
  atomicMass,
  elementaryCharge as e,
  electronMass,
  elementaryCharge,
  vacuumPermittivity as eps0,
  protonMass,
  speedOfLight,
} from './constants.ts';

/** One species of a plasma in SI units, with its temperature in eV. */
export interface PlasmaSpecies {
  readonly name: string;
  /** Mass in kg. */
  readonly mass: number;
  /** Charge in elementary charges. */
  readonly charge: number;
  /** Density in m^-3. */
  readonly density: number;
  /** Temperature about the mean velocity, in eV. */
  readonly temperature: number;
  /** Mean velocity in m/s. */
  readonly velocity: readonly number[];
}

/** A Coulomb logarithm and its formula. */
export interface CoulombLogarithm {
  readonly value: number;
  readonly formula: string;
}

/** Smallest Coulomb logarithm for which small-angle theory is usable: its relative error is 1/lnLambda, half at this value. */
export const smallestLogarithm = 2;

/** A formula for the Coulomb logarithm of two species of a plasma. */
export interface LogarithmRule {
  readonly formula: string;
  value(a: PlasmaSpecies, b: PlasmaSpecies, plasma: readonly PlasmaSpecies[]): number;
}

/** The Coulomb logarithm of the collisions of two species of a plasma, see logarithmRule. */
export function coulombLogarithm(
  a: PlasmaSpecies,
  b: PlasmaSpecies,
  plasma: readonly PlasmaSpecies[],
): CoulombLogarithm {
  const { formula, value } = logarithmRule(a, b, plasma);
  return { formula, value: value(a, b, plasma) };
}

/**
 * Chooses the rule of the NRL Plasma Formulary (2019), p. 34, for two species of a plasma. Its densities are in cm^-3, its temperatures
 * in eV, and mu = m/m_p. All electrons together screen electrons.
 */
export function logarithmRule(a: PlasmaSpecies, b: PlasmaSpecies, plasma: readonly PlasmaSpecies[]): LogarithmRule {
  if (isElectron(a) && isElectron(b)) return electrons;
  if (isElectron(a)) return electronsAndIons(a, b);
  if (isElectron(b)) return swapped(electronsAndIons(b, a));
  return counterStreaming(a, b, plasma) ? streamingIons : ions;
}

function swapped({ formula, value }: LogarithmRule): LogarithmRule {
  return { formula, value: (a, b, plasma) => value(b, a, plasma) };
}

/** Whether a species counts as electrons: charge 1 in magnitude and less than ten electron masses, which allows heavier electrons. */
function isElectron({ mass, charge }: PlasmaSpecies): boolean {
  return Math.abs(charge) === 1 && mass < 10 * electronMass;
}

/** Density in cm^-3. */
function perCubicCentimetre(density: number): number {
  return density / 1e6;
}

function electronDensity(plasma: readonly PlasmaSpecies[]): number {
  return perCubicCentimetre(plasma.filter(isElectron).reduce((sum, { density }) => sum + density, 0));
}

const electrons: LogarithmRule = {
  formula: '23.5 - ln(n_e^(1/2) T_e^(-5/4)) - [1e-5 + (ln T_e - 2)^2/16]^(1/2)',
  value(a, b, plasma) {
    const n = electronDensity(plasma);
    const T = (a.density * a.temperature + b.density * b.temperature) / (a.density + b.density);
    return 23.5 - Math.log(Math.sqrt(n) * T ** -1.25) - Math.sqrt(1e-5 + (Math.log(T) - 2) ** 2 / 16);
  },
};

/** The rule for electrons that are slower than the ions, at most 10 Z^2 eV hot, or hotter. */
function electronsAndIons(e: PlasmaSpecies, i: PlasmaSpecies): LogarithmRule {
  const [Z, T] = [Math.abs(i.charge), e.temperature];
  if (T < (i.temperature * e.mass) / i.mass) return coldElectrons;
  return T < 10 * Z ** 2 ? warmElectrons : hotElectrons;
}

const coldElectrons: LogarithmRule = {
  formula: '16 - ln(n_i^(1/2) T_i^(-3/2) Z^2 mu)',
  value: (_, i) =>
    16 -
    Math.log(Math.sqrt(perCubicCentimetre(i.density)) * i.temperature ** -1.5 * i.charge ** 2 * (i.mass / protonMass)),
};

const warmElectrons: LogarithmRule = {
  formula: '23 - ln(n_e^(1/2) Z T_e^(-3/2))',
  value: (e, i, plasma) =>
    23 - Math.log(Math.sqrt(electronDensity(plasma)) * Math.abs(i.charge) * e.temperature ** -1.5),
};

const hotElectrons: LogarithmRule = {
  formula: '24 - ln(n_e^(1/2) T_e^(-1))',
  value: (e, _, plasma) => 24 - Math.log(Math.sqrt(electronDensity(plasma)) / e.temperature),
};

const ions: LogarithmRule = {
  formula: "23 - ln[Z Z' (mu + mu')/(mu T' + mu' T) (n Z^2/T + n' Z'^2/T')^(1/2)]",
  value(a, b) {
    const [Z, Y] = [Math.abs(a.charge), Math.abs(b.charge)];
    const [mu, nu] = [a.mass / protonMass, b.mass / protonMass];
    const width = mu * b.temperature + nu * a.temperature;
    const screening =
      (perCubicCentimetre(a.density) * Z ** 2) / a.temperature +
      (perCubicCentimetre(b.density) * Y ** 2) / b.temperature;
    return 23 - Math.log(((Z * Y * (mu + nu)) / width) * Math.sqrt(screening));
  },
};

const streamingIons: LogarithmRule = {
  formula: "43 - ln[Z Z' (mu + mu')/(mu mu' beta^2) (n_e/T_e)^(1/2)]",
  value(a, b, plasma) {
    const [Z, Y] = [Math.abs(a.charge), Math.abs(b.charge)];
    const [mu, nu] = [a.mass / protonMass, b.mass / protonMass];
    const beta2 = (slip(a, b) / speedOfLight) ** 2;
    const { temperature } = plasma.find(isElectron)!;
    return 43 - Math.log(((Z * Y * (mu + nu)) / (mu * nu * beta2)) * Math.sqrt(electronDensity(plasma) / temperature));
  },
};

function slip(a: PlasmaSpecies, b: PlasmaSpecies): number {
  return Math.hypot(...a.velocity.map((u, k) => u - b.velocity[k]));
}

/** Whether the relative speed of two ion species exceeds their thermal speeds and is below the thermal speed of the electrons. */
function counterStreaming(a: PlasmaSpecies, b: PlasmaSpecies, plasma: readonly PlasmaSpecies[]): boolean {
  const electron = plasma.find(isElectron);
  if (electron === undefined) return false;
  const speed = slip(a, b);
  const squared = ({ temperature, mass }: PlasmaSpecies) => (temperature * elementaryCharge) / mass;
  return Math.max(squared(a), squared(b)) < speed ** 2 && speed ** 2 < squared(electron);
}

const namedMasses = { electron: electronMass, proton: protonMass, amu: atomicMass };

/** The units of a plasma scenario in SI; velocities are in v0 = sqrt(T0/m0). */
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
 * In SI, c = Z_i^2 Z_j^2 e^4 lnLambda / (8 pi eps0^2); substituting f = (n0/v0^3) f', v = v0 v', t = t0 t' in the equation
 * gives c' = c n0 t0 / (m0^2 v0^3).
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
