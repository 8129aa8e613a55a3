/** Words of the class `Plan` in assembly/fourier.ts. */
const headWords = 8;

const plans = new Map<number, Float64Array>();

/** A coprime part p^a of the length of a transform, and its radices. */
interface Part {
  readonly size: number;
  readonly radices: readonly number[];
}

/**
 * Returns the plan of the transform of n numbers, n = 2^a 3^b 5^c, for assembly/fourier.ts. With the coprime parts n_1, n_2, ..
 * of n, sample j = sum_l j_l n/n_l mod n is at place (j_1, j_2, ..), j_1 slowest, and wave k at place (.., k_2, k_1) with
 * k_l = k mod n_l: exp(-2 pi i j k / n) is the product of exp(-2 pi i j_l k_l / n_l), so no twiddle factors are needed between
 * the parts. Throws RangeError for any other n.
 */
export function fourierPlan(n: number): Float64Array {
  const known = plans.get(n);
  if (known !== undefined) return known;
  const parts = coprimeParts(n);
  const there = passes(parts);
  const back = passes(parts.toReversed());
  const samples = samplePlaces(n, parts);
  const restored = samples.map((_, j) => samples[(n - j) % n]);
  const waves = waveOrder(n, parts).map((k) => Math.min(k, n - k));
  const lists = [[...there.words, 0], [...back.words, 0], samples, restored, waves];
  const listsAt = lists.map((_, k) => 4 * (headWords + lists.slice(0, k).flat().length));
  const factorsAt = 16 * Math.ceil((headWords + lists.flat().length) / 4);
  const plan = new Float64Array(factorsAt / 8 + there.factors.length + back.factors.length);
  const backFactorsAt = factorsAt + 8 * there.factors.length;
  new Int32Array(plan.buffer).set([n, ...listsAt, factorsAt, backFactorsAt, ...lists.flat()]);
  plan.set([...there.factors, ...back.factors], factorsAt / 8);
  plans.set(n, plan);
  return plan;
}

/** Returns the wave number 0 .. n - 1 at every place after the passes of `fourierPlan(n)`. */
export function wavesInPlace(n: number): number[] {
  return waveOrder(n, coprimeParts(n));
}

/** Returns the powers of 2, 3 and 5 in n. */
function coprimeParts(n: number): Part[] {
  const parts: Part[] = [];
  let rest = n;
  for (const prime of [2, 3, 5]) {
    let size = 1;
    for (; rest % prime === 0; rest /= prime) size *= prime;
    if (size > 1) parts.push({ size, radices: radicesOf(size, prime === 2 ? 4 : prime) });
  }
  if (rest !== 1) throw new RangeError(`a transform of ${n} numbers: expected a product of 2, 3 and 5`);
  return parts;
}

/** Returns radices that need few passes over the data. An 8 saves one; it is the last of its part, where there are no factors. */
function radicesOf(size: number, radix: number): number[] {
  return size > 8 ? [radix, ...radicesOf(size / radix, radix)] : [size];
}

/**
 * Returns radix r and number of groups of every pass, and the factors: for each group g but the first exp(-2 pi i g k / m),
 * k = 1 .. r - 1, each as (re, re, -im, im), where m is the remaining length of the part.
 */
function passes(parts: readonly Part[]): { readonly words: readonly number[]; readonly factors: readonly number[] } {
  const words: number[] = [];
  const factors: number[] = [];
  for (const { size, radices } of parts) {
    let length = size;
    for (const r of radices) {
      words.push(r, length / r);
      for (let g = 1; g < length / r; g++)
        for (let k = 1; k < r; k++) {
          const angle = (2 * Math.PI * g * k) / length;
          factors.push(Math.cos(angle), Math.cos(angle), Math.sin(angle), -Math.sin(angle));
        }
      length /= r;
    }
  }
  return { words, factors };
}

/** Returns the place of every sample before the passes. */
function samplePlaces(n: number, parts: readonly Part[]): number[] {
  let order = [0];
  for (const { size } of parts)
    order = order.flatMap((j) => Array.from({ length: size }, (_, digit) => (j + digit * (n / size)) % n));
  const places = order.map(() => 0);
  order.forEach((j, place) => {
    places[j] = place;
  });
  return places;
}

/** Returns the wave at every place after the passes. */
function waveOrder(n: number, parts: readonly Part[]): number[] {
  const order = Array.from({ length: n }, () => 0);
  for (let k = 0; k < n; k++) {
    let place = 0;
    for (const { size } of parts.toReversed()) place = place * size + (k % size);
    order[place] = k;
  }
  return order;
}
