import { alphaMass, atomicMass, deuteronMass, electronMass, helionMass, protonMass, tritonMass } from './constants.ts';

/** A kind of particle: its mass in kg and its charge in elementary charges. */
export interface Particle {
  readonly mass: number;
  readonly charge: number;
}

/** Particles with their own names; D, T, He3 and alpha are bare nuclei. */
const named: Readonly<Record<string, Particle>> = {
  electron: { mass: electronMass, charge: -1 },
  positron: { mass: electronMass, charge: 1 },
  proton: { mass: protonMass, charge: 1 },
  D: { mass: deuteronMass, charge: 1 },
  deuteron: { mass: deuteronMass, charge: 1 },
  T: { mass: tritonMass, charge: 1 },
  triton: { mass: tritonMass, charge: 1 },
  He3: { mass: helionMass, charge: 2 },
  alpha: { mass: alphaMass, charge: 2 },
};

/**
 * Atomic numbers, and standard atomic weights in u of natural composition.
 * Source: T. Prohaska et al., Pure Appl. Chem. 94 (2022) 573, abridged values.
 */
const elements: Readonly<Record<string, readonly [number: number, weight: number]>> = {
  H: [1, 1.008],
  He: [2, 4.0026],
  Li: [3, 6.94],
  Be: [4, 9.0122],
  B: [5, 10.81],
  C: [6, 12.011],
  N: [7, 14.007],
  O: [8, 15.999],
  F: [9, 18.998],
  Ne: [10, 20.18],
  Na: [11, 22.99],
  Mg: [12, 24.305],
  Al: [13, 26.982],
  Si: [14, 28.085],
  P: [15, 30.974],
  S: [16, 32.06],
  Cl: [17, 35.45],
  Ar: [18, 39.95],
  K: [19, 39.098],
  Ca: [20, 40.078],
  Ti: [22, 47.867],
  V: [23, 50.942],
  Cr: [24, 51.996],
  Mn: [25, 54.938],
  Fe: [26, 55.845],
  Co: [27, 58.933],
  Ni: [28, 58.693],
  Cu: [29, 63.546],
  Zn: [30, 65.38],
  Kr: [36, 83.798],
  Mo: [42, 95.95],
  Xe: [54, 131.29],
  W: [74, 183.84],
  Au: [79, 196.97],
  Pb: [82, 207.2],
  U: [92, 238.03],
};

/** The names of particles, for messages. */
export const particleNames: readonly string[] = Object.keys(named);

export const particleExpected = `one of ${particleNames.join(', ')}, or an ion such as C6+`;

/**
 * The particle with a name: a named particle, or an ion `C6+`, `Ar+`, whose mass is the standard atomic weight minus
 * the missing electrons (their binding energy, less than 1e-5 of the mass, is neglected). H+ is the proton, He2+ the alpha particle.
 * Undefined for other names, and for a charge larger than that of the nucleus.
 */
export function particleOf(name: string): Particle | undefined {
  if (Object.hasOwn(named, name)) return named[name];
  const [, symbol, digits = '1'] = /^([A-Z][a-z]?)([1-9]\d?)?\+$/.exec(name) ?? [];
  const charge = Number(digits);
  if (symbol === undefined) return undefined;
  if (symbol === 'H' || symbol === 'D' || symbol === 'T')
    return charge === 1 ? named[symbol === 'H' ? 'proton' : symbol] : undefined;
  if (!Object.hasOwn(elements, symbol)) return undefined;
  const [number, weight] = elements[symbol];
  if (charge > number) return undefined;
  if (symbol === 'He' && charge === 2) return named.alpha;
  return { mass: weight * atomicMass - charge * electronMass, charge };
}
