import { axisNodes, nodeCount } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import { jackknife } from '../core/statistics.ts';
import { trace } from '../core/sum.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Integrals, Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { type Moments, particleMoments } from '../physics/moments.ts';
import type { Analyzer, Quantity } from './analyzer.ts';

/**
 * Density, mean velocity, temperature and temperature tensor (m/n) int (v-u)(v-u)^T f of every species. For particles in independent groups
 * also the standard errors of all but the density.
 */
export const moments: Analyzer = {
  name: 'moments',
  prepare({ initial, exact }) {
    const { mixture } = initial;
    const axes = ['x', 'y', 'z'].slice(0, mixture.dimension);
    const d = axes.length;
    const pairs = axes.flatMap((a, k) => axes.slice(k).map((b, l) => ({ name: a + b, at: k * d + k + l })));
    const groups = initial.species.map((one) => one.groups ?? 1);
    const quantities = mixture.species.flatMap(({ name }, i): Quantity[] => [
      { name: `density.${name}`, label: `density of ${name}`, unit: 'n' },
      ...axes.map((a) => ({ name: `velocity_${a}.${name}`, label: `mean velocity of ${name}, ${a}`, unit: 'v' })),
      { name: `temperature.${name}`, label: `temperature of ${name}`, unit: 'm v^2' },
      ...pairs.map((pair) => ({
        name: `temperature_${pair.name}.${name}`,
        label: `temperature tensor of ${name}, ${pair.name}`,
        unit: 'm v^2',
      })),
      ...(exact === undefined
        ? []
        : [{ name: `temperature_exact.${name}`, label: `temperature of ${name}, exact`, unit: 'm v^2' }]),
      ...(groups[i] < 2
        ? []
        : errorOf([
            ...axes.map((a) => ({ name: `velocity_${a}`, label: `mean velocity of ${name}, ${a}`, unit: 'v' })),
            { name: 'temperature', label: `temperature of ${name}`, unit: 'm v^2' },
            ...pairs.map((pair) => ({
              name: `temperature_${pair.name}`,
              label: `temperature tensor of ${name}, ${pair.name}`,
              unit: 'm v^2',
            })),
          ]).map((quantity) => ({ ...quantity, name: `${quantity.name}.${name}` }))),
    ]);
    return {
      quantities,
      measure(now, row) {
        let at = 0;
        speciesMoments(now).forEach((species, i) => {
          row[at++] = species.density;
          for (const u of species.velocity) row[at++] = u;
          row[at++] = species.temperature;
          for (const pair of pairs) row[at++] = species.temperatureTensor[pair.at];
          if (exact !== undefined) row[at++] = exact.at(i, now.t).temperature;
          if (groups[i] < 2) return;
          const errors = standardErrors(now.mixture.species[i].mass, now.species[i].particles!, groups[i], (own) => [
            ...own.velocity,
            own.temperature,
            ...pairs.map((pair) => own.temperatureTensor[pair.at]),
          ]);
          for (const error of errors) row[at++] = error;
        });
      },
    };
  },
};

function errorOf(quantities: readonly Quantity[]): readonly Quantity[] {
  return quantities.map(({ name, label, unit }) => ({
    ...{ name: `${name}_standard_error`, unit },
    label: `standard error of the ${label}`,
  }));
}

/**
 * Returns the standard errors of functions of the moments by the jackknife: the moments without each of the groups in turn. Their own
 * relative error is about 1/sqrt(2 (groups - 1)).
 */
function standardErrors(
  mass: number,
  { weights, velocities }: Particles,
  groups: number,
  read: (moments: Moments) => readonly number[],
): readonly number[] {
  const { d, n, data } = velocities;
  const size = n / groups;
  const without = Array.from({ length: groups }, (_, g) => {
    const others = createVectorField(d, n - size);
    for (let k = 0; k < d; k++) {
      others.data.set(data.subarray(k * n, k * n + g * size), k * (n - size));
      others.data.set(data.subarray(k * n + (g + 1) * size, (k + 1) * n), k * (n - size) + g * size);
    }
    const left = new Float64Array(n - size);
    left.set(weights.subarray(0, g * size));
    left.set(weights.subarray((g + 1) * size), g * size);
    return read(particleMoments(mass, left, others));
  });
  return without[0].map(
    (_, c) =>
      jackknife(
        0,
        without.map((values) => values[c]),
      ).error,
  );
}

/** Returns the moments of every species: of its particles if the method has any, otherwise of f on the lattice. */
export function speciesMoments(now: Snapshot): readonly Moments[] {
  return now.species.map((species, i) => {
    if (species.integrals !== undefined) return exactMoments(now.mixture.species[i].mass, species.integrals);
    const { weights, velocities } = species.particles ?? latticeParticles(species);
    return particleMoments(now.mixture.species[i].mass, weights, velocities);
  });
}

function exactMoments(mass: number, { density, velocity, temperatureTensor }: Integrals): Moments {
  const d = velocity.length;
  const temperature = trace(temperatureTensor, d) / d;
  const square = velocity.reduce((sum, u) => sum + u * u, 0);
  return {
    density,
    velocity,
    momentum: velocity.map((u) => mass * density * u),
    energy: (density * (d * temperature + mass * square)) / 2,
    temperatureTensor,
    temperature,
  };
}

/** Returns the nodes as particles of weight h^d f. */
function latticeParticles({ lattice, values }: SpeciesSnapshot): Particles {
  const { d, shape, spacing } = lattice;
  const n = nodeCount(lattice);
  const velocities = createVectorField(d, n);
  let stride = n;
  for (let k = 0; k < d; k++) {
    const nodes = axisNodes(lattice, k);
    stride /= shape[k];
    for (let x = 0; x < n; x++) velocities.data[k * n + x] = nodes[Math.floor(x / stride) % shape[k]];
  }
  return { weights: values.map((f) => f * spacing ** d), velocities };
}
