import { nearest } from '../schema/problem.ts';
import { atomicMass, boltzmann, electronMass, elementaryCharge, protonMass, speedOfLight } from './constants.ts';

/** Exponents of kilogram, metre, second, kelvin and coulomb. */
export type Exponents = readonly [kg: number, m: number, s: number, kelvin: number, coulomb: number];

/** A number with its unit, e.g. `3.5 MeV`. Its SI value (kg m s K C) is digits factor 10^tens, which keeps decimals exact. */
export interface Quantity {
  /** Decimal digits of the number as written, 1 <= |digits| < 10; 1 for a unit without a number. */
  readonly digits: number;
  /** The part of the unit that is not a power of ten: 1 for `us`, the elementary charge for `keV`. */
  readonly factor: number;
  readonly tens: number;
  readonly exponents: Exponents;
  /** The unit in the syntax of UDUNITS, `m-3`, `MeV`; undefined if UDUNITS does not know a symbol. */
  readonly udunits: string | undefined;
}

/** The reason why a text is not a quantity, and a remedy if there is an obvious one. */
export interface NotQuantity {
  readonly reason: string;
  readonly wayOut?: string;
}

/** The value in SI units. */
export function siValue({ digits, factor, tens }: Pick<Quantity, 'digits' | 'factor' | 'tens'>): number {
  return shifted(digits * factor, tens);
}

/** The value in units of `unit`. If the units differ only by a power of ten, the result is the double nearest to the decimal. */
export function ratioOf(value: Quantity, unit: Quantity): number {
  const factor = value.factor === unit.factor ? 1 : value.factor / unit.factor;
  return shifted((value.digits / unit.digits) * factor, value.tens - unit.tens);
}

/** x 10^tens with a single rounding. */
function shifted(x: number, tens: number): number {
  const [mantissa, exponent = '0'] = String(x).split('e');
  return Number(`${mantissa}e${Number(exponent) + tens}`);
}

interface UnitSymbol {
  readonly factor: number;
  readonly tens: number;
  readonly exponents: Exponents;
  /** Whether the prefixes f, p, n, u, m, k, M, G are allowed. */
  readonly prefixed?: true;
  /** Whether UDUNITS-2 does not know this symbol. */
  readonly foreign?: true;
}

const mass: Exponents = [1, 0, 0, 0, 0];
const length: Exponents = [0, 1, 0, 0, 0];
const energy: Exponents = [1, 2, -2, 0, 0];
const time: Exponents = [0, 0, 1, 0, 0];
const charge: Exponents = [0, 0, 0, 0, 1];

const symbols: Readonly<Record<string, UnitSymbol>> = {
  g: { factor: 1, tens: -3, exponents: mass, prefixed: true },
  u: { factor: atomicMass, tens: 0, exponents: mass },
  amu: { factor: atomicMass, tens: 0, exponents: mass, foreign: true },
  Da: { factor: atomicMass, tens: 0, exponents: mass, foreign: true },
  m_e: { factor: electronMass, tens: 0, exponents: mass, foreign: true },
  m_p: { factor: protonMass, tens: 0, exponents: mass, foreign: true },
  m: { factor: 1, tens: 0, exponents: length, prefixed: true },
  cm: { factor: 1, tens: -2, exponents: length },
  s: { factor: 1, tens: 0, exponents: time, prefixed: true },
  min: { factor: 60, tens: 0, exponents: time },
  h: { factor: 3600, tens: 0, exponents: time },
  K: { factor: 1, tens: 0, exponents: [0, 0, 0, 1, 0], prefixed: true },
  eV: { factor: elementaryCharge, tens: 0, exponents: energy, prefixed: true },
  J: { factor: 1, tens: 0, exponents: energy, prefixed: true },
  N: { factor: 1, tens: 0, exponents: [1, 1, -2, 0, 0], prefixed: true },
  W: { factor: 1, tens: 0, exponents: [1, 2, -3, 0, 0], prefixed: true },
  erg: { factor: 1, tens: -7, exponents: energy },
  C: { factor: 1, tens: 0, exponents: charge, prefixed: true },
  V: { factor: 1, tens: 0, exponents: [1, 2, -2, 0, -1], prefixed: true },
  T: { factor: 1, tens: 0, exponents: [1, 0, -1, 0, -1], prefixed: true },
  e: { factor: elementaryCharge, tens: 0, exponents: charge, foreign: true },
  c: { factor: speedOfLight, tens: 0, exponents: [0, 1, -1, 0, 0], foreign: true },
};

const prefixes: Readonly<Record<string, number>> = { f: -15, p: -12, n: -9, u: -6, m: -3, k: 3, M: 6, G: 9 };

/** Every symbol with its prefixes. */
const known: ReadonlyMap<string, UnitSymbol> = new Map(
  Object.entries(symbols).flatMap(([name, symbol]): [string, UnitSymbol][] => [
    ...(symbol.prefixed
      ? Object.entries(prefixes).map(([prefix, tens]): [string, UnitSymbol] => [
          prefix + name,
          { ...symbol, tens: symbol.tens + tens },
        ])
      : []),
    [name, symbol],
  ]),
);

/** Common names of units that have a different symbol here. */
const otherNames: Readonly<Record<string, string>> = {
  sec: 's',
  second: 's',
  seconds: 's',
  msec: 'ms',
  usec: 'us',
  microsecond: 'us',
  microseconds: 'us',
  nsec: 'ns',
  electronvolt: 'eV',
  kelvin: 'K',
  joule: 'J',
  newton: 'N',
  watt: 'W',
  metre: 'm',
  meter: 'm',
  coulomb: 'C',
  gram: 'g',
  me: 'm_e',
  mp: 'm_p',
  cc: 'cm^3',
  ccm: 'cm^3',
  hour: 'h',
};

/** Replacements for superscript digits, the letter mu, the multiplication dot and the minus sign of word processors. */
const plainCharacters: Readonly<Record<string, string>> = Object.fromEntries(
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻']
    .map((character, k) => [character, '0123456789-'[k]])
    .concat([
      ['µ', 'u'],
      ['μ', 'u'],
      ['·', '*'],
      ['−', '-'],
    ]),
);

/** The largest length of a quantity. Longer texts are refused without parsing. */
const longest = 100;

/**
 * Reads a number and a unit: `3.5 MeV`, `1e20 m^-3`, `2e6 m/s`, `0.05 c`, `938.3 MeV/c^2`, or `1e20 m-3` in the syntax of UDUNITS.
 * Factors are separated by a space, `*` or `.`; a slash divides by the next factor only. A unit without a number means 1 of it.
 */
export function parseQuantity(written: string): Quantity | NotQuantity {
  if (written.length > longest) return { reason: `a text of ${written.length} characters` };
  const text = [...written.trim()].map((character) => plainCharacters[character] ?? character).join('');
  if (text === '') return { reason: 'an empty text' };
  const [digits = ''] = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(text) ?? [];
  const rest = text.slice(digits.length).trim();
  const slip = numberSlip(text, digits, rest);
  if (slip !== undefined) return slip;
  const number = digits === '' ? 1 : Number(digits);
  if (!Number.isFinite(number)) return { reason: 'a number that is too large' };
  const unit = parseUnit(rest);
  if ('reason' in unit) return unit;
  const [mantissa, exponent] = number.toExponential().split('e');
  return { ...unit, digits: Number(mantissa), tens: unit.tens + Number(exponent) };
}

/** Detects numbers in an unsupported notation. */
function numberSlip(text: string, digits: string, rest: string): NotQuantity | undefined {
  const comma = /^([-+]?\d+),(\d+)\s*([A-Za-z].*)?$/.exec(text);
  if (comma !== null)
    return {
      reason: 'a decimal comma',
      wayOut: `write ${[`${comma[1]}.${comma[2]}`, comma[3]].filter(Boolean).join(' ')}`,
    };
  const power = /^([-+]?[\d.]+)\s*[x*×]\s*10\s*(?:\^|\*\*)?\s*([-+]?\d+)\s*(.*)$/.exec(text);
  if (power !== null)
    return {
      reason: 'a power of ten',
      wayOut: `write ${[`${power[1]}e${power[2]}`, power[3]].filter(Boolean).join(' ')}`,
    };
  if (digits === '') return undefined;
  if (rest === '') return { reason: 'a number in quotes', wayOut: `write ${Number(digits)}` };
  return /^(?!1\s*\/)[\d.,_]/.test(rest) ? { reason: `${JSON.stringify(rest)} after the number` } : undefined;
}

function parseUnit(text: string): Omit<Quantity, 'digits'> | NotQuantity {
  let factor = 1;
  let tens = 0;
  const exponents = [0, 0, 0, 0, 0];
  const udunits: string[] = [];
  let foreign = false;
  let rest = text;
  let divided = false;
  for (let first = true; rest !== ''; first = false) {
    const separator = first ? /^\/?\s*/.exec(rest)![0] : (/^\s*[*/]\s*|^\s+|^\.(?=[A-Za-z])/.exec(rest)?.[0] ?? '');
    if (!first && separator === '') return { reason: `${JSON.stringify(rest)} where a unit ends` };
    divided = separator.includes('/');
    rest = rest.slice(separator.length);
    if (/^1\s*\//.test(rest) && first && !divided) {
      rest = rest.slice(1);
      continue;
    }
    const match = /^([A-Za-z_]+)(?:(?:\^|\*\*)\(?([-+]?\d+)\)?|([-+]?\d+))?/.exec(rest);
    if (match === null)
      return { reason: rest === '' ? 'a sign where a unit should follow' : `no unit at ${JSON.stringify(rest)}` };
    const [all, name, raised, appended] = match;
    rest = rest.slice(all.length);
    const symbol = known.get(name);
    if (symbol === undefined) return unknownUnit(name);
    const power = Number(raised ?? appended ?? 1) * (divided ? -1 : 1);
    if (Math.abs(power) > 9) return { reason: `the power ${power} of ${name}` };
    factor *= symbol.factor ** power;
    tens += symbol.tens * power;
    symbol.exponents.forEach((exponent, k) => {
      exponents[k] += exponent * power;
    });
    foreign ||= symbol.foreign === true;
    udunits.push(power === 1 ? name : `${name}${power}`);
  }
  return {
    factor,
    tens,
    exponents: exponents as unknown as Exponents,
    udunits: foreign ? undefined : udunits.join(' '),
  };
}

function unknownUnit(name: string): NotQuantity {
  const reason = `the unknown unit ${name}`;
  if (/^[fpnumkMG]?Hz$/.test(name))
    return { reason, wayOut: 'angular frequencies are in s^-1, 2 pi times the number of cycles' };
  const other = otherNames[name.toLowerCase()];
  const close = other ?? nearest(name, [...known.keys()]);
  return close === undefined ? { reason } : { reason, wayOut: `did you mean ${close}?` };
}

/** Converts a quantity in kelvin to the energy kT; returns other quantities unchanged. */
export function asEnergy(quantity: Quantity): Quantity {
  const [kg, m, s, kelvin, coulomb] = quantity.exponents;
  if (kelvin !== 1) return quantity;
  return { ...quantity, factor: quantity.factor * boltzmann, exponents: [kg + 1, m + 2, s - 2, 0, coulomb] };
}
