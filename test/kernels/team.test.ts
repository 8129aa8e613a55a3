import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/core/errors.ts';
import type { Lattice } from '../../src/core/lattice.ts';
import type { ForcedParticles } from '../../src/core/particles.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { type Kernels, simdKernels } from '../../src/kernels/kernels.ts';
import { gaussianWindow } from '../../src/kernels/lattice-spread.ts';
import { createMachine } from '../../src/kernels/machine.ts';

import { loadWasm } from '../../src/kernels/wasm.ts';
import { awaitTasks, createCounters, createTeam, growTeam, runRounds, teamSize } from '../../src/kernels/wasm-team.ts';
import { particles } from './particles.ts';

const cases = ([2, 3] as const).flatMap((d) => [0, -3, -2.5].map((gamma) => ({ d, gamma })));

/** A digest of the bits of every array: equal where they are, and a short message where one differs. */
function bits(...arrays: readonly Float64Array[]): string[] {
  return arrays.map((data) => createHash('sha256').update(data).digest('hex'));
}

function forces({ addPairForces }: Kernels, gamma: number, a: ForcedParticles, b: ForcedParticles = a): string[] {
  a.force.data.fill(0);
  b.force.data.fill(0);
  addPairForces(1, gamma, a, b);
  return bits(a.force.data, b.force.data);
}

/** Forces of a mesh of 40 nodes an axis in the plane, 20 in space. */
function meshForces({ addMeshForces }: Kernels, d: Dimension, n: number): Float64Array {
  const side = { ...particles(d, n, 'mesh'), factor: 1 };
  const [nodes, length] = d === 2 ? [40, 60] : [20, 30];
  const axes = Array.from({ length: d }, () => 0);
  const mesh = {
    origin: axes.map(() => -4),
    spacing: 8 / (nodes - 1),
    shape: axes.map(() => nodes),
    torus: axes.map(() => length),
  };
  const symbol = Float64Array.from({ length: (length / 2 + 1) ** d }, (_, k) => 1 / (1 + k) / length ** d);
  addMeshForces(mesh, 4, [[side]], [{ groups: [side], from: [{ source: 0, symbol }] }]);
  return side.force.data;
}

/** Density and score of particles on a lattice. */
function score(kernels: Kernels, d: Dimension, n: number): Float64Array[] {
  const { weights, velocities } = particles(d, n, 'score');
  const nodes = d === 2 ? 60 : 40;
  const axes = Array.from({ length: d }, () => 0);
  const lattice: Lattice = {
    d,
    spacing: 0.2,
    anchor: axes,
    first: axes.map(() => -nodes / 2),
    shape: axes.map(() => nodes),
  };
  const window = gaussianWindow(0.03, 0.2, 8);
  const count = nodes ** d;
  const [density, slope] = [new Float64Array(count), new Float64Array(count)];
  const out = createVectorField(d, n);
  kernels.spreadDensity(lattice, window, weights, velocities, density);
  kernels.entropySlope(density, count, slope);
  kernels.gatherGradient(lattice, window, slope, velocities, 1, out);
  return [density, slope, out.data];
}

const { kernels: single } = createMachine();

/** Lets workers start, which takes them about 50 ms. */
async function withThreads<T>(threads: number, run: (kernels: Kernels) => T): Promise<T> {
  const machine = createMachine({ threads });
  try {
    expect(machine.threads).toBe(threads);
    await setTimeout(200);
    return run(machine.kernels);
  } finally {
    machine.close();
  }
}

describe('a team of threads', () => {
  it.each(cases)('returns the bits of a single thread, d = $d, gamma = $gamma', async ({ d, gamma }) => {
    const [a, b] = [particles(d, 1501, 'a'), particles(d, 700, 'b')];
    const run = (kernels: Kernels) => [forces(kernels, gamma, a), forces(kernels, gamma, a, b)];
    const alone = run(single);
    for (const count of [2, 3]) expect(await withThreads(count, run)).toEqual(alone);
  });

  it.each([2, 3] as const)('returns the bits of a single thread for mesh sums and scores, d = %i', async (d) => {
    const run = (kernels: Kernels) => bits(meshForces(kernels, d, 5000), ...score(kernels, d, 3000));
    const alone = run(single);
    for (const count of [2, 3]) expect(await withThreads(count, run)).toEqual(alone);
  });

  it('ends with an error when a task fails, and leaves the main thread able to work', async () => {
    const compiled = loadWasm(false, createTeam())!;
    growTeam(compiled, 3);
    await setTimeout(200);
    // settings beyond the memory: every task traps, whoever takes it
    const round = { task: 'planePairs', settings: -64, from: 0, to: 40, grain: 1 } as const;
    expect(() => runRounds(compiled, { address: 0, bytes: 0 }, [round])).toThrow(RunError);
    expect(teamSize(compiled)).toBe(1);
    const side = particles(2, 300, 'after');
    expect(forces(simdKernels(compiled), -3, side)).toEqual(forces(single, -3, side));
  });

  it('does not wait for ever for a thread that has died with a task', () => {
    expect(() => awaitTasks(createCounters(), 1, 0.3)).toThrow(RunError);
  });

  it('returns them thousands of times in a row, for sums of every size', async () => {
    const sizes = [1, 2, 33, 64, 65, 257];
    const sides = sizes.map((n) => particles(2, n, 'many'));
    const alone = sides.map((side) => forces(single, -1, side));
    await withThreads(2, (kernels) => {
      for (let repeat = 0; repeat < 1000; repeat++) {
        const s = repeat % sizes.length;
        expect(forces(kernels, -1, sides[s])).toEqual(alone[s]);
      }
    });
  });

  it('does not keep the process alive, nor does it wait for threads that have not started', () => {
    const built = fileURLToPath(new URL('../../dist/kernels/machine.js', import.meta.url));
    const program = `
      import { createMachine } from ${JSON.stringify(built)};
      const { kernels } = createMachine({ threads: 4 });
      const data = () => Float64Array.from({ length: 600 }, (_, k) => Math.sin(k));
      const field = () => ({ d: 3, n: 200, data: data() });
      const side = { weights: data().map(Math.abs), velocities: field(), scaledScore: field(), force: field() };
      kernels.addPairForces(1, -3, side, side);
      console.log(kernels.name);
    `;
    const words = ['--input-type=module', '--eval', program];
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 20_000 });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'simd\n' });
  });
});
