import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { kernels, setThreads } from '../../src/kernels/kernels.ts';
import type { PairSide } from '../../src/kernels/pair-forces.ts';
import { particles } from './particles.ts';

const cases = ([2, 3] as const).flatMap((d) => [0, -3, -2.5].map((gamma) => ({ d, gamma })));

function forces(gamma: number, a: PairSide, b: PairSide = a): number[] {
  a.force.data.fill(0);
  b.force.data.fill(0);
  kernels().addPairForces(1, gamma, a, b);
  return [...a.force.data, ...b.force.data];
}

/** Lets workers start, which takes them about 50 ms. */
async function withThreads<T>(count: number, run: () => T): Promise<T> {
  expect(setThreads(count)).toBe(count);
  await setTimeout(300);
  try {
    return run();
  } finally {
    setThreads(1);
  }
}

afterAll(() => {
  setThreads(1);
});

describe('a team of threads', () => {
  it.each(cases)('returns the bits of a single thread, d = $d, gamma = $gamma', async ({ d, gamma }) => {
    const [a, b] = [particles(d, 1501, 'a'), particles(d, 700, 'b')];
    const alone = [forces(gamma, a), forces(gamma, a, b)];
    for (const count of [2, 3]) {
      const together = await withThreads(count, () => [forces(gamma, a), forces(gamma, a, b)]);
      expect(together).toEqual(alone);
    }
  });

  it('returns them thousands of times in a row, for sums of every size', async () => {
    const sizes = [1, 2, 33, 64, 65, 257];
    const sides = sizes.map((n) => particles(2, n, 'many'));
    const alone = sides.map((side) => forces(-1, side));
    await withThreads(2, () => {
      for (let repeat = 0; repeat < 1000; repeat++) {
        const s = repeat % sizes.length;
        expect(forces(-1, sides[s])).toEqual(alone[s]);
      }
    });
  });

  it('does not keep the process alive, nor does it wait for threads that have not started', () => {
    const built = fileURLToPath(new URL('../../dist/kernels/kernels.js', import.meta.url));
    const program = `
      import { kernels, setThreads } from ${JSON.stringify(built)};
      setThreads(4);
      const data = () => Float64Array.from({ length: 600 }, (_, k) => Math.sin(k));
      const field = () => ({ d: 3, n: 200, data: data() });
      const side = { weights: data().map(Math.abs), velocities: field(), potential: field(), force: field() };
      kernels().addPairForces(1, -3, side, side);
      console.log(kernels().name);
    `;
    const words = ['--input-type=module', '--eval', program];
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 20_000 });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'simd\n' });
  });
});
