import { electronMass, elementaryCharge, protonMass, speedOfLight } from './constants.ts';

/** One species of a plasma in SI units, its temperature in eV. */
export interface PlasmaSpecies {
  readonly name: string;
  /** kg. */
  readonly mass: number;
  /** In elementary charges. */
  readonly charge: number;
  /** m^-3. */
  readonly density: number;
  /** Of the particles about their mean velocity, eV. */
  readonly temperature: number;
  /** Mean velocity in m/s. */
  readonly velocity: readonly number[];
}

/** A Coulomb logarithm, and the formula it is from. */
export interface CoulombLogarithm {
  readonly value: number;
  readonly formula: string;
}

/** Below this a Coulomb logarithm neglects about half of what it keeps: small-angle theory is off by 1/lnLambda. */
export const smallestLogarithm = 2;

/**
 * The Coulomb logarithm of the collisions of two species of a plasma, by the NRL Plasma Formulary (2019), p. 34; densities there in cm^-3,
 * temperatures in eV, mu = m/m_p. Electrons are screened by all electrons together.
 */
export function coulombLogarithm(
  a: PlasmaSpecies,
  b: PlasmaSpecies,
  plasma: readonly PlasmaSpecies[],
): CoulombLogarithm {
  const [electronic, other] = isElectron(a) ? [a, b] : [b, a];
  if (isElectron(electronic) && isElectron(other)) return electrons(a, b, plasma);
  if (isElectron(electronic)) return electronsAndIons(electronic, other, plasma);
  return ions(a, b, plasma);
}

/** Electrons may be made heavier than they are, but not ten times. */
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

function electrons(a: PlasmaSpecies, b: PlasmaSpecies, plasma: readonly PlasmaSpecies[]): CoulombLogarithm {
  const n = electronDensity(plasma);
  const T = (a.density * a.temperature + b.density * b.temperature) / (a.density + b.density);
  return {
    value: 23.5 - Math.log(Math.sqrt(n) * T ** -1.25) - Math.sqrt(1e-5 + (Math.log(T) - 2) ** 2 / 16),
    formula: '23.5 - ln(n_e^(1/2) T_e^(-5/4)) - [1e-5 + (ln T_e - 2)^2/16]^(1/2)',
  };
}

function electronsAndIons(e: PlasmaSpecies, i: PlasmaSpecies, plasma: readonly PlasmaSpecies[]): CoulombLogarithm {
  const n = electronDensity(plasma);
  const [Z, T] = [Math.abs(i.charge), e.temperature];
  if (T < (i.temperature * e.mass) / i.mass)
    return {
      value:
        16 -
        Math.log(Math.sqrt(perCubicCentimetre(i.density)) * i.temperature ** -1.5 * Z ** 2 * (i.mass / protonMass)),
      formula: '16 - ln(n_i^(1/2) T_i^(-3/2) Z^2 mu)',
    };
  if (T < 10 * Z ** 2)
    return { value: 23 - Math.log(Math.sqrt(n) * Z * T ** -1.5), formula: '23 - ln(n_e^(1/2) Z T_e^(-3/2))' };
  return { value: 24 - Math.log(Math.sqrt(n) / T), formula: '24 - ln(n_e^(1/2) T_e^(-1))' };
}

function ions(a: PlasmaSpecies, b: PlasmaSpecies, plasma: readonly PlasmaSpecies[]): CoulombLogarithm {
  const [Z, Y] = [Math.abs(a.charge), Math.abs(b.charge)];
  const [mu, nu] = [a.mass / protonMass, b.mass / protonMass];
  const beam = counterStreaming(a, b, plasma);
  if (beam !== undefined) {
    const { density, temperature, speed } = beam;
    const beta2 = (speed / speedOfLight) ** 2;
    return {
      value: 43 - Math.log(((Z * Y * (mu + nu)) / (mu * nu * beta2)) * Math.sqrt(density / temperature)),
      formula: "43 - ln[Z Z' (mu + mu')/(mu mu' beta^2) (n_e/T_e)^(1/2)]",
    };
  }
  const width = mu * b.temperature + nu * a.temperature;
  const screening =
    (perCubicCentimetre(a.density) * Z ** 2) / a.temperature + (perCubicCentimetre(b.density) * Y ** 2) / b.temperature;
  return {
    value: 23 - Math.log(((Z * Y * (mu + nu)) / width) * Math.sqrt(screening)),
    formula: "23 - ln[Z Z' (mu + mu')/(mu T' + mu' T) (n Z^2/T + n' Z'^2/T')^(1/2)]",
  };
}

/** Ions that pass through each other faster than they spread and slower than the electrons do. */
function counterStreaming(a: PlasmaSpecies, b: PlasmaSpecies, plasma: readonly PlasmaSpecies[]) {
  const [electron] = plasma.filter(isElectron);
  if (electron === undefined) return undefined;
  const speed = Math.hypot(...a.velocity.map((u, k) => u - b.velocity[k]));
  const squared = ({ temperature, mass }: PlasmaSpecies) => (temperature * elementaryCharge) / mass;
  if (!(Math.max(squared(a), squared(b)) < speed ** 2 && speed ** 2 < squared(electron))) return undefined;
  return { density: electronDensity(plasma), temperature: electron.temperature, speed };
}
