import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { axisNodes } from '../../src/core/lattice.ts';
import { createStream } from '../../src/core/random.ts';
import { erf } from '../../src/core/special-functions.ts';
import { logLogSlope } from '../../src/core/statistics.ts';
import { sumOf } from '../../src/core/sum.ts';
import { component, vectorAt } from '../../src/core/vector-field.ts';
import { boxWidths, type Distribution, tailFraction } from '../../src/ensemble/distribution.ts';
import { createDistribution, type Initial } from '../../src/ensemble/distributions.ts';
import { lattice, samplingLattice } from '../../src/ensemble/sampling/lattice.ts';
import { monteCarlo, quasiMonteCarlo } from '../../src/ensemble/sampling/random.ts';
import { defaultHalfWidths, type Sample, type SamplingRule } from '../../src/ensemble/sampling/sampling-rule.ts';
import { sampleDistribution, samplingRule, samplingRules } from '../../src/ensemble/sampling-rules.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { bkwState } from './exact-bkw.ts';

const unused = createStream('no rule draws from here');
const plasma = (initial: Initial, dimension: 2 | 3, mass = 1, density = 1) =>
  createDistribution(initial, { dimension, mass, density });
const thermal = (dimension: 2 | 3, drift?: readonly number[]) =>
  plasma({ maxwellian: { temperature: 1, drift } }, dimension);
const momentsOf = ({ particles }: Sample) => particleMoments(1, particles.weights, particles.velocities);

// those of particles of a file: ./merging.test.ts
describe.each(samplingRules.filter(({ ofFile }) => ofFile !== true))('$name', (rule: SamplingRule) => {
  const distribution = plasma({ maxwellian: { temperature: 2, drift: [0.5, 0, -1] } }, 3, 2, 1.7);
  const options = (seed: number) => ({ count: 1000, stream: createStream(seed, 'sampling', 'light') });

  test('is found by its name and cites its source', () => {
    expect(samplingRule(rule.name)).toBe(rule);
    expect(rule.reference).toMatch(/\(\d{4}\)/);
  });

  test('gives the same bits for the same seed', () => {
    expect(sampleDistribution(rule, distribution, options(3))).toEqual(
      sampleDistribution(rule, distribution, options(3)),
    );
  });

  test('has positive weights that sum to the density less what is lost', () => {
    const { particles, lostDensity } = rule.sample(distribution, options(3));
    const total = sumOf(particles.weights.length, (p) => particles.weights[p]);
    expect(particles.weights.every((weight) => weight > 0)).toBe(true);
    expect(particles.velocities.n).toBe(particles.weights.length);
    expect(Math.abs(total + lostDensity - distribution.density)).toBeLessThan(1e-14);
  });

  test('has the exact density, velocity and covariance when asked, and by default when it says so', () => {
    const sample = sampleDistribution(rule, distribution, { ...options(4), matchMoments: true });
    const moments = momentsOf(sample);
    expect(Math.abs(moments.density / distribution.density - 1)).toBeLessThan(1e-14);
    for (const [k, u] of distribution.velocity.entries()) expect(Math.abs(moments.velocity[k] - u)).toBeLessThan(1e-14);
    for (const [i, c] of distribution.covariance.entries())
      expect(Math.abs(moments.temperatureTensor[i] - c)).toBeLessThan(1e-14);
    expect(sampleDistribution(rule, distribution, options(4))).toEqual(
      sampleDistribution(rule, distribution, { ...options(4), matchMoments: rule.correctedByDefault }),
    );
  });

  test('reports (2 R)^d / count as the volume of a particle', () => {
    const sample = rule.sample(distribution, { ...options(5), halfWidth: 5 });
    expect(sample.spacing).toBeCloseTo(1, 12);
    const boxed = rule.sample(distribution, { ...options(5), box: [-2, 8] });
    expect(boxed.spacing).toBeCloseTo(1, 12);
    expect(Math.abs(boxed.anchor[1] - 3)).toBeLessThanOrEqual(1 / 2 + 1e-12);
  });
});

test('random rules give other particles for another seed or another species', () => {
  for (const rule of [monteCarlo, quasiMonteCarlo]) {
    const first = [createStream(1, 'light'), createStream(2, 'light'), createStream(1, 'heavy')].map(
      (stream) => rule.sample(thermal(2), { count: 16, stream }).particles.velocities.data[0],
    );
    expect(new Set(first).size).toBe(3);
  }
});

test("the lattice rule integrates a Maxwellian's moments to round-off with half a thermal width as spacing", () => {
  for (const d of [2, 3] as const) {
    const { density, velocity, temperatureTensor } = momentsOf(
      lattice.sample(thermal(d), { count: (d === 2 ? 48 : 36) ** d, halfWidth: 9, stream: unused }),
    );
    expect(Math.abs(density - 1)).toBeLessThan(1e-13);
    for (const u of velocity) expect(Math.abs(u)).toBeLessThan(1e-14);
    for (const [i, T] of temperatureTensor.entries())
      expect(Math.abs(T - (i % (d + 1) === 0 ? 1 : 0))).toBeLessThan(1e-13);
  }
});

test('the lattice rule converges spectrally: Poisson summation gives its error exactly', () => {
  // sum_j h phi(x_j) = 1 + 2 sum_k (-1)^k exp(-2 pi^2 k^2 / h^2) at cell centres, squared in d = 2.
  for (const cells of [8, 10, 12]) {
    const h = 20 / cells;
    const { density } = momentsOf(lattice.sample(thermal(2), { count: cells ** 2, halfWidth: 10, stream: unused }));
    let axis = 1;
    for (let k = 1; k < 6; k++) axis += 2 * (-1) ** k * Math.exp((-2 * (Math.PI * k) ** 2) / h ** 2);
    expect(Math.abs(density - axis ** 2)).toBeLessThan(1e-14);
    expect(Math.abs(density - 1)).toBeGreaterThan(1e-6);
  }
});

test('lattice particles sit on the reported lattice, bit for bit, with f(v) h^d as weight', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<2 | 3>(2, 3),
      fc.integer({ min: 2, max: 7 }),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      (d, cells, shift, drift) => {
        const f = thermal(d, new Array<number>(d).fill(drift));
        const options = { count: cells ** d, stream: unused, stagger: new Array<number>(d).fill(shift) };
        const { particles, spacing, anchor, lostDensity } = lattice.sample(f, options);
        const nodes = samplingLattice(f, options);
        expect([spacing, anchor]).toEqual([nodes.spacing, nodes.anchor]);
        const v = new Float64Array(d);
        for (let p = 0; p < particles.weights.length; p++) {
          vectorAt(particles.velocities, p, v);
          expect(particles.weights[p]).toBe(f.value(v) * spacing ** d);
        }
        for (let k = 0; k < d; k++) {
          const plane = new Set(component(particles.velocities, k));
          const axis = axisNodes(nodes, k);
          expect([...plane].sort((a, b) => a - b)).toEqual([...axis]);
          // Cell centres: as far from one end of the box as from the other, but for the shift.
          const middle = (axis[0] + axis[cells - 1]) / 2 - shift * spacing;
          expect(Math.abs(middle - drift)).toBeLessThan(1e-13);
        }
        expect(lostDensity).toBe(1 - sumOf(particles.weights.length, (p) => particles.weights[p]));
      },
    ),
  );
});

test('the part of a normal law outside the default box is that of the error function', () => {
  expect(tailFraction).toBe(1 - erf(boxWidths / Math.SQRT2));
});

test('the default box of a Maxwellian loses what lies outside four thermal widths', () => {
  for (const d of [2, 3] as const) {
    const { lostDensity, spacing } = lattice.sample(thermal(d), { count: 40 ** d, stream: unused });
    expect(spacing).toBeCloseTo((2 * boxWidths) / 40, 15);
    // The midpoint rule replaces the density at the edge by that of half a cell: h^2/24 f' of relative size h^2/6.
    expect(lostDensity / (1 - (1 - tailFraction) ** d)).toBeGreaterThan(0.95);
    expect(lostDensity / (1 - (1 - tailFraction) ** d)).toBeLessThan(1.05);
  }
});

test('the cut drops exactly the particles lighter than its part of the heaviest, and reports their density', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 0.9, noNaN: true }), fc.constantFrom<2 | 3>(2, 3), (cut, d) => {
      const options = { count: 12 ** d, stream: unused };
      const whole = lattice.sample(thermal(d), options);
      const kept = lattice.sample(thermal(d), { ...options, weightThreshold: cut });
      const { weights } = whole.particles;
      const bound = cut * Math.max(...weights);
      const dropped = weights.filter((weight) => weight < bound);
      expect(kept.particles.weights).toEqual(weights.filter((weight) => weight >= bound));
      expect(kept.lostDensity - whole.lostDensity).toBeCloseTo(
        sumOf(dropped.length, (p) => dropped[p]),
        14,
      );
    }),
    { numRuns: 30 },
  );
});

test('nodes where f vanishes get no particle', () => {
  const f = plasma({ ball: { radius: 1 } }, 3);
  const { particles } = lattice.sample(f, { count: 20 ** 3, stream: unused });
  const v = new Float64Array(3);
  expect(particles.weights.length).toBeLessThan(20 ** 3);
  for (let p = 0; p < particles.weights.length; p++)
    expect(Math.hypot(...vectorAt(particles.velocities, p, v))).toBeLessThanOrEqual(1);
});

test('half-widths scale like m^{-1/2} and hold every species at the start', () => {
  const initial = fc.oneof(
    fc.record({ temperature: fc.double({ min: 0.1, max: 5, noNaN: true }) }).map((maxwellian) => ({ maxwellian })),
    fc
      .record({
        radius: fc.double({ min: 0.1, max: 3, noNaN: true }),
        width: fc.double({ min: 0.1, max: 1, noNaN: true }),
      })
      .map((shell) => ({ shell })),
    fc.record({ radius: fc.double({ min: 0.1, max: 3, noNaN: true }) }).map((ball) => ({ ball })),
  );
  const species = fc.array(fc.tuple(initial, fc.double({ min: 0.01, max: 100, noNaN: true })), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(species, (list) => {
      const distributions = list.map(([given, mass]) => plasma(given, 3, mass));
      const masses = list.map(([, mass]) => mass);
      const halfWidths = defaultHalfWidths(distributions, masses);
      const scaled = halfWidths.map((R, i) => R * Math.sqrt(masses[i]));
      for (const R of scaled) expect(Math.abs(R / scaled[0] - 1)).toBeLessThan(1e-14);
      for (const [i, f] of distributions.entries())
        expect(halfWidths[i]).toBeGreaterThanOrEqual(f.extent * (1 - 1e-14));
      const temperatures = distributions.map((f, i) => masses[i] * f.covariance[0]);
      for (const T of temperatures) expect(scaled[0]).toBeGreaterThanOrEqual(boxWidths * Math.sqrt(T) * (1 - 1e-14));
    }),
    { numRuns: 40 },
  );
});

test('the default box of a BKW state of temperature and mass 1 is [-4, 4], that of the published runs', () => {
  const f = plasma({ bkw: bkwState(2, 1, 1, 1, 1 / 2) }, 2);
  expect(defaultHalfWidths([f], [1])[0]).toBeCloseTo(4, 12);
});

test('two distant beams fit into the default box, though one is too thin to widen the temperature', () => {
  const f = plasma(
    {
      mixture: [
        { weight: 999, maxwellian: { temperature: 1 } },
        { weight: 1, maxwellian: { temperature: 0.1, drift: [10, 0, 0] } },
      ],
    },
    3,
  );
  expect(defaultHalfWidths([f], [1])[0]).toBeGreaterThan(10 + 4 * Math.sqrt(0.1) - 0.02);
});

/** Root mean square error over streams of the averages of v_x^2, cos(v_x + v_y) and |v|. */
function samplingError(rule: SamplingRule, f: Distribution, count: number, streams: number): number {
  const exact = [1, Math.exp(-1), Math.sqrt(Math.PI / 2)];
  let squares = 0;
  for (let s = 0; s < streams; s++) {
    const { particles } = rule.sample(f, { count, stream: createStream(s, rule.name, String(count)) });
    const [x, y] = [component(particles.velocities, 0), component(particles.velocities, 1)];
    const g = [(p: number) => x[p] ** 2, (p: number) => Math.cos(x[p] + y[p]), (p: number) => Math.hypot(x[p], y[p])];
    g.forEach((average, a) => {
      squares += (sumOf(count, (p) => particles.weights[p] * average(p)) - exact[a]) ** 2;
    });
  }
  return Math.sqrt(squares / (3 * streams));
}

test('the Monte Carlo error falls like N^{-1/2} and has the size of the standard deviation', () => {
  const counts = [64, 256, 1024, 4096];
  const errors = counts.map((count) => samplingError(monteCarlo, thermal(2), count, 60));
  expect(Math.abs(logLogSlope(counts, errors) + 1 / 2)).toBeLessThan(0.1);
  // Variances of v_x^2, cos(v_x + v_y), |v|: 2, (1 + exp(-4))/2 - exp(-2), 2 - pi/2.
  const deviation = Math.sqrt((2 + (1 + Math.exp(-4)) / 2 - Math.exp(-2) + 2 - Math.PI / 2) / 3);
  expect(Math.abs((errors[3] * Math.sqrt(4096)) / deviation - 1)).toBeLessThan(0.25);
});

test('the quasi-Monte Carlo error falls faster than N^{-0.8} and beats Monte Carlo fivefold at N = 1024', () => {
  const counts = [64, 256, 1024, 4096];
  const errors = counts.map((count) => samplingError(quasiMonteCarlo, thermal(2), count, 20));
  expect(logLogSlope(counts, errors)).toBeLessThan(-0.8);
  expect(errors[2]).toBeLessThan(samplingError(monteCarlo, thermal(2), 1024, 20) / 5);
});

test('options out of range are refused with one line that says what is expected', () => {
  const f = thermal(2);
  const refused = (rule: SamplingRule, options: object, message: RegExp) => {
    const sample = () => rule.sample(f, { count: 16, stream: unused, ...options });
    expect(sample).toThrow(InputError);
    expect(sample).toThrow(message);
  };
  refused(
    lattice,
    { count: 1000 },
    /^particles\.count: expected a perfect square such as 961 \(31\^2\) or 1024 \(32\^2\), got 1000$/,
  );
  refused(lattice, { count: 1 }, /^particles\.count: expected a perfect square/);
  refused(
    lattice,
    { count: Number.NaN },
    /^particles\.count: expected a perfect square such as 4 \(2\^2\) or 9 \(3\^2\), got NaN$/,
  );
  refused(lattice, { weightThreshold: 1 }, /^particles\.weightThreshold: expected a number in \[0, 1\), got 1$/);
  refused(lattice, { box: [1, 1] }, /^particles\.box: expected \[lower, upper\]/);
  refused(lattice, { halfWidth: 0 }, /^half-width/);
  refused(lattice, { stagger: [0] }, /^stagger/);
  refused(lattice, { box: [100, 101] }, /^particles\.box: expected a box where f > 0/);
  refused(monteCarlo, { count: 1 }, /^particles\.count: expected an integer >= 2, got 1$/);
  refused(quasiMonteCarlo, { count: 2.5 }, /^particles\.count/);
  expect(() => samplingRule('sobol')).toThrow(
    'particles.sampling: expected lattice | monte-carlo | quasi-monte-carlo | given | thinned, got sobol',
  );
});
