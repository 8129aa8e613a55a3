import { InputError } from '../../core/errors.ts';
import { axisNodes, type Lattice } from '../../core/lattice.ts';

// Nodes of two species closer than this part of the finer spacing count as coinciding. For the strongest usual kernel
// (gamma = -3, d = 3) such a pair weighs like 400 cells of the sum that stands for the collision integral.
const closest = 1e-3;

// Shifts tried for each species, times the number of species: enough for every one of S equal lattices to find a place.
const shiftsPerSpecies = 16;

/**
 * Shifts, in units of each lattice's own spacing and for each axis, after which no two lattices share a node: unlike
 * particles at one velocity make a singular kernel infinite. Zero for the first lattice and for every lattice that meets
 * none before it, so that symmetric set-ups stay symmetric; else the same fraction in (-1/2, 1/2] on every axis, the one
 * that leaves the most room. Throws InputError when that is not possible.
 */
export function staggerLattices(lattices: readonly Lattice[]): number[][] {
  const placed: Lattice[] = [];
  return lattices.map((lattice, i) => {
    const room = (shift: number) => Math.min(...placed.map((other) => separation(other, shifted(lattice, shift))));
    let best = 0;
    let most = room(0);
    const tries = shiftsPerSpecies * lattices.length;
    if (most < closest)
      for (let j = 1; j < tries; j++) {
        const shift = j / tries <= 1 / 2 ? j / tries : j / tries - 1;
        const now = room(shift);
        // Round-off must not decide between equally good shifts.
        if (now > most * (1 + 1e-9)) [best, most] = [shift, now];
      }
    if (!(most > 1e-9))
      throw new InputError(
        `lattice of species ${i + 1}: expected one that can be kept apart from the others', got none; change a count or a box`,
      );
    placed.push(shifted(lattice, best));
    return new Array<number>(lattice.d).fill(best);
  });
}

/** The smallest distance of two nodes, one of each lattice, in units of the finer spacing. */
export function separation(a: Lattice, b: Lattice): number {
  const gaps = Array.from({ length: a.d }, (_, k) => smallestGap(axisNodes(a, k), axisNodes(b, k)));
  return Math.hypot(...gaps) / Math.min(a.spacing, b.spacing);
}

function shifted(lattice: Lattice, shift: number): Lattice {
  return { ...lattice, anchor: lattice.anchor.map((position) => position + shift * lattice.spacing) };
}

/** The smallest |x_i - y_j| of two increasing sequences, by merging. */
function smallestGap(x: Float64Array, y: Float64Array): number {
  let gap = Infinity;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    gap = Math.min(gap, Math.abs(x[i] - y[j]));
    if (x[i] < y[j]) i++;
    else j++;
  }
  return gap;
}
