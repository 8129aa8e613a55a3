import { describe, expect, it } from 'vitest';
import { drive, one } from './drive.ts';

const bath = { name: 'bath', mass: 1, density: 1, temperature: 1 };

describe('what acts from outside is refused in one line', () => {
  it.each([
    [
      {
        method: { name: 'linear-fokker-planck' },
        baths: [bath],
        collisions: { exponent: -3, strength: 0, pairs: [{ between: ['a', 'bath'], strength: 1 }] },
      },
      /^baths: expected none with the method .*take the method blob or/,
    ],
    [
      { forcing: [{ heating: { species: 'a', power: 1 } }], method: { name: 'linear-fokker-planck' } },
      /forcing: heating: expected none with the method linear-fokker-planck.*blob or pair-coll.* or spectral-grid or legendre/,
    ],
    [
      { forcing: [{ source: { species: 'a', rate: 1, temperature: 1 } }], method: { name: 'moments' } },
      /forcing: source: expected none with the method moments, .*; take the method blob or pair-collisions or spectral-grid or legendre$/,
    ],
    [
      {
        forcing: [{ heating: { species: 'a', power: 1 } }],
        method: { name: 'legendre', equation: 'linear-fokker-planck' },
      },
      /forcing: expected none with method.equation: linear-fokker-planck/,
    ],
    [
      {
        forcing: [{ source: { species: 'a', rate: 1, temperature: 1e-4 } }],
        method: { name: 'spectral-grid', nodes: 16 },
        time: { step: 0.1, until: 1, integrator: 'rk4' },
      },
      /forcing: source: expected a source that the grid of a resolves to 0.001, got .*take more method.nodes/,
    ],
    [
      {
        forcing: [
          { source: { species: 'a', rate: 1, temperature: 1, velocity: [1, 0, 0] } },
          { 'electric-field': { field: [0, 1, 0] } },
        ],
      },
      /symmetric about one axis .* common to all species, fields and sources/,
    ],
    [
      { forcing: [{ loss: { species: 'a', rate: 1 } }], output: { every: 1, budget: {} } },
      /output.budget: expected none with loss, whose part in the Fisher information is not measured/,
    ],
    [{ forcing: [{ loss: { species: 'a', rate: -1 } }] }, /forcing\[0\].loss.rate: expected a number > 0, .*got -1/],
    [
      { forcing: [{ heating: { species: 'b', power: 1 } }] },
      /forcing\[0\]\.heating\.species: expected one of the species a, got b/,
    ],
    [
      { forcing: [{ heating: { species: 'a', power: 1, exponent: 1 } }] },
      /forcing\[0\]\.heating: expected the temperature at which the heating rate equals power, since the exponent is not 0/,
    ],
    [
      { forcing: ['a', 'a'].map((species) => ({ heating: { species, power: 1 } })) },
      /forcing\[1\]\.heating\.species: expected one heating for each species, got "?a"? a second time/,
    ],
    [
      { dimension: 2, forcing: [{ 'magnetic-field': { field: [0, 0, 1] } }] },
      /expected dimension 3, got magnetic-field in dimension 2/,
    ],
    [
      { forcing: [{ wind: {} }] },
      /forcing\[0\].*exactly one of the keys electric-field, magnetic-field, gravity, heating, source, loss/,
    ],
    [
      { baths: [{ ...bath, name: 'a' }] },
      /baths\[0\]\.name: expected a unique name for each bath, different from the names of the species/,
    ],
    [
      { baths: [bath], collisions: { exponent: -3, pairs: [{ between: ['bath', 'bath'], strength: 1 }] } },
      /between: expected at least one species, since baths never change/,
    ],
    [
      {
        species: [one('a', { initial: { maxwellian: { temperature: 1, drift: [0.1, 0, 0] } } })],
        baths: [bath],
        collisions: { exponent: -3, strength: 1 },
        forcing: [{ 'electric-field': { field: [0, 1, 0] } }],
      },
      /symmetric about one axis .* common to all species and fields/,
    ],
    [
      {
        method: { name: 'blob' },
        time: { step: 0.1, until: 1, integrator: 'discrete-gradient' },
        collisions: { exponent: -3, strength: 1 },
        baths: [bath, { ...bath, name: 'hot', temperature: 2 }],
      },
      /expected a gradient flow for discrete-gradient.*take implicit-midpoint/,
    ],
  ] as const)('%#', (keys: Readonly<Record<string, unknown>>, message) => {
    const count = keys.dimension === 2 ? 256 : 512;
    const setup = () => drive({ species: [one('a', { particles: { sampling: 'lattice', count } })], ...keys });
    expect(setup).toThrow(message);
    try {
      setup();
    } catch (error) {
      expect((error as Error).message.split('\n')).toHaveLength(1);
    }
  });
});
