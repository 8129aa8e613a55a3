import { beforeAll, describe, expect, it } from 'vitest';
import { gaussLegendre, integrate } from '../../src/core/quadrature.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { sphereDiffusion } from '../../src/kernels/deflections.ts';
import { createUniformNumbers, type UniformNumbers } from '../../src/kernels/random-numbers.ts';
import { type MassiveParticles, prepareSweep } from '../../src/methods/pair-collisions/sweep.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { isotropisationFrequency, relaxationRates } from '../../src/theory/relaxation-rates.ts';

/** Particles of each species, Coulomb in d = 3 with c = 1. */
const count = 40_000;
const repeats = 16;
const exponent = -3;

/** One step from Maxwellians, in which a pair at the thermal relative speed has the diffusion time 0.1. */
const typicalTime = 0.1;

interface Gas {
  readonly mass: number;
  readonly drift: number;
  /** Along x, y and z. */
  readonly temperatures: readonly [number, number, number];
  readonly weights: readonly number[];
}

/** A new sample of the Maxwellian; the weights go round. */
function sample({ mass, drift, temperatures, weights }: Gas, random: UniformNumbers): MassiveParticles {
  const velocities = createVectorField(3, count);
  temperatures.forEach((temperature, k) => {
    const width = Math.sqrt(temperature / mass);
    for (let p = 0; p < count; p += 2) {
      // Both numbers of the Box-Muller transformation.
      const length = width * Math.sqrt(-2 * Math.log(1 - random.next()));
      const angle = 2 * Math.PI * random.next();
      velocities.data[k * count + p] = (k === 0 ? drift : 0) + length * Math.cos(angle);
      velocities.data[k * count + p + 1] = (k === 0 ? drift : 0) + length * Math.sin(angle);
    }
  });
  return { mass, weights: Float64Array.from({ length: count }, (_, p) => weights[p % weights.length]), velocities };
}

/** sum_p w_p q(v_p) */
function total(
  { weights, velocities: { data } }: MassiveParticles,
  q: (x: number, y: number, z: number) => number,
): number {
  return weights.reduce((sum, w, p) => sum + w * q(data[p], data[count + p], data[2 * count + p]), 0);
}

/** What one step changes in the first species, in `repeats` independent samples. */
function changes(
  gases: readonly Gas[],
  dt: number,
  name: string,
  measure: (group: MassiveParticles) => readonly number[],
) {
  const S = gases.length;
  const only = (value: number) => gases.map((_, i) => gases.map((_, j) => (i === 0 && j === S - 1 ? value : 0)));
  const species = gases.map(({ mass }, i) => ({ name: `s${i}`, mass, charge: 0 }));
  const mixture = createMixture(3, species, only(1), only(exponent));
  const random = createUniformNumbers(createStream(1, name));
  return Array.from({ length: repeats }, () => {
    const groups = gases.map((gas) => sample(gas, random));
    const before = measure(groups[0]);
    prepareSweep(mixture, [0, S - 1], groups, sphereDiffusion, random).collide(dt);
    return measure(groups[0]).map((value, k) => value - before[k]);
  });
}

const radii = gaussLegendre(200, 0, 1);
const angles = gaussLegendre(40);

/**
 * <q(r, mu)> over a relative velocity z of length r with mu = z_x / r, Gaussian round (drift, 0, 0) with the variances `along` x
 * and `across`. The substitution r = x^2 makes the step's (1 - exp(-s r^-3)) smooth enough at r = 0.
 */
function average(drift: number, along: number, across: number, q: (r: number, mu: number) => number): number {
  const norm = (2 * Math.PI * (2 * Math.PI) ** -1.5 * along ** -0.5) / across;
  const reach = Math.sqrt(Math.abs(drift) + 9 * Math.sqrt(Math.max(along, across)));
  return integrate(radii, (x) => {
    const r = (reach * x) ** 2;
    const density = (mu: number) =>
      Math.exp(-((r * mu - drift) ** 2) / (2 * along) - (r * r * (1 - mu * mu)) / (2 * across));
    return 2 * reach ** 2 * x * norm * r * r * integrate(angles, (mu) => density(mu) * q(r, mu));
  });
}

/** How far a mean of the repeats is from the expectation, in its own standard errors. */
interface Outcome {
  readonly what: string;
  readonly distance: number;
  /** The standard error in parts of the expectation. */
  readonly precision: number;
}

function outcome(what: string, values: readonly number[], expected: number): Outcome {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(square / (values.length - 1) / values.length);
  return { what, distance: Math.abs(mean - expected) / error, precision: error / Math.abs(expected) };
}

const light = { mass: 1, drift: 1.7, temperatures: [1, 1, 1] } as const;
const heavy = { mass: 2.5, drift: -0.5, temperatures: [12, 12, 12] } as const;
const weightPairs = [
  [1, 1],
  [1, 10],
  [10, 1],
] as const;

/**
 * Momentum and energy that the light species gains in dt: every particle meets one other, with probability P = 1/N a given one.
 * With s = c max(w, W) r^gamma dt / (mu^2 P) the relative velocity shrinks by E = exp(-2 s) in the mean, and v = Z + (M/(m+M)) z,
 * of which Z has the mean Z_0 + ((T - T')/(m+M)) (z - D) / (T/m + T'/M) for a given z. `shrink` is 1 - E, or 2 s for the closed rates.
 */
function crossChange(w: number, W: number, dt: number, shrink: (s: number) => number): readonly [number, number] {
  const [m, M] = [light.mass, heavy.mass];
  const [T, Theta] = [light.temperatures[0], heavy.temperatures[0]];
  const D = light.drift - heavy.drift;
  const centre = (m * light.drift + M * heavy.drift) / (m + M);
  const reduced = (m * M) / (m + M);
  const thermal = T / m + Theta / M;
  const turned = (r: number) => shrink((Math.max(w, W) * count * dt * r ** exponent) / reduced ** 2);
  const slope = (T - Theta) / (m + M) / thermal;
  const along = average(D, thermal, thermal, (r, mu) => turned(r) * r * mu);
  const work = average(D, thermal, thermal, (r, mu) => turned(r) * (centre * r * mu + slope * (r * r - D * r * mu)));
  const scale = -count * Math.min(w, W) * (M / (m + M));
  return [scale * along, scale * work];
}

/**
 * What sum w v_x^2 gains in dt by the collisions of one species with weights of 1 and `spread` in equal numbers: of the N/2 pairs
 * a quarter, a half and a quarter are light, mixed and heavy. `shrink` is 1 - exp(-6 s), or 6 s for the closed rate.
 */
function selfChange({ mass, temperatures }: Gas, spread: number, dt: number, shrink: (s: number) => number): number {
  const [along, across] = [temperatures[0], temperatures[1]].map((T) => (2 * T) / mass);
  const pairs = [
    [1, 1, 1 / 4],
    [1, spread, 1 / 2],
    [spread, spread, 1 / 4],
  ];
  return pairs.reduce((sum, [w, W, part]) => {
    // mu = m/2, and a given other particle is met with probability 1/(N - 1)
    const turned = (r: number) => shrink((4 * Math.max(w, W) * (count - 1) * dt * r ** exponent) / mass ** 2);
    const gain = average(0, along, across, (r, mu) => turned(r) * r * r * (1 / 3 - mu * mu));
    return sum + (part * Math.min(w, W) * count * gain) / 4;
  }, 0);
}

const crossStep = (heaviest: number) => {
  const reduced = (light.mass * heavy.mass) / (light.mass + heavy.mass);
  const thermal = light.temperatures[0] / light.mass + heavy.temperatures[0] / heavy.mass;
  return (typicalTime * reduced ** 2 * thermal ** 1.5) / (heaviest * count);
};
const gas = { mass: 1, drift: 0, temperatures: [6, 0.5, 0.5] } as const;
const selfStep = (heaviest: number) => (typicalTime * 2 ** 1.5) / (4 * heaviest * count);

describe('the expected change in a step', () => {
  it('is that of the closed rates of friction and heat exchange where the step is short', () => {
    for (const [w, W] of weightPairs) {
      const species = [light, heavy].map(({ mass }, i) => ({ name: `s${i}`, mass, charge: 0 }));
      const only = (value: number) => [
        [0, value],
        [value, 0],
      ];
      const states = [light, heavy].map(({ drift, temperatures }, i) => ({
        density: count * [w, W][i],
        velocity: [drift, 0, 0],
        temperature: temperatures[0],
      }));
      const [rate] = relaxationRates(createMixture(3, species, only(1), only(exponent)), states);
      const energy = (3 / 2) * rate.temperature + light.mass * light.drift * rate.velocity[0];
      const [momentum, work] = crossChange(w, W, 1, (s) => 2 * s);
      expect(momentum / (count * w * rate.velocity[0])).toBeCloseTo(1, 8);
      expect((light.mass * work) / (count * w * energy)).toBeCloseTo(1, 8);
    }
  });

  it('is that of the closed rate of isotropisation where the step is short', () => {
    for (const spread of [1, 10]) {
      const density = (count * (1 + spread)) / 2;
      const [parallel, perpendicular] = gas.temperatures;
      const nu = isotropisationFrequency(1, density, gas.mass, perpendicular, parallel);
      const expected = (density * 2 * nu * (perpendicular - parallel)) / gas.mass;
      // to the 1/N by which a particle does not meet itself
      const gained = selfChange({ ...gas, weights: [] }, spread, 1, (s) => 6 * s);
      expect(Math.abs(gained / expected - 1)).toBeLessThan(2 / count);
    }
  });
});

describe('pair collisions of 40 000 particles', () => {
  const outcomes: Outcome[] = [];
  beforeAll(() => {
    for (const [w, W] of weightPairs) {
      const dt = crossStep(Math.max(w, W));
      const pair = [
        { ...light, weights: [w] },
        { ...heavy, weights: [W] },
      ];
      const measured = changes(pair, dt, `cross ${w}:${W}`, (group) => [
        total(group, (x) => x),
        total(group, (x, y, z) => (x * x + y * y + z * z) / 2),
      ]);
      crossChange(w, W, dt, (s) => -Math.expm1(-2 * s)).forEach((expected, k) => {
        const values = measured.map((change) => change[k]);
        outcomes.push(outcome(`${['momentum', 'energy'][k]} ${w}:${W}`, values, expected));
      });
    }
    for (const spread of [1, 10]) {
      const dt = selfStep(spread);
      const own = { ...gas, weights: [1, spread] };
      const values = changes([own], dt, `self ${spread}`, (group) => [total(group, (x) => x * x)]);
      const expected = selfChange(own, spread, dt, (s) => -Math.expm1(-6 * s));
      outcomes.push(outcome(`anisotropy 1:${spread}`, values.flat(), expected));
    }
  });

  /**
   * Eight means of 16 repeats, each of which chance takes beyond two standard errors with probability 0.064 (Student's t, 15
   * degrees of freedom): all eight are within with 0.59, three or more beyond with 0.011, one beyond four with 0.009; momentum
   * and energy of a pair come from the same samples, which changes this little. With this seed the farthest is at 1.3.
   */
  it('exchange momentum and energy and lose anisotropy within two standard errors but for what chance allows, weights 1:1, 1:10 and 10:1', () => {
    expect(outcomes).toHaveLength(8);
    expect(outcomes.filter(({ distance }) => distance > 4)).toEqual([]);
    expect(outcomes.filter(({ distance }) => distance > 2).length).toBeLessThanOrEqual(2);
  });

  it('know these rates to one in a hundred', () => {
    // measured: 0.006 to 0.013
    for (const { precision } of outcomes) expect(precision).toBeLessThan(0.015);
  });
});
