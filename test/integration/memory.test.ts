import { describe, expect, it } from 'vitest';
import { createAdvance } from '../../src/integration/advance.ts';
import type { GradientFlow, System } from '../../src/integration/integrator.ts';
import { integrators } from '../../src/integration/integrators.ts';

/** As many numbers as the velocities of 50 000 particles in space: more than a function call can take as arguments. */
const length = 150_000;

/** dy/dt = -s y with different s, the gradient flow of sum s y^2/2. */
function decay(): System & { readonly gradientFlow: GradientFlow } {
  const speed = (k: number) => 1 + (k % 7);
  const rate = (y: Float64Array, g: Float64Array, sign: number) => {
    for (let k = 0; k < length; k++) g[k] = sign * speed(k) * y[k];
  };
  return {
    length,
    weights: new Float64Array(length).fill(1 / length),
    rate: (_t, y, dydt) => rate(y, dydt, -1),
    gradientFlow: {
      potential(y) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += (speed(k) * y[k] * y[k]) / (2 * length);
        return sum;
      },
      gradient: (y, g) => rate(y, g, 1),
      apply(_y, g, dydt) {
        for (let k = 0; k < length; k++) dydt[k] = -g[k];
      },
    },
  };
}

describe('a run of production size that stops and goes on', () => {
  const paces = [...integrators].flatMap(([name, integrator]) => [
    { name, integrator, adaptive: {} },
    { name: `${name}, adaptive`, integrator, adaptive: { adaptive: { tolerance: 1e-2 } } },
  ]);
  it.each(paces)('has the same bits as one that never stopped: $name', ({ integrator, adaptive }) => {
    const create = () => createAdvance(decay(), integrator, { step: 0.05, stepper: { tolerance: 1e-4 }, ...adaptive });
    const start = Float64Array.from({ length }, (_, k) => Math.sin(k));
    const whole = start.slice();
    const driver = create();
    driver.advance(0, 0.05, whole);
    const [saved, y] = [driver.save(), whole.slice()];
    driver.advance(0.05, 0.1, whole);
    const second = create();
    second.restore(saved);
    second.advance(0.05, 0.1, y);
    // one comparison: that of every entry by the test runner takes a minute
    expect(Buffer.from(y.buffer).equals(Buffer.from(whole.buffer))).toBe(true);
    expect(second.counts).toEqual(driver.counts);
  });
});
