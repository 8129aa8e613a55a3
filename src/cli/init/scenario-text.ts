import type { Dimension } from '../../core/vector-field.ts';
import { integrators } from '../../integration/integrators.ts';
import { equationOf, methodNamed } from '../../methods/methods.ts';
import { createMixture } from '../../physics/mixture.ts';
import { relaxationRates } from '../../theory/relaxation-rates.ts';
import { type Choices, starts } from './choices.ts';

/** Returns a scenario file with comments. `schema` is the path or URL of the JSON schema, relative to the file. */
export function scenarioText(choices: Choices, schema: string): string {
  const { dimension, exponent } = choices;
  const scale = relaxationTime(choices);
  const until = round(3 * scale);
  return `# yaml-language-server: $schema=${schema}
# All other keys have defaults: docs/scenario-files.md lists every key, and landau list prints all names that a value can have.
title: ${title(choices)}
dimension: ${dimension}
seed: 1
species:
${choices.masses.map((_, i) => speciesText(choices, i)).join('')}collisions:
  exponent: ${exponent} # of |v - v*|: -3 for Coulomb collisions, 0 for Maxwell molecules
  ${ofLandau(choices.method) ? 'strength: 1 # c_ij of every pair; pairs: [{ between: [a, b], strength: 2 }] for one pair' : 'strength: 0 # the method replaces collisions by a linear operator'}
${methodText(choices.method)}${timeText(choices.method, until, scale)}output:
  every: ${round(until / 20)} # time between two rows of series.csv
  snapshots: ${round(until / 4)} # time between two stored distributions
# reference: legendre # compare the run with a second solution, accurate to 1e-8; for isotropic and axisymmetric initial data
expect: # required results: if one fails, landau run exits with code 1; see landau list columns
${expectText(choices.method)}`;
}

function title({ start, exponent, method }: Choices): string {
  const [first, ...rest] = starts[start];
  return `${first.toUpperCase()}${rest.join('')}${exponent === -3 && ofLandau(method) ? ' by Coulomb collisions' : ''}`;
}

/** Whether the method solves the Landau equation. */
function ofLandau(method: string): boolean {
  return equationOf({ name: method }) === 'landau';
}

/** The name of species i: gas if it is the only one, light and heavy for two different masses, otherwise a, b, c, ... */
function nameOf(masses: readonly number[], i: number): string {
  if (masses.length === 1) return 'gas';
  if (masses.length === 2 && masses[0] !== masses[1]) return masses[i] === Math.max(...masses) ? 'heavy' : 'light';
  return String.fromCharCode('a'.charCodeAt(0) + i);
}

function speciesText({ masses, temperatures, start, dimension, method, particles }: Choices, i: number): string {
  const { resolution } = methodNamed(method);
  const sampling = method === 'pair-collisions' ? 'monte-carlo' : 'lattice';
  const why =
    sampling === 'lattice'
      ? ` # ${dimension === 2 ? 'square' : 'cube'} lattice: ${perAxis(particles, dimension)} per axis`
      : '';
  const T = temperatures[i];
  const initial = {
    relaxation: `{ maxwellian: { temperature: ${T} } }`,
    friction: `{ maxwellian: { temperature: ${T}, drift: [${drift(dimension, i).join(', ')}] } }`,
    isotropisation: `{ anisotropic: { temperatures: [${anisotropic(T, dimension).join(', ')}] } }`,
  }[start];
  return `  - name: ${nameOf(masses, i)}
    mass: ${masses[i]}
    density: 1
    initial: ${initial}
${resolution === 'particles' ? `    particles: { sampling: ${sampling}, count: ${particles} }${why}\n` : ''}`;
}

function perAxis(count: number, dimension: Dimension): number {
  return Math.round(count ** (1 / dimension));
}

/** The drift of species i: 0.5 along the first axis for the first species, -0.5 for the others. */
function drift(dimension: Dimension, i: number): readonly number[] {
  return Array.from({ length: dimension }, (_, k) => (k > 0 ? 0 : i === 0 ? 0.5 : -0.5));
}

/** Temperatures along the axes, twice as high along the last. */
function anisotropic(T: number, dimension: Dimension): readonly number[] {
  return Array.from({ length: dimension }, (_, k) => (k === dimension - 1 ? 2 * T : T));
}

function methodText(method: string): string {
  const options = method === 'blob' ? ', reconstruction: moment-preserving, score: extrapolated' : '';
  return `method: { name: ${method}${options} }\n`;
}

/** The integrator that conserves most, or undefined if the method has no choice. */
function integratorOf(method: string): string | undefined {
  const { integrator } = methodNamed(method);
  return { any: 'discrete-gradient', explicit: 'rkc', none: undefined }[integrator];
}

function timeText(method: string, until: number, scale: number): string {
  const integrator = integratorOf(method);
  return `time:
${integrator === undefined ? '' : `  integrator: ${integrator}\n`}  step: ${round(until / 60)}
  until: ${until} # at the initial rate, the initial difference would vanish at t = ${Number(scale.toPrecision(2))}
`;
}

function expectText(method: string): string {
  const integrator = integratorOf(method);
  const kept = methodNamed(method).conserves(integrators.get(integrator ?? 'euler')!);
  const lines = [
    ...(kept.includes('quadratic') ? ['  energy_drift: { at: always, below: 1e-10 }\n'] : []),
    ...(kept.includes('linear') ? ['  momentum_drift: { at: always, below: 1e-10 }\n'] : []),
  ];
  return lines.length > 0 ? lines.join('') : '  energy_drift: { at: always, below: 0.01 }\n';
}

/**
 * The initial difference of the two species that differ most, in temperature or in drift, divided by its rate of change. An anisotropic
 * gas is treated as two species of half the density. Linear Fokker-Planck relaxation to theta takes theta/2.
 */
function relaxationTime({ start, dimension, masses, temperatures, exponent, method }: Choices): number {
  if (!ofLandau(method)) return Math.max(...temperatures) / 2;
  const still = new Array<number>(dimension).fill(0);
  const species =
    start === 'isotropisation'
      ? masses.flatMap((mass, i) =>
          [1, 2].map((hotter) => ({ mass, density: 0.5, temperature: hotter * temperatures[i], velocity: still })),
        )
      : masses.map((mass, i) => ({
          mass,
          density: 1,
          temperature: temperatures[i],
          velocity: start === 'friction' ? drift(dimension, i) : still,
        }));
  const matrix = (value: number) => species.map(() => species.map(() => value));
  const mixture = createMixture(
    dimension,
    species.map(({ mass }, i) => ({ name: `s${i}`, mass, charge: 1 })),
    matrix(1),
    matrix(exponent),
    [],
  );
  const rates = relaxationRates(mixture, species);
  const value = (i: number) => (start === 'friction' ? species[i].velocity[0] : species[i].temperature);
  const rate = (i: number) => (start === 'friction' ? rates[i].velocity[0] : rates[i].temperature);
  const order = species.map((_, i) => i).sort((i, j) => value(i) - value(j));
  const [low, high] = [order[0], order[order.length - 1]];
  return Math.abs((value(high) - value(low)) / (rate(high) - rate(low)));
}

/** Rounds down to 1, 2, 2.5 or 5 times a power of ten. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [5, 2.5, 2, 1].find((each) => each * power <= value * (1 + 1e-9)) ?? 1;
  return Number((factor * power).toPrecision(2));
}
