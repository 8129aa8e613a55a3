/** Two species of 256 particles, five quick steps; its expectations hold. */
export const tiny = `title: A small gas
dimension: 2
seed: 3
species:
  - name: light
    mass: 1
    density: 1
    initial: { anisotropic: { temperatures: [1, 2] } }
    particles: { sampling: quasi-monte-carlo, count: 256 }
  - name: heavy
    mass: 2
    density: 0.5
    initial: { maxwellian: { temperature: 1 } }
    particles: { sampling: quasi-monte-carlo, count: 256 }
collisions: { exponent: 0, strength: 0.05 }
method: { name: blob, score: extrapolated }
time: { integrator: implicit-midpoint, step: 0.1, until: 0.5 }
output: { every: 0.1 }
expect:
  energy_drift: { below: 1e-12, at: always }
  momentum_drift: { below: 1e-12, at: always }
`;

/** Overrides with which an explicit method blows up after a few rows. */
export const explosive = [
  'method.reconstruction=mollified',
  'time.integrator=euler',
  'time.step=200',
  'time.until=20000',
  'output.every=200',
];
