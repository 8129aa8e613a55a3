import { InputError } from '../../src/core/errors.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';

/** The shortest scenario: one species, everything else by default. */
export const minimal = `title: One species at rest
dimension: 2
species:
  - name: gas
    mass: 1
    density: 1
    initial: { maxwellian: { temperature: 1 } }
    particles: { sampling: monte-carlo, count: 2 }
collisions: { exponent: 0 }
time: { step: 1, until: 1 }
output: { every: 1 }
`;

/** A scenario that uses every part of the format but the exclusive alternatives. */
export const maximal = `title: Two species relax to one temperature
description: Electrons and ions
dimension: 3
seed: first
species:
  - name: light
    mass: 1
    charge: 1
    density: 1
    initial:
      maxwellian:
        temperature: 1
        drift: [0, 0, 0.5]
    particles:
      sampling: lattice
      count: 8000
      box: [-5, 5]
      weightThreshold: 1e-8
      matchMoments: true
  - name: heavy
    mass: 2
    charge: 2
    density: 0.5
    initial:
      mixture:
        - { weight: 1, anisotropic: { temperatures: [1, 2, 3] } }
        - { weight: 3, shell: { radius: 0, width: 1 } }
        - { weight: 2, tabulated: { file: f.csv } }
    particles:
      sampling: quasi-monte-carlo
      count: 1000
collisions:
  exponent: -3
  strength: 0.25
  pairs:
    - between: [light, heavy]
      exponent: -2
      strength: 0.5
    - between: [heavy, heavy]
      strength:
        coulomb:
          lnLambda: 10
          units: { mass: proton, density: 1e19, temperature: 100, time: 1e-6 }
method:
  name: blob
  smoothing:
    rule: spacing
    factor: 1
  spacing: { light: 0.5, heavy: 0.25 }
  tolerance: 1e-8
  score: extrapolated
  summation: direct
time:
  integrator: discrete-gradient
  step: 0.05
  start: 1
  until: 6
  tolerance: 1e-12
  iterations: 40
  andersonDepth: 0
  adaptive:
    tolerance: 1e-3
    minimum: 1e-4
    maximum: 0.5
output:
  every: 0.25
  snapshots: 2.5
  checkpoint: 30
expect:
  energy_drift: { below: 1e-12, at: always }
  temperature.light:
    - { near: 1.5, within: 0.01, relative: true, at: 6 }
    - { never: decreases, slack: 0 }
reference:
  file: other.csv
  format: csv
  time: { column: time, scale: 2, offset: -1 }
  columns:
    entropy: S
    temperature.light: { column: T1, scale: -2, offset: 1, error: 1e-3 }
    temperature.heavy: { column: T2, error: dT2 }
`;

/** The lines of the InputError that the scenario causes; none when it is valid. */
export function problems(text: string, overrides: readonly string[] = [], file = 'file.yaml'): readonly string[] {
  try {
    parseScenario(text, file, overrides);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}
