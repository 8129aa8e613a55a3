import { decomposeLu, panelWidth } from './dense-algebra.ts';
import { layOut, type Wasm, words } from './wasm.ts';
import { runRounds, teamSize } from './wasm-team.ts';

/** Rows from which on the compiled kernels are worth the copies. */
const leastSimd = 24;
/** Rows of a task, a multiple of 4. */
const grain = 64;
/** Words of the class `Elimination` in assembly/dense-lu.ts. */
const settingsWords = 9;
/** The place of `singular` there. */
const singular = 5;

/**
 * decomposeLu of ./dense-algebra.ts with compiled kernels: the same bits for any number of threads. If the memory of the kernels cannot hold
 * the matrix, the plain function is used. Measured on one core: 3 to 4 times as fast at 300 rows, 4 to 8 times at 400 to 1500, about 10 Gflop/s.
 */
export function decomposeLuSimd(wasm: Wasm, n: number, a: Float64Array, exchanges: Int32Array): boolean {
  if (n < leastSimd) return decomposeLu(n, a, exchanges);
  const stride = rowLength(n);
  const threadBytes = 8 * 4 * panelWidth;
  const room = layOut(wasm, {
    matrix: [stride * n],
    exchanges: [Math.ceil(n / 2)],
    packed: [panelWidth * stride],
    settings: [Math.ceil(settingsWords / 2)],
    threads: [(teamSize(wasm) * threadBytes) / 8],
  });
  if (room === null) return decomposeLu(n, a, exchanges);
  const [matrix] = room.matrix;
  for (let i = 0; i < n; i++) {
    matrix.data.set(a.subarray(i * n, i * n + n), i * stride);
    matrix.data.fill(0, i * stride + n, (i + 1) * stride);
  }
  const settings = words(room.settings[0]);
  settings.set([
    ...[n, stride, panelWidth, 0, 0, 0],
    ...[matrix, room.exchanges[0], room.packed[0]].map(({ address }) => address),
  ]);
  const common = { settings: room.settings[0].address };
  const scratch = { address: room.threads[0].address, bytes: threadBytes };
  for (let start = 0; start < n; start += panelWidth) {
    const end = Math.min(n, start + panelWidth);
    runRounds(wasm, scratch, [{ ...common, task: 'factorPanel', from: start, to: start + 1, grain: 1 }]);
    if (settings[singular] !== 0) return false;
    runRounds(wasm, scratch, [{ ...common, task: 'eliminateRows', from: end, to: n, grain }]);
  }
  for (let i = 0; i < n; i++) a.set(matrix.data.subarray(i * stride, i * stride + n), i * n);
  exchanges.set(words(room.exchanges[0]).subarray(0, n));
  return true;
}

/** A multiple of 8 and not of 16: the rows of a column fall on different sets of the caches, whatever n is. */
function rowLength(n: number): number {
  const lines = Math.ceil(n / 8);
  return 8 * (lines % 2 === 0 ? lines + 1 : lines);
}
