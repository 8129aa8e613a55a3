// The valid files that are edited: small scenarios that together use every part of the language, a study, and tables.

const gas = (more: string) => `title: A small gas
description: Two species, "light" and heavy
dimension: 2
seed: 3
species:
  - name: light
    mass: 1
    charge: -1
    density: 1
    initial: { anisotropic: { temperatures: [1, 2] } }
    particles: { sampling: quasi-monte-carlo, count: 32 }
  - name: heavy
    mass: 2
    density: 0.5
    initial: { maxwellian: { temperature: 1, drift: [0.1, 0] } }
    particles: { sampling: monte-carlo, count: 32 }
collisions:
  exponent: 0
  strength: 0.05
  pairs:
    - { between: [light, heavy], strength: 0.1, exponent: 0 }
${more}`;

const time = `time: { integrator: heun, step: 0.1, until: 0.2 }
output: { every: 0.1, snapshots: 0.1 }
`;

/** Scenarios by their special feature. */
export const scenarios: readonly string[] = [
  gas(`method: { name: blob, score: extrapolated, spacing: 1, tolerance: 1e-3 }
time: { integrator: implicit-midpoint, step: 0.1, until: 0.2, tolerance: 1e-6, iterations: 30, andersonDepth: 2 }
output: { every: 0.1, snapshots: 0.1, checkpoint: 0.001 }
expect:
  energy_drift: { below: 1e-6, at: always }
  temperature.light: { near: 1.5, within: 1, at: end }
  entropy: { never: increases, slack: 1 }
`),
  gas(`method: { name: blob, summation: random-batch, batch: { size: 12 }, smoothing: { temperature: 0.5 }, spacing: 1, tolerance: 1e-3 }
time: { integrator: rkc, step: 0.1, until: 0.2, adaptive: { tolerance: 1e-2, minimum: 0.01, maximum: 0.2 }, projection: energy }
output: { every: 0.1, budget: { draws: 4 } }
`),
  gas(`method: { name: pair-collisions, scheme: sphere-diffusion, smoothing: { rule: silverman, factor: 1.5 } }
time: { step: 0.1, until: 0.2 }
output: { every: 0.1 }
`),
  gas(`method: { name: moments }\n${time}`),
  `title: A table and a reference
dimension: 3
species:
  - { name: gas, mass: 1, density: 1, initial: { tabulated: { file: table.csv } }, particles: { sampling: lattice, count: 64, box: [-3, 3], weightThreshold: 1e-4 } }
collisions: { exponent: 0, strength: 0.1 }
method: { name: blob, summation: direct, smoothing: { temperature: 0.8 }, spacing: 1.5, tolerance: 1e-3 }
time: { integrator: euler, step: 0.1, until: 0.2 }
output: { every: 0.1 }
reference:
  file: reference.csv
  columns:
    temperature.gas: { column: T, scale: 1, offset: 0, error: 0.1 }
expect:
  temperature_reference_error.gas: { at: always, below: 10 }
`,
  `title: Beams
dimension: 3
species:
  - name: gas
    mass: 1
    density: 1
    initial:
      mixture:
        - { weight: 0.5, maxwellian: { temperature: 1, drift: [1, 0, 0] } }
        - { weight: 0.5, shell: { radius: 1, width: 0.5 } }
    particles: { sampling: monte-carlo, count: 16 }
collisions: { exponent: 0, strength: 0 }
method: { name: linear-fokker-planck, reconstruction: mollified, smoothing: { temperature: 0.8 }, spacing: 1.5, tolerance: 1e-3 }
${time}`,
];

/** The files that the scenarios name. */
export const tables: Readonly<Record<string, string>> = {
  'table.csv': 'v,f\n# v in units of the thermal speed\n0,1\n0.5,0.9\n1,0.6\n2,0.14\n3,0.01\n4,0\n',
  'reference.csv':
    '# made by another program\nt,T,H\n0,1.2,-3\n0.1,1.19,-3.1\n0.2,1.18,-3.2\n0.3,1.17,-3.3\n0.4,1.165,-3.35\n0.5,1.16,-3.4\n',
};

/** A study of four members that take milliseconds. */
export const study = `title: A quick study
description: Steps and seeds
base:
  title: A small gas
  dimension: 2
  seed: 7
  species:
    - name: gas
      mass: 1
      density: 1
      initial: { anisotropic: { temperatures: [0.6, 1.4] } }
      particles: { sampling: monte-carlo, count: 16 }
  collisions: { exponent: 0, strength: 0.25 }
  method: { name: moments }
  time: { integrator: heun, step: 0.1, until: 0.4 }
  output: { every: 0.2 }
set: { output.every: 0.4 }
axes:
  time.step: { values: [0.2, 0.1, 0.05], label: step, paired: { species.gas.mass: [1, 1, 1] } }
seeds: { count: 2, shared: true }
targets:
  temperature: { column: temperature_xx.gas, at: end, fit: { against: time.step }, expect: { slope: [{ near: 1, within: 9 }] } }
  drift: { column: energy_drift, at: sup, statistic: rms, richardson: { against: time.step, towards: zero } }
statistics: { resamples: 100, confidence: 0.9 }
keep: results
`;

/** The run whose directory is edited. */
export const savedRun = scenarios[0];
