import type { Dimension } from '../../core/vector-field.ts';
import { addSymbolProduct, preparePaddedTransform, prepareRealSpectra } from '../../kernels/grid-transforms.ts';
import type { Coupling, GridField, Potentials } from './potentials.ts';
import { latticeKernel, tensorComponents, tensorIndex } from './truncated-kernel.ts';

/** Potentials between species that live on one grid. */
export interface SharedPotentials {
  /** Takes in f_j and grad f_j of the species on the grid, in their order. */
  update(fields: readonly GridField[]): void;
  /** Adds what the sources, numbered as in `update`, do to any species on the grid. */
  add(couplings: readonly Coupling[], potentials: Potentials): void;
}

/**
 * Discrete convolutions with the lattice kernel by fast Fourier transforms on a torus of twice the nodes, two real functions in each
 * transform: ceil(S (1+d)/2) forward for S species and, at d = 2 (3), 3 (5) back for every species that collides. Since f_j and
 * grad f_j are convolved with one symmetric kernel, the collisions of a species with itself keep the sum of the flux at round-off.
 */
export function prepareSharedPotentials(
  d: Dimension,
  nodes: number,
  spacing: number,
  species: number,
  exponents: readonly number[],
): SharedPotentials {
  const size = 2 ** Math.ceil(Math.log2(2 * nodes - 1));
  const transform = preparePaddedTransform(d, nodes, size);
  const packing = prepareRealSpectra(d, size);
  const symbols = new Map(
    exponents.map((exponent) => [exponent, torusSymbols(d, nodes, size, latticeKernel(d, exponent, nodes, spacing))]),
  );
  const places = cornerPlaces(d, nodes, size);
  const z = new Float64Array(2 * size ** d);
  const spectrum = () => new Float64Array(2 * packing.length);
  // One more than needed when their number is odd: the partner of the last.
  const spectra = Array.from({ length: 2 * Math.ceil((species * (1 + d)) / 2) }, spectrum);
  const [first, second] = [spectrum(), spectrum()];
  const components = tensorComponents(d).length;

  /** to := the spectrum of entry q of the potentials: components of D, then of F. */
  const collect = (couplings: readonly Coupling[], q: number, to: Float64Array) => {
    to.fill(0);
    for (const { source, exponent, diffusion, friction } of couplings) {
      const symbol = symbols.get(exponent)!;
      const at = source * (1 + d);
      if (q < components) addSymbolProduct(diffusion, symbol[q], spectra[at], to);
      else
        for (let b = 0; b < d; b++)
          addSymbolProduct(friction, symbol[tensorIndex(d, q - components, b)], spectra[at + 1 + b], to);
    }
  };

  return {
    update(fields) {
      const functions = fields.flatMap(({ values, gradient }) => [values, ...gradient]);
      for (let q = 0; q < functions.length; q += 2) {
        z.fill(0);
        const paired = q + 1 < functions.length;
        for (let x = 0; x < places.length; x++) {
          z[2 * places[x]] = functions[q][x];
          if (paired) z[2 * places[x] + 1] = functions[q + 1][x];
        }
        transform.forward(z);
        packing.unpack(z, spectra[q], spectra[q + 1]);
      }
    },
    add(couplings, { diffusion, friction }) {
      const entries = [...diffusion, ...friction];
      for (let q = 0; q < entries.length; q += 2) {
        const paired = q + 1 < entries.length;
        collect(couplings, q, first);
        if (paired) collect(couplings, q + 1, second);
        else second.fill(0);
        packing.pack(first, second, z);
        transform.inverse(z);
        for (let x = 0; x < places.length; x++) {
          entries[q][x] += z[2 * places[x]];
          if (paired) entries[q + 1][x] += z[2 * places[x] + 1];
        }
      }
    },
  };
}

/** The transforms of the lattice kernel continued to the torus, real as the kernel is even; half of the wave numbers each. */
function torusSymbols(d: Dimension, nodes: number, size: number, kernel: readonly Float64Array[]): Float64Array[] {
  const whole = preparePaddedTransform(d, size, size);
  const packing = prepareRealSpectra(d, size);
  const z = new Float64Array(2 * size ** d);
  const spectrum = new Float64Array(2 * packing.length);
  const unused = new Float64Array(2 * packing.length);
  const offsets = Int32Array.from({ length: size }, (_, place) => (place < size / 2 ? place : place - size));
  return tensorComponents(d).map(([a, b], q) => {
    const odd = Array.from({ length: d }, (_, k) => a !== b && (k === a || k === b));
    z.fill(0);
    /** Fills the block of the torus whose first `axis` places are chosen: it starts at `x`, its mirror image in the kernel at `at`. */
    const fill = (axis: number, x: number, at: number, sign: number) => {
      offsets.forEach((offset, place) => {
        // No two nodes are further apart; the torus may be wider.
        if (Math.abs(offset) >= nodes) return;
        const [to, from] = [x * size + place, at * nodes + Math.abs(offset)];
        const parity = odd[axis] && offset < 0 ? -sign : sign;
        if (axis + 1 < d) fill(axis + 1, to, from, parity);
        else z[2 * to] = parity * kernel[q][from];
      });
    };
    fill(0, 0, 0, 1);
    whole.forward(z);
    packing.unpack(z, spectrum, unused);
    return Float64Array.from({ length: packing.length }, (_, k) => spectrum[2 * k]);
  });
}

/** Where the nodes of the grid lie in the torus. */
function cornerPlaces(d: number, nodes: number, size: number): Int32Array {
  return Int32Array.from({ length: nodes ** d }, (_, x) => {
    let place = 0;
    for (let k = 0; k < d; k++) place = place * size + (Math.floor(x / nodes ** (d - 1 - k)) % nodes);
    return place;
  });
}
