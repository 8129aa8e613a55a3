import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createStream } from '../../src/core/random.ts';
import { erf } from '../../src/core/special-functions.ts';
import type { Distribution, DistributionSpecies } from '../../src/ensemble/distribution.ts';
import { createDistribution, type Initial } from '../../src/ensemble/distributions.ts';
import { shiftedSobol } from '../../src/ensemble/sampling/random.ts';
import { bkwState } from './exact-bkw.ts';
import { type MeasuredMoments, polarMoments, productMoments } from './quadrature.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const vector = (d: number, max: number) => fc.array(between(-max, max), { minLength: d, maxLength: d });
const speciesOf = (dimension: 2 | 3) =>
  fc.record({ dimension: fc.constant(dimension), mass: between(0.2, 5), density: between(0.1, 10) });
const identity = (d: number, variance: number) =>
  Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? variance : 0));
const step = (a: number, b: number, n: number) => Array.from({ length: n + 1 }, (_, j) => a + ((b - a) * j) / n);

/** Largest error of the declared moments, relative to the density, the thermal width and its square. */
function momentError(f: Distribution, measured: MeasuredMoments): number {
  const variance = identity(f.dimension, 1).reduce((sum, one, i) => sum + one * f.covariance[i], 0) / f.dimension;
  return Math.max(
    Math.abs(measured.density / f.density - 1),
    ...f.velocity.map((u, k) => Math.abs(u - measured.velocity[k]) / Math.sqrt(variance)),
    ...f.covariance.map((c, i) => Math.abs(c - measured.covariance[i]) / variance),
  );
}

describe.each([2, 3] as const)('in d = %i', (d) => {
  const runs = { numRuns: d === 2 ? 25 : 3 };

  test('Maxwellians have the declared moments, and temperature = mass * variance', () => {
    fc.assert(
      fc.property(
        speciesOf(d),
        fc.array(between(0.5, 2), { minLength: d, maxLength: d }),
        vector(d, 3),
        (species, temperatures, drift) => {
          const f = createDistribution({ anisotropic: { temperatures, drift } }, species);
          const reach = 8 * Math.sqrt(2 / species.mass);
          // The coldest axis has 1.4 nodes a width or more: the rule errs by exp(-2 pi^2 1.4^2) = 1e-17.
          expect(momentError(f, productMoments(f, drift, reach, 46))).toBeLessThan(1e-12);
          expect(f.covariance.filter((_, i) => i % (d + 1) === 0)).toEqual(temperatures.map((T) => T / species.mass));
          const single = createDistribution({ maxwellian: { temperature: temperatures[0], drift } }, species);
          const equal = createDistribution(
            { anisotropic: { temperatures: temperatures.fill(temperatures[0]), drift } },
            species,
          );
          expect(single.value(drift)).toBe(equal.value(drift));
        },
      ),
      runs,
    );
  });

  test('shells have the density, crest and variance of the closed form', () => {
    fc.assert(
      fc.property(speciesOf(d), between(0, 3), between(0.05, 1), vector(d, 3), (species, a, w, drift) => {
        const f = createDistribution({ shell: { radius: a, width: w, drift } }, species);
        // M_k = int_0^inf r^k exp(-(r-a)^2/2w^2) dr by parts; M_0 through erf.
        const M = [w * Math.sqrt(Math.PI / 2) * (1 + erf(a / (w * Math.SQRT2)))];
        M.push(a * M[0] + w * w * Math.exp(-(a * a) / (2 * w * w)));
        for (let k = 2; k <= 4; k++) M.push(a * M[k - 1] + (k - 1) * w * w * M[k - 2]);
        const crest = species.density / ((d === 2 ? 2 : 4) * Math.PI * M[d - 1]);
        const at = drift.map((u, k) => (k === 0 ? u + a : u));
        expect(Math.abs(f.value(at) / crest - 1)).toBeLessThan(1e-12);
        const variance = M[d + 1] / (d * M[d - 1]);
        for (const [i, c] of identity(d, variance).entries())
          expect(Math.abs(f.covariance[i] - c)).toBeLessThan(1e-12 * variance);
      }),
    );
  });

  test('balls have height n / volume and variance R^2 / (d + 2)', () => {
    fc.assert(
      fc.property(speciesOf(d), between(0.1, 5), vector(d, 3), (species, R, drift) => {
        const f = createDistribution({ ball: { radius: R, drift } }, species);
        const volume = d === 2 ? Math.PI * R * R : (4 / 3) * Math.PI * R ** 3;
        expect(Math.abs((f.value(drift) * volume) / species.density - 1)).toBeLessThan(1e-14);
        expect(f.value(drift.map((u, k) => (k === 0 ? u + 1.001 * R : u)))).toBe(0);
        for (const [i, c] of identity(d, (R * R) / (d + 2)).entries())
          expect(Math.abs(f.covariance[i] - c)).toBeLessThan(1e-14 * R * R);
      }),
    );
  });

  test('BKW states keep the values of the exact solution and have its temperature', () => {
    // Up to the largest admissible amplitude, where f vanishes at its centre.
    const amplitude = fc.oneof(fc.constant(2 / (d + 2)), between(0, 2 / (d + 2)));
    fc.assert(
      fc.property(speciesOf(d), between(0.3, 3), amplitude, vector(d, 2), (species, T, C, drift) => {
        const state = bkwState(d, species.mass, species.density, T, C, drift);
        const f = createDistribution({ bkw: state }, species);
        const at = drift.map((u, k) => u + (k + 1) * Math.sqrt(T / species.mass) * 0.4);
        expect(Math.abs(f.value(at) / state.value(at) - 1)).toBeLessThan(1e-12);
        for (const [i, c] of identity(d, T / species.mass).entries())
          expect(Math.abs(f.covariance[i] - c)).toBeLessThan((1e-12 * T) / species.mass);
      }),
    );
  });

  test('tabulated profiles pass through the table, never leave its range and have the moments of what lies between', () => {
    const table = fc
      .array(fc.tuple(between(0.1, 1), between(0, 3)), { minLength: 3, maxLength: 8 })
      .map((rows) => ({
        v: rows.map((_, j) => rows.slice(0, j + 1).reduce((sum, [gap]) => sum + gap, 0)),
        f: rows.map(([, f]) => f),
      }))
      .filter(({ f }) => Math.max(...f) > 0.1);
    fc.assert(
      fc.property(speciesOf(d), table, vector(d, 2), (species, { v, f: profile }, drift) => {
        const f = createDistribution({ tabulated: { table: radial(v, profile), drift } }, species);
        const at = (r: number) => f.value(drift.map((u, k) => (k === 0 ? u + r : u)));
        const largest = profile.indexOf(Math.max(...profile));
        const scale = at(v[largest] - 1e-15) / profile[largest];
        for (const [j, r] of v.entries())
          expect(Math.abs(at(r - 1e-14) - scale * profile[j])).toBeLessThan(1e-11 * scale);
        for (let j = 1; j < v.length; j++) {
          const [low, high] = [profile[j - 1], profile[j]].sort((a, b) => a - b);
          for (const r of step(v[j - 1], v[j], 20).slice(1, -1)) {
            expect(at(r)).toBeGreaterThanOrEqual(scale * low - 1e-11 * scale);
            expect(at(r)).toBeLessThanOrEqual(scale * high + 1e-11 * scale);
          }
        }
        // Sixth degree at most between the knots: Simpson's h^4 error falls below 1e-9 with 200 steps.
        const edges = [0, ...v.slice(0, -1), v[v.length - 1] - 1e-13];
        expect(momentError(f, polarMoments(f, edges, 200))).toBeLessThan(1e-9);
      }),
      { numRuns: d === 2 ? 20 : 6 },
    );
  });

  test('mixtures have the moments of the sum of their components', () => {
    fc.assert(
      fc.property(
        speciesOf(d),
        between(0.1, 5),
        between(0.1, 5),
        vector(d, 1.5),
        vector(d, 1.5),
        (species, a, b, u1, u2) => {
          const f = createDistribution(
            {
              mixture: [
                { weight: a, maxwellian: { temperature: species.mass, drift: u1 } },
                { weight: b, maxwellian: { temperature: species.mass / 2, drift: u2 } },
              ],
            },
            species,
          );
          expect(momentError(f, productMoments(f, f.velocity, 11, 44))).toBeLessThan(1e-12);
          expect(Math.abs(f.density / species.density - 1)).toBeLessThan(1e-15);
        },
      ),
      runs,
    );
  });
});

const examples = (d: 2 | 3): (readonly [string, Initial])[] => {
  const drift = [0.3, -0.2, 0.5].slice(0, d);
  return [
    ['maxwellian', { maxwellian: { temperature: 1.3, drift } }],
    ['anisotropic', { anisotropic: { temperatures: [0.5, 1, 2].slice(0, d), drift } }],
    ['bkw', { bkw: bkwState(d, 2, 1.5, 1, 2 / (d + 2), drift) }],
    ['shell', { shell: { radius: 1, width: 0.3, drift } }],
    ['kappa', { kappa: { temperature: 1.3, kappa: 8, drift } }],
    ['super-gaussian', { 'super-gaussian': { temperature: 1.3, order: 4, drift } }],
    ['bi-maxwellian', { 'bi-maxwellian': { parallel: 0.5, perpendicular: 2, axis: [1, 2, -1].slice(0, d), drift } }],
    ...(d === 3
      ? ([['gyrotropic', { gyrotropic: { radius: 1, width: 0.3, parallel: 0.7, axis: [1, 2, -1], drift } }]] as const)
      : []),
    ['ball', { ball: { radius: 1.5, drift } }],
    ['tabulated', { tabulated: { table: radial([0, 0.5, 1, 2], [1, 0.2, 0.7, 0]), drift } }],
    [
      'modulated',
      {
        modulated: {
          temperature: 1.3,
          bound: 1.5,
          terms: [
            { degree: 0, width: 0.4, amplitude: -0.6 },
            { degree: 1, width: 0.5, amplitude: 2 },
            { degree: 2, width: 1, amplitude: 0.9 },
            { degree: 3, width: 0.8, amplitude: 0.5 },
          ],
        },
      },
    ],
    [
      'mixture',
      {
        mixture: [
          { weight: 3, maxwellian: { temperature: 1, drift } },
          { weight: 1, ball: { radius: 0.5 } },
        ],
      },
    ],
  ];
};

describe.each([2, 3] as const)('the transform, in d = %i,', (d) => {
  const species: DistributionSpecies = { dimension: d, mass: 2, density: 1.5 };

  test.each(examples(d))('%s: pushes evenly spread points to the declared mean and covariance', (_, initial) => {
    const f = createDistribution(initial, species);
    const next = shiftedSobol(f.uniforms, createStream('moments of the transform', String(d)));
    const n = 2 ** 13;
    const [u, v] = [new Float64Array(f.uniforms), new Float64Array(d)];
    const first = new Float64Array(d);
    const second = new Float64Array(d * d);
    for (let p = 0; p < n; p++) {
      next(u);
      f.transform(u, v);
      for (let k = 0; k < d; k++) {
        first[k] += (v[k] - f.velocity[k]) / n;
        for (let l = 0; l < d; l++) second[k * d + l] += ((v[k] - f.velocity[k]) * (v[l] - f.velocity[l])) / n;
      }
    }
    // Independent points would leave sqrt(2/n) = 1.6e-2; these leave 1e-3 and less.
    for (let k = 0; k < d; k++) expect(Math.abs(first[k])).toBeLessThan(1e-3);
    for (let i = 0; i < d * d; i++) expect(Math.abs(second[i] - f.covariance[i])).toBeLessThan(2e-3);
  });
});

/** Largest distance of the empirical law of the samples from the given one, in units of 1/sqrt(n). */
function kolmogorov(samples: readonly number[], law: (x: number) => number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const n = sorted.length;
  return (
    Math.sqrt(n) *
    sorted.reduce((max, x, i) => Math.max(max, Math.abs(law(x) - i / n), Math.abs(law(x) - (i + 1) / n)), 0)
  );
}

// Kolmogorov's law exceeds 2 with probability 2 exp(-8) = 7e-4; the seeds are fixed.
const kolmogorovBound = 2;

function draw(f: Distribution, name: string, n: number): Float64Array[] {
  const stream = createStream('law of the samples', name);
  return transformed(f, n, (u) => {
    for (let k = 0; k < u.length; k++) u[k] = stream.next();
  });
}

function transformed(f: Distribution, n: number, next: (u: Float64Array) => void): Float64Array[] {
  const u = new Float64Array(f.uniforms);
  return Array.from({ length: n }, () => {
    next(u);
    const v = new Float64Array(f.dimension);
    f.transform(u, v);
    return v;
  });
}

describe.each([2, 3] as const)('independent samples, in d = %i,', (d) => {
  const species: DistributionSpecies = { dimension: d, mass: 2, density: 1.5 };
  const normal = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;

  test('of a Maxwellian with one temperature for each axis are normal on every axis', () => {
    const temperatures = [0.5, 1, 2].slice(0, d);
    const drift = [0.3, -0.2, 0.5].slice(0, d);
    const samples = draw(createDistribution({ anisotropic: { temperatures, drift } }, species), `normal ${d}`, 10_000);
    for (let k = 0; k < d; k++)
      expect(
        kolmogorov(
          samples.map((v) => v[k]),
          (x) => normal((x - drift[k]) / Math.sqrt(temperatures[k] / 2)),
        ),
      ).toBeLessThan(kolmogorovBound);
  });

  test('of a mixture of Maxwellians have the weighted law on every axis', () => {
    const drift = [2, -1, 0.5].slice(0, d);
    const f = createDistribution(
      {
        mixture: [
          { weight: 1, maxwellian: { temperature: 2, drift } },
          { weight: 3, maxwellian: { temperature: 0.5 } },
        ],
      },
      species,
    );
    const samples = draw(f, `mixture ${d}`, 10_000);
    for (let k = 0; k < d; k++)
      expect(
        kolmogorov(
          samples.map((v) => v[k]),
          (x) => normal(x - drift[k]) / 4 + (3 / 4) * normal(2 * x),
        ),
      ).toBeLessThan(kolmogorovBound);
  });

  test.each(examples(d).filter(([name]) => ['bkw', 'shell', 'ball', 'tabulated'].includes(name)))(
    '%s: have a uniform direction and the radial law of f',
    (name, initial) => {
      const f = createDistribution(initial, species);
      const samples = draw(f, `${name} ${d}`, 10_000).map((v) => v.map((component, k) => component - f.velocity[k]));
      // Cumulative Simpson sums of f's values along one ray, 0.001 apart, interpolated linearly: exact to 1e-5.
      const h = 1e-3;
      const g = (r: number) => r ** (d - 1) * f.value(f.velocity.map((u, k) => (k === 0 ? u + r : u)));
      const cumulative = [0];
      for (let j = 0; j < 6000; j++)
        cumulative.push(cumulative[j] + (h / 6) * (g(j * h) + 4 * g((j + 1 / 2) * h) + g((j + 1) * h)));
      const law = (r: number) => {
        const j = Math.floor(r / h);
        return (cumulative[j] + (r / h - j) * (cumulative[j + 1] - cumulative[j])) / cumulative[6000];
      };
      const radii = samples.map((w) => Math.hypot(...w));
      expect(kolmogorov(radii, law)).toBeLessThan(kolmogorovBound);
      const azimuths = samples.map((w) => Math.atan2(w[1], w[0]) / (2 * Math.PI) + 1 / 2);
      expect(kolmogorov(azimuths, (x) => x)).toBeLessThan(kolmogorovBound);
      const heights = samples.map((w, p) => (1 + w[2] / radii[p]) / 2);
      if (d === 3) expect(kolmogorov(heights, (x) => x)).toBeLessThan(kolmogorovBound);
    },
  );
});

test('the shell radius inverts the closed radial law to round-off, d = 2', () => {
  fc.assert(
    fc.property(between(0, 3), between(0.02, 1), between(0, 1 - 2 ** -53), (a, w, u) => {
      const f = createDistribution({ shell: { radius: a, width: w } }, { dimension: 2, mass: 1, density: 1 });
      const v = new Float64Array(2);
      f.transform([u, 0], v);
      const z = (r: number) => (r - a) / (w * Math.SQRT2);
      const G = (r: number) =>
        w * w * (Math.exp(-(z(0) ** 2)) - Math.exp(-(z(r) ** 2))) +
        a * w * Math.sqrt(Math.PI / 2) * (erf(z(r)) - erf(z(0)));
      expect(Math.abs(G(v[0]) / G(a + 12 * w) - u)).toBeLessThan(1e-14);
    }),
  );
});

test('the extent leaves out what four standard deviations of a normal law leave out, on the worst axis', () => {
  for (const [, initial] of examples(3)) {
    const f = createDistribution(initial, { dimension: 3, mass: 2, density: 1 });
    const samples = transformed(f, 2 ** 12, shiftedSobol(f.uniforms, createStream('law of the samples', 'extent')));
    const outside = samples.filter((v) => Math.max(...v.map((x, k) => Math.abs(x - f.velocity[k]))) > f.extent).length;
    // At most three axes of 6.3e-5 each: 0.8 of 4096 are expected at worst.
    expect(outside).toBeLessThan(5);
  }
});

test('parameters out of range are refused with one line that names them', () => {
  const species: DistributionSpecies = { dimension: 2, mass: 1, density: 1 };
  const bad: [Initial, RegExp][] = [
    [{ maxwellian: { temperature: 0 } }, /^maxwellian\.temperature: expected a number > 0, got 0$/],
    [{ maxwellian: { temperature: 1, drift: [1, 2, 3] } }, /^maxwellian\.drift: expected 2 finite numbers/],
    [{ anisotropic: { temperatures: [1] } }, /^anisotropic\.temperatures: expected 2 numbers/],
    [{ anisotropic: { temperatures: [1, Number.NaN] } }, /^anisotropic\.temperatures\[1\]: expected/],
    [{ shell: { radius: -1, width: 1 } }, /^shell\.radius: expected a number >= 0, got -1$/],
    [{ shell: { radius: 1, width: 0 } }, /^shell\.width: expected/],
    [{ ball: { radius: Infinity } }, /^ball\.radius: expected/],
    [{ maxwell: { temperature: 1 } } as unknown as Initial, /^initial: expected one of maxwellian, .*, got maxwell$/],
    [{ mixture: [] }, /^mixture: expected one or more components/],
    [{ mixture: [{ weight: 0, ball: { radius: 1 } }] }, /^mixture: expected/],
  ];
  for (const [initial, message] of bad) {
    expect(() => createDistribution(initial, species)).toThrow(InputError);
    expect(() => createDistribution(initial, species)).toThrow(message);
  }
});

test('a table so fine that its moments are no finite numbers is refused', () => {
  const tabulated = { table: radial([0, 4.6e-215, 1, 2], [1, 0.9, 0.6, 0]) };
  expect(() => createDistribution({ tabulated }, { dimension: 3, mass: 1, density: 1 })).toThrow(
    /^initial: expected a distribution whose moments are finite numbers, got .*NaN/,
  );
});

/** A table of the speed. */
function radial(v: readonly number[], f: readonly number[]) {
  return { path: 'table.csv', kind: 'radial', axes: [Float64Array.from(v)], values: Float64Array.from(f) } as const;
}
