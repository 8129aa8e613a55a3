import { nodeCount } from '../../core/lattice.ts';
import type { SpeciesSnapshot } from '../../methods/snapshot.ts';
import { collidingPairs } from '../../physics/mixture.ts';
import { digits, type Watchdog } from './watchdog.ts';

/**
 * The widest spacing of a grid in thermal speeds of a partner. Measured at 16 nodes per axis, d = 3, Coulomb, T = 2 and 1, t = 1: the
 * energy lost is 0.1 % of the exchanged energy at 1.2 (mass 2), 4 % at 2.6 (mass 10), 16 % at 4.5 (mass 30), and half of it at 8.3 (mass
 * 100).
 */
const widestSpacing = 2.5;

/** Limits of f in the shortest eighth of the waves, relative to the largest f, and of the negative part of the density. */
const largestNoise = 1e-2;
const largestNegative = 1e-3;

/** Limit of the mollifier's variance relative to f. A mollifier as wide as f gives H, I and, in a score, the rates of a different f. */
const widestMollifier = 1;

/** Resolution of every species and its collision partners by the grid of the species. */
export const partners: Watchdog = {
  name: 'resolution of partners',
  statement: 'the grid of a species resolves that species and every species that it collides with',
  kind: 'doubtful',
  prepare({ mixture, initial }) {
    const pairs = collidingPairs(mixture).flatMap(([i, j]) =>
      i === j
        ? [[i, i]]
        : [
            [i, j],
            [j, i],
          ],
    );
    if (!initial.species.some(isGrid)) return undefined;
    const { species } = mixture;
    return ({ snapshot, value }) => {
      if (snapshot === undefined) return undefined;
      let worst = { ratio: 0, i: 0, j: 0 };
      for (const [i, j] of pairs) {
        if (!isGrid(snapshot.species[i])) continue;
        const width = Math.sqrt(value(`temperature.${species[j].name}`) / species[j].mass);
        const ratio = snapshot.species[i].lattice.spacing / width;
        if (ratio > worst.ratio) worst = { ratio, i, j };
      }
      const { ratio, i, j } = worst;
      if (!(ratio > widestSpacing)) return undefined;
      const whose = i === j ? 'its own thermal speed' : `the thermal speed of ${species[j].name}`;
      return {
        value: ratio,
        limit: widestSpacing,
        message:
          `the node spacing of ${species[i].name} is ${digits(ratio)} times ${whose}; ` +
          `take ${Math.ceil((ratio / widestSpacing) * snapshot.species[i].lattice.shape[0])} or more method.nodes, or the method blob or pair-collisions`,
      };
    };
  },
};

/** Noise of f on a grid. */
export const noise: Watchdog = {
  name: 'resolution of f',
  statement: 'the shortest waves on the grid of f have at most 1e-2 of the largest f',
  kind: 'doubtful',
  prepare({ mixture, initial }) {
    if (!initial.species.some((one) => one.noise !== undefined)) return undefined;
    return ({ snapshot }) => {
      for (const [i, one] of (snapshot?.species ?? []).entries()) {
        const top = one.values.reduce((most, f) => Math.max(most, f), 0);
        const part = (one.noise ?? 0) / top;
        if (part > largestNoise)
          return {
            value: part,
            limit: largestNoise,
            message:
              `waves that the grid does not resolve reach ${digits(part)} of the largest f of ${mixture.species[i].name}; ` +
              'take more method.nodes or a different method.box',
          };
      }
      return undefined;
    };
  },
};

/** Last terms of an expansion of f. */
export const expansion: Watchdog = {
  name: 'decay of the expansion',
  statement:
    'the last polynomials and harmonics of an expansion, and f at its largest speed, are at most 1e-4 (note) and 1e-2 of the largest f',
  kind: 'doubtful',
  prepare({ scenario, columns }) {
    const names = scenario.species.map(({ name }) => name);
    if (!names.some((name) => columns.includes(`unresolved.${name}`))) return undefined;
    return ({ value, snapshot }) => {
      const parts = names.map((name) => value(`unresolved.${name}`));
      const part = Math.max(...parts.filter((one) => !Number.isNaN(one)));
      if (!(part > notedRest)) return undefined;
      const i = parts.indexOf(part);
      const limit = part > largestNoise ? largestNoise : notedRest;
      return {
        value: part,
        limit,
        message:
          `the last terms of the expansion are ${digits(part)} of the largest f of ${names[i]}, and errors may be as large; ` +
          (snapshot?.species[i].finer?.(limit) ?? finerExpansion),
        ...(part > largestNoise ? {} : { kind: 'note' }),
      };
    };
  },
};

/** An expansion whose last terms exceed this fraction of the largest f is not accurate enough for a reference. */
const notedRest = 1e-4;

const finerExpansion = 'take more method.elements, a larger method.degree, or smooth initial data';

/** The negative part of f. */
export const negative: Watchdog = {
  name: 'negative density',
  statement: 'the negative part of f is below 1e-3 of the density',
  kind: 'doubtful',
  prepare({ scenario, columns }) {
    const names = scenario.species
      .map(({ name }) => name)
      .filter((name) => columns.includes(`negative_density.${name}`));
    if (names.length === 0) return undefined;
    return ({ value, snapshot }) => {
      const name = names.find((one) => value(`negative_density.${one}`) > largestNegative);
      if (name === undefined) return undefined;
      const part = value(`negative_density.${name}`);
      const of = scenario.species.findIndex((one) => one.name === name);
      const wayOut = columns.includes(`unresolved.${name}`)
        ? (snapshot?.species[of].finer?.(largestNegative) ?? finerExpansion)
        : 'take more method.nodes or a different method.box';
      return {
        value: part,
        limit: largestNegative,
        message: `the negative part of f of ${name} is ${digits(part)} of its density; ${wayOut}`,
      };
    };
  },
};

/** Width of the mollifier relative to f. */
export const mollifier: Watchdog = {
  name: 'width of the mollifier',
  statement: 'the mollifier of every species is narrower than its f along every axis',
  kind: 'doubtful',
  prepare({ mixture, initial }) {
    const { species, dimension: d } = mixture;
    if (initial.species.every(({ smoothing }) => smoothing === 0)) return undefined;
    const axes = ['xx', 'yy', 'zz'].slice(0, d);
    const kappas = initial.species.map(({ smoothing }, i) => species[i].mass * smoothing);
    return ({ value }) => {
      const ratios = species.map(
        ({ name }, i) => kappas[i] / Math.min(...axes.map((axis) => value(`temperature_${axis}.${name}`))),
      );
      const worst = Math.max(...ratios);
      if (!(worst > widestMollifier)) return undefined;
      const i = ratios.indexOf(worst);
      return {
        value: worst,
        limit: widestMollifier,
        message:
          `the mollifier of ${species[i].name} has ${digits(worst)} times the variance of its coldest direction; ` +
          'take more particles of the species with the widest spacing, or a smaller method.smoothing',
      };
    };
  },
};

export const edges: Watchdog = {
  name: 'edges of f',
  statement: 'the Fisher information of the initial f is finite and resolved',
  kind: 'note',
  prepare({ edges: names }) {
    if (names.length === 0) return undefined;
    return () => ({
      value: names.length,
      limit: 0,
      message:
        `the initial f of ${names.join(', ')} jumps or is too steep to be resolved: its Fisher information is infinite or unknown, ` +
        'and the columns of I are those of the computed f; take a smooth f, such as super-gaussian instead of ball',
    });
  },
};

function isGrid({ particles, noise: known, lattice }: SpeciesSnapshot): boolean {
  return particles === undefined && known !== undefined && nodeCount(lattice) > 0;
}
