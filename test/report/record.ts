import { eachNode, type Lattice, nodeCount } from '../../src/core/lattice.ts';
import type { FieldSnapshot, LedgerRow, Provenance, RunRecord } from '../../src/output/run-record.ts';

/** A page as readers without a script have it. */
export function withoutScripts(page: string): string {
  return page.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '');
}

/** Runs made of formulas, with all that a real one leaves behind. */

interface Columns {
  add(name: string, label: string, unit: string, value: (t: number, row: number) => number): void;
}

function seriesOf(times: readonly number[], fill: (columns: Columns) => void): RunRecord['series'] {
  const quantities: { name: string; label: string; unit: string }[] = [];
  const columns: Record<string, Float64Array> = {};
  const add: Columns['add'] = (name, label, unit, value) => {
    quantities.push({ name, label, unit });
    columns[name] = Float64Array.from(times, value);
  };
  add('t', 'time', 't', (t) => t);
  fill({ add });
  return { quantities, columns };
}

function fieldOf(lattice: Lattice, value: (v: ArrayLike<number>) => number): Float64Array {
  const values = new Float64Array(nodeCount(lattice));
  eachNode(lattice, (v, node) => {
    values[node] = value(v);
  });
  return values;
}

function cube(d: 2 | 3, nodes: number, half: number): Lattice {
  const spacing = (2 * half) / nodes;
  return {
    d,
    spacing,
    anchor: new Array<number>(d).fill(spacing / 2),
    first: new Array<number>(d).fill(-nodes / 2),
    shape: new Array<number>(d).fill(nodes),
  };
}

const provenance: Provenance = {
  software: 'landau-fisher',
  version: '0.1.0',
  commit: '0123456789abcdef0123456789abcdef01234567',
  node: 'v20.20.2',
  platform: 'linux x64',
  cores: 8,
  threads: 4,
  seed: '1',
  scenarioFile: 'scenarios/example.yaml',
  startedAt: '2026-01-01T12:00:00.000Z',
  methods: [
    {
      role: 'method',
      name: 'blob',
      reference:
        'J. A. Carrillo, J. Hu, L. Wang, J. Wu, J. Comput. Phys. X 7 (2020) 100066, doi:10.1016/j.jcpx.2020.100066',
    },
    {
      role: 'integrator',
      name: 'implicit-midpoint',
      reference: 'E. Hairer, C. Lubich, G. Wanner (2006), section II.1',
    },
  ],
  settings: { 'smoothing temperature': 0.0256, 'lattice spacing light': 0.2, 'lost density': 3.2e-7 },
};

/** The BKW solution of two Maxwell species in d = 2: m = (1, 2), n = T = 1, C = 1/2, beta = 1/16. */
export function bkwRecord(): RunRecord {
  const species = [
    { name: 'light', mass: 1 },
    { name: 'heavy', mass: 2 },
  ];
  const kinetic = (t: number, amplitude: number) => 1 - amplitude * Math.exp(-t / 8);
  const value = (mass: number, K: number, r2: number) =>
    (mass / (2 * Math.PI * K)) *
    Math.exp((-mass * r2) / (2 * K)) *
    (1 - (1 - K) / K + (mass * (1 - K) * r2) / (2 * K * K));
  const functional = (mass: number, K: number) => {
    let entropy = 0;
    let fisher = 0;
    const dr = 0.01;
    for (let r = dr / 2; r < 9; r += dr) {
      const f = value(mass, K, r * r);
      const slope = (value(mass, K, (r + 1e-4) ** 2) - value(mass, K, (r - 1e-4) ** 2)) / 2e-4;
      entropy += 2 * Math.PI * r * dr * f * Math.log(f);
      fisher += (2 * Math.PI * r * dr * slope * slope) / (mass * f);
    }
    return { entropy, fisher };
  };
  const times = Array.from({ length: 21 }, (_, k) => k / 4);
  const start = 0.49;
  const series = seriesOf(times, ({ add }) => {
    add('momentum_drift', 'relative drift of the momentum', '1', (_, row) => 3e-17 * row);
    add('energy_drift', 'relative drift of the energy', '1', (_, row) => (row % 3 === 0 ? 0 : 2e-16 * row));
    const sum = (of: 'entropy' | 'fisher', amplitude: number) => (t: number) =>
      species.reduce((total, { mass }) => total + functional(mass, kinetic(t, amplitude))[of], 0);
    add('entropy', 'entropy', '1', sum('entropy', start - 0.02));
    add('entropy_exact', 'exact entropy', '1', sum('entropy', start));
    add('relative_entropy', 'relative entropy', '1', (t) => sum('entropy', start)(t) - sum('entropy', 0)(t) + 1e-15);
    add('entropy_rate', 'rate of change of the entropy', '1/t', (t) => -0.3 * Math.exp(-t / 2));
    add('fisher', 'Fisher information', '1/(m v^2)', sum('fisher', start - 0.03));
    add('fisher_corrected', 'corrected Fisher information', '1/(m v^2)', sum('fisher', start - 0.005));
    add('fisher_exact', 'exact Fisher information', '1/(m v^2)', sum('fisher', start));
    add('fisher_floor', 'Cramer-Rao floor', '1/(m v^2)', () => 4);
    for (const { name, mass } of species) {
      const one = (of: 'entropy' | 'fisher', amplitude: number) => (t: number) =>
        functional(mass, kinetic(t, amplitude))[of];
      add(`entropy.${name}`, `entropy of ${name}`, '1', one('entropy', start - 0.02));
      add(`entropy_exact.${name}`, `exact entropy of ${name}`, '1', one('entropy', start));
      add(`fisher.${name}`, `Fisher information of ${name}`, '1/(m v^2)', one('fisher', start - 0.03));
      add(`fisher_exact.${name}`, `exact Fisher information of ${name}`, '1/(m v^2)', one('fisher', start));
      add(`fisher_floor.${name}`, `Cramer-Rao floor of ${name}`, '1/(m v^2)', () => 2);
      add(`temperature.${name}`, `temperature of ${name}`, 'm v^2', (t) => 1 + 1e-6 * Math.sin(t));
      add(`temperature_exact.${name}`, `exact temperature of ${name}`, 'm v^2', () => 1);
      add(`velocity_x.${name}`, `mean velocity of ${name} along x`, 'v', (_, row) => 1e-17 * row);
      add(`error_l1.${name}`, `L1 error of ${name}`, '1', (t) => 0.01 * mass * Math.exp(-t / 9));
      add(`error_l2.${name}`, `L2 error of ${name}`, '1/v', (t) => 0.006 * mass * Math.exp(-t / 8));
      add(`error_linf.${name}`, `maximum error of ${name}`, '1/v^2', (t) => 0.004 * mass * Math.exp(-t / 7));
    }
  });
  const snapshots = [0, 1, 2, 3, 4, 5].map(
    (t): FieldSnapshot => ({
      t,
      species: species.map(({ name, mass }) => {
        const lattice = cube(2, 40, 4 / Math.sqrt(mass));
        const at = (amplitude: number) =>
          fieldOf(lattice, (v) => value(mass, kinetic(t, amplitude), v[0] * v[0] + v[1] * v[1]));
        return { name, lattice, values: at(start - 0.02), exact: at(start) };
      }),
    }),
  );
  const ledger = [
    ['light', 'light', 1 / 32, 4],
    ['light', 'heavy', 1 / 16, 2],
    ['heavy', 'heavy', 1 / 8, 4],
  ].map(
    ([a, b, strength, bound]) =>
      ({ between: [a, b], strength, exponent: 0, bound, covered: true }) as unknown as LedgerRow,
  );
  return {
    directory: 'runs/bkw',
    scenario: {
      title: 'BKW relaxation of two Maxwell species',
      description: 'Exact solution with one common temperature and two masses.',
      dimension: 2,
      seed: 1,
      species: species.map(({ name, mass }) => ({
        name,
        mass,
        initial: { bkw: { temperature: 1, amplitude: 0.49 } },
        particles: { sampling: 'lattice', count: 1600 },
      })),
      method: { name: 'blob', smoothing: { rule: 'spacing', factor: 0.64, power: 1.98 }, tolerance: 1e-10 },
      time: { integrator: 'implicit-midpoint', step: 0.05, start: 0, until: 5 },
      output: { every: 0.25, snapshots: 1 },
    },
    provenance,
    summary: {
      status: 'finished',
      t: 5,
      until: 5,
      steps: 100,
      evaluations: 412,
      wallSeconds: 37.4,
      species: species.map((one) => ({ ...one, density: 1, particles: 1600 })),
      equilibrium: { temperature: 1, velocity: [0, 0], entropy: -4.98, fisher: 4 },
      exact: { name: 'BKW', reference: 'A. V. Bobylev (1975); M. Krook and T. T. Wu, Phys. Fluids 20 (1977) 1589' },
      ledger,
      covered: true,
      best: {
        entropy: {
          source: 'extrapolated to no smoothing',
          start: { value: -4.9, error: 0.01 },
          end: { value: -4.97, error: 0.001 },
        },
        fisher: {
          source: 'extrapolated to no smoothing',
          start: { value: 7.9, error: 0.2 },
          end: { value: 4.06, error: 0.01 },
        },
      },
      fisher: {
        ...{ answer: 'does not increase', change: -3.84, changeError: 0.21, hidden: 0.05 },
        ...{ rise: 0, riseError: null, from: null, to: null },
      },
      watchdogs: [],
      initialRates: [],
      verdicts: [
        { quantity: 'energy_drift', expected: '<= 1e-12 always', measured: 4e-15, time: 5, passed: true },
        { quantity: 'fisher', expected: 'never increases', measured: 0, time: null, passed: true },
        { quantity: 'error_l2.light', expected: '<= 0.02 at the end', measured: 0.0032, time: 5, passed: true },
      ],
    },
    series,
    snapshots,
    events: [{ time: '2026-01-01T12:00:00.000Z', kind: 'start', message: 'started' }],
  };
}

/** Coulomb collisions in d = 3: light particles with T_par != T_perp drift through heavier, hotter ones; interrupted. */
export function coulombRecord(): RunRecord {
  const species = [
    { name: 'electrons', mass: 1, density: 1, particles: 13824 },
    { name: 'ions', mass: 4, density: 0.5, particles: 13824 },
  ];
  const decay = (t: number) => Math.exp(-0.4 * t);
  const theta = 1.25;
  const temperatures = (s: number, t: number) => {
    const mean = s === 0 ? theta - 0.25 * decay(t) : theta + 0.5 * decay(t);
    const split = s === 0 ? 0.35 * decay(2 * t) : 0;
    return [mean - split / 2, mean - split / 2, mean + split];
  };
  const drift = (s: number, t: number) => [0, 0, (s === 0 ? 0.6 : -0.3) * decay(t)];
  const times = Array.from({ length: 25 }, (_, k) => k / 8);
  const fisherOf = (s: number, t: number) =>
    temperatures(s, t).reduce((sum, T) => sum + species[s].density / T, 0) +
    (s === 0 ? 0.2 * Math.exp(-(((t - 1) / 0.3) ** 2)) : 0);
  const total = (t: number) => fisherOf(0, t) + fisherOf(1, t);
  const growth = times.map((t, k) => (k === 0 ? 0 : (total(t) - total(times[k - 1])) / total(0)));
  const increase = Math.max(...growth);
  const series = seriesOf(times, ({ add }) => {
    add('momentum_drift', 'relative drift of the momentum', '1', (_, row) => 1e-16 * Math.sqrt(row));
    add('energy_drift', 'relative drift of the energy', '1', (_, row) => 1e-14 * row);
    add('entropy', 'entropy', '1', (t) => -6.2 - 0.2 * (1 - decay(t)));
    add('relative_entropy', 'relative entropy', '1', (t) => 0.2 * decay(2 * t));
    add('fisher', 'Fisher information', '1/(m v^2)', total);
    add('fisher_floor', 'Cramer-Rao floor', '1/(m v^2)', () => Number.NaN);
    for (const [s, { name }] of species.entries()) {
      add(`entropy.${name}`, `entropy of ${name}`, '1', (t) => -3 - 0.1 * s - 0.1 * (1 - decay(t)));
      add(`fisher.${name}`, `Fisher information of ${name}`, '1/(m v^2)', (t) => fisherOf(s, t));
      add(`temperature.${name}`, `temperature of ${name}`, 'm v^2', (t) =>
        temperatures(s, t).reduce((sum, T) => sum + T / 3, 0),
      );
      for (const [k, axis] of ['x', 'y', 'z'].entries()) {
        add(`temperature_${axis}${axis}.${name}`, `T${axis}${axis} of ${name}`, 'm v^2', (t) => temperatures(s, t)[k]);
        add(`velocity_${axis}.${name}`, `mean velocity of ${name} along ${axis}`, 'v', (t) => drift(s, t)[k]);
      }
      add(`weak_residual_energy.${name}`, `energy residual of ${name}`, 'm v^2/t', (t) => 1e-3 * Math.cos(5 * t));
    }
    add('energy_exchange.electrons.ions', 'energy from ions to electrons', 'm v^2/t', (t) => 0.1 * decay(t));
    add('momentum_exchange_z.electrons.ions', 'momentum from ions to electrons', 'm v/t', (t) => -0.2 * decay(t));
    add('kurtosis.electrons', 'excess kurtosis of electrons', '1', (t) => 0.3 * decay(t));
  });
  const snapshots = [0, 1, 2, 3].map(
    (t): FieldSnapshot => ({
      t,
      species: species.map(({ name, mass, density }, s) => {
        const T = temperatures(s, t);
        const u = drift(s, t);
        const peak = density * T.reduce((product, Tk) => product * Math.sqrt(mass / (2 * Math.PI * Tk)), 1);
        const lattice = cube(3, 24, 5 / Math.sqrt(mass));
        const exponent = (v: ArrayLike<number>) =>
          T.reduce((sum, Tk, k) => sum - (mass * (v[k] - u[k]) ** 2) / (2 * Tk), 0);
        return { name, lattice, values: fieldOf(lattice, (v) => peak * Math.exp(exponent(v))) };
      }),
    }),
  );
  const pair = (a: string, b: string, bound: number) =>
    ({ between: [a, b], strength: 1, exponent: -3, bound, covered: bound > 3 }) as const;
  return {
    directory: 'runs/coulomb',
    scenario: {
      title: 'Electrons and ions',
      dimension: 3,
      seed: 1,
      species: [
        {
          name: 'electrons',
          initial: { anisotropic: { temperatures: [0.825, 0.825, 1.35], drift: [0, 0, 0.6] } },
          particles: { sampling: 'lattice' },
        },
        {
          name: 'ions',
          initial: { maxwellian: { temperature: 1.75, drift: [0, 0, -0.3] } },
          particles: { sampling: 'monte-carlo' },
        },
      ],
      method: { name: 'blob', smoothing: { temperature: 0.05 } },
      time: { integrator: 'discrete-gradient', step: 0.05, until: 5 },
    },
    provenance: { ...provenance, commit: null },
    summary: {
      status: 'interrupted',
      message: 'stopped by SIGINT; landau resume runs/coulomb goes on',
      t: 3,
      until: 5,
      steps: 60,
      evaluations: 301,
      wallSeconds: 4210,
      species,
      equilibrium: { temperature: theta, velocity: [0, 0, 0], entropy: -6.45, fisher: 3.6 },
      exact: null,
      ledger: [
        pair('electrons', 'electrons', 2 * Math.sqrt(5.5)),
        pair('electrons', 'ions', 2 * Math.sqrt(2)),
        pair('ions', 'ions', 2 * Math.sqrt(5.5)),
      ],
      covered: false,
      best: {
        entropy: { source: 'of f on its grid', start: { value: -6.2, error: null }, end: { value: -6.4, error: null } },
        fisher: {
          source: 'of f on its grid',
          start: { value: total(0), error: 0.001 },
          end: { value: total(3), error: 0.001 },
        },
      },
      fisher: {
        ...{ answer: 'increases', change: total(3) - total(0), changeError: 0.002 },
        ...{ rise: increase * total(0), riseError: 0.002, from: 0.5, to: times[growth.indexOf(increase)] },
      },
      watchdogs: [],
      initialRates: [],
      verdicts: [
        { quantity: 'energy_drift', expected: '<= 1e-12 always', measured: 2.4e-13, time: 3, passed: true },
        {
          quantity: 'temperature.ions',
          expected: '1.25 +- 0.01 at t = 5',
          measured: null,
          time: null,
          passed: false,
          pending: true,
        },
      ],
    },
    series,
    snapshots,
    events: Array.from({ length: 60 }, (_, k) => ({
      time: '2026-01-01T12:00:00.000Z',
      kind: k % 4 === 0 ? 'checkpoint' : 'halved-step',
      t: k / 20,
      message: k % 4 === 0 ? 'checkpoint written' : 'no convergence with dt = 0.05, residual 3e-9',
    })),
  };
}
