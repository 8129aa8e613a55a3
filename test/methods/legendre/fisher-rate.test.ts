import { describe, expect, it } from 'vitest';
import { bkwDensity, gaussianDensity } from '../../../src/physics/densities.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { assemble } from '../../../src/simulation/assemble.ts';
import { dissipationByQuadrature, lemmaByQuadrature } from '../../../src/theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../../src/theory/dissipation/collision-pair.ts';
import { measure } from '../simulation.ts';
import { fisherDifferences } from './simulate.ts';

const scenario = (changes: object) =>
  assemble(
    parseScenario(
      JSON.stringify({
        title: 'dI/dt',
        dimension: 3,
        species: ['a', 'b'].map((name, i) => ({
          name,
          mass: i + 1,
          density: 1,
          initial: { maxwellian: { temperature: i + 1 } },
          particles: { sampling: 'lattice', count: 64 },
        })),
        collisions: { exponent: -3, strength: 1 },
        method: { name: 'legendre', order: 10, tolerance: 1e-11 },
        time: { step: 0.1, until: 10 },
        output: { every: 1, budget: {} },
        ...changes,
      }),
      'rate.yaml',
    ),
  );

const gas = (initial: object) => ({
  species: [{ name: 'a', mass: 1, density: 1, initial, particles: { sampling: 'lattice', count: 64 } }],
});
const bothDrift = (d: 2 | 3) => ({
  dimension: d,
  species: ['a', 'b'].map((name, i) => ({
    name,
    mass: i + 1,
    density: 1,
    initial: { maxwellian: { temperature: 1 + i / 2, drift: [0.4 - 0.6 * i, ...new Array<number>(d - 1).fill(0)] } },
    particles: { sampling: 'lattice', count: 64 },
  })),
  method: { name: 'legendre', tolerance: 1e-7 },
});

describe('dI/dt by the Legendre method', () => {
  it.each([
    ['two species in three dimensions', {}],
    ['in the plane, softer than Coulomb', { dimension: 2, collisions: { exponent: -2.5, strength: 1 } }],
    [
      'an axisymmetric start',
      {
        ...gas({ anisotropic: { temperatures: [0.9, 0.9, 1.2] } }),
        method: { name: 'legendre', degree: 12, tolerance: 1e-9 },
      },
    ],
    [
      'an anisotropic start in the plane',
      {
        ...gas({ anisotropic: { temperatures: [0.9, 1.2] } }),
        dimension: 2,
        method: { name: 'legendre', degree: 12, tolerance: 1e-9 },
      },
    ],
  ])('closes with the change of I along the run: %s', (_name, changes) => {
    const simulation = scenario(changes);
    const { slope, rates } = fisherDifferences(simulation, 0.3, 0.03);
    const rate = rates.pairs.reduce((sum, part) => sum + part, 0);
    expect(Math.abs(rate / slope - 1)).toBeLessThan(1e-6);
  });

  it('is Lemma 2.1 by quadrature over pairs of velocities, pair by pair', () => {
    const simulation = scenario({});
    const row = measure(simulation);
    // masses and temperatures 1 and 2: one Gaussian
    const gaussian = gaussianDensity(1, [0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const { mixture } = simulation;
    const lemma = lemmaByQuadrature(collisionPair(mixture, 0, 1), gaussian, gaussian);
    expect(Math.abs(lemma.value)).toBeGreaterThan(0.1);
    expect(row['fisher_dissipation.a.b.lemma']).toBeCloseTo(lemma.value, 8);
    expect(row['fisher_dissipation.a.a.lemma']).toBeCloseTo(0, 8);
  });

  it('is that of the exact solution, pair by pair the same from both sides', () => {
    const simulation = scenario({
      species: ['a', 'b'].map((name, i) => ({
        name,
        mass: 1,
        density: i + 1,
        initial: { bkw: { temperature: 1, amplitude: 0.3 } },
        particles: { sampling: 'lattice', count: 64 },
      })),
      collisions: { exponent: 0, strength: 1 / 24 },
    });
    simulation.evolution.advance(1);
    const row = measure(simulation);
    expect(Math.abs(row.fisher_rate / row.fisher_rate_exact - 1)).toBeLessThan(1e-8);
    expect(row['fisher_dissipation.a.b.lemma']).toBe(row['fisher_dissipation.b.a.lemma']);
    // equal shapes: a changes by b as by a, in proportion to the densities
    expect(row['fisher_dissipation.a.b.lemma'] / row['fisher_dissipation.a.a.lemma']).toBeCloseTo(2, 7);
  });

  it.each([
    ['two species in three dimensions', {}],
    ['in the plane, softer than Coulomb', { dimension: 2, collisions: { exponent: -1.5, strength: 1 } }],
    ['drifts in the plane', { ...bothDrift(2), collisions: { exponent: -2, strength: 1 } }],
    [
      'an axisymmetric start',
      {
        ...gas({ anisotropic: { temperatures: [1.2, 0.9, 0.9] } }),
        method: { name: 'legendre', degree: 12 },
      },
    ],
  ])('is the sum of the terms of Proposition 3.1 on its own f, pair by pair: %s', (_name, changes) => {
    const simulation = scenario(changes);
    simulation.evolution.advance(0.1);
    const row = measure(simulation);
    const lemmas = Object.entries(row).filter(([name]) => name.endsWith('.lemma'));
    expect(lemmas.reduce((sum, [, value]) => sum + value, 0)).toBeCloseTo(row.fisher_rate, 12);
    for (const [name, lemma] of lemmas) {
      const part = (word: string) => row[name.replace(/lemma$/, word)];
      expect(Math.abs(part('total') - lemma)).toBeLessThan(1e-6 * Math.abs(row.fisher_rate));
      expect(part('error')).toBeLessThan(1e-6 * Math.abs(row.fisher_rate));
      expect(part('parallel')).toBeGreaterThanOrEqual(0);
      const [, one, other] = name.split('.');
      // at gamma = -d single terms of unlike species do not exist
      if (one === other || simulation.mixture.exponent(0, 1) > -simulation.mixture.dimension)
        expect(part('remainder') - part('parallel') - part('radial') - part('spherical')).toBeCloseTo(
          part('total'),
          10,
        );
    }
  });

  it.each([
    [2, -2.5],
    [3, -3],
  ] as const)('is Lemma 2.1 by quadrature of an anisotropic Gaussian: d = %i', (dimension, exponent) => {
    const temperatures = dimension === 2 ? [0.9, 1.2] : [0.9, 0.9, 1.2];
    const simulation = scenario({
      ...gas({ anisotropic: { temperatures } }),
      dimension,
      collisions: { exponent, strength: 1 },
      method: { name: 'legendre', degree: 12 },
    });
    const covariance = temperatures.flatMap((T, k) => temperatures.map((_, l) => (k === l ? T : 0)));
    const gaussian = gaussianDensity(1, new Array<number>(dimension).fill(0), covariance);
    const lemma = lemmaByQuadrature(collisionPair(simulation.mixture, 0, 0), gaussian, gaussian);
    const [rate] = simulation.evolution.snapshot().fisherRates!().pairs;
    expect(lemma.value).toBeLessThan(-0.02);
    expect(Math.abs(rate / lemma.value - 1)).toBeLessThan(3e-6);
  });

  it('leaves terms empty that the quadrature does not resolve: masses of 1 and 2000', () => {
    const heavy = { mass: 2000, initial: { maxwellian: { temperature: 2 } } };
    const simulation = scenario({
      species: [
        { name: 'a', mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } } },
        { name: 'b', density: 1, ...heavy },
      ],
      method: { name: 'legendre', order: 6, tolerance: 1e-6 },
    });
    // the rule is exact for two Maxwellians: left is their interpolation by elements of order 6
    expect(measure(simulation)['fisher_dissipation.a.b.error']).toBeLessThan(1e-6);
    simulation.evolution.advance(10);
    const row = measure(simulation);
    expect(row['fisher_dissipation.a.b.lemma']).toBeLessThan(0);
    for (const part of ['parallel', 'contact', 'total', 'error'])
      expect(row[`fisher_dissipation.a.b.${part}`]).toBeNaN();
  });

  it('has the terms of Proposition 3.1 of the exact solution', () => {
    const simulation = scenario({
      species: [{ name: 'a', mass: 1, density: 1, initial: { bkw: { temperature: 1, amplitude: 0.3 } } }],
      collisions: { exponent: 0, strength: 1 / 24 },
    });
    simulation.evolution.advance(1);
    const row = measure(simulation);
    // K = 1 - C exp(-2 beta t), beta = (d-1) c n / m^2
    const kernelTemperature = 1 - 0.3 * Math.exp(-2 * (2 / 24));
    const exact = bkwDensity({ mass: 1, density: 1, velocity: [0, 0, 0], temperature: 1, kernelTemperature });
    const terms = dissipationByQuadrature(collisionPair(simulation.mixture, 0, 0), exact, exact);
    for (const part of ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'total'] as const)
      expect(row[`fisher_dissipation.a.a.${part}`]).toBeCloseTo(terms[part], 7);
  });
});
