import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMachine } from '../../src/kernels/machine.ts';
import {
  addTensorConvolutions,
  type Cube,
  type CubeField,
  type TensorTarget,
  tensorComponents,
  tensorIndex,
} from '../../src/kernels/tensor-convolution.ts';
import { addTensorConvolutionsSimd } from '../../src/kernels/wasm-tensor-convolution.ts';
import { compiled } from './compiled.ts';

/** Numbers between -1 and 1 that look random. */
function numbers(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => Math.sin(12.9898 * (k + 1) + 78.233 * seed) % 1);
}

const field = ({ d, nodes }: Cube, seed: number): CubeField => ({
  values: numbers(nodes ** d, seed),
  gradient: Array.from({ length: d }, (_, a) => numbers(nodes ** d, seed + 10 * (a + 1))),
});

/** A symbol whose components vanish where they are odd, at k_a = 0 and torus/2. */
function symbolOf({ d, torus }: Cube, seed: number): Float64Array {
  const half = torus / 2 + 1;
  const components = tensorComponents(d);
  const symbol = numbers(components.length * half ** d, seed);
  for (let x = 0; x < half ** d; x++)
    components.forEach(([a, b], c) => {
      const k = (axis: number) => Math.floor(x / half ** axis) % half;
      if (a !== b && [a, b].some((axis) => k(axis) % (torus / 2) === 0)) symbol[x * components.length + c] = 0;
    });
  return symbol;
}

const empty = ({ d, nodes }: Cube) => {
  const planes = (count: number) => Array.from({ length: count }, () => new Float64Array(nodes ** d));
  return { diffusion: planes((d * (d + 1)) / 2), friction: planes(d) };
};

/** Two targets, three sources of which one acts on nobody, and two tensors. */
function problem(cube: Cube) {
  const [one, other] = [symbolOf(cube, 1), symbolOf(cube, 2)];
  const targets: TensorTarget[] = [
    { ...empty(cube), from: [{ source: 0, symbol: one, diffusion: 0.7, friction: -0.3 }] },
    {
      ...empty(cube),
      from: [
        { source: 2, symbol: other, diffusion: 1.5, friction: 0.2 },
        { source: 0, symbol: one, diffusion: -0.4, friction: 2 },
      ],
    },
  ];
  return { sources: [field(cube, 3), field(cube, 4), field(cube, 5)], targets };
}

const outcome = (targets: readonly TensorTarget[]) =>
  targets.flatMap(({ diffusion, friction }) => [...diffusion, ...friction]);

const cubes = fc
  .constantFrom<2 | 3>(2, 3)
  .chain((d) =>
    fc
      .record({ nodes: fc.integer({ min: 1, max: d === 2 ? 9 : 6 }), spare: fc.constantFrom(0, 1) })
      .map(({ nodes, spare }): Cube => ({ d, nodes, torus: [2, 4, 6, 8, 10, 12, 16, 18, 20, 24][nodes - 1 + spare] })),
  );

describe('convolutions with tensors', () => {
  it('are the sums over all nodes that define them', () => {
    const cube: Cube = { d: 3, nodes: 3, torus: 6 };
    const { sources, targets } = problem(cube);
    addTensorConvolutions(cube, sources, targets);
    const [{ symbol }] = targets[0].from;
    // the tensor on the lattice, by the definition of its symbol
    const half = 4;
    const tensor = (a: number, b: number, n: readonly number[]) => {
      let sum = 0;
      for (let x = 0; x < 6 ** 3; x++) {
        const k = [0, 1, 2].map((axis) => Math.floor(x / 6 ** axis) % 6);
        const at = k.reduce((place, each, axis) => place + Math.min(each, 6 - each) * half ** axis, 0);
        const odd = a === b ? [] : [a, b].filter((axis) => k[axis] > 3);
        const value = symbol[6 * at + tensorIndex(3, a, b)] * (odd.length % 2 === 1 ? -1 : 1);
        sum += value * Math.cos((2 * Math.PI * (k[0] * n[0] + k[1] * n[1] + k[2] * n[2])) / 6);
      }
      return sum;
    };
    const node = (x: number) => [2, 1, 0].map((axis) => Math.floor(x / 3 ** axis) % 3);
    const between = (x: number, y: number) => node(x).map((each, axis) => each - node(y)[axis]);
    for (const x of [0, 7, 26]) {
      let [diffusion, friction] = [0, 0];
      for (let y = 0; y < 27; y++) {
        diffusion += 0.7 * tensor(0, 2, between(x, y)) * sources[0].values[y];
        for (let b = 0; b < 3; b++) friction -= 0.3 * tensor(1, b, between(x, y)) * sources[0].gradient[b][y];
      }
      expect(Math.abs(targets[0].diffusion[2][x] - diffusion)).toBeLessThan(1e-11);
      expect(Math.abs(targets[0].friction[1][x] - friction)).toBeLessThan(1e-11);
    }
  });

  it('are the same by compiled kernels, on any cube and torus, added to what is there', () => {
    fc.assert(
      fc.property(cubes, (cube) => {
        const [plain, fast] = [problem(cube), problem(cube)];
        for (const { targets } of [plain, fast]) targets[1].friction[0].fill(3);
        addTensorConvolutions(cube, plain.sources, plain.targets);
        addTensorConvolutionsSimd(compiled, cube, fast.sources, fast.targets);
        const [expected, got] = [outcome(plain.targets), outcome(fast.targets)];
        const size = Math.max(1, ...expected.flatMap((each) => [...each].map(Math.abs)));
        const errors = expected.flatMap((each, k) => [...each].map((value, x) => Math.abs(got[k][x] - value)));
        expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThan(
          1e-14 * cube.torus ** cube.d * size,
        );
      }),
      { numRuns: 25 },
    );
  });

  it.each([2, 3] as const)('have the same bits on one, two and three threads in d = %i', (d) => {
    const cube: Cube = { d, nodes: 8, torus: 16 };
    const [first, ...others] = [1, 2, 3].map((threads) => {
      const machine = createMachine({ threads });
      const { sources, targets } = problem(cube);
      machine.kernels.addTensorConvolutions(cube, sources, targets);
      machine.close();
      return outcome(targets);
    });
    for (const other of others) expect(other).toEqual(first);
  });

  it('add nothing for a target that nothing acts on, and need no target', () => {
    const cube: Cube = { d: 2, nodes: 4, torus: 8 };
    const target = { ...empty(cube), from: [] };
    addTensorConvolutionsSimd(compiled, cube, [field(cube, 1)], [target]);
    expect(outcome([target]).every((each) => each.every((value) => value === 0))).toBe(true);
    addTensorConvolutionsSimd(compiled, cube, [field(cube, 1)], []);
  });
});
