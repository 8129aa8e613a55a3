import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { collisionMatrices } from '../../src/scenario/scenario.ts';
import { maximal, minimal, problems } from './texts.ts';

describe('a valid scenario', () => {
  test('of the shortest form is completed by the documented defaults', () => {
    expect(parseScenario(minimal, 'file.yaml')).toStrictEqual({
      title: 'One species at rest',
      dimension: 2,
      seed: 1,
      species: [
        {
          name: 'gas',
          mass: 1,
          charge: 1,
          density: 1,
          initial: { maxwellian: { temperature: 1 } },
          particles: { sampling: 'monte-carlo', count: 2 },
        },
      ],
      baths: [],
      forcing: [],
      collisions: { exponent: 0, strength: 1, pairs: [], background: [] },
      method: {
        name: 'blob',
        reconstruction: 'moment-preserving',
        smoothing: { rule: 'spacing', power: 1.98 },
        tolerance: 1e-10,
        score: 'extrapolated',
        summation: 'auto',
        portions: 4,
      },
      time: { integrator: 'implicit-midpoint', step: 1, start: 0, until: 1 },
      output: { every: 1, checkpoint: 60 },
      expect: {},
    });
  });

  test('keeps what the user wrote', () => {
    const { species, collisions, method, time, expect: bounds, seed } = parseScenario(maximal, 'file.yaml');
    expect(seed).toBe('first');
    expect(species[0].particles).toStrictEqual({
      sampling: 'lattice',
      count: 8000,
      box: [-5, 5],
      weightThreshold: 1e-8,
      matchMoments: true,
    });
    expect(species[0].initial).toStrictEqual({ maxwellian: { temperature: 1, drift: [0, 0, 0.5] } });
    expect(collisions.pairs[1].strength).toStrictEqual({
      coulomb: { lnLambda: 10, units: { mass: 'proton', density: 1e19, temperature: 100, time: 1e-6 } },
    });
    expect(method).toMatchObject({
      smoothing: { rule: 'spacing', factor: 1, power: 1.98 },
      spacing: { light: 0.5, heavy: 0.25 },
    });
    expect(time.adaptive).toStrictEqual({ tolerance: 1e-3, minimum: 1e-4, maximum: 0.5 });
    expect(bounds.energy_drift).toStrictEqual([{ at: 'always', below: 1e-12, relative: false, slack: 1e-14 }]);
    expect(bounds['temperature.light']).toHaveLength(2);
  });

  test('asks for no time step where the method chooses its steps, and for one everywhere else', () => {
    const stepless = minimal.replace('step: 1, until: 1', 'start: 0.5, until: 2');
    const asked = (...overrides: string[]) => problems(stepless, overrides);
    expect(parseScenario(stepless, 'file.yaml', ['method={ name: legendre }']).time.step).toBe(1.5);
    expect(asked('method={ name: moments }')).toEqual([]);
    const missing = (method: string) => [
      `file.yaml:10:1 time.step: expected a number > 0 with the method ${method}, got nothing`,
    ];
    expect(asked()).toEqual(missing('blob'));
    expect(asked('method={ name: legendre, steps: given }')).toEqual(missing('legendre'));
    expect(asked('method={ name: spectral-grid, nodes: 32 }')).toEqual(missing('spectral-grid'));
  });

  test.each([
    ['blob', 'maxwellian={ temperature: 1 }', 'lattice'],
    ['pair-collisions', 'maxwellian={ temperature: 1 }', 'monte-carlo'],
    ['pair-collisions', 'perturbed={ temperature: 1, amplitude: 0.1 }', 'lattice'],
    ['pair-collisions', 'particles={ file: beam.csv }', 'given'],
  ])('samples as suits the method %s and the start %s', (method, start, sampling) => {
    const [kind, parameters] = start.split('=');
    const overrides = [
      `method={ name: ${method} }`,
      'species[0].particles=null',
      `species[0].initial={ ${kind}: ${parameters} }`,
    ];
    expect(parseScenario(minimal, 'file.yaml', overrides).species[0].particles.sampling).toBe(sampling);
    if (kind !== 'maxwellian') return;
    const said = [...overrides, 'species[0].particles={ sampling: quasi-monte-carlo }'];
    expect(parseScenario(minimal, 'file.yaml', said).species[0].particles.sampling).toBe('quasi-monte-carlo');
  });

  test('refuses a cut where the particles are drawn', () => {
    const cut = ['method={ name: pair-collisions }', 'species[0].particles={ weightThreshold: 1e-6 }'];
    expect(problems(minimal, cut)).toEqual([
      '--set species[0].particles={ weightThreshold: 1e-6 }: species[0].particles.weightThreshold: expected no weight threshold with monte-carlo sampling, got 0.000001; ' +
        'remove it or use sampling: lattice',
    ]);
    expect(problems(minimal, cut.slice(1))).toEqual([]);
  });

  test('has mixture weights of sum 1 in the given proportion', () => {
    const { initial } = parseScenario(maximal, 'file.yaml').species[1];
    const parts = 'mixture' in initial ? initial.mixture : [];
    expect(parts.map((part) => part.weight)).toStrictEqual([1 / 6, 3 / 6, 2 / 6]);
  });

  test.each([
    ['a byte order mark', `\uFEFF${minimal}`],
    ['line ends of Windows', minimal.replaceAll('\n', '\r\n')],
    ['comments', `# a comment\n${minimal.replace('mass: 1', 'mass: 1 # kg')}`],
    ['an explicit document start', `---\n${minimal}`],
    ['anchors and aliases', minimal.replace('mass: 1', 'mass: &one 1').replace('density: 1', 'density: *one')],
    ['JSON in place of YAML', JSON.stringify(parseScenario(minimal, 'file.yaml'))],
  ])('may come with %s', (_what, text) => {
    expect(parseScenario(text, 'file.yaml')).toStrictEqual(parseScenario(minimal, 'file.yaml'));
  });

  test.each([
    ['exponent -4.9 in dimension 3', maximal.replace('exponent: -2', 'exponent: -4.9')],
    ['exponent 1', minimal.replace('exponent: 0', 'exponent: 1')],
    ['exponent -3.9 in dimension 2', minimal.replace('exponent: 0', 'exponent: -3.9')],
    ['a lattice of 4 per axis', minimal.replace('monte-carlo, count: 2', 'lattice, count: 16')],
    [
      'a step as long as the run, up to round-off',
      minimal.replace('step: 1, until: 1', 'step: 0.1, start: 5.9, until: 6').replace('every: 1', 'every: 0.1'),
    ],
    [
      'bkw with exponent 0',
      minimal.replace('maxwellian: { temperature: 1 }', 'bkw: { temperature: 1, amplitude: 0.5 }'),
    ],
    [
      'bkw beside another exponent of strength 0',
      maximal
        .replace(/maxwellian:\n.*\n.*\]/, 'bkw: { temperature: 1, amplitude: 0.1 }')
        .replace('exponent: -3', 'exponent: 0')
        .replace('strength: 0.5', 'strength: 0')
        .replace(/strength:\n +coulomb:\n.*\n.*/, 'strength: 1'),
    ],
    ['a Coulomb strength beside exponent -3', maximal.replace('exponent: -2\n', 'exponent: -3\n')],
    ['a unit of mass in kg', maximal.replace('proton', '1.66e-27')],
    ['a smoothing temperature', maximal.replace('rule: spacing\n    factor: 1', 'temperature: 0.01')],
    ['one spacing for all', maximal.replace('{ light: 0.5, heavy: 0.25 }', '0.5')],
    ['a column of two species', maximal.replace('energy_drift:', 'energy_exchange.light.heavy:')],
    ['a negative charge', maximal.replace('charge: 1', 'charge: -1')],
    ['a pair of a species with itself', maximal.replace('[light, heavy]', '[light, light]')],
  ])('may have %s', (_what, text) => {
    expect(problems(text)).toStrictEqual([]);
  });
});

describe('the collision matrices', () => {
  test('are symmetric and hold the common law except where a pair overrides it', () => {
    const scenario = parseScenario(maximal.replace('[light, heavy]', '[heavy, light]'), 'file.yaml');
    const { kernels, strengths } = collisionMatrices(scenario);
    expect(kernels).toStrictEqual([
      [-3, -2],
      [-2, -3],
    ]);
    expect(strengths).toStrictEqual([
      [0.25, 0.5],
      [0.5, scenario.collisions.pairs[1].strength],
    ]);
  });

  test('of a pair that only overrides the strength keep the common exponent', () => {
    const scenario = parseScenario(maximal, 'file.yaml', ['collisions.pairs[0].exponent=null']);
    expect(collisionMatrices(scenario).kernels.flat()).toStrictEqual([-3, -3, -3, -3]);
  });
});
