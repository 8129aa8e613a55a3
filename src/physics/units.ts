import { type QuantityKind, withArticle } from '../schema/quantities.ts';
import { elementaryCharge } from './constants.ts';
import { particleExpected, particleOf } from './particles.ts';
import {
  asEnergy,
  type Exponents,
  type NotQuantity,
  parseQuantity,
  type Quantity,
  ratioOf,
  siValue,
} from './quantity.ts';

/**
 * The meaning of 1 in a scenario and in all its results. Mass m0, density n0, temperature T0 and time t0 are declared; velocities
 * are in v0 = sqrt(T0/m0), charges in e. In these units the Landau system keeps its form, with the strengths of plasmaStrength.
 */
export interface Units {
  readonly mass: Quantity;
  readonly density: Quantity;
  /** An energy, because temperatures are k_B T. */
  readonly temperature: Quantity;
  readonly time: Quantity;
}

/** Units as declared in a scenario, by texts such as `electron`, `1e20 m^-3`, `eV`, `us`. */
export type DeclaredUnits = Readonly<Record<keyof Units, string>>;

/** Plain SI: kg, m^-3, J and s, hence m/s. */
export const siUnits: DeclaredUnits = { mass: 'kg', density: 'm^-3', temperature: 'J', time: 's' };

const kinds: Readonly<Record<QuantityKind, { readonly exponents: Exponents; readonly example: string }>> = {
  mass: { exponents: [1, 0, 0, 0, 0], example: '2 u' },
  charge: { exponents: [0, 0, 0, 0, 1], example: '2 e' },
  density: { exponents: [0, -3, 0, 0, 0], example: '1e20 m^-3' },
  temperature: { exponents: [1, 2, -2, 0, 0], example: '1 keV' },
  velocity: { exponents: [0, 1, -1, 0, 0], example: '2e6 m/s' },
  speed: { exponents: [0, 1, -1, 0, 0], example: '2e6 m/s' },
  time: { exponents: [0, 0, 1, 0, 0], example: '5 ps' },
  'electric field': { exponents: [1, 1, -2, 0, -1], example: '10 V/m' },
  'magnetic field': { exponents: [1, 0, -1, 0, -1], example: '2 T' },
  acceleration: { exponents: [0, 1, -2, 0, 0], example: '9.8 m/s^2' },
  frequency: { exponents: [0, 0, -1, 0, 0], example: '1e9 s^-1' },
  'power density': { exponents: [1, -1, -3, 0, 0], example: '1e6 J/m^3/s' },
  'density rate': { exponents: [0, -3, -1, 0, 0], example: '1e20 m^-3/s' },
};

/** `a temperature such as 1 keV`. */
export function kindWords(kind: QuantityKind): string {
  return `${withArticle(kind === 'speed' ? 'velocity' : kind)} such as ${kinds[kind].example}`;
}

/** Reads one declared unit, or returns the reason why the text is not a unit. A mass may be the name of a particle. */
export function readUnit(key: keyof Units, text: string): Quantity | NotQuantity {
  const particle = key === 'mass' ? particleOf(text.trim()) : undefined;
  if (particle !== undefined) return ofMass(particle.mass);
  const read = readQuantity(key, text);
  if ('reason' in read) return read;
  return read.digits > 0 ? read : { reason: 'a unit that is not positive' };
}

/** Reads a quantity of a kind, or returns the reason why the text is none. Temperatures may be in kelvin. */
function readQuantity(kind: QuantityKind, text: string): Quantity | NotQuantity {
  const parsed = parseQuantity(text);
  if ('reason' in parsed) return parsed;
  const quantity = kind === 'temperature' ? asEnergy(parsed) : parsed;
  return same(quantity.exponents, kinds[kind].exponents) ? quantity : { reason: kindOf(quantity.exponents) };
}

/** The value of a text in these units, or the reason why there is none. The particle's `mass` converts an energy to a speed. */
export function numberIn(
  units: Units,
  kind: QuantityKind,
  text: string,
  mass?: number,
): { readonly number: number } | NotQuantity {
  if (kind === 'mass') {
    const particle = particleOf(text.trim());
    if (particle !== undefined) return { number: ratioOf(ofMass(particle.mass), units.mass) };
  }
  const read = readQuantity(kind, text);
  if (!('reason' in read)) return { number: inUnits(units, kind, read) };
  if (kind !== 'speed' || mass === undefined) return read;
  const energy = readQuantity('temperature', text);
  if ('reason' in energy) return read;
  return { number: Math.sqrt((2 * ratioOf(energy, units.temperature)) / mass) };
}

/** The value of a text in the unit of a column, e.g. `m n v^2`, or the reason why there is none. */
export function columnNumberIn(units: Units, unit: string, text: string): { readonly number: number } | NotQuantity {
  const kind = kindOfColumn[unit];
  if (kind !== undefined) return numberIn(units, kind, text);
  const parsed = parseQuantity(text);
  if ('reason' in parsed) return parsed;
  const { m, n, v, t } = powersOf(unit);
  if (!same(parsed.exponents, [m, v - 3 * n, t - v, 0, 0])) return { reason: kindOf(parsed.exponents) };
  return { number: siValue(parsed) / siSize(units, unit) };
}

const kindOfColumn: Readonly<Record<string, QuantityKind>> = {
  n: 'density',
  'm v^2': 'temperature',
  v: 'velocity',
  t: 'time',
};

function inUnits(units: Units, kind: QuantityKind, quantity: Quantity): number {
  switch (kind) {
    case 'charge':
      return ratioOf(quantity, chargeUnit);
    case 'velocity':
    case 'speed':
      return siValue(quantity) / velocityUnit(units);
    case 'electric field':
    case 'magnetic field':
    case 'acceleration':
    case 'frequency':
    case 'power density':
    case 'density rate':
      return siValue(quantity) / forcingUnit(units, kind);
    default:
      return ratioOf(quantity, units[kind]);
  }
}

/**
 * The unit of a parameter of a forcing in SI: an electric field of 1 gives charge 1 and mass 1 the acceleration v0/t0, a magnetic
 * field of 1 the gyration frequency 1/t0.
 */
function forcingUnit(
  units: Units,
  kind: 'electric field' | 'magnetic field' | 'acceleration' | 'frequency' | 'power density' | 'density rate',
): number {
  const [m, n, v, t] = [siValue(units.mass), siValue(units.density), velocityUnit(units), siValue(units.time)];
  switch (kind) {
    case 'electric field':
      return (m * v) / t / elementaryCharge;
    case 'magnetic field':
      return m / t / elementaryCharge;
    case 'acceleration':
      return v / t;
    case 'frequency':
      return 1 / t;
    case 'power density':
      return (n * m * v ** 2) / t;
    case 'density rate':
      return n / t;
  }
}

const chargeUnit = {
  digits: 1,
  factor: elementaryCharge,
  tens: 0,
  exponents: kinds.charge.exponents,
  udunits: undefined,
};

function ofMass(kilograms: number): Quantity {
  return { digits: 1, factor: kilograms, tens: 0, exponents: kinds.mass.exponents, udunits: undefined };
}

/** v0 = sqrt(T0/m0) in m/s. */
export function velocityUnit({ mass, temperature }: Pick<Units, 'mass' | 'temperature'>): number {
  return Math.sqrt(siValue(temperature) / siValue(mass));
}

function same(a: Exponents, b: Exponents): boolean {
  return a.every((exponent, k) => exponent === b[k]);
}

/** A phrase for the kind of a unit: `a time`, or `a unit of another dimension`. */
function kindOf(exponents: Exponents): string {
  const [name] = Object.entries(kinds).find(([, kind]) => same(kind.exponents, exponents)) ?? [];
  if (same(exponents, [0, 0, 0, 1, 0])) return 'a temperature in kelvin';
  if (exponents.every((exponent) => exponent === 0)) return 'a number without a unit';
  return name === undefined ? 'a unit of another dimension' : name === 'temperature' ? 'an energy' : withArticle(name);
}

/** The possible values of masses, for messages. */
export const massExpected = `${particleExpected}, or ${kindWords('mass')}`;

/** The exponents of m, n, v and t in the unit of a column such as `m n v^2/t` or `n/(m v^2)`. */
export type Powers = Readonly<Record<'m' | 'n' | 'v' | 't', number>>;

/** The exponents in the unit of a column; all are 0 for `1`. */
export function powersOf(unit: string): Powers {
  const powers = { m: 0, n: 0, v: 0, t: 0 };
  unit.split('/').forEach((part, side) => {
    for (const factor of part.replace(/[()]/g, '').trim().split(/\s+/)) {
      const [letter, power = '1'] = factor.split('^');
      if (letter in powers) powers[letter as keyof Powers] += (side === 0 ? 1 : -1) * Number(power);
    }
  });
  return powers;
}

/** The SI value of a column's unit such as `m n v^2`. */
export function siSize(units: Units, unit: string): number {
  const { m, n, v, t } = powersOf(unit);
  return siValue(units.mass) ** m * siValue(units.density) ** n * velocityUnit(units) ** v * siValue(units.time) ** t;
}

/**
 * A column's unit such as `m n v^2` in the syntax of UDUNITS: `1e20 m-3 eV`. Energies keep the unit of temperature; other units
 * without their own symbol are given in SI units. Source: UDUNITS-2 manual, www.unidata.ucar.edu/software/udunits.
 */
export function udunitsOf(units: Units, unit: string): string {
  const { m, n, v, t } = powersOf(unit);
  const energies = v === 2 * m ? m : 0;
  const isTemperature = m === 1 && v === 2 && n === 0 && t === 0;
  const parts = [
    piece(units.density, n),
    isTemperature || !isKelvin(units.temperature)
      ? piece(units.temperature, energies)
      : piece({ ...units.temperature, udunits: undefined }, energies),
    energies === 0 ? piece(units.mass, m) : none,
    energies === 0 && v !== 0 ? { number: velocityUnit(units) ** v, unit: raised('m s-1', v) } : none,
    piece(units.time, t),
  ];
  const number = parts.reduce((product, each) => product * each.number, 1);
  const text = parts.flatMap(({ unit: own }) => (own === '' ? [] : [own])).join(' ');
  if (text === '') return '1';
  return number === 1 ? text : `${compact(number)} ${text}`;
}

/** All digits of a number, with a power of ten if that is shorter: 1e20. */
function compact(number: number): string {
  const power = number.toExponential().replace('+', '');
  const plain = String(number).replace('+', '');
  return power.length < plain.length ? power : plain;
}

/** An absent factor. */
const none = { number: 1, unit: '' };

/** A power of a unit, split into a number and symbols. */
function piece(unit: Quantity, power: number): { readonly number: number; readonly unit: string } {
  if (power === 0) return none;
  if (unit.udunits === undefined)
    return { number: siValue(unit) ** power, unit: raised(siText(unit.exponents), power) };
  // The factor and part of the tens of the unit belong to its symbols.
  return { number: numberBefore(unit) ** power, unit: raised(unit.udunits, power) };
}

/** The number written before the symbols. */
function numberBefore(unit: Quantity): number {
  const symbols = parseQuantity(unit.udunits!);
  return 'reason' in symbols ? 1 : ratioOf(unit, isKelvin(unit) ? asEnergy(symbols) : symbols);
}

function isKelvin({ udunits }: Quantity): boolean {
  return udunits !== undefined && /\bK$|K\b/.test(udunits);
}

function siText(exponents: Exponents): string {
  if (same(exponents, kinds.temperature.exponents)) return 'J';
  return ['kg', 'm', 's', 'K', 'C']
    .flatMap((symbol, k) => (exponents[k] === 0 ? [] : [exponents[k] === 1 ? symbol : `${symbol}${exponents[k]}`]))
    .join(' ');
}

/** Multiplies every exponent of a unit such as `m s-1` by `power`. */
function raised(text: string, power: number): string {
  return text
    .split(' ')
    .map((factor) => {
      const [, symbol, exponent = '1'] = /^([A-Za-z_]+)(-?\d+)?$/.exec(factor)!;
      const all = Number(exponent) * power;
      return all === 1 ? symbol : `${symbol}${all}`;
    })
    .join(' ');
}
