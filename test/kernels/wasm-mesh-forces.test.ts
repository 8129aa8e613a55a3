import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/core/errors.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { plainKernels, simdKernels } from '../../src/kernels/kernels.ts';
import type { AddMeshForces, Mesh, MeshParticles, MeshSymbol, MeshTarget } from '../../src/kernels/mesh.ts';
import { compiled, simd } from './compiled.ts';
import { particles } from './particles.ts';

/** A mesh around the cube of half width 3 about `drift` on every axis; no extent like another. */
function meshAround(d: Dimension, order: number, drift = 0): Mesh {
  const spacing = 1;
  const shape = Array.from({ length: d }, (_, k) => Math.ceil(6 / spacing) + order + 1 + k);
  return {
    origin: shape.map((_, k) => drift - 3 - spacing * (order / 2 - 1 + 0.3 * k)),
    spacing,
    shape,
    torus: [16, 18, 20].slice(0, d),
  };
}

/** An even symbol of nothing in particular, normalised for the torus; `kind` tells several apart. */
function symbolOf({ torus }: Mesh, kind = 0): MeshSymbol {
  const halves = torus.map((nodes) => nodes / 2 + 1);
  const nodes = torus.reduce((product, length) => product * length, 1);
  return Float64Array.from({ length: halves.reduce((product, length) => product * length, 1) }, (_, x) => {
    let [rest, k2] = [x, 0];
    for (let k = halves.length - 1; k >= 0; k--) {
      k2 += (1 + k / 4) * (rest % halves[k]) ** 2;
      rest = Math.floor(rest / halves[k]);
    }
    return Math.cos(kind * x) / ((3 + k2) * nodes);
  });
}

function group(d: Dimension, n: number, name: string, factor = 1, drift = 0): MeshParticles {
  const side = particles(d, n, name);
  return {
    factor,
    ...side,
    velocities: createVectorField(
      d,
      n,
      side.velocities.data.map((v) => v + drift),
    ),
  };
}

interface Call {
  readonly mesh: Mesh;
  readonly order: 4 | 6;
  readonly sources: readonly (readonly MeshParticles[])[];
  readonly targets: readonly MeshTarget[];
}

/** The forces on all groups of all targets. */
function forces(sum: AddMeshForces, { mesh, order, sources, targets }: Call): Float64Array[] {
  const groups = targets.flatMap((target) => target.groups);
  for (const { force } of groups) force.data.fill(0);
  sum(mesh, order, sources, targets);
  return groups.map(({ force }) => force.data.slice());
}

function largest(values: Float64Array): number {
  return values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
}

/** Largest difference relative to the largest force of all. */
function difference(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  const scale = Math.max(...b.map(largest));
  return Math.max(...a.map((data, i) => largest(data.map((value, k) => value - b[i][k])))) / scale;
}

const dimensions: readonly Dimension[] = [2, 3];
const orders = [4, 6] as const;
const cases = dimensions.flatMap((d) => orders.map((order) => ({ d, order })));

describe('the compiled mesh sum', () => {
  it('agrees with the plain one for any sources, targets, factors and symbols', () => {
    const call = fc
      .record({
        d: fc.constantFrom(...dimensions),
        order: fc.constantFrom(...orders),
        counts: fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 2 }), { minLength: 1, maxLength: 3 }),
        links: fc.array(fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      })
      .map(({ d, order, counts, links }): Call => {
        const mesh = meshAround(d, order);
        const kinds = [0, 1, 2].map((kind) => symbolOf(mesh, kind));
        const sources = counts.map((sizes, s) => sizes.map((n, k) => group(d, n, `${s} ${k}`, 1 + s - k)));
        const alone = group(d, 11, 'acted upon only', -0.5);
        const targets = links.map((list, t) => ({
          groups: [...(sources[t] ?? []).map((each) => ({ ...each, factor: 0.7 + t })), alone],
          from: list.map((link) => ({ source: link % sources.length, symbol: kinds[link % 3] })),
        }));
        return { mesh, order, sources, targets };
      });
    fc.assert(
      fc.property(call, (each) => {
        const plain = forces(plainKernels.addMeshForces, each);
        if (plain.every((data) => largest(data) === 0)) return;
        // round-off of the charges, polynomials of degree three about the middle of the mesh: measured 5e-15 at most
        expect(difference(forces(simd.addMeshForces, each), plain)).toBeLessThan(2e-14);
      }),
      { numRuns: 10 },
    );
  });

  it.each(cases)(
    'agrees with the plain one for any number of particles in one cell, d = $d, order $order',
    ({ d, order }) => {
      const mesh = meshAround(d, order);
      for (const n of [1, 2, 3, 5, 8, 9, 17]) {
        const side = group(d, n, 'crowd');
        // the cell around the middle of the mesh, and one particle far from it
        side.velocities.data.forEach((v, at) => {
          const k = Math.floor(at / n);
          const middle = Math.floor(mesh.shape[k] / 2) + 0.5;
          const offset = at % n === n - 1 ? 2 : 0.1 * Math.sin(v);
          side.velocities.data[at] = mesh.origin[k] + mesh.spacing * (middle + offset);
        });
        const target = { groups: [side], from: [{ source: 0, symbol: symbolOf(mesh) }] };
        const call: Call = { mesh, order, sources: [[side]], targets: [target] };
        const plain = forces(plainKernels.addMeshForces, call);
        if (n > 1) expect(difference(forces(simd.addMeshForces, call), plain)).toBeLessThan(1e-13);
      }
    },
  );

  it.each(cases)('of a constant alpha is the pair sum with gamma = 0, d = $d, order $order', ({ d, order }) => {
    const mesh = meshAround(d, order);
    const symbol = symbolOf(mesh).fill(0);
    symbol[0] = 1;
    const side = group(d, 300, 'maxwell');
    const [sum] = forces(simd.addMeshForces, {
      mesh,
      order,
      sources: [[side]],
      targets: [{ groups: [side], from: [{ source: 0, symbol }] }],
    });
    side.force.data.fill(0);
    plainKernels.addPairForces(1, 0, side, side);
    expect(difference([sum], [side.force.data])).toBeLessThan(1e-14);
  });

  it.each(cases.flatMap((each) => [0, 1000].map((drift) => ({ ...each, drift }))))(
    'conserves momentum and energy to 1e-14, d = $d, order $order, drift $drift',
    ({ d, order, drift }) => {
      const mesh = meshAround(d, order, drift);
      const [a, b] = [group(d, 500, 'a', 1.5, drift), group(d, 300, 'b', -0.5, drift)];
      const target = { groups: [a, b], from: [{ source: 0, symbol: symbolOf(mesh) }] };
      forces(simd.addMeshForces, { mesh, order, sources: [[a, b]], targets: [target] });
      const momentum = new Float64Array(d);
      let [power, pushes, powers] = [0, 0, 0];
      for (const { weights, velocities, force } of [a, b])
        for (let p = 0; p < weights.length; p++) {
          const f = Array.from({ length: d }, (_, k) => weights[p] * force.data[k * force.n + p]);
          const v = Array.from({ length: d }, (_, k) => velocities.data[k * force.n + p]);
          f.forEach((component, k) => {
            momentum[k] += component;
            power += component * v[k];
          });
          pushes += Math.hypot(...f);
          powers += Math.hypot(...f) * Math.hypot(...v);
        }
      expect(largest(momentum)).toBeLessThan(1e-14 * pushes);
      expect(Math.abs(power)).toBeLessThan(1e-14 * powers);
    },
  );

  it('feels a drift of all particles and the mesh by the rounding of the velocities alone', () => {
    for (const { d, order } of cases) {
      // 1024 + v rounds v to 2^-42
      const at = [0, 1024].map((drift) => {
        const mesh = meshAround(d, order, drift);
        const side = group(d, 200, 'drift', 1, drift);
        const target = { groups: [side], from: [{ source: 0, symbol: symbolOf(mesh) }] };
        return forces(simd.addMeshForces, { mesh, order, sources: [[side]], targets: [target] });
      });
      expect(difference(at[1], at[0])).toBeLessThan(4 * 2 ** -43);
    }
  });

  it('returns the same bits again, whatever was summed in between', () => {
    const calls = cases.map(({ d, order }) => {
      const mesh = meshAround(d, order);
      const side = group(d, 100, 'again');
      const target = { groups: [side], from: [{ source: 0, symbol: symbolOf(mesh) }] };
      return { mesh, order, sources: [[side]], targets: [target] };
    });
    const first = calls.map((call) => forces(simd.addMeshForces, call));
    calls.reverse().forEach((call, k) => {
      expect(forces(simd.addMeshForces, call)).toEqual(first[calls.length - 1 - k]);
    });
  });

  it('adds to the forces it finds, for every target that a group occurs in', () => {
    for (const { d, order } of cases) {
      const mesh = meshAround(d, order);
      const side = group(d, 50, 'twice');
      const target = { groups: [side], from: [{ source: 0, symbol: symbolOf(mesh) }] };
      const [once] = forces(simd.addMeshForces, { mesh, order, sources: [[side]], targets: [target] });
      simd.addMeshForces(mesh, order, [[side]], [target, target]);
      expect(side.force.data).toEqual(once.map((value) => value + value + value));
    }
  });

  it('refuses a particle whose stencil leaves the mesh', () => {
    for (const { d, order } of cases) {
      const mesh = meshAround(d, order);
      for (const v of [3 + order, -4, Number.NaN]) {
        const side = group(d, 5, 'outside');
        side.velocities.data[3] = v;
        const target = { groups: [side], from: [{ source: 0, symbol: symbolOf(mesh) }] };
        expect(() => simd.addMeshForces(mesh, order, [[side]], [target])).toThrow(RunError);
      }
    }
  });

  it('is the plain one, bit by bit, without memory', () => {
    const starved = simdKernels({ ...compiled, arrays: () => null });
    const mesh = meshAround(2, 4);
    const side = group(2, 30, 'starved');
    const call: Call = {
      mesh,
      order: 4,
      sources: [[side]],
      targets: [{ groups: [side], from: [{ source: 0, symbol: symbolOf(mesh) }] }],
    };
    expect(forces(starved.addMeshForces, call)).toEqual(forces(plainKernels.addMeshForces, call));
  });

  it('says how much memory it needs when neither finds it', () => {
    const shape = [60_000, 60_000];
    const mesh: Mesh = { origin: [-30_000, -30_000], spacing: 1, shape, torus: [90_000, 90_000] };
    const side = group(2, 3, 'huge');
    const target = { groups: [side], from: [{ source: 0, symbol: new Float64Array(1) }] };
    expect(() => simd.addMeshForces(mesh, 4, [[side]], [target])).toThrow(/needs about \d+ bytes.*coarser mesh/);
  });
});
