import { describe, expect, it } from 'vitest';
import { explicitIntegrators, integrators } from '../../src/integration/integrators.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';

const text = `title: projection
dimension: 2
species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1, drift: [0.4, -0.2] } }, particles: { sampling: lattice, count: 100 } }
  - { name: b, mass: 3, density: 0.5, initial: { anisotropic: { temperatures: [1.5, 0.7] } }, particles: { sampling: lattice, count: 100 } }
collisions: { exponent: 0, strength: 0.1 }
time: { integrator: heun, projection: energy, step: 0.1, until: 1 }
output: { every: 0.5 }
`;

const simulate = (...changes: string[]) => assemble(parseScenario(text, 'projection.yaml', changes));

function drifts(...changes: string[]) {
  const { evolution, analysis } = simulate(...changes);
  const row = new Float64Array(analysis.quantities.length);
  evolution.advance(1);
  analysis.measure(evolution.snapshot(), row);
  const value = (name: string) => row[analysis.quantities.findIndex((quantity) => quantity.name === name)];
  return { energy: value('energy_drift'), momentum: value('momentum_drift'), evolution };
}

describe('the projection on the energy', () => {
  it.each(explicitIntegrators())('keeps energy and momentum of a mixture to round-off with %s', (name) => {
    const { energy, momentum, evolution } = drifts(`time.integrator=${name}`);
    expect(energy).toBeLessThan(2e-15);
    expect(momentum).toBeLessThan(2e-15);
    expect(evolution.parts).toContainEqual(expect.objectContaining({ role: 'integrator', name: `${name}+projection` }));
  });

  it('works where the collisions are replaced by the linear Fokker-Planck operator', () => {
    const changes = ['collisions.strength=0', 'method.name=linear-fokker-planck'];
    expect(drifts(...changes).energy).toBeLessThan(2e-15);
    expect(drifts(...changes, 'time.projection=null').energy).toBeGreaterThan(1e-9);
  });

  it('is not offered to integrators that keep the energy, and the schema knows which they are', () => {
    const explicit = [...integrators.values()].filter(({ conserves }) => !conserves.includes('quadratic'));
    expect(explicit.map(({ name }) => name)).toEqual(explicitIntegrators());
    for (const { name } of integrators.values())
      if (!explicitIntegrators().includes(name))
        expect(() => simulate(`time.integrator=${name}`)).toThrow(
          `projection.yaml:7:27 time.projection: expected no projection with ${name}, which already conserves energy, got energy; ` +
            'remove it or use one of euler, heun, ssp-rk3, rk4',
        );
  });

  it('is refused beside immobile partners, which take up momentum', () => {
    const partners = 'collisions.background=[{ species: a, strength: 1, exponent: -1 }]';
    expect(() => simulate(partners)).toThrow(/^time\.projection: expected particles that conserve momentum and energy/);
  });

  it('is refused for methods that do not use the integrator', () => {
    expect(() => simulate('method.name=pair-collisions')).toThrow(
      /time\.projection: expected no projection with pair-collisions, which does not use the integrator/,
    );
  });
});
