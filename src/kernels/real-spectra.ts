/**
 * Spectra of real functions on a torus of `size`^d nodes. As s(-k) = conj s(k), only the wave numbers with 0 <= k_d <= size/2 on
 * the last axis are kept, (re, im) pairs in row order; and two functions a, b travel through one complex transform as a + i b.
 */
export interface RealSpectra {
  /** Complex numbers in one kept spectrum. */
  readonly length: number;
  /** From the transform z of a + i b to the spectra of a and b. */
  unpack(z: Float64Array, a: Float64Array, b: Float64Array): void;
  /** From the spectra of a and b to the transform z of a + i b. */
  pack(a: Float64Array, b: Float64Array, z: Float64Array): void;
}

export function prepareRealSpectra(d: number, size: number): RealSpectra {
  const rows = size ** (d - 1);
  const half = size / 2 + 1;
  // Row of the wave number whose first d - 1 components are the negatives of row r's.
  const opposite = Int32Array.from({ length: rows }, (_, r) => {
    let row = 0;
    for (let k = 0, rest = r, stride = 1; k < d - 1; k++, rest = Math.floor(rest / size), stride *= size)
      row += ((size - (rest % size)) % size) * stride;
    return row;
  });
  return {
    length: rows * half,
    unpack(z, a, b) {
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < half; k++) {
          const at = 2 * (r * size + k);
          const mirror = 2 * (opposite[r] * size + ((size - k) % size));
          const to = 2 * (r * half + k);
          a[to] = (z[at] + z[mirror]) / 2;
          a[to + 1] = (z[at + 1] - z[mirror + 1]) / 2;
          b[to] = (z[at + 1] + z[mirror + 1]) / 2;
          b[to + 1] = (z[mirror] - z[at]) / 2;
        }
    },
    pack(a, b, z) {
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < half; k++) {
          const at = 2 * (r * size + k);
          const mirror = 2 * (opposite[r] * size + ((size - k) % size));
          const from = 2 * (r * half + k);
          z[mirror] = a[from] + b[from + 1];
          z[mirror + 1] = b[from] - a[from + 1];
          z[at] = a[from] - b[from + 1];
          z[at + 1] = a[from + 1] + b[from];
        }
    },
  };
}

/** to := to + factor symbol from, the symbol real. */
export function addSymbolProduct(factor: number, symbol: Float64Array, from: Float64Array, to: Float64Array): void {
  for (let k = 0; k < symbol.length; k++) {
    const s = factor * symbol[k];
    to[2 * k] += s * from[2 * k];
    to[2 * k + 1] += s * from[2 * k + 1];
  }
}
