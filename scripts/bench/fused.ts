// One pair sum by the kernels with fused multiply-add, in a process of its own as the flag of Node 20 holds for all kernels; prints its seconds, or
// nothing where the engine has none. Usage: fused.ts <d> <gamma> <n>
import { createMachine } from '../../dist/kernels/machine.js';
import { scattered } from './clouds.ts';
import { compare, seconds } from './measure.ts';

const [dimension, gamma, n] = process.argv.slice(2).map(Number);
const { kernels } = createMachine({ fastFma: true });
if (kernels.name === 'simd-fma') {
  const side = scattered(dimension === 2 ? 2 : 3, n);
  console.log(...compare([() => seconds(() => kernels.addPairForces(1, gamma, side, side))], 1));
}
