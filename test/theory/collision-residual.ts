import type { Mixture } from '../../src/physics/mixture.ts';
import type { ExactSolution } from '../../src/theory/exact-solution.ts';

/** Central differences of order six on the offsets -3h .. 3h. */
const weights = [-1 / 60, 3 / 20, -3 / 4, 0, 3 / 4, -3 / 20, 1 / 60];

function derivative(g: (x: number) => number, x: number, h: number): number {
  return weights.reduce((sum, weight, k) => (weight === 0 ? sum : sum + (weight / h) * g(x + (k - 3) * h)), 0);
}

/**
 * The two sides of the Landau equation of one species at (t, v), d = 2, from nothing but the values of the solution:
 * d_t f_i, and sum_j (c_ij/m_i) div int |z|^gamma A(z) (f_j* grad f_i / m_i - f_i grad f_j* / m_j) dv*, z = v - v*.
 */
export function collisionResidual(
  mixture: Mixture,
  solution: ExactSolution,
  species: number,
  t: number,
  v: readonly number[],
): { change: number; collisions: number } {
  const h = 0.02;
  const change = derivative((time) => solution.at(species, time).value(v), t, h);
  const own = solution.at(species, t);
  const { mass } = mixture.species[species];

  /** The other species on a lattice three nodes to a thermal speed: velocity, value, gradient, and what multiplies the integrand. */
  const partners = mixture.species.flatMap((_, j) => {
    const other = solution.at(j, t);
    const spacing = Math.sqrt(other.temperature / mixture.species[j].mass) / 3;
    const offsets = Array.from({ length: 49 }, (_, k) => (k - 24) * spacing);
    return offsets.flatMap((a) =>
      offsets.map((b) => {
        const w = [other.velocity[0] + a, other.velocity[1] + b];
        const factor = (mixture.strength(species, j) / mass) * spacing ** 2;
        return { j, w, value: other.value(w), pull: differences(other.value, w, h), factor };
      }),
    );
  });

  const flux = (point: readonly number[], axis: number): number => {
    let sum = 0;
    const gradient = differences(own.value, point, h);
    const here = own.value(point);
    for (const { j, w, value, pull, factor } of partners) {
      const z = [point[0] - w[0], point[1] - w[1]];
      const r2 = z[0] ** 2 + z[1] ** 2;
      const force = [0, 1].map((k) => (value * gradient[k]) / mass - (here * pull[k]) / mixture.species[j].mass);
      const projected = r2 * force[axis] - z[axis] * (z[0] * force[0] + z[1] * force[1]);
      const alpha = mixture.exponent(species, j) === 0 ? 1 : r2 ** (mixture.exponent(species, j) / 2);
      sum += factor * alpha * projected;
    }
    return sum;
  };

  const collisions = derivative((x) => flux([x, v[1]], 0), v[0], h) + derivative((y) => flux([v[0], y], 1), v[1], h);
  return { change, collisions };
}

function differences(f: (v: readonly number[]) => number, [x, y]: readonly number[], h: number): [number, number] {
  return [derivative((a) => f([a, y]), x, h), derivative((b) => f([x, b]), y, h)];
}
