// One pair sum by the kernels with fused multiply-add, which a process must ask for before it uses any; prints its seconds, or
// nothing where the engine has none. Usage: node fused.mjs <d> <gamma> <n>
import { kernels, setFastFma } from '../../dist/kernels/kernels.js';
import { scattered } from './clouds.mjs';
import { compare, seconds } from './measure.mjs';

const [d, gamma, n] = process.argv.slice(2).map(Number);
if (setFastFma(true)) {
  const side = scattered(d, n);
  console.log(...compare([() => seconds(() => kernels().addPairForces(1, gamma, side, side))], 1));
}
