import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';

interface Gas {
  readonly dimension: 2 | 3;
  readonly sampling?: string;
  readonly count?: number;
  readonly seed: number;
  readonly step?: number;
  readonly more?: object;
}

/** Two species, each with two temperatures, that collide with each other and with themselves; the weak form of the particles knows the rates. */
function pairs({ dimension: d, sampling = 'monte-carlo', count = 36, seed, step = 1e-4, more = {} }: Gas) {
  const species = ['light', 'heavy'].map((name, i) => ({
    ...{ name, mass: 1 + i, density: 1 + i },
    initial: { anisotropic: { temperatures: [1 + i, 2 + i, 3].slice(0, d), drift: [i, 0, 0].slice(0, d) } },
    particles: { sampling, count: sampling === 'lattice' ? 7 ** d : (1 + 2 * i) * count },
  }));
  const scenario = {
    ...{ title: 'test', dimension: d, seed, species },
    collisions: { exponent: -1, strength: 1 },
    method: { name: 'pair-collisions' },
    time: { step, until: 1 },
    output: { every: 1 },
    ...more,
  };
  return assemble(parseScenario(JSON.stringify(scenario), 'test.yaml'));
}

describe('the rates of random pair collisions at the start', () => {
  it.each([
    [2, 'lattice'],
    [3, 'monte-carlo'],
  ] as const)('differ from the weak form as their standard errors say: d = %i, %s', (dimension, sampling) => {
    const names = [/^dT.dt of light/, /^du_..dt of heavy/, /^d.T_.. - T_...\/dt of heavy/];
    const scores = Array.from({ length: 30 }, (_, seed) => {
      const { initialRates } = pairs({ dimension, sampling, seed, count: 20 });
      return names.map((name) => {
        const { right, measured, error, source } = initialRates.find(({ quantity }) => name.test(quantity))!;
        expect(source).toBe('weak form of the particles');
        return (measured! - right) / error!;
      });
    });
    // That of 90 normal numbers lies between 0.55 and 1.55 but for one in 1200 such tests.
    const variance = scores.flat().reduce((sum, z) => sum + z * z, 0) / (3 * scores.length);
    expect(variance).toBeGreaterThan(0.55);
    expect(variance).toBeLessThan(1.55);
  });

  it('are the same bits again, others with another seed, and leave the run alone', () => {
    const [once, again, other] = [1, 1, 2].map((seed) => pairs({ dimension: 2, seed }));
    expect(again.initialRates).toEqual(once.initialRates);
    expect(other.initialRates[0].measured).not.toBe(once.initialRates[0].measured);
    const before = once.evolution.save();
    const first = once.evolution.replicas!(0.1);
    expect(once.evolution.replicas!(0.1)).toEqual(first);
    expect(once.evolution.save()).toEqual(before);
  });

  it('are measured when first read, which comes before the first step', () => {
    const [early, late] = [1, 1].map((seed) => pairs({ dimension: 2, seed, step: 0.1 }));
    const before = early.initialRates;
    for (const { evolution } of [early, late]) evolution.advance(0.1);
    expect(early.initialRates).toEqual(before);
    expect(() => late.initialRates).toThrow('t = 0.1: the initial rates must first be read before the first step');
    expect(() => late.watch).toThrow('before the first step');
  });

  it('are those of the collisions where a field and heating act', () => {
    const forcing = [{ gravity: { acceleration: [50, 0] } }, { heating: { species: 'light', power: 50 } }];
    const [free, driven] = [{}, { forcing }].map((more) => pairs({ dimension: 2, seed: 3, more }).initialRates);
    expect(driven.map(({ measured }) => measured)).toEqual(free.map(({ measured }) => measured));
  });

  it('contain the error of a long step', () => {
    const [short, long] = [0.01, 1].map((step) => {
      const { right, measured, error } = pairs({ dimension: 2, seed: 1, step }).initialRates[0];
      return { off: (measured! - right) / right, bar: error! / right };
    });
    expect(Math.abs(short.off)).toBeLessThan(4 * short.bar);
    expect(Math.abs(long.off)).toBeGreaterThan(0.2 + 4 * long.bar);
  });

  it('are null where 16 steps would be dear', () => {
    const many = pairs({ dimension: 2, seed: 1, count: 130_000 }).initialRates;
    expect(many.map(({ measured, error }) => [measured, error])).toEqual(many.map(() => [null, undefined]));
  });
});

describe('the weak form of particles among a Maxwellian', () => {
  /** A shell of fast particles, a light Maxwellian and a heavy one that is narrow. */
  const gas = (name: string, more = {}) => {
    const particles = { sampling: 'quasi-monte-carlo', count: 200 };
    const shell = { radius: 1, width: 0.1 };
    const scenario = {
      ...{ title: 'test', dimension: 3, seed: 1, output: { every: 1 }, time: { step: 1e-3, until: 1 } },
      species: [
        { name: 'light', mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles },
        { name: 'fast', mass: 200, density: 0.01, initial: { shell }, particles },
        { name: 'heavy', mass: 1000, density: 1, initial: { maxwellian: { temperature: 2 } }, particles },
      ],
      collisions: { exponent: -3, strength: 1 },
      method: { name, ...more },
    };
    return assemble(parseScenario(JSON.stringify(scenario), 'test.yaml'));
  };

  it('has the average over it in closed form', () => {
    const { initialRates } = gas('pair-collisions');
    // What the three gain from each other by the Legendre method.
    const { energy } = gas('legendre', { order: 5, tolerance: 1e-4 }).evolution.snapshot().exchange!;
    for (const [i, [name, density]] of (
      [
        ['light', 1],
        ['fast', 0.01],
        ['heavy', 1],
      ] as const
    ).entries()) {
      const right = [0, 1, 2].reduce((sum, j) => sum + energy[3 * i + j], 0) / (1.5 * density);
      const rate = initialRates.find(({ quantity }) => quantity === `dT/dt of ${name}`)!;
      expect(rate.source).toBe('weak form of the particles');
      expect(Math.abs(rate.right / right - 1)).toBeLessThan(0.02);
    }
  });
});

describe('rates of kernels that are no powers', () => {
  const gas = (initial: readonly object[], method: object, count = 216) => {
    const scenario = {
      ...{ title: 'test', dimension: 3, seed: 1, output: { every: 1 }, time: { step: 1e-3, until: 1 } },
      species: initial.map((one, i) => ({ name: 'ab'[i], mass: 1, density: 1, initial: one, particles: { count } })),
      collisions: { kernel: { screened: { exponent: -3, length: 0.5 } }, strength: 1 },
      method,
    };
    return assemble(parseScenario(JSON.stringify(scenario), 'test.yaml')).initialRates;
  };
  const maxwellians = [2, 1].map((temperature) => ({ maxwellian: { temperature } }));

  it('are known between Maxwellians: the Legendre method has them, and particles that miss the length of the kernel do not', () => {
    const [grid, blobs] = [{ name: 'legendre', order: 5, tolerance: 1e-5 }, { name: 'blob' }].map(
      (method) => gas(maxwellians, method)[1],
    );
    expect(grid).toMatchObject({ quantity: 'dT/dt of b', source: 'closed formula' });
    expect(Math.abs(grid.ratio! - 1)).toBeLessThan(1e-3);
    expect(blobs.right).toBe(grid.right);
    expect(blobs.ratio).toBeLessThan(0.8);
  });

  it('are not taken from particles where the pairs that are close decide', () => {
    const anisotropic = [2, 1].map((T) => ({ anisotropic: { temperatures: [T, T, T / 2] } }));
    expect(gas(anisotropic, { name: 'blob' }, 343)).toEqual([]);
  });
});
