import { InputError } from '../../core/errors.ts';
import { eachNode, type Lattice, nodeCount } from '../../core/lattice.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import { createMaxwellian } from '../../physics/equilibrium.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { balancedBox, chooseBoxes, type End, type GridOptions, type Spread } from './boxes.ts';

/** A periodic box, equal on every axis, around the mean velocity of the mixture. */
export interface Grid {
  /** Nodes on every axis, even. */
  readonly nodes: number;
  readonly spacing: number;
  /** nodes spacing / 2. */
  readonly halfWidth: number;
}

/** The grid of one species and its resolution of f. */
export interface SpeciesGrid extends Grid {
  readonly lattice: Lattice;
  /** f on the nodes at the start. */
  readonly initial: Float64Array;
  /** Largest f on the faces of the box relative to the largest f, at the start or in equilibrium. */
  readonly edge: number;
  /**
   * Largest Fourier coefficient in the last eighth of the waves along an axis relative to the first one, at the start or in equilibrium.
   */
  readonly unresolved: number;
  /** The resolution of the Maxwellians that heating and fields produce, see End; absent without heating and fields. */
  readonly heated?: Heated;
}

export interface Heated {
  /** The largest and the smallest temperature. */
  readonly temperatures: readonly [hot: number, cold: number];
  /** The largest mean velocity due to a field; 0 without fields. */
  readonly drift: number;
  /** As in SpeciesGrid. */
  readonly edge: number;
  readonly unresolved: number;
  /** A half width sufficient for the hot state, and the nodes that resolve the cold one with it. */
  readonly enough: { readonly halfWidth: number; readonly nodes: number };
}

/** A grid that leaves out more at its edge or beyond its shortest wave is refused. */
const tolerated = 1e-3;

/**
 * The grids of all species around the mean velocity of the mixture, in the boxes of chooseBoxes. Throws InputError that lists every species
 * whose f does not fit.
 */
export function chooseGrids(
  mixture: Mixture,
  distributions: readonly Distribution[],
  options: GridOptions,
): SpeciesGrid[] {
  const { nodes, halfWidths } = options;
  const { dimension: d, species } = mixture;
  const { boxes, spreads, velocity: u, temperatures, ends } = chooseBoxes(mixture, distributions, options);
  const problems: string[] = [];
  const grids = boxes.map((halfWidth, i): SpeciesGrid => {
    const spacing = (2 * halfWidth) / nodes[i];
    const edgeOf = (temperature: number, drift = 0) =>
      Math.exp(-(Math.max(0, halfWidth - drift) ** 2) / ((2 * temperature) / species[i].mass));
    const wavesOf = (temperature: number) =>
      Math.exp((-((Math.PI / spacing) ** 2) * temperature) / species[i].mass / 2);
    const heated = heatedBy(ends[i]);
    const later = halfWidths[i] === undefined ? ends[i].temperatures : [];
    const lattice: Lattice = {
      d,
      spacing,
      anchor: u.map((velocity) => velocity - ((nodes[i] - 1) / 2) * spacing),
      first: new Array<number>(d).fill(0),
      shape: new Array<number>(d).fill(nodes[i]),
    };
    const initial = new Float64Array(nodeCount(lattice));
    eachNode(lattice, (v, x) => {
      initial[x] = distributions[i].value(v);
    });
    const edge = Math.max(
      faceValue(lattice, initial),
      edgeOf(temperatures[i]),
      ...later.map((temperature) => edgeOf(temperature, ends[i].drift)),
    );
    const unresolved = Math.max(shortWaves(lattice, initial), ...[temperatures[i], ...later].map(wavesOf));
    const { name } = species[i];
    const { drift, hot, cold } = spreads[i];
    /** How the grid resolves the states after heating and fields, however the box was chosen. */
    function heatedBy({ temperatures: states, drift: moved }: End): Heated | undefined {
      if (states.length === 0) return undefined;
      const temperatures = [Math.max(...states), Math.min(...states)] as const;
      const [wide, narrow] = temperatures.map((T) => Math.sqrt(T / species[i].mass));
      const enough = compact(Math.max(moved, spreads[i].drift) + 5 * wide);
      return {
        temperatures,
        drift: moved,
        edge: edgeOf(temperatures[0], moved),
        unresolved: wavesOf(temperatures[1]),
        enough: { halfWidth: enough, nodes: resolvingNodes(enough, Math.min(narrow, spreads[i].cold)) },
      };
    }
    const lost = 1 - (spacing ** d * initial.reduce((sum, f) => sum + f, 0)) / distributions[i].density;
    if (!(edge <= tolerated))
      problems.push(
        `method.box of ${name}: expected a half width around the mean velocity with f below ${tolerated} of its maximum at the edge, got ${compact(halfWidth)} ` +
          `with ${edge.toExponential(1)} of the maximum there (the nodes miss ${lost.toExponential(1)} of the density); ` +
          `with drift ${compact(drift)} and thermal speed ${compact(hot)} take at least ${compact(drift + 5 * hot)} and ${resolvingNodes(drift + 5 * hot, cold)} nodes`,
      );
    else if (!(unresolved <= tolerated))
      problems.push(
        `method.nodes of ${name}: expected a grid that resolves f, got ${nodes[i]} nodes per axis, spacing ${compact(spacing)} for the thermal speed ` +
          `${compact(cold)}: its shortest waves still have ${unresolved.toExponential(1)} of the density (expected below ${tolerated}); ` +
          (resolvingNodes(halfWidth, cold) > nodes[i]
            ? `take ${resolvingNodes(halfWidth, cold)} nodes or more`
            : 'f is too sharp for its thermal speed: take more nodes, a smooth start, or the method blob'),
      );
    return { nodes: nodes[i], spacing, halfWidth, lattice, initial, edge, unresolved, ...(heated && { heated }) };
  });
  problems.push(...narrowPartners(mixture, options, boxes, spreads), ...unresolvedSources(mixture, grids));
  if (problems.length > 0) throw new InputError(problems);
  return grids;
}

/** Two species share a grid, and the fast convolutions, if nodes and spacing are equal. */
export function sameGrid(a: Grid, b: Grid): boolean {
  return a.nodes === b.nodes && a.spacing === b.spacing;
}

/** The number of nodes for which a Maxwellian of this thermal speed is below the tolerance in the last eighth of the waves. */
function resolvingNodes(halfWidth: number, thermalSpeed: number): number {
  const shortest = Math.sqrt(-2 * Math.log(tolerated)) / thermalSpeed;
  return 2 * Math.ceil(((8 / 7) * shortest * halfWidth) / Math.PI);
}

/**
 * Least thermal speed of a partner in spacings of a species' grid. Friction and diffusion by the partner vary within its
 * thermal speed: at 0.5 the heating rate of the species is wrong by 1 to 2 %, at 0.43 by up to 6 %, at 0.3 by 6 to 20 %, at 0.15 it
 * has the wrong sign (d = 2 and 3, exponents -3 to 1). The partner's loss stays correct, so energy is not conserved.
 */
const leastPartner = 1 / 2;

/** One problem for each species whose grid is too coarse for a partner. At exponent 0 friction and diffusion are polynomials. */
function narrowPartners(
  mixture: Mixture,
  { nodes, halfWidths }: GridOptions,
  boxes: readonly number[],
  spreads: readonly Spread[],
): string[] {
  const { species } = mixture;
  return species.flatMap(({ name }, i) => {
    const partners = [
      ...species.flatMap((other, j) =>
        j !== i && mixture.strength(i, j) > 0 && mixture.exponent(i, j) !== 0
          ? [{ partner: other.name, cold: spreads[j].cold }]
          : [],
      ),
      ...mixture.background.flatMap(({ species: of, strength, exponent, bath }) =>
        bath !== undefined && of === i && strength > 0 && exponent !== 0
          ? [{ partner: bath.name, cold: Math.sqrt(bath.temperature / bath.mass) }]
          : [],
      ),
    ].sort((a, b) => a.cold - b.cold);
    if (partners.length === 0) return [];
    const [{ partner, cold }] = partners;
    const spacing = (2 * boxes[i]) / nodes[i];
    if (cold >= leastPartner * spacing) return [];
    let enough = nodes[i];
    const box = () => halfWidths[i] ?? balancedBox(spreads[i], enough);
    while ((2 * box()) / enough > cold / leastPartner) enough += 2;
    return [
      `method.nodes of ${name}: expected a spacing of at most ${compact(cold / leastPartner)}, twice the thermal speed ${compact(cold)} of its partner ` +
        `${partner}, got ${compact(spacing)} with ${nodes[i]} nodes per axis; take ${enough} nodes or more, or the method blob or pair-collisions`,
    ];
  });
}

/** One problem for each source that its grid does not resolve. */
function unresolvedSources({ species, forcing }: Mixture, grids: readonly SpeciesGrid[]): string[] {
  return forcing.flatMap(({ name, source }) => {
    if (source === undefined) return [];
    const { species: i, rate, velocity, temperature } = source;
    const { lattice, halfWidth, nodes } = grids[i];
    const { value } = createMaxwellian(species[i].mass, rate, velocity, temperature);
    const values = new Float64Array(nodeCount(lattice));
    eachNode(lattice, (v, x) => {
      values[x] = value(v);
    });
    const [edge, waves] = [faceValue(lattice, values), shortWaves(lattice, values)];
    if (edge <= tolerated && waves <= tolerated) return [];
    return [
      `forcing: ${name}: expected a source that the grid of ${species[i].name} resolves to ${tolerated}, got one with ${edge.toExponential(1)} of its maximum at ` +
        `the edge and ${waves.toExponential(1)} of its density in the shortest waves of ${nodes} nodes per axis over a half width of ${compact(halfWidth)}; ` +
        'take more method.nodes or another method.box, or the method legendre',
    ];
  });
}

/** Largest value on the first and last nodes of any axis relative to the overall maximum. */
function faceValue({ d, shape: [nodes] }: Lattice, values: Float64Array): number {
  let face = 0;
  let top = 0;
  values.forEach((f, x) => {
    top = Math.max(top, f);
    for (let k = 0; k < d; k++) {
      const place = Math.floor(x / nodes ** k) % nodes;
      if (place === 0 || place === nodes - 1) face = Math.max(face, f);
    }
  });
  return face / top;
}

/** Largest |f^| in the last eighth of the waves along any axis relative to f^(0), from the marginals on the axes. */
function shortWaves({ d, shape: [nodes] }: Lattice, values: Float64Array): number {
  const total = values.reduce((sum, f) => sum + f, 0);
  let largest = 0;
  for (let k = 0; k < d; k++) {
    const marginal = new Float64Array(nodes);
    values.forEach((f, x) => {
      marginal[Math.floor(x / nodes ** k) % nodes] += f;
    });
    for (let l = Math.ceil((7 * nodes) / 16); l <= nodes / 2; l++) {
      const part = (wave: (angle: number) => number) =>
        marginal.reduce((sum, f, n) => sum + f * wave((2 * Math.PI * ((l * n) % nodes)) / nodes), 0);
      largest = Math.max(largest, Math.hypot(part(Math.cos), part(Math.sin)));
    }
  }
  return largest / total;
}

function compact(value: number): number {
  return Number(value.toPrecision(3));
}
