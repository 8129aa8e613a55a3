/** A number and how far off it may be: for a quadrature its change between two resolutions, for a sample one standard deviation. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}
