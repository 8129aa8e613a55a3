import fc from 'fast-check';

/** Arrays of doubles with every bit pattern alike: NaN payloads, signed zeros, subnormals, infinities. */
export const anyDoubles = (length: { minLength?: number; maxLength?: number } = { maxLength: 12 }) =>
  fc
    .array(
      fc.oneof(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.constantFrom(0x8000000000000000n, 1n, 0x7ff8000000000abcn, 0xfff0000000000001n, 0x7ff0000000000000n),
      ),
      length,
    )
    .map((patterns) => new Float64Array(BigUint64Array.from(patterns).buffer));

/** The bits of an array of doubles. */
export function bits(values: Float64Array): bigint[] {
  return [...new BigUint64Array(values.slice().buffer)];
}
