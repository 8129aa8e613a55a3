// Times one pair sum by the kernels with fused multiply-add. Runs in a separate process, because the flag of Node 20 affects all kernels.
// Prints the seconds, or nothing if the engine has no such kernels. Usage: fused.ts <d> <gamma> <n>
import { createMachine } from '../../dist/kernels/machine.js';
import { scattered } from './clouds.ts';
import { compare, seconds } from './measure.ts';

const [dimension, gamma, n] = process.argv.slice(2).map(Number);
const { kernels } = createMachine({ fastFma: true });
if (kernels.name === 'simd-fma') {
  const side = scattered(dimension === 2 ? 2 : 3, n);
  console.log(...compare([() => seconds(() => kernels.addPairForces(1, gamma, side, side))], 1));
}
