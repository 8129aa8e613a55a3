import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { problems } from './texts.ts';

const text = `title: Perturbed
dimension: 2
species:
  - name: light
    mass: 0.1
    density: 1
    initial: { perturbed: { temperature: 1, amplitude: 0.5 } }
    particles: { sampling: lattice, count: 100 }
  - name: heavy
    mass: 1
    density: 1
    initial: { perturbed: { temperature: 1, amplitude: 0.5, degree: 1 } }
    particles: { sampling: lattice, count: 100 }
collisions: { exponent: -3 }
method: { name: blob }
time: { step: 1, until: 1 }
output: { every: 1 }
`;
const second = 'amplitude: 0.5, degree: 1 } }';

describe('perturbed species', () => {
  it('agree when a default of one is written out for the other', () => {
    expect(problems(text)).toEqual([]);
    const [, heavy] = parseScenario(text, 'file.yaml').species;
    expect(heavy.initial).toEqual({ perturbed: { temperature: 1, amplitude: 0.5, degree: 1, orders: 8 } });
  });

  it.each([
    [
      `initial: { perturbed: { temperature: 1, ${second}`,
      'initial: { maxwellian: { temperature: 1 } }',
      '12:16 species[1].initial.maxwellian: expected perturbed for every species, since species[0] starts from it, got maxwellian; give every species the same perturbed',
    ],
    [
      second,
      'amplitude: 0.25 } }',
      '12:56 species[1].initial.perturbed.amplitude: expected 0.5, as in species[0], got 0.25',
    ],
    [
      second,
      'amplitude: 0.5, orders: 9 } }',
      '12:69 species[1].initial.perturbed.orders: expected 8, as in species[0], got 9',
    ],
    [
      'amplitude: 0.5 } }',
      'amplitude: 0.5, degree: 2 } }',
      '12:69 species[1].initial.perturbed.degree: expected 2, as in species[0], got 1',
    ],
    [
      'sampling: lattice, count: 100 }\n  -',
      'sampling: monte-carlo, count: 100 }\n  -',
      '8:28 species[0].particles.sampling: expected lattice, since species[0] starts from perturbed, got monte-carlo',
    ],
    [
      'exponent: -3 }',
      'exponent: -3, background: [{ species: light, strength: 1, exponent: -3 }] }',
      '14:41 collisions.background: expected no immobile partners, since species[0] starts from perturbed, got a list of 1',
    ],
    [second, 'amplitude: 1 } }', '12:56 species[1].initial.perturbed.amplitude: expected a number in (0, 1), got 1'],
  ])('%s -> %s is told in one line', (from, to, problem) => {
    expect(problems(text.replace(from, to))).toEqual([`file.yaml:${problem}`]);
  });

  it('are no part of a mixture of distributions', () => {
    const parts = 'mixture: [{ weight: 1, perturbed: { temperature: 1, amplitude: 0.5 } }]';
    const lines = problems(text.replace('perturbed: { temperature: 1, amplitude: 0.5 }', parts));
    expect(lines.some((line) => line.includes('species[0].initial.mixture[0].perturbed: expected'))).toBe(true);
  });
});
