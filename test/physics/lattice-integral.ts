/** Where the mass of a distribution lies. */
export interface Extent {
  readonly centre: readonly number[];
  /** Thermal speed sqrt(T/m). */
  readonly width: number;
}

export function gaussian(f: {
  readonly mass: number;
  readonly temperature: number;
  readonly velocity: readonly number[];
}): Extent {
  return { centre: f.velocity, width: Math.sqrt(f.temperature / f.mass) };
}

/**
 * int g dv by the lattice sum with spacing width/2 on 10 widths to either side: for a Gaussian times a polynomial the
 * error is exp(-2 pi^2 2^2) = 1e-34 of aliasing and exp(-50) = 2e-22 of truncation.
 */
export function latticeIntegral({ centre, width }: Extent, g: (v: Float64Array) => number): number {
  const d = centre.length;
  const nodes = 41;
  const v = new Float64Array(d);
  let sum = 0;
  for (let index = 0; index < nodes ** d; index++) {
    for (let k = 0, rest = index; k < d; k++, rest = Math.floor(rest / nodes))
      v[k] = centre[k] + ((rest % nodes) - (nodes - 1) / 2) * (width / 2);
    sum += g(v);
  }
  return sum * (width / 2) ** d;
}
