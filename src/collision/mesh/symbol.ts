import type { MeshSymbol } from '../../kernels/mesh.ts';
import { splineSymbol } from '../../kernels/mesh-spline.ts';
import { prepareAxisTransform } from '../../kernels/mesh-transform.ts';

/**
 * The symbol of a kernel of the distance, with unit spacing and factor 1: sampled on the torus, transformed, divided on
 * every axis by the squared symbol of the spline and by the number of nodes. `kernel` gets the squared distance to the
 * nearest image.
 */
export function meshSymbol(torus: readonly number[], order: number, kernel: (r2: number) => number): MeshSymbol {
  // the first axis fastest, as a symbol has them, is row order with the axes turned round
  const axes = torus.toReversed();
  const symbol = sampleKernel(axes, kernel);
  transformEven(axes, symbol);
  const divisors = axes.map((nodes) =>
    Float64Array.from({ length: nodes / 2 + 1 }, (_, k) => splineSymbol(order, (2 * Math.PI * k) / nodes) ** 2 * nodes),
  );
  eachWave(axes, (index, at) => {
    for (let k = 0; k < index.length; k++) symbol[at] /= divisors[k][index[k]];
  });
  return symbol;
}

function sampleKernel(torus: readonly number[], kernel: (r2: number) => number): Float64Array {
  const samples = new Float64Array(torus.reduce((product, nodes) => product * (nodes / 2 + 1), 1));
  eachWave(torus, (index, at) => {
    samples[at] = kernel(index.reduce((sum, j) => sum + j * j, 0));
  });
  return samples;
}

/**
 * The discrete Fourier transform of an array that is real and even on every axis of the torus, of which the part up to
 * the middle of each axis is given and returned.
 */
export function transformEven(torus: readonly number[], values: Float64Array): void {
  const kept = torus.map((nodes) => nodes / 2 + 1);
  const product = (sizes: readonly number[]) => sizes.reduce((total, nodes) => total * nodes, 1);
  torus.forEach((length, k) => {
    const inner = product(kept.slice(k + 1));
    const block = kept[k] * inner;
    const width = Math.min(inner, panelWidth);
    const panel = { re: new Float64Array(length * width), im: new Float64Array(length * width) };
    const transform = prepareAxisTransform(1, length, width);
    for (let start = 0; start < values.length; start += block)
      for (let column = 0; column < inner; column += width) {
        const used = Math.min(width, inner - column);
        panel.im.fill(0);
        for (let j = 0; j < length; j++) {
          const from = start + Math.min(j, length - j) * inner + column;
          panel.re.set(values.subarray(from, from + used), j * width);
        }
        transform(panel);
        for (let j = 0; j < kept[k]; j++)
          values.set(panel.re.subarray(j * width, j * width + used), start + j * inner + column);
      }
  });
}

/** Lines that are transformed together: enough for the processor, little beside the symbol in memory. */
const panelWidth = 32;

/** Visits the kept indices, up to the middle of every axis, in row order; `index` is one reused array. */
function eachWave(torus: readonly number[], visit: (index: readonly number[], at: number) => void): void {
  const index = torus.map(() => 0);
  const total = torus.reduce((product, nodes) => product * (nodes / 2 + 1), 1);
  for (let at = 0; at < total; at++) {
    visit(index, at);
    let k = torus.length - 1;
    while (k >= 0 && index[k] === torus[k] / 2) index[k--] = 0;
    if (k >= 0) index[k]++;
  }
}
