import type { Quantity } from '../../src/analysis/analyzer.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import type { Snapshot } from '../../src/methods/snapshot.ts';
import type { Provenance, RunSummary } from '../../src/output/run-record.ts';
import { createMixture } from '../../src/physics/mixture.ts';

/** Species names that are not legal openPMD names and that only differ in what is not legal. */
export const speciesNames = ['He-4', 'He_4'];

export const quantities: Quantity[] = [
  { name: 'energy', label: 'kinetic energy', unit: 'm v^2' },
  { name: 'temperature', label: 'temperature of the mixture', unit: 'm v^2' },
  { name: 'temperature.He-4', label: 'temperature of He-4', unit: 'm v^2' },
  { name: 'temperature.He_4', label: 'temperature of He_4', unit: 'm v^2' },
  { name: 'velocity_x.He-4', label: 'mean velocity of He-4 along x', unit: 'v' },
  { name: 'velocity_x.He_4', label: 'mean velocity of He_4 along x', unit: 'v' },
  { name: 'error_l2.He_4', label: 'error of He_4', unit: '1' },
  { name: 'energy_exchange.He-4.He_4', label: 'energy that He-4 gains from He_4', unit: 'm n v^2/t' },
];

export const provenance: Provenance = {
  software: 'landau-fisher',
  version: '0.1.0',
  commit: null,
  node: 'v20.19.0',
  platform: 'linux',
  cores: 2,
  threads: 1,
  seed: '7',
  scenarioFile: 'helium.yaml',
  startedAt: '2026-01-31T12:00:00.000Z',
  methods: [{ role: 'method', name: 'blob', reference: 'Carrillo, Hu, Wang & Wu, J. Comput. Phys. X 7 (2020) 100066' }],
  settings: { kappa: 0.01 },
};

export const scenario = 'title: Two heliums, \u0398 = 1\ndimension: 2\nseed: 7\n';

export function summaryAt(t: number, status: RunSummary['status'] = 'running'): RunSummary {
  return {
    status,
    t,
    until: 1,
    steps: 0,
    evaluations: 0,
    wallSeconds: 0,
    species: speciesNames.map((name, i) => ({ name, mass: i + 1, density: 1, particles: 5 })),
    equilibrium: { temperature: 1, velocity: [0, 0], entropy: -2, fisher: 4 },
    exact: null,
    ledger: [],
    covered: true,
    best: { entropy: { source: '', start: null, end: null }, fisher: { source: '', start: null, end: null } },
    fisher: {
      answer: 'undetermined',
      reason: 'there is no row',
      change: null,
      changeError: null,
      rise: null,
      riseError: null,
      from: null,
      to: null,
    },
    watchdogs: [],
    initialRates: [],
    verdicts: [],
  };
}

/** Two species on lattices of unlike shape; values are irrational so that every bit counts. */
export function sampleSnapshot(d: Dimension, { particles = true } = {}): Snapshot {
  const irrational = (length: number, seed: number) =>
    Float64Array.from({ length }, (_, k) => Math.sin(seed + k) * Math.exp(Math.cos(k * seed)));
  return {
    t: Math.SQRT1_2,
    mixture: createMixture(
      d,
      speciesNames.map((name, i) => ({ name, mass: i + Math.LN2, charge: 2 - i })),
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ),
    species: speciesNames.map((_, i) => {
      const shape = [3, 4, 2].slice(0, d).map((nodes) => nodes + i);
      const nodes = shape.reduce((a, b) => a * b, 1);
      return {
        ...(particles
          ? {
              particles: {
                weights: irrational(5 + i, 1.7).map(Math.abs),
                velocities: createVectorField(d, 5 + i, irrational(d * (5 + i), 2.3 + i)),
              },
            }
          : {}),
        lattice: {
          d,
          spacing: 0.1 + i / 7,
          anchor: [0.05, -0.3, 1 / 3].slice(0, d),
          first: [-7, 0, 3].slice(0, d),
          shape,
        },
        smoothing: 0.01 / (i + Math.LN2),
        values: irrational(nodes, 3.1 + i).map(Math.abs),
        gradient: createVectorField(d, nodes),
      };
    }),
  };
}
