import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../src/core/vector-field.ts';
import { createMaxwellian } from '../src/physics/maxwellian.ts';
import { createMixture } from '../src/physics/mixture.ts';
import { bkwSolution } from '../src/theory/bkw.ts';
import { dissipationByQuadrature, lemmaByQuadrature } from '../src/theory/dissipation/by-quadrature.ts';
import { type CollisionPair, collisionPair } from '../src/theory/dissipation/collision-pair.ts';
import { bkwDensity, maxwellianDensity } from '../src/theory/dissipation/densities.ts';
import { createLogDerivatives, type LogDensity } from '../src/theory/dissipation/log-density.ts';
import { superposedDensity } from '../src/theory/dissipation/summed-densities.ts';
import { exponentBound } from '../src/theory/theorem.ts';
import { derivative } from './theory/dissipation/densities.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the page of errata', () => {
  const page = readFileSync(`${root}docs/errata.md`, 'utf8');
  const proofs = [...page.matchAll(/^- `(test\/\S+)`: "(.+)"$/gm)].map(([, file, title]) => ({ file, title }));

  it('has four errata with a test each', () => {
    expect(page.match(/^## \d\. /gm)).toEqual(['## 1. ', '## 2. ', '## 3. ', '## 4. ']);
    for (const section of page.split(/^## \d\. /m).slice(1)) expect(section).toMatch(/^- `test\/\S+`: ".+"$/m);
  });

  it.each(proofs)('$file has the test "$title"', ({ file, title }) => {
    expect(existsSync(`${root}${file}`)).toBe(true);
    expect(readFileSync(`${root}${file}`, 'utf8')).toContain(title);
  });
});

/** spherical / (alpha r^-2 F Gamma), the mean quotient of the sphere inequality; its part of R is gamma^2 / 4. */
function sphereQuotient(pair: CollisionPair, f_i: LogDensity, f_j: LogDensity): number {
  const resolution = { centre: 7, radius: 7, angle: 6 };
  const { spherical, remainder } = dissipationByQuadrature(pair, f_i, f_j, { resolution });
  return (spherical * pair.exponent ** 2) / (4 * remainder);
}

/** Two groups of particles that drift apart. */
function beams(d: Dimension): LogDensity {
  return superposedDensity(
    [-0.6, 0.6].map((u) => maxwellianDensity(createMaxwellian(1, 1, [u, 0, 0].slice(0, d), 0.7))),
  );
}

describe.each([2, 3] as const)('d = %i: erratum 2, which constant of the sphere inequality is whose', (d) => {
  const even = d + 3 - 1 / (d - 1);

  it('collisions of one species, whose F is even, obey the constant of even functions', () => {
    const f = beams(d);
    expect(sphereQuotient({ masses: [1, 1], strength: 1, exponent: -1 }, f, f)).toBeGreaterThan(even);
    expect(exponentBound(d, true)).toBe(2 * Math.sqrt(even));
  });

  it('collisions of unlike species violate it, and have the constant d - 1 of all functions', () => {
    // F of two drifting Maxwellians of one temperature is exp(b . sigma) on every sphere, with small b at small r.
    const f_1 = maxwellianDensity(createMaxwellian(1, 1, [0.3, 0, 0].slice(0, d), 1));
    const f_2 = maxwellianDensity(createMaxwellian(2, 1, [-0.3, 0, 0].slice(0, d), 1));
    const quotient = sphereQuotient({ masses: [1, 2], strength: 1, exponent: -1 }, f_1, f_2);
    expect(quotient).toBeGreaterThan(d - 1);
    expect(quotient).toBeLessThan((d - 1 + even) / 2);
    expect(exponentBound(d, false)).toBe(2 * Math.sqrt(d - 1));
  });
});

describe('erratum 3, psi_j* in the proof of Lemma 2.1', () => {
  it('the form with psi_i* at v* is not dI/dt of unlike species, and that with psi_j* is', () => {
    const species = [
      { name: 'light', mass: 1, charge: 0 },
      { name: 'heavy', mass: 2, charge: 0 },
    ];
    const ones = (x: number) => [
      [0, x],
      [x, 0],
    ];
    const mixture = createMixture(2, species, ones(0.2), ones(0));
    const initial = [
      { temperature: 1, amplitude: 0.3 },
      { temperature: 1.6, amplitude: 0.2 },
    ];
    const solution = bkwSolution(mixture, [1, 1], initial);
    const t = 0.4;
    // T - K decays with 2 (d-1) c n_j / (m_i m_j) = 0.2.
    const f = initial.map(({ temperature: T, amplitude }, i) => {
      const { density, velocity, temperature } = solution.at(i, t);
      const kernelTemperature = temperature - T * amplitude * Math.exp(-0.2 * t);
      return bkwDensity({ mass: species[i].mass, density, velocity, temperature, kernelTemperature });
    });
    const rate = derivative((time) => solution.at(0, time).fisher + solution.at(1, time).fisher, t, 0.01);
    const pairs = [
      [0, 1],
      [1, 0],
    ] as const;
    const total = (other: (i: number, j: number) => LogDensity) =>
      pairs.reduce((sum, [i, j]) => sum + lemmaByQuadrature(collisionPair(mixture, i, j), f[i], other(i, j)).value, 0);
    const correct = total((_, j) => f[j]);
    const printed = total((i, j) => withDerivativesOf(f[i], f[j]));
    expect(rate).toBeLessThan(-0.1);
    expect(Math.abs(correct / rate - 1)).toBeLessThan(1e-10);
    expect(printed / rate).toBeCloseTo(3.01, 2);
  });
});

/** The density f_j, but with the derivatives of psi_i where those of psi_j belong. */
function withDerivativesOf(f_i: LogDensity, f_j: LogDensity): LogDensity {
  const own = createLogDerivatives(f_j.dimension);
  return {
    dimension: f_j.dimension,
    bulk: f_j.bulk,
    evaluate(v, out) {
      f_i.evaluate(v, out);
      f_j.evaluate(v, own);
      out.value = own.value;
    },
  };
}
