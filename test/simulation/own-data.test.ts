import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { eachNode } from '../../src/core/lattice.ts';
import { createStream } from '../../src/core/random.ts';
import type { Distribution } from '../../src/ensemble/distribution.ts';
import { shiftedSobol } from '../../src/ensemble/sampling/random.ts';
import type { SpeciesSnapshot } from '../../src/methods/snapshot.ts';
import { inputFiles } from '../../src/output/checksums.ts';
import { encodeSnapshot } from '../../src/output/encode-snapshot.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { scenarioToYaml } from '../../src/scenario/serialise.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { startingState } from '../../src/simulation/initial-state.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';
import { doublesOf, encodeNpy, encodeNpz } from '../core/npy.ts';
import { productMoments } from '../ensemble/quadrature.ts';
import { provenance } from '../output/sample-run.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const newDirectory = temporaryDirectories();

/** Irrational velocities and weights of 60 particles in d = 2. */
const n = 60;
const rows = Array.from({ length: n }, (_, p) => [
  Math.sin(17 * p) + 0.3,
  0.5 * Math.cos(5 * p + 1),
  1 + 0.5 * Math.sin(p),
]);
const total = rows.reduce((sum, [, , w]) => sum + w, 0);
const csv = (names = 'vx,vy,weight') => `${names}\n${rows.map((row) => row.join(',')).join('\n')}\n`;

const text = (initial: string) => `
title: Own data
dimension: 2
species: [{ name: a, mass: 1, density: 2, initial: ${initial} }]
collisions: { exponent: -1 }
method: { name: pair-collisions }
time: { step: 0.1, until: 0.2 }
output: { every: 0.1 }
`;

function simulationOf(files: Readonly<Record<string, string | Uint8Array>>, initial: string, ...overrides: string[]) {
  const directory = newDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const file = join(directory, 'own.yaml');
  const scenario = parseScenario(text(initial), file, overrides);
  return { scenario, file, simulation: assemble(scenario, { file }) };
}

/** The particles at the start. */
function startOf(...given: Parameters<typeof simulationOf>) {
  return simulationOf(...given).simulation.evolution.snapshot().species[0].particles!;
}

/** What they should be, their weights scaled to the density. */
function expectRows({ weights, velocities }: ReturnType<typeof startOf>, count = n): void {
  expect(weights.length).toBe(count);
  for (let p = 0; p < count; p++) {
    expect(velocities.data[p]).toBe(rows[p][0]);
    expect(velocities.data[count + p]).toBe(rows[p][1]);
    expect(weights[p]).toBeCloseTo((2 * rows[p][2]) / total, 14);
  }
}

describe('particles of a file are the start, one for one', () => {
  test('from CSV, by the usual names or others', () => {
    expectRows(startOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }'));
    expectRows(
      startOf({ 'a.csv': csv('u,v,m') }, '{ particles: { file: a.csv, columns: { velocity: [u, v], weight: m } } }'),
    );
  });

  test('from npy: velocities with the weights in one more column, or fields of a structured type', () => {
    const flat = encodeNpy([n, 3], doublesOf(rows.flat()));
    expectRows(startOf({ 'a.npy': flat }, '{ particles: { file: a.npy } }'));
    const structured = encodeNpy([n], doublesOf(rows.flat()), "[('vx', '<f8'), ('vy', '<f8'), ('w', '<f8')]");
    expectRows(startOf({ 'a.npy': structured }, '{ particles: { file: a.npy } }'));
  });

  test('from npz: one array of velocities and one of weights', () => {
    const velocity = encodeNpy([n, 2], doublesOf(rows.flatMap(([x, y]) => [x, y] as const)));
    const weight = encodeNpy([n], doublesOf(rows.map(([, , w]) => w)));
    expectRows(startOf({ 'a.npz': encodeNpz({ velocity, weight }) }, '{ particles: { file: a.npz } }'));
  });

  test('without weights they are equal', () => {
    const { weights } = startOf({ 'a.csv': csv() }, '{ particles: { file: a.csv, columns: { weight: none } } }');
    expect(new Set(weights)).toEqual(new Set([2 / n]));
  });

  test('in other units than the scenario, or in SI where it has units', () => {
    const { velocities } = startOf({ 'a.csv': csv() }, '{ particles: { file: a.csv, unit: 2 } }');
    expect(velocities.data[3]).toBe(2 * rows[3][0]);
    // With eV and the mass of the electron the unit is 419383 m/s.
    const inUnits = startOf(
      { 'a.csv': csv() },
      '{ particles: { file: a.csv, unit: 1 km/s } }',
      'units={ mass: electron, density: 1e20 m^-3, temperature: eV, time: us }',
    );
    expect(inUnits.velocities.data[3]).toBeCloseTo((rows[3][0] * 1000) / 419382.9, 8);
  });
});

describe('an openPMD file', () => {
  const written = async (units?: Parameters<typeof encodeSnapshot>[2]['units']) => {
    const hdf5 = await loadHdf5();
    const { simulation } = simulationOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }');
    const snapshot = simulation.evolution.snapshot();
    return encodeSnapshot(hdf5, snapshot, { iteration: 4, dt: 0.1, provenance, ...(units && { units }) });
  };

  test('of a run starts the next one where the run was, to the bit', async () => {
    const first = startOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }');
    const next = startOf({ 'a.h5': await written() }, '{ particles: { file: a.h5 } }');
    expect(next.velocities.data).toEqual(first.velocities.data);
    expect(next.weights).toEqual(first.weights);
  });

  test('with momenta alone gives velocities, by mass, unitSI and the factor of relativity', async () => {
    const hdf5 = await loadHdf5();
    const bytes = hdf5.encode((file) => {
      const real = (target: { create_attribute(...all: unknown[]): void }, name: string, value: number) =>
        target.create_attribute(name, value, [], '<d');
      file.create_attribute('openPMD', '1.1.0');
      file.create_attribute('basePath', '/data/%T/');
      file.create_attribute('particlesPath', 'particles/');
      const electrons = file.create_group('data').create_group('7').create_group('particles').create_group('e');
      const momentum = electrons.create_group('momentum');
      // p = m v gamma at v = 0.6 c, gamma = 1.25, stored in units of m c and weighted: 3 particles in one.
      momentum.create_attribute('macroWeighted', 1, [], '<I');
      real(momentum, 'weightingPower', 1);
      for (const [name, data] of [
        ['x', [3 * 0.75, -3 * 0.75, 0, 0.3]],
        ['y', [0, 0, 3 * 0.75, 0.3]],
      ] as const)
        real(momentum.create_dataset({ name, data: Float64Array.from(data) }), 'unitSI', 9.1e-31 * 299792458);
      const mass = electrons.create_group('mass');
      real(mass, 'value', 9.1);
      mass.create_attribute('shape', [4], [1], '<Q');
      real(mass, 'unitSI', 1e-31);
      electrons.create_dataset({ name: 'weighting', data: Float64Array.of(3, 3, 3, 3) });
    });
    const units = 'units={ mass: electron, density: 1e20 m^-3, temperature: keV, time: us }';
    const { velocities } = startOf({ 'e.h5': bytes }, '{ particles: { file: e.h5 } }', units);
    // The unit of velocity is 13262052 m/s.
    const c = 299792458 / 13262051.6;
    expect(velocities.data[0] / c).toBeCloseTo(0.6, 6);
    expect(velocities.data[4 + 2] / c).toBeCloseTo(0.6, 6);
    expect(velocities.data[3] / c).toBeCloseTo(0.1 / Math.sqrt(1.02), 6);
    // Numbers of unknown units do not mix with known ones.
    expect(() => startOf({ 'e.h5': bytes }, '{ particles: { file: e.h5 } }')).toThrow(
      /expected numbers without units, since the scenario has none, got velocities in units of .* m\/s; declare units/,
    );
  });
});

test('a count leaves fewer, with the same moments, merged or chosen', () => {
  const all = startOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }');
  for (const overrides of [
    ['species.a.particles.count=20'],
    ['species.a.particles={ sampling: thinned, count: 20 }'],
  ]) {
    const fewer = startOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }', ...overrides);
    expect(fewer.weights.length).toBeLessThanOrEqual(21);
    const [now, then] = [fewer, all].map((one) => particleMoments(1, one.weights, one.velocities));
    now.temperatureTensor.forEach((entry, kl) => {
      expect(entry).toBeCloseTo(then.temperatureTensor[kl], 13);
    });
    expect(now.energy).toBeCloseTo(then.energy, 13);
  }
});

describe('particles of a file as a function f', () => {
  const { scenario, file } = simulationOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }');
  const f: Distribution = startingState(scenario, scenarioMixture(scenario, file), file).distributions[0];

  test('have their density, mean and covariance exactly', () => {
    const moments = productMoments(f, [...f.velocity], 6, 80);
    expect(moments.density).toBeCloseTo(2, 9);
    f.covariance.forEach((entry, kl) => {
      expect(moments.covariance[kl]).toBeCloseTo(entry, 8);
    });
  });

  test('are sampled by the law that f says', () => {
    const next = shiftedSobol(f.uniforms, createStream(1, 'a', 'sampling'));
    const u = new Float64Array(f.uniforms);
    const v = new Float64Array(2);
    const sums = [0, 0, 0];
    const count = 2 ** 16;
    for (let k = 0; k < count; k++) {
      next(u);
      f.transform(u, v);
      const [x, y] = [v[0] - f.velocity[0], v[1] - f.velocity[1]];
      [x * x, x * y, y * y].forEach((product, i) => {
        sums[i] += product / count;
      });
    }
    [f.covariance[0], f.covariance[1], f.covariance[3]].forEach((entry, i) => {
      expect(sums[i]).toBeCloseTo(entry, 3);
    });
  });

  test('start lattices and closed moments; harmonics refuse them, with the way out', () => {
    const start = (...overrides: string[]) =>
      simulationOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }', ...overrides).simulation;
    const lattice = start('species.a.particles={ sampling: lattice, count: 400 }').start[0];
    expect(lattice.temperature).toBeCloseTo((f.covariance[0] + f.covariance[3]) / 2, 10);
    const moments = start('method={ name: moments }', 'collisions.exponent=0').start[0];
    expect(moments.temperature).toBeCloseTo(lattice.temperature, 10);
    expect(() => start('method={ name: legendre }')).toThrow(
      /symmetric about one axis.*take the method spectral-grid or blob/,
    );
  });
});

describe('f of a table', () => {
  const axis = (lower: number, upper: number, count: number) =>
    Array.from({ length: count }, (_, j) => lower + ((upper - lower) * j) / (count - 1));
  const of = (names: readonly string[], axes: readonly number[][], f: (x: number, y: number) => number) =>
    `${[...names, 'f'].join(',')}\n${axes[0].flatMap((x) => axes[1].map((y) => `${x},${y},${f(x, y)}`)).join('\n')}`;
  const bi = of(['v_par', 'v_perp'], [axis(-9, 9, 61), axis(0, 9, 31)], (x, y) =>
    Math.exp(-(x * x) / 1.6 - (y * y) / 2.4),
  );

  test('of v_par and v_perp starts harmonics and lattices with its temperatures', () => {
    const start = (...overrides: string[]) =>
      simulationOf({ 'f.csv': bi }, '{ tabulated: { file: f.csv, axis: [1, 0] } }', ...overrides).simulation.evolution;
    const harmonics = start('method={ name: legendre, degree: 6, tolerance: 1e-4 }');
    const [species] = harmonics.snapshot().species;
    // T = (0.8 + 1.2)/2; the box of the snapshot holds all but 1e-6.
    expect(sumOver(species, (x, y) => (x * x + y * y) / 2) / sumOver(species, () => 1)).toBeCloseTo(1, 3);
    const lattice = start('species.a.particles={ sampling: lattice, count: 900 }').snapshot().species[0].particles!;
    const { temperatureTensor } = particleMoments(1, lattice.weights, lattice.velocities);
    expect(temperatureTensor[0]).toBeCloseTo(0.8, 6);
    expect(temperatureTensor[3]).toBeCloseTo(1.2, 6);
  });

  test('on a grid, of a snapshot, starts the spectral grid where the run was', async () => {
    const hdf5 = await loadHdf5();
    const g = of(['vx', 'vy'], [axis(-6, 6, 41), axis(-6, 6, 41)], (x, y) =>
      Math.exp(-(x * x) / 1.6 - (y * y) / 2.4 - x * y * 0.3),
    );
    const grid = ['method={ name: spectral-grid, nodes: 32 }', 'time.integrator=rk4'];
    const first = simulationOf({ 'f.csv': g }, '{ tabulated: { file: f.csv } }', ...grid).simulation;
    const bytes = encodeSnapshot(hdf5, first.evolution.snapshot(), { iteration: 0, dt: 0.1, provenance });
    const next = simulationOf({ 'f.h5': bytes }, '{ tabulated: { file: f.h5 } }', ...grid).simulation;
    expect(next.start[0].temperature).toBeCloseTo(first.start[0].temperature, 5);
    const [f, again] = [first, next].map(({ evolution }) => evolution.snapshot().species[0].values);
    const top = Math.max(...f);
    expect(Math.max(...f.map((value, x) => Math.abs(value - again[x])))).toBeLessThan(1e-3 * top);
  });
});

function sumOver({ lattice, values }: SpeciesSnapshot, g: (x: number, y: number) => number): number {
  let sum = 0;
  eachNode(lattice, (v, x) => {
    sum += values[x] * g(v[0], v[1]);
  });
  return sum;
}

test('the resolved scenario is read back to the same, with all particles or a count', () => {
  for (const overrides of [[], ['species.a.particles.count=20'], ['species.a.particles={ sampling: lattice }']]) {
    const scenario = parseScenario(text('{ particles: { file: a.csv } }'), 'a.yaml', overrides);
    expect(parseScenario(scenarioToYaml(scenario), 'a.yaml')).toEqual(scenario);
  }
});

test('what the file says is part of the identity of a run', () => {
  const { scenario, file } = simulationOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }');
  const [{ sha256 }] = inputFiles(scenario, file);
  expect(sha256).toBe(createHash('sha256').update(csv()).digest('hex'));
});

test('a file that changes is read again', () => {
  const { scenario, file } = simulationOf({ 'a.csv': csv() }, '{ particles: { file: a.csv } }');
  writeFileSync(join(file, '..', 'a.csv'), 'vx,vy\n1,0\n0,1\n1,1\n');
  expect(assemble(scenario, { file }).particles).toEqual([3]);
  writeFileSync(join(file, '..', 'a.csv'), 'nothing\n');
  expect(() => assemble(scenario, { file })).toThrow(InputError);
});
