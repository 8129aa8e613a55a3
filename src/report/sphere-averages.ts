import { axisNodes, type Lattice } from '../core/lattice.ts';
import { catmullRom } from './lattice-plane.ts';

/**
 * Averages over spheres about `centre`, one for each speed, of an f on the nodes of a lattice of three axes. Between the nodes cubic
 * (Catmull-Rom) interpolation of log f, which is exact for Maxwellians, and of f itself where one of the 64 nodes around is not positive.
 * The rule on the sphere has 26 points and degree 7: V. I. Lebedev, USSR Comput. Math. Math. Phys. 15 (1975) 44.
 */
export function sphereAverages(
  lattice: Lattice,
  values: Float64Array,
  centre: readonly number[],
  speeds: Float64Array,
): Float64Array {
  const first = [0, 1, 2].map((k) => axisNodes(lattice, k)[0]);
  return speeds.map((speed) =>
    directions.reduce((sum, { weight, n }) => {
      const place = n.map((component, k) => (centre[k] + speed * component - first[k]) / lattice.spacing);
      return sum + weight * valueAt(lattice, values, place);
    }, 0),
  );
}

/** Unit vectors with one, two and three components that differ from zero. */
const directions = [-1, 0, 1].flatMap((x) =>
  [-1, 0, 1].flatMap((y) =>
    [-1, 0, 1].flatMap((z) => {
      const squares = x * x + y * y + z * z;
      if (squares === 0) return [];
      return [{ weight: [1 / 21, 4 / 105, 9 / 280][squares - 1], n: [x, y, z].map((k) => k / Math.sqrt(squares)) }];
    }),
  ),
);

/** f at a place in units of the spacing; zero outside of the lattice. */
function valueAt({ shape }: Lattice, values: Float64Array, place: readonly number[]): number {
  const below = place.map(Math.floor);
  const weights = place.map((at, k) => catmullRom(at - below[k]));
  let plain = 0;
  let logarithm = 0;
  let positive = true;
  for (let node = 0; node < 64; node++) {
    const steps = [node >> 4, (node >> 2) & 3, node & 3];
    const [i, j, k] = steps.map((step, axis) => below[axis] - 1 + step);
    const inside = i >= 0 && j >= 0 && k >= 0 && i < shape[0] && j < shape[1] && k < shape[2];
    const value = inside ? values[(i * shape[1] + j) * shape[2] + k] : 0;
    const weight = steps.reduce((product, step, axis) => product * weights[axis][step], 1);
    plain += weight * value;
    if (value > 0) logarithm += weight * Math.log(value);
    else positive = false;
  }
  return positive ? Math.exp(logarithm) : plain;
}
