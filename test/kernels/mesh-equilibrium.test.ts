import { expect, test } from 'vitest';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { plainKernels } from '../../src/kernels/kernels.ts';
import { usualMachine } from '../../src/kernels/machine.ts';
import type { Mesh, MeshParticles } from '../../src/kernels/mesh.ts';
import { equilibriumPart } from '../../src/kernels/mesh-charges.ts';

/** Particles within (-4, 4)^d with the scaled score offset + slope v + bend sin v. */
function group(d: Dimension, n: number, offset: number, slope: number, bend: number): MeshParticles {
  const velocities = createVectorField(
    d,
    n,
    Float64Array.from({ length: d * n }, (_, k) => 4 * Math.sin(12.9898 * (k + 1))),
  );
  const scaledScore = createVectorField(
    d,
    n,
    velocities.data.map((v, k) => offset * (1 + Math.floor(k / n)) + slope * v + bend * Math.sin(v)),
  );
  const weights = Float64Array.from({ length: n }, (_, p) => 1 + Math.cos(p) ** 2);
  return { factor: 1.5, weights, velocities, scaledScore, force: createVectorField(d, n) };
}

function mesh(d: Dimension): Mesh {
  const axes = Array.from({ length: d });
  return { origin: axes.map(() => -6), spacing: 1, shape: axes.map(() => 13), torus: axes.map(() => 20) };
}

test('the scaledScore of a Maxwellian is found whole, and what is taken away never grows the rest', () => {
  for (const d of [2, 3] as const) {
    const { offset, slope } = equilibriumPart(d, [group(d, 40, 0.7, -1.3, 0), group(d, 7, 0.7, -1.3, 0)]);
    expect(slope).toBeCloseTo(-1.3, 13);
    offset.forEach((value, k) => {
      expect(value).toBeCloseTo(0.7 * (1 + k), 13);
    });
  }
});

test('a single particle, particles of one velocity and none at all have a part too, and it is finite', () => {
  const one = group(2, 1, 0.7, -1.3, 0);
  expect(equilibriumPart(2, [one])).toEqual({ offset: [...one.scaledScore.data], slope: 0 });
  expect(equilibriumPart(2, [])).toEqual({ offset: [0, 0], slope: 0 });
});

test('on any mesh a Maxwellian exerts nothing on itself, to round-off of its force on others', () => {
  for (const { addMeshForces } of [plainKernels, usualMachine().kernels])
    for (const d of [2, 3] as const) {
      const symbol = Float64Array.from({ length: 11 ** d }, (_, k) => 1 / (20 ** d * (1 + k)));
      const largest = (bend: number) => {
        const all = group(d, 60, 0.7, -1.3, bend);
        addMeshForces(mesh(d), 4, [[all]], [{ groups: [all], from: [{ source: 0, symbol }] }]);
        return Math.max(...all.force.data.map(Math.abs));
      };
      expect(largest(0)).toBeLessThan(1e-13 * largest(1));
    }
});
