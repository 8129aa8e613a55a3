import type { AngularGrid } from './harmonics.ts';
import type { Layout } from './layout.ts';
import type { RadialGrid } from './pair-weights.ts';
import { evaluateBasis, type SpeciesBasis } from './species-basis.ts';

/** f, df/dr and (1/r) df/dtheta of one species at its Gauss radii r_p and the angles: entry p T + k, with T angles. */
export interface Field {
  readonly f: Float64Array;
  readonly fr: Float64Array;
  readonly ft: Float64Array;
}

/** Data shared by the parts of the method: the species' bases, the harmonics at the angles, and the layout of the unknowns. */
export interface Expansion {
  readonly grid: RadialGrid;
  readonly angles: AngularGrid;
  readonly bases: readonly SpeciesBasis[];
  readonly layout: Layout;
}

export function createFields({ angles, bases }: Pick<Expansion, 'angles' | 'bases'>): readonly Field[] {
  return bases.map(({ points }) => {
    const values = () => new Float64Array(points * angles.count);
    return { f: values(), fr: values(), ft: values() };
  });
}

/** Returns a function that writes the fields of the unknowns y, which are linear in y, to `fields`. */
export function fieldEvaluation({
  grid,
  angles,
  bases,
  layout,
}: Expansion): (y: Float64Array, fields: readonly Field[]) => void {
  const { radii } = grid;
  const nodal = new Float64Array(Math.max(...bases.map(({ nodes }) => nodes.length)));
  const largest = Math.max(...bases.map(({ points }) => points));
  const [value, slope] = [new Float64Array(largest), new Float64Array(largest)];
  return (y, fields) => {
    bases.forEach((basis, i) => {
      const { f, fr, ft } = fields[i];
      for (const part of [f, fr, ft]) part.fill(0);
      for (let m = 0; m < layout.modes.length; m++) {
        layout.read(y, i, m, nodal);
        evaluateBasis(basis, basis.values, nodal, value);
        evaluateBasis(basis, basis.slopes, nodal, slope);
        addHarmonic(angles, m, basis.points, radii, value, slope, fields[i]);
      }
    });
  };
}

/** Adds harmonic number m with the radial factor `value`, whose derivative is `slope`, at the first radii. */
export function addHarmonic(
  { count: T, values, slopes }: AngularGrid,
  m: number,
  points: number,
  radii: Float64Array,
  value: Float64Array,
  slope: Float64Array,
  { f, fr, ft }: Field,
): void {
  const from = m * T;
  for (let p = 0, at = 0; p < points; p++) {
    const onValue = value[p];
    const onSlope = slope[p];
    const onTurn = onValue / radii[p];
    for (let k = from; k < from + T; k++, at++) {
      f[at] += onValue * values[k];
      fr[at] += onSlope * values[k];
      ft[at] += onTurn * slopes[k];
    }
  }
}
