import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProfile } from '../../src/core/profile.ts';
import { type Kernels, plainKernels } from '../../src/kernels/kernels.ts';
import { createMachine, type Machine, usualMachine } from '../../src/kernels/machine.ts';
import { canFuse } from '../../src/kernels/wasm.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, type Simulation } from '../../src/simulation/assemble.ts';

/** Two species of few particles; `method` in the flow style of YAML. */
const scenario = (method: string, { sampling = 'lattice', dimension = 3 } = {}) =>
  parseScenario(
    `
title: two machines
dimension: ${dimension}
species:
  - { name: a, mass: 1, density: 1, initial: { anisotropic: { temperatures: ${dimension === 3 ? '[0.9, 0.9, 1.2]' : '[0.9, 1.2]'} } }, particles: { sampling: ${sampling}, count: ${dimension === 3 ? 216 : 196} } }
  - { name: b, mass: 2, density: 1, initial: { maxwellian: { temperature: 1.2 } }, particles: { sampling: ${sampling}, count: ${dimension === 3 ? 216 : 196} } }
collisions: { exponent: ${-dimension}, strength: 1 }
method: ${method}
time: { integrator: rk4, step: 0.02, until: 0.06 }
output: { every: 0.02 }
`,
    'two-machines.yaml',
  );

const coulomb = scenario('{ name: blob, summation: direct }');

/** Every number of the run at the given times, the row of the series among them. */
function* states({ evolution, analysis }: Simulation, times: readonly number[]): Generator<number[]> {
  const row = new Float64Array(analysis.quantities.length);
  for (const t of times) {
    evolution.advance(t);
    analysis.measure(evolution.snapshot(), row);
    yield [...row, ...Object.values(evolution.save()).flatMap((values) => [...values])];
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('two simulations in one process', () => {
  it('with other threads, kernels and profiles do not know of each other', () => {
    const times = [0.02, 0.04];
    const profiles = [createProfile(), createProfile()];
    const options = [{ threads: 2, fastFma: true }, { threads: 1 }];
    const alone = options.map((each) => {
      const machine = createMachine(each);
      const found = [...states(assemble(coulomb, { machine }), times)];
      machine.close();
      return found;
    });
    const machines = options.map((each, k) => createMachine({ ...each, profile: profiles[k] }));
    expect(machines.map(({ threads }) => threads)).toEqual([2, 1]);
    expect(machines.map(({ kernels }) => kernels.name)).toEqual([canFuse() ? 'simd-fma' : 'simd', 'simd']);
    const [first, second] = machines.map((machine) => states(assemble(coulomb, { machine }), times));
    for (const step of times.keys()) {
      expect(profiles[0].during(() => first.next().value)).toEqual(alone[0][step]);
      expect(second.next().value).toEqual(alone[1][step]);
    }
    machines[0].close();
    expect(alone[0].at(-1)).not.toEqual(canFuse() ? alone[1].at(-1) : []);
    expect(profiles.map((profile) => profile.steps().length > 0)).toEqual([true, false]);
  });

  it.each([
    ['blob by pairs', scenario('{ name: blob, summation: direct }', { dimension: 2 })],
    ['blob on a mesh', scenario('{ name: blob, summation: mesh }', { dimension: 2 })],
    ['blob in batches', scenario('{ name: blob, summation: random-batch, batch: { size: 20 } }')],
    ['blob with mollified densities', scenario('{ name: blob, summation: direct, reconstruction: mollified }')],
    ['pair collisions', scenario('{ name: pair-collisions }', { sampling: 'monte-carlo' })],
    ['spectral grid', scenario('{ name: spectral-grid, nodes: 24 }', { dimension: 2 })],
    ['Legendre', scenario('{ name: legendre, order: 4, tolerance: 1e-4 }')],
  ])('compute with their own kernels only: %s', (_name, given) => {
    const strangers = foreignCalls();
    let own = 0;
    const kernels = counted(plainKernels, () => own++);
    const machine: Machine = { kernels, threads: 1, timed: (_step, work) => work(), close() {} };
    for (const state of states(assemble(given, { machine }), [1e-3])) expect(state.length).toBeGreaterThan(10);
    expect(own).toBeGreaterThan(0);
    expect(strangers()).toEqual([]);
  });
});

/** The functions of the usual machine that are called from now on. */
function foreignCalls(): () => string[] {
  const { kernels } = usualMachine();
  const spies = functionsOf(kernels).map((name) => ({ name, spy: vi.spyOn(kernels, name) }));
  return () => spies.filter(({ spy }) => spy.mock.calls.length > 0).map(({ name }) => name);
}

type KernelFunction = Exclude<keyof Kernels, 'name'>;

function functionsOf(kernels: Kernels): KernelFunction[] {
  return Object.keys(kernels).filter((key): key is KernelFunction => key !== 'name');
}

function counted(kernels: Kernels, count: () => void): Kernels {
  const wrapped = functionsOf(kernels).map((name) => {
    const inner = kernels[name] as (...call: unknown[]) => unknown;
    return [
      name,
      (...call: unknown[]) => {
        count();
        return inner(...call);
      },
    ];
  });
  return { ...kernels, ...Object.fromEntries(wrapped) };
}
