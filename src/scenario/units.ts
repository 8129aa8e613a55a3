import * as z from 'zod';
import type { PlasmaUnits } from '../physics/coulomb-collisions.ts';
import { particleExpected, particleNames, particleOf } from '../physics/particles.ts';
import { type NotQuantity, parseQuantity } from '../physics/quantity.ts';
import {
  columnNumberIn,
  type DeclaredUnits,
  kindWords,
  massExpected,
  numberIn,
  readUnit,
  siUnits,
  type Units,
  udunitsOf,
} from '../physics/units.ts';
import { either, map, text } from '../schema/fields.ts';
import { children, formatPath, type Path, valueAt, withValue } from '../schema/path.ts';
import { describeValue, didYouMean, type Problem } from '../schema/problem.ts';
import { type Measure, type MeasureTree, replaceQuantities } from '../schema/quantities.ts';
import { columnUnit } from './column-units.ts';
import type { Scenario } from './scenario.ts';

const unitsExpected = 'SI, or a map with the keys mass, density, temperature, time';

/** The key `units` of a scenario. */
export function units() {
  const si = z.literal('SI', { error: 'SI' }).describe('kg, m^-3, J, s and m/s.');
  return either(
    'The units of plain numbers in this file and in the results; every number may then also have its own unit, such as 1 keV or 5 ps',
    [
      si,
      map('Four units. The unit of velocity is sqrt(temperature / mass); charges are in e.', {
        mass: text(`Mass: ${massExpected}`),
        density: text('Density, such as 1e20 m^-3'),
        temperature: text('Temperature, as an energy k_B T or in kelvin: eV, keV, K'),
        time: text('Time, such as us or 1e-3 s'),
      }),
    ],
    unitsExpected,
  );
}

/** The units of a valid scenario: from the key `units`, or else from its plasma data; undefined if it has neither. */
export function scenarioUnits({ units: given, collisions }: Pick<Scenario, 'units' | 'collisions'>): Units | undefined {
  const strengths = [collisions.strength, ...collisions.pairs.map(({ strength }) => strength)];
  const plasma = strengths.flatMap((each) => (typeof each === 'object' ? (each.coulomb.units ?? []) : []))[0];
  const declared = given === 'SI' ? siUnits : (given ?? (plasma && ofPlasma(plasma)));
  if (declared === undefined) return undefined;
  const read = readUnits(declared);
  return 'problems' in read ? undefined : read;
}

function ofPlasma({ mass, density, temperature, time }: PlasmaUnits): DeclaredUnits {
  return {
    mass: typeof mass === 'number' ? `${mass} kg` : mass,
    density: `${density} m^-3`,
    temperature: `${temperature} eV`,
    time: `${time} s`,
  };
}

const unitKeys = ['mass', 'density', 'temperature', 'time'] as const;

function readUnits(texts: Readonly<Record<string, unknown>>): Units | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const read = unitKeys.flatMap((key) => {
    const written = texts[key];
    // The schema reports values that are not texts.
    if (typeof written !== 'string') return [];
    const unit = readUnit(key, written);
    if (!('reason' in unit)) return [[key, unit] as const];
    const expected = key === 'mass' ? massExpected : `a unit of ${key} such as ${kindWords(key).replace(/.* as /, '')}`;
    problems.push({ path: ['units', key], expected, ...gotOf(written, unit) });
    return [];
  });
  if (problems.length > 0 || read.length < unitKeys.length) return { problems };
  return Object.fromEntries(read) as unknown as Units;
}

/** Scenario data in which every quantity is a number in the units of the scenario, with the problems found. */
export interface InUnits {
  readonly data: unknown;
  /** Problems that are independent of the schema. */
  readonly problems: readonly Problem[];
  /** Texts that could not be converted, by formatted path: the problem to report if the schema expected a number; null for none. */
  readonly texts: ReadonlyMap<string, Problem | null>;
}

/** Replaces quantities with units by numbers, and fills in mass and charge for names of particles. */
export function inUnits(data: unknown, tree: MeasureTree): InUnits {
  const given = valueAt(data, ['units']);
  const written = given === 'SI' ? siUnits : children(given);
  const read = written === undefined ? { problems: [] } : readUnits(written);
  const own = 'problems' in read ? undefined : read;
  const problems = 'problems' in read ? [...read.problems] : [];
  const texts = new Map<string, Problem | null>();
  const named = withParticles(data, own, problems);
  const replaced = replaceQuantities(named, tree, (text, measure, path) => {
    const result = own === undefined ? withoutUnits(text, given) : numberOf(text, measure, path, own, named);
    if (typeof result === 'number') return result;
    if (result !== undefined) texts.set(formatPath(path), result && { path, ...result });
    return text;
  });
  return { data: replaced, problems: [...problems, ...particleProblems(replaced, own)], texts };
}

type PlacelessProblem = Omit<Problem, 'path'>;

/** The remedy for a number with a unit in a scenario without units. */
export const wayToUnits =
  'declare units with the key units, such as units: { mass: electron, density: 1e20 m^-3, temperature: eV, time: us }';

/** The problem of a number with a unit if no units are declared; null if the declared units are invalid, undefined for other texts. */
function withoutUnits(text: string, given: unknown): PlacelessProblem | null | undefined {
  if (given !== undefined) return null;
  if ('reason' in parseQuantity(text)) return undefined;
  return { expected: 'a number, since the scenario has no units', got: describeValue(text), wayOut: wayToUnits };
}

function numberOf(
  text: string,
  measure: Measure,
  path: Path,
  own: Units,
  data: unknown,
): number | PlacelessProblem | undefined {
  if (measure === 'column') {
    const unit = columnUnit(String(path[1]));
    const result = columnNumberIn(own, unit, text);
    if (!('reason' in result)) return result.number;
    const expected = unit === '1' ? 'a pure number' : `a value of ${String(path[1])} such as 1 ${udunitsOf(own, unit)}`;
    return { expected, ...gotOf(text, result) };
  }
  const result = numberIn(own, measure, text, measure === 'speed' ? massOf(data, path, own) : undefined);
  if (!('reason' in result)) return result.number;
  return { expected: measure === 'mass' ? massExpected : kindWords(measure), ...gotOf(text, result) };
}

/** The mass of the species that contains the path. */
function massOf(data: unknown, path: Path, own: Units): number | undefined {
  const mass = valueAt(data, [...path.slice(0, 2), 'mass']);
  if (typeof mass !== 'string') return typeof mass === 'number' ? mass : undefined;
  const read = numberIn(own, 'mass', mass);
  return 'reason' in read ? undefined : read.number;
}

function gotOf(text: string, { reason, wayOut }: NotQuantity): Pick<Problem, 'got' | 'wayOut'> {
  return { got: `${describeValue(text)}, ${reason}`, ...(wayOut && { wayOut }) };
}

/** Fills in the mass and charge of species and baths that name a particle, unless they give their own values. */
function withParticles(data: unknown, own: Units | undefined, problems: Problem[]): unknown {
  return lists.reduce((all, key) => withParticlesIn(all, key, own, problems), data);
}

/** The keys of the lists whose items may name a particle. */
const lists = ['species', 'baths'] as const;

function withParticlesIn(data: unknown, key: string, own: Units | undefined, problems: Problem[]): unknown {
  const species = valueAt(data, [key]);
  if (!Array.isArray(species)) return data;
  return species.reduce((all: unknown, one: unknown, i) => {
    const name = children(one)?.particle;
    if (typeof name !== 'string') return all;
    const path = [key, i, 'particle'];
    const particle = particleOf(name);
    if (particle === undefined) {
      const wayOut = didYouMean(name, particleNames);
      problems.push({ path, expected: particleExpected, got: describeValue(name), ...(wayOut && { wayOut }) });
    } else if (valueAt(data, ['units']) === undefined)
      problems.push({
        path,
        at: 'key',
        expected: 'mass and charge, since the scenario has no units',
        got: `particle: ${name}`,
        wayOut: wayToUnits,
      });
    // A placeholder for an unknown value prevents an error of the schema.
    const { mass, charge } = { mass: own ? massIn(own, name) : 1, charge: particle?.charge ?? 1 };
    return withValue(all, [key, i], { mass, charge, ...children(one) });
  }, data);
}

function massIn(own: Units, name: string): number {
  const read = numberIn(own, 'mass', name);
  return 'reason' in read ? 1 : read.number;
}

/** Largest relative difference between the mass given for a species and the mass of its particle. */
const sameMass = 1e-6;

function particleProblems(data: unknown, own: Units | undefined): Problem[] {
  return lists.flatMap((key) => particleProblemsIn(data, key, own));
}

function particleProblemsIn(data: unknown, list: string, own: Units | undefined): Problem[] {
  const species = valueAt(data, [list]);
  if (!Array.isArray(species) || own === undefined) return [];
  return species.flatMap((one: unknown, i): Problem[] => {
    const { particle: name, mass, charge } = children(one) ?? {};
    const particle = typeof name === 'string' ? particleOf(name) : undefined;
    if (particle === undefined) return [];
    const right = massIn(own, String(name));
    const differs = (key: string, wanted: number, got: unknown): Problem => ({
      path: [list, i, key],
      expected: `${wanted}, the ${key} of ${name}`,
      got: describeValue(got),
      wayOut: `remove ${key} or particle`,
    });
    return [
      ...(typeof mass === 'number' && !(Math.abs(mass / right - 1) <= sameMass) ? [differs('mass', right, mass)] : []),
      ...(typeof charge === 'number' && charge !== particle.charge ? [differs('charge', particle.charge, charge)] : []),
    ];
  });
}
