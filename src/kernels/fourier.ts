/** Complex numbers on a torus in row order, the last axis fastest. */
export interface Waves {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Prepares the unnormalised discrete Fourier transform of one axis of `length` nodes,
 *
 *     x[k] := sum_j x[j] exp(-2 pi i j k / length),
 *
 * for arrays [outer, length, inner], of which the middle axis is transformed. Any length is possible; the work grows with the sum of its
 * prime factors. Stockham's algorithm, radix after radix, in order.
 * Source: C. Van Loan, Computational Frameworks for the Fast Fourier Transform (1992), section 1.7.
 */
export function prepareAxisTransform(outer: number, length: number, inner: number): (x: Waves) => void {
  const radices = primeFactors(length);
  const cosine = Float64Array.from({ length }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sine = Float64Array.from({ length }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  const block = length * inner;
  const work = [0, 1].map(() => ({ re: new Float64Array(block), im: new Float64Array(block) }));

  /** One radix: from m blocks of r parts with `stride` numbers each to blocks r times as wide. */
  const pass = (from: Waves, to: Waves, r: number, m: number, stride: number) => {
    const turns = length / (m * r);
    for (let p = 0; p < m; p++)
      for (let j = 0; j < r; j++) {
        const out = stride * (r * p + j);
        to.re.fill(0, out, out + stride);
        to.im.fill(0, out, out + stride);
        for (let k = 0; k < r; k++) {
          const angle = (p * j * turns + ((j * k) % r) * (length / r)) % length;
          const c = cosine[angle];
          const s = sine[angle];
          const at = stride * (p + m * k);
          for (let q = 0; q < stride; q++) {
            const re = from.re[at + q];
            const im = from.im[at + q];
            to.re[out + q] += c * re - s * im;
            to.im[out + q] += c * im + s * re;
          }
        }
      }
  };
  return ({ re, im }) => {
    for (let o = 0; o < outer; o++) {
      const [start, end] = [o * block, (o + 1) * block];
      let [from, to] = work;
      from.re.set(re.subarray(start, end));
      from.im.set(im.subarray(start, end));
      let m = length;
      for (const r of radices) {
        m /= r;
        pass(from, to, r, m, block / (m * r));
        [from, to] = [to, from];
      }
      re.set(from.re, start);
      im.set(from.im, start);
    }
  };
}

/** Prepares the transform of all axes of a torus with the given numbers of nodes. */
export function prepareTransform(torus: readonly number[]): (x: Waves) => void {
  const product = (sizes: readonly number[]) => sizes.reduce((total, nodes) => total * nodes, 1);
  const axes = torus.map((nodes, k) =>
    prepareAxisTransform(product(torus.slice(0, k)), nodes, product(torus.slice(k + 1))),
  );
  return (x) => {
    for (const transform of axes) transform(x);
  };
}

/**
 * Returns the smallest even number >= `least` without prime factors other than 2, 3 and 5: a length of fast transforms.
 */
export function smoothLength(least: number): number {
  for (let length = 2 * Math.ceil(least / 2); ; length += 2) {
    let rest = length;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return length;
  }
}

function primeFactors(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (let r = 2; rest > 1; r++)
    while (rest % r === 0) {
      factors.push(r);
      rest /= r;
    }
  return factors;
}
