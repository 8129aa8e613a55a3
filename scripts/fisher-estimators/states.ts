// Distributions whose entropy and Fisher information are known, with mass 1 and density 1.
import type { Dimension } from '../../dist/core/vector-field.js';
import type { Distribution } from '../../dist/ensemble/distribution.js';
import { createDistribution, type Initial } from '../../dist/ensemble/distributions.js';
import { createMixture } from '../../dist/physics/mixture.js';
import type { InitialScenario } from '../../dist/scenario/scenario.js';
import { bkwSolution } from '../../dist/theory/bkw.js';

export interface Functionals {
  readonly fisher: number;
  readonly entropy: number;
}

export interface State {
  readonly name: string;
  readonly d: Dimension;
  /** As in a scenario. */
  readonly initial: InitialScenario;
  readonly distribution: Distribution;
  readonly exact: Functionals;
  /** H and I of the state after smoothing with a mollifier of temperature kappa. */
  readonly mollified: (kappa: number) => Functionals;
}

/**
 * The BKW state of temperature 1 at time t: d = 2 with c = 1/16 and C = 1/2, d = 3 with c = 1/24 and C = 1. `mollified(kappa)` is
 * the state after smoothing, which is again a BKW state, with T and K higher by kappa.
 */
export function bkwState(d: Dimension, t: number): State {
  const excess = d === 2 ? Math.exp(-t / 8) / 2 : Math.exp(-t / 6);
  const mollified = (kappa: number) => exactBkw(d, 1 + kappa, excess / (1 + kappa));
  const initial = { bkw: { temperature: 1, amplitude: excess } };
  return { ...named(`BKW at t = ${t}`, d, { bkw: mollified(0) }), initial, exact: mollified(0), mollified };
}

/** The Maxwellian of temperature 1. */
export function maxwellianState(d: Dimension): State {
  const mollified = (kappa: number) => exactBkw(d, 1 + kappa, 0);
  return { ...named('Maxwellian', d, { maxwellian: { temperature: 1 } }), exact: mollified(0), mollified };
}

/** Two beams, Maxwellians of temperature 1 with drifts +-3 along x: a single Gaussian on the other axes, with integration over x. */
export function beamsState(d: Dimension): State {
  const drift = (u: number) => [u, 0, 0].slice(0, d);
  const beam = (u: number) => ({ maxwellian: { temperature: 1, drift: drift(u) }, weight: 1 });
  const at = (kappa: number) => {
    const s = 1 + kappa;
    const step = Math.sqrt(s) / 64;
    const half = Math.ceil((3 + 12 * Math.sqrt(s)) / step);
    let fisher = (d - 1) / s;
    let entropy = (-(d - 1) / 2) * Math.log(2 * Math.PI * Math.E * s);
    for (let j = -half; j <= half; j++) {
      const [x, y] = [j * step - 3, j * step + 3];
      const [a, b] = [x, y].map((v) => Math.exp(-(v ** 2) / (2 * s)) / (2 * Math.sqrt(2 * Math.PI * s)));
      fisher += (step * (a * x + b * y) ** 2) / (s ** 2 * (a + b));
      entropy += step * (a + b) * Math.log(a + b);
    }
    return { fisher, entropy };
  };
  return { ...named('two beams', d, { mixture: [beam(-3), beam(3)] }), exact: at(0), mollified: at };
}

function exactBkw(d: Dimension, temperature: number, amplitude: number) {
  const mixture = createMixture(d, [{ name: 'gas', mass: 1, charge: 0 }], [[0]], [[0]]);
  return bkwSolution(mixture, [1], [{ temperature, amplitude }]).at(0, 0);
}

function named<I extends Initial>(name: string, d: Dimension, initial: I) {
  return { name, d, initial, distribution: createDistribution(initial, { dimension: d, mass: 1, density: 1 }) };
}
