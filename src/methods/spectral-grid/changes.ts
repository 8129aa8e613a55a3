import { eachNode } from '../../core/lattice.ts';
import type { SpeciesState } from '../../physics/equilibrium.ts';
import { createMaxwellian } from '../../physics/equilibrium.ts';
import { heatingRate } from '../../physics/forcing.ts';
import { givers, type Mixture } from '../../physics/mixture.ts';
import { densityPlace, ledgerPlace } from '../ledger.ts';
import type { SpeciesGrid } from './grids.ts';
import type { Potentials } from './pair-potentials.ts';

/** Heating, sources and losses on the nodes. */
export interface Changes {
  /**
   * Adds the friction alpha_i (v - u_i) of the dilations to the potentials, and the energy that they give to the ledger; they give no
   * momentum. Returns the largest sum over the axes of the dilation speed, by species.
   */
  addHeating(values: readonly Float64Array[], potentials: readonly Potentials[], ledger: Float64Array): number[];
  /** Adds sources and losses to the rates of f, and what they give to the ledger. */
  addParticles(values: readonly Float64Array[], rates: readonly Float64Array[], ledger: Float64Array): void;
}

export function prepareChanges(mixture: Mixture, grids: readonly SpeciesGrid[]): Changes {
  const { species, forcing, dimension: d } = mixture;
  const first = givers(mixture).length - forcing.length;
  const place = (k: number) => ledgerPlace(mixture, first + k);
  const heated = forcing.flatMap(({ heating }, k) =>
    heating === undefined ? [] : [{ ...heating, at: place(k), heating }],
  );
  const losses = forcing.flatMap(({ loss }, k) => (loss === undefined ? [] : [{ ...loss, at: place(k) }]));
  const sources = forcing.flatMap(({ source }, k) => {
    if (source === undefined) return [];
    const { lattice, initial } = grids[source.species];
    const { value } = createMaxwellian(species[source.species].mass, source.rate, source.velocity, source.temperature);
    const rate = new Float64Array(initial.length);
    eachNode(lattice, (v, x) => {
      rate[x] = value(v);
    });
    return [{ species: source.species, rate, at: place(k) }];
  });

  function enter(i: number, factor: number, f: Float64Array, ledger: Float64Array, at: number) {
    const { density, momentum, energy } = nodeMoments(species[i].mass, grids[i], f);
    for (let k = 0; k < d; k++) ledger[at + k] += factor * momentum[k];
    ledger[at + d] += factor * energy;
    ledger[densityPlace(mixture, at)] += factor * density;
  }

  return {
    addHeating(values, potentials, ledger) {
      const speeds = species.map(() => 0);
      for (const { species: i, heating, at } of heated) {
        const { density: n, velocity: u, temperature: T } = nodeState(species[i].mass, grids[i], values[i]);
        const alpha = heatingRate(heating, d, n, T) / 2;
        const { friction } = potentials[i];
        eachNode(grids[i].lattice, (v, x) => {
          for (let k = 0; k < d; k++) friction[k][x] += alpha * (v[k] - u[k]);
        });
        ledger[at + d] += d * n * T * alpha;
        const { anchor } = grids[i].lattice;
        // The first node is one corner; the middle of the box may differ from u.
        speeds[i] +=
          Math.abs(alpha) *
          u.reduce(
            (sum, x, k) => sum + Math.max(Math.abs(anchor[k] - x), Math.abs(anchor[k] + 2 * grids[i].halfWidth - x)),
            0,
          );
      }
      return speeds;
    },
    addParticles(values, rates, ledger) {
      for (const { species: i, rate, at } of losses) {
        const [f, out] = [values[i], rates[i]];
        for (let x = 0; x < out.length; x++) out[x] -= rate * f[x];
        enter(i, -rate, f, ledger, at);
      }
      for (const { species: i, rate, at } of sources) {
        const out = rates[i];
        for (let x = 0; x < out.length; x++) out[x] += rate[x];
        enter(i, 1, rate, ledger, at);
      }
    },
  };
}

/** Density, mean velocity and temperature of f on the nodes of its grid. */
export function nodeState(
  mass: number,
  grid: SpeciesGrid,
  f: Float64Array,
): SpeciesState & { readonly velocity: readonly number[] } {
  const { density, momentum, energy } = nodeMoments(mass, grid, f);
  const velocity = momentum.map((P) => P / (mass * density));
  const thermal = energy - (mass * density * velocity.reduce((sum, u) => sum + u * u, 0)) / 2;
  return { density, velocity, temperature: (2 * thermal) / (grid.lattice.d * density) };
}

/** Density, momentum and energy of f on the nodes of its grid. */
function nodeMoments(mass: number, { lattice }: SpeciesGrid, f: Float64Array) {
  const { d, spacing } = lattice;
  const volume = spacing ** d;
  const momentum = new Array<number>(d).fill(0);
  let density = 0;
  let energy = 0;
  eachNode(lattice, (v, x) => {
    density += volume * f[x];
    let square = 0;
    for (let k = 0; k < d; k++) {
      momentum[k] += mass * volume * v[k] * f[x];
      square += v[k] * v[k];
    }
    energy += (mass / 2) * volume * square * f[x];
  });
  return { density, momentum, energy };
}
