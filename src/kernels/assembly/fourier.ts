// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Butterfly, Plain, Turned } from './butterfly';
import { Vector } from './vector';

/** The layout of plans written by ../wasm-fourier.ts. Members ending in At are offsets from the plan, in bytes. */
@unmanaged
export class Plan {
  length: i32;
  /** Radix and groups of every pass, then 0: of the forward transform, and of the backward one. */
  thereAt: usize;
  backAt: usize;
  /** The place of sample j before the forward passes, and after the backward passes. */
  samplesAt: usize;
  restoredAt: usize;
  /** The wave at every place after the passes: the lesser of k and n - k, which is sufficient for an even symbol. */
  wavesAt: usize;
  /** Factors of unity, pass after pass: forward, and backward. */
  thereFactorsAt: usize;
  backFactorsAt: usize;

  @inline at(offset: usize): usize {
    return changetype<usize>(this) + offset;
  }

  @inline wave(place: i32): i32 {
    return load<i32>(this.at(this.wavesAt) + ((<usize>place) << 2));
  }
}

/**
 * The discrete Fourier transform sum_j x_j exp(-2 pi i j k / n) of a batch of lines at once: element j of a line is followed
 * by element j of the next. Between the coprime parts of n = 2^a 3^b 5^c there are no factors of unity if the samples are
 * in the order of I. J. Good; within a part, Stockham's algorithm with radices 4, 8, 2, 3 and 5. Waves stay in the resulting
 * order. The passes with the parts in reverse order return to the order of the samples, with index reversed and times n:
 * no separate inverse is needed. Sources: I. J. Good, J. R. Stat. Soc. B 20 (1958) 361; C. Van Loan, Computational Frameworks
 * for the Fast Fourier Transform (1992), section 1.7.
 */
export class Fourier {
  /**
   * Transforms the samples at x, x + gap, .. (`limit` of them, the rest is zero), elements of `bytes` bytes, to the waves at y,
   * y + step, ... `work` has room for two lines. x and y may not overlap.
   */
  static forward(plan: Plan, limit: i32, x: usize, gap: usize, bytes: usize, y: usize, step: usize, work: usize): void {
    const n = plan.length;
    const packed = step === bytes;
    const end = packed ? y : work + <usize>n * bytes;
    const odd = Fourier.passes(plan.at(plan.thereAt)) & 1;
    const begin = odd ? work : end;
    // memory is read in its own order, independent of the order of the samples
    let place = plan.at(plan.samplesAt);
    let from = x;
    for (let j = 0; j < n; j++) {
      const to = begin + <usize>load<i32>(place) * bytes;
      if (j < limit) Vector.copy(to, from, bytes);
      else for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f64x2.splat(0));
      from += gap;
      place += 4;
    }
    Fourier.run(plan.at(plan.thereAt), plan.at(plan.thereFactorsAt), n, begin, bytes, bytes, odd ? end : work, begin);
    if (packed) return;
    from = end;
    let to = y;
    for (let k = 0; k < n; k++) {
      Vector.copy(to, from, bytes);
      from += bytes;
      to += step;
    }
  }

  /** Transforms the waves at x, x + gap, .. to n times the first `count` samples at y, y + step, ..; `work` has room for two lines. */
  static back(plan: Plan, count: i32, x: usize, gap: usize, bytes: usize, y: usize, step: usize, work: usize): void {
    const n = plan.length;
    const other = work + <usize>n * bytes;
    const passes = Fourier.passes(plan.at(plan.backAt));
    Fourier.run(plan.at(plan.backAt), plan.at(plan.backFactorsAt), n, x, gap, bytes, work, other);
    const end = passes === 0 ? x : passes & 1 ? work : other;
    let place = plan.at(plan.restoredAt);
    let to = y;
    for (let j = 0; j < count; j++) {
      Vector.copy(to, end + <usize>load<i32>(place) * bytes, bytes);
      to += step;
      place += 4;
    }
  }

  static passes(list: usize): i32 {
    let count = 0;
    for (let at = list; load<i32>(at) !== 0; at += 8) count++;
    return count;
  }

  /** Runs all passes of a list: from x to y, from there to z, from there to y, .. */
  static run(list: usize, factors: usize, n: i32, x: usize, gap: usize, bytes: usize, y: usize, z: usize): void {
    let m = n;
    let w = factors;
    let from = x;
    let next = gap;
    let to = y;
    let other = z;
    let width = bytes;
    for (let at = list; load<i32>(at) !== 0; at += 8) {
      const r = load<i32>(at);
      const groups = load<i32>(at, 4);
      m /= r;
      const g = m / groups;
      if (r === 4) Butterfly.four<Plain>(0, g, m, g, from, next, width, to, w);
      else if (r === 8) Butterfly.eight(m, from, next, width, to);
      else if (r === 2) Butterfly.two(m, from, next, width, to);
      else if (r === 3) Butterfly.three<Plain>(0, g, m, g, from, next, width, to, w);
      else Butterfly.five<Plain>(0, g, m, g, from, next, width, to, w);
      // the factors of the first group are 1
      if (groups > 1) {
        if (r === 4) Butterfly.four<Turned>(g, m, m, g, from, next, width, to, w);
        else if (r === 3) Butterfly.three<Turned>(g, m, m, g, from, next, width, to, w);
        else Butterfly.five<Turned>(g, m, m, g, from, next, width, to, w);
        w += (<usize>((groups - 1) * (r - 1))) << 5;
      }
      width *= <usize>r;
      next = width;
      from = to;
      to = other;
      other = from;
    }
  }
}

/** Used by tests only: the transform of a batch, from samples to packed waves and from packed waves to samples. */
export function transformLine(
  plan: usize,
  limit: i32,
  x: usize,
  gap: usize,
  bytes: usize,
  y: usize,
  work: usize,
): void {
  Fourier.forward(changetype<Plan>(plan), limit, x, gap, bytes, y, bytes, work);
}

export function restoreLine(plan: usize, count: i32, x: usize, bytes: usize, y: usize, step: usize, work: usize): void {
  Fourier.back(changetype<Plan>(plan), count, x, bytes, bytes, y, step, work);
}
