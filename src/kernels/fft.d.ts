/** The part of fft.js 4.0.4 in use, which has no declarations of its own. */
declare module 'fft.js' {
  /** Transforms of `size` complex numbers, a power of two, stored as (re, im) pairs; `out` and `data` must differ. */
  export default class FFT {
    constructor(size: number);
    /** out[k] := sum_j data[j] exp(-2 pi i j k / size). */
    transform(out: Float64Array, data: Float64Array): void;
    /** The inverse, divided by `size`. */
    inverseTransform(out: Float64Array, data: Float64Array): void;
  }
}
