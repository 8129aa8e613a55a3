import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../src/core/vector-field.ts';
import { bkwDensity, maxwellianDensity } from '../src/physics/densities.ts';
import { createLogDerivatives, type Density } from '../src/physics/density.ts';
import { createMaxwellian } from '../src/physics/equilibrium.ts';
import { createMixture } from '../src/physics/mixture.ts';
import { superposedDensity } from '../src/physics/summed-densities.ts';
import { bkwSolution } from '../src/theory/bkw.ts';
import {
  dissipationByQuadrature,
  entropyProductionByQuadrature,
  lemmaByQuadrature,
} from '../src/theory/dissipation/by-quadrature.ts';
import { type CollisionPair, collisionPair } from '../src/theory/dissipation/collision-pair.ts';
import { relaxationRates } from '../src/theory/relaxation-rates.ts';
import { exponentBound } from '../src/theory/theorem.ts';
import { derivative } from './theory/dissipation/densities.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the page of errata', () => {
  const page = readFileSync(`${root}docs/errata.md`, 'utf8');
  const proofs = [...page.matchAll(/^- `(test\/\S+)`: "(.+)"$/gm)].map(([, file, title]) => ({ file, title }));

  it('has six errata with a test each', () => {
    expect(page.match(/^## \d\. /gm)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `## ${number}. `));
    for (const section of page.split(/^## \d\. /m).slice(1)) expect(section).toMatch(/^- `test\/\S+`: ".+"$/m);
  });

  it.each(proofs)('$file has the test "$title"', ({ file, title }) => {
    expect(existsSync(`${root}${file}`)).toBe(true);
    expect(readFileSync(`${root}${file}`, 'utf8')).toContain(title);
  });
});

/** spherical / (alpha r^-2 F Gamma), the mean quotient of the sphere inequality; its part of R is gamma^2 / 4. */
function sphereQuotient(pair: CollisionPair, f_i: Density, f_j: Density): number {
  const resolution = { centre: 7, radius: 7, angle: 6 };
  const { spherical, remainder } = dissipationByQuadrature(pair, f_i, f_j, { resolution });
  return (spherical * pair.exponent ** 2) / (4 * remainder);
}

/** Two groups of particles that drift apart. */
function beams(d: Dimension): Density {
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
    const total = (other: (i: number, j: number) => Density) =>
      pairs.reduce((sum, [i, j]) => sum + lemmaByQuadrature(collisionPair(mixture, i, j), f[i], other(i, j)).value, 0);
    const correct = total((_, j) => f[j]);
    const printed = total((i, j) => withDerivativesOf(f[i], f[j]));
    expect(rate).toBeLessThan(-0.1);
    expect(Math.abs(correct / rate - 1)).toBeLessThan(1e-10);
    expect(printed / rate).toBeCloseTo(3.01, 2);
  });
});

/** The density f_j, but with the derivatives of psi_i where those of psi_j belong. */
function withDerivativesOf(f_i: Density, f_j: Density): Density {
  const own = createLogDerivatives(f_j.dimension);
  return {
    ...f_j,
    evaluate(v, out) {
      f_i.evaluate(v, out);
      f_j.evaluate(v, own);
      out.value = own.value;
    },
  };
}

describe('erratum 5, property (iv) of the vector fields', () => {
  /** The flow of b_k, k = (p, q): the rotation by an angle in the plane of the axes p and q. */
  const rotate = (w: readonly number[], [p, q]: readonly [number, number], angle: number) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return w.map((x, a) => (a === p ? c * x + s * w[q] : a === q ? c * x - s * w[p] : x));
  };
  const planes = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  const angles = Array.from({ length: 720 }, (_, n) => (Math.PI * n) / 360);
  const distance = (v: readonly number[], w: readonly number[]) => Math.hypot(...v.map((x, a) => x - w[a]));

  it('single rotations of the relative velocity leave most of its sphere out, and two in a row do not', () => {
    const start = [1 / 3, 2 / 3, 2 / 3];
    const wanted = [-2 / 3, -1 / 3, -2 / 3];
    const single = planes.flatMap((plane) => angles.map((angle) => distance(rotate(start, plane, angle), wanted)));
    // A rotation keeps one component, and every component of the two differs by 1 or more.
    expect(Math.min(...single)).toBeGreaterThan(1 - 1e-12);
    // The first rotation brings the z component to its value, the second the other two.
    const [, y, z] = start;
    const first = rotate(start, [1, 2], Math.atan2(z, y) - Math.atan2(-2 / 3, Math.sqrt(8 / 9 - 4 / 9)));
    const second = rotate(first, [0, 1], Math.atan2(first[1], first[0]) - Math.atan2(wanted[1], wanted[0]));
    expect(distance(second, wanted)).toBeLessThan(1e-14);
  });
});

describe('erratum 6, where the entropy production vanishes', () => {
  it('a gas of two components that do not collide keeps two temperatures without producing entropy', () => {
    const species = ['a', 'b', 'c'].map((name, i) => ({ name, mass: 1 + i, charge: 0 }));
    // a and b collide, c only with itself
    const strength = [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ];
    const mixture = createMixture(
      3,
      species,
      strength,
      strength.map((row) => row.map(() => -3)),
    );
    const states = [1, 1, 2].map((temperature, i) => ({ density: 1, velocity: [i === 2 ? 1 : 0, 0, 0], temperature }));
    const f = states.map(({ density, velocity, temperature }, i) =>
      maxwellianDensity(createMaxwellian(species[i].mass, density, velocity, temperature)),
    );
    const resolution = { centre: 6, radius: 6, angle: 6 };
    const production = (i: number, j: number) =>
      entropyProductionByQuadrature(collisionPair(mixture, i, j), f[i], f[j], { resolution }).value;
    const pairs = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j] as const));
    for (const [i, j] of pairs) expect(Math.abs(production(i, j))).toBeLessThan(1e-20);
    for (const { temperature, velocity } of relaxationRates(mixture, states)) {
      expect(Math.abs(temperature)).toBeLessThan(1e-14);
      for (const rate of velocity) expect(Math.abs(rate)).toBeLessThan(1e-14);
    }
    // Not an equilibrium: one collision strength above zero and the two components warm and drag each other.
    const coupled = { ...collisionPair(mixture, 0, 2), strength: 1 };
    expect(entropyProductionByQuadrature(coupled, f[0], f[2], { resolution }).value).toBeGreaterThan(0.01);
  });
});
