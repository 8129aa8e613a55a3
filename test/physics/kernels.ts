import fc from 'fast-check';
import { createKernel } from '../../src/physics/kernel-shapes.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** A kernel of every shape as a scenario has it, with exponents in (-3.9, 1], the table's within a spline's reach of them. */
const kernelChoice = fc.oneof(
  fc.record({
    powers: fc.array(fc.record({ strength: number(0.01, 10), exponent: number(-3.9, 1) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.record({ screened: fc.record({ exponent: number(-3.9, 1), length: number(0.1, 100) }) }),
  fc.record({ softened: fc.record({ exponent: number(-3.9, 1), radius: number(0.05, 3) }) }),
  fc.array(fc.tuple(number(0.05, 1), number(-3.5, 1)), { minLength: 1, maxLength: 6 }).map((steps) => {
    const r = [0.1];
    const alpha = [1];
    for (const [step, slope] of steps) {
      r.push(r[r.length - 1] * Math.exp(step));
      alpha.push(alpha[alpha.length - 1] * Math.exp(step * slope));
    }
    return { table: { r, alpha } };
  }),
);

export const kernel = kernelChoice.map(createKernel);
