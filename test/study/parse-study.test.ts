import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createStream } from '../../src/core/random.ts';
import { type ParsedStudy, parseStudy } from '../../src/scenario/parse-study.ts';
import { spread } from '../../src/scenario/study.ts';
import { repetitionSeed } from '../../src/scenario/study-members.ts';
import { quick } from './studies.ts';

const base = `title: Two gases
dimension: 2
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 64 } }
  - { name: heavy, mass: 2, density: 1, initial: { tabulated: { file: f.csv } }, particles: { sampling: lattice, count: 64 } }
collisions: { exponent: 0 }
time: { step: 0.1, until: 1 }
output: { every: 0.5 }
expect: { energy_drift: { at: 9, below: 1 } }
`;

const parse = (text: string) => parseStudy(text, 'study.yaml', '/studies', (path) => ({ file: path, text: base }));

const withAxes = (axes: string, rest = '') =>
  parse(`title: T\nscenario: a/base.yaml\naxes: ${axes}\n${rest}targets: { h: { column: entropy } }\n`);

function problems(text: () => unknown): readonly string[] {
  try {
    text();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

const scenarios = ({ members }: ParsedStudy) => members.map(({ scenario }) => scenario);

describe('the members of a study', () => {
  test('take quantities with units from an axis', () => {
    const units = 'set: { units: { mass: electron, density: 1e20 m^-3, temperature: eV, time: us } }\n';
    const study = withAxes('{ species.light.initial.maxwellian.temperature: [50 eV, 0.1 keV] }', units);
    const temperatures = scenarios(study).map(
      ({ species: [{ initial }] }) => 'maxwellian' in initial && initial.maxwellian,
    );
    expect(temperatures).toEqual([{ temperature: 50 }, { temperature: 100 }]);
  });

  test('are all combinations of the axes, the last one fastest', () => {
    const study = withAxes('{ time.step: [0.1, 0.05], collisions.exponent: [0, -1] }');
    expect(scenarios(study).map(({ time, collisions }) => [time.step, collisions.exponent])).toEqual([
      [0.1, 0],
      [0.1, -1],
      [0.05, 0],
      [0.05, -1],
    ]);
    expect(study.members.map(({ place }) => place.join())).toEqual(['0,0', '0,1', '1,0', '1,1']);
  });

  test('set species by name, by number and all at once, and what is paired together', () => {
    const counts = 'species.light.particles.count: [100, 144], species.1.particles.count: [256, 400]';
    const named = withAxes(`{ cells: { values: [10, 12], paired: { ${counts} } } }`);
    expect(scenarios(named).map(({ species }) => species.map(({ particles }) => particles.count))).toEqual([
      [100, 256],
      [144, 400],
    ]);
    const all = withAxes('{ species.*.particles.count: [100] }');
    expect(scenarios(all)[0].species.map(({ particles }) => particles.count)).toEqual([100, 100]);
  });

  test('set what is common to all before the axes', () => {
    const study = withAxes('{ time.step: [0.2] }', 'set: { time.step: 0.5, time.integrator: rk4 }\n');
    expect(scenarios(study)[0].time).toMatchObject({ step: 0.2, integrator: 'rk4' });
  });

  test('have no expectations, and the absolute paths of tables', () => {
    const [scenario] = scenarios(withAxes('{}'));
    expect(scenario.expect).toEqual({});
    expect(scenario.species[1].initial).toMatchObject({ tabulated: { file: '/studies/a/f.csv' } });
  });

  test('are as many as the product of axes and seeds', () => {
    const length = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(length, length, fc.integer({ min: 2, max: 5 }), (a, b, seeds) => {
        const list = (n: number) => Array.from({ length: n }, (_, k) => 0.1 / (k + 1)).join(', ');
        const study = withAxes(`{ time.step: [${list(a)}], output.every: [${list(b)}] }`, `seeds: ${seeds}\n`);
        expect(study.members).toHaveLength(a * b * seeds);
        expect(new Set(scenarios(study).map(({ seed }) => seed)).size).toBe(a * b * seeds);
      }),
      { numRuns: 10 },
    );
  });

  test('keep their seeds when an axis gets more values and more seeds are asked for', () => {
    const seeds = (axis: string, count: number) =>
      new Set(scenarios(withAxes(`{ time.step: ${axis} }`, `seeds: ${count}\n`)).map(({ seed }) => seed));
    const more = seeds('[0.2, 0.1, 0.05]', 4);
    for (const seed of seeds('[0.1, 0.05]', 2)) expect(more).toContain(seed);
  });

  test('have the same seeds at all points when these are shared', () => {
    const study = withAxes('{ time.step: [0.2, 0.1] }', 'seeds: { count: 2, shared: true }\n');
    expect(scenarios(study).map(({ seed }) => seed)).toEqual(['1/0', '1/1', '1/0', '1/1']);
  });

  test('draw from streams that do not correlate', () => {
    const draws = 4000;
    const centred = (point: number, repetition: number) => {
      const stream = createStream(repetitionSeed(1, [['count', point]], repetition, false), 'sampling', 'gas');
      return Array.from({ length: draws }, () => (stream.next() - 0.5) * Math.sqrt(12));
    };
    const streams = [0, 1, 10].flatMap((point) => [0, 1, 11].map((repetition) => centred(point, repetition)));
    for (let a = 0; a < streams.length; a++)
      for (let b = 0; b < a; b++) {
        const correlation = streams[a].reduce((sum, x, k) => sum + x * streams[b][k], 0) / draws;
        // 36 pairs: 4.5 standard deviations are exceeded once in 4000 such tests.
        expect(Math.abs(correlation)).toBeLessThan(4.5 / Math.sqrt(draws));
      }
  });
});

describe('a range of values', () => {
  const ends = fc.double({ min: 0.01, max: 100, noNaN: true });

  test('has exact ends and equal steps or factors', () => {
    fc.assert(
      fc.property(
        ends,
        ends,
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom('linear', 'log'),
        (from, to, points, spacing) => {
          const values = spread({ from, to, points, spacing: spacing as 'log', round: false }) as number[];
          expect([values.length, values[0], values[points - 1]]).toEqual([points, from, to]);
          const height = spacing === 'log' ? Math.log : (x: number) => x;
          const step = (height(to) - height(from)) / (points - 1);
          for (let k = 1; k < points; k++) expect(height(values[k]) - height(values[k - 1])).toBeCloseTo(step, 10);
        },
      ),
    );
  });

  test('can be rounded to whole numbers', () => {
    expect(spread({ from: 10, to: 1000, points: 4, spacing: 'log', round: true })).toEqual([10, 46, 215, 1000]);
  });
});

describe('a problem in a study', () => {
  test('with the value of an axis is told at that value', () => {
    expect(problems(() => withAxes('{ time.step: [0.1, -1] }'))).toEqual([
      'study.yaml:3:26 axes.time.step[1]: expected a number > 0, got -1',
    ]);
    expect(problems(() => withAxes('{ n: { values: [1], paired: { species.light.particles.count: [65] } } }'))).toEqual(
      [
        expect.stringMatching(
          /^study\.yaml:3:69 axes\.n\.paired\.species\.light\.particles\.count\[0\]: .*perfect square/,
        ),
      ],
    );
  });

  test('with a path that the scenario does not have is told at the axis', () => {
    expect(problems(() => withAxes('{ species.lihgt.mass: [1] }'))).toEqual([
      expect.stringMatching(/^study\.yaml:3:30 axes\.species\.lihgt\.mass\[0\]: .*got lihgt; did you mean light\?$/),
    ]);
    expect(problems(() => withAxes('{ time.*.step: [1] }'))).toEqual([
      'study.yaml:3:23 axes.time.*.step[0]: time: expected a list, for *, got a map with the keys step, until',
    ]);
    expect(problems(() => withAxes('{ time.setp: [1] }'))).toEqual([
      expect.stringMatching(/^study\.yaml:3:21 axes\.time\.setp\[0\]: .*got setp; did you mean step\?$/),
    ]);
  });

  test('with the scenario is told in the scenario', () => {
    const wrong = (text: string) => () =>
      parseStudy('title: T\nscenario: b.yaml\ntargets: { h: { column: entropy } }\n', 'study.yaml', '/', (path) => ({
        file: path,
        text,
      }));
    expect(problems(wrong(base.replace('mass: 2', 'mass: -2')))).toEqual([
      'b.yaml:5:26 species[1].mass: expected a number > 0, got -2',
    ]);
    expect(problems(() => parse(quick.replace('density: 1', 'density: 0')))).toEqual([
      'study.yaml:9:16 base.species[0].density: expected a number > 0, got 0',
    ]);
  });

  test.each([
    ['axes: { cells: [1, 2] }', /^study\.yaml:3:9 axes\.cells: expected the path of a value of the scenario/],
    [
      'axes: { n: { values: [1, 2], paired: { time.step: [0.1] } } }',
      /^study\.yaml:3:51 axes\.n\.paired\.time\.step: expected 2 values, as many as the axis has, got 1$/,
    ],
    ['axes: { time.step: [0.1, 0.1] }', /^study\.yaml:3:26 axes\.time\.step\[1\]: expected every value once/],
    [
      'axes: { time.step: { values: { from: 0, to: 1, points: 3, spacing: log } } }',
      /spacing: expected from and to > 0 with log, got 0 and 1$/,
    ],
    [
      'axes: { a.b: { values: { from: 1, to: 9, points: 1000 } }, c.d: { values: { from: 1, to: 9, points: 1000 } } }',
      /axes: expected at most 100000 members, got 1000000$/,
    ],
    ['base: {}', /^study\.yaml:3:1 base: expected scenario or base, got both$/],
    ['sedes: 3', /^study\.yaml:3:1 sedes: expected one of the keys .*; did you mean seeds\?$/],
    ['seeds: 1', /^study\.yaml:3:8 seeds: expected an integer in \[2, 1000000\], got 1$/],
  ])('is told where it stands: %s', (line, message) => {
    const text = `title: T\nscenario: b.yaml\n${line}\ntargets: { h: { column: entropy } }\n`;
    expect(problems(() => parse(text))).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    [
      'fit: { against: time.stpe }',
      /against: expected one of the axes time\.step, method\.score, got time\.stpe; did you mean time\.step\?$/,
    ],
    ['fit: { against: method.score }', /against: expected an axis of numbers > 0, got method\.score with "plain"$/],
    ['richardson: { against: time.step }', /against: expected an axis of at least 3 values, got time\.step with 2$/],
    ['expect: { slope: { near: 1, within: 0 } }', /expect\.slope: expected the key fit in the target, got none$/],
    ['expect: { value: { near: 1 } }', /within: expected a number, required with near, got nothing$/],
    [
      'expect: { value: { where: { time.step: 0.3 }, below: 1 } }',
      /where\.time\.step: expected one of the values 0\.1, 0\.2, got 0\.3$/,
    ],
    ['expect: { value: {} }', /expect\.value.*: expected at least one of near, below, above, interval/],
    [
      'fit: { against: time.step }, expect: { slope: { where: { time.step: 0.1 }, below: 1 } }',
      /where\.time\.step: expected an axis other than the axis of the line, got time\.step$/,
    ],
    ['relative: true', /relative: expected the key exact, or at: rise, with relative, got neither$/],
    ['statistic: rms', /statistic: expected mean in a study without seeds, got rms$/],
    ['at: rise, exact: 1', /at: expected end, sup or a time with exact, got rise$/],
  ])('of a target is told where it stands: %s', (keys, message) => {
    const axes = '{ time.step: [0.1, 0.2], method.score: [plain] }';
    const text = `title: T\nscenario: b.yaml\naxes: ${axes}\ntargets:\n  h: { column: entropy, ${keys} }\n`;
    const told = problems(() => parse(text));
    expect(told).toEqual([expect.stringMatching(message)]);
    expect(told[0]).toMatch(/^study\.yaml:5:\d+ targets\.h\./);
  });
});
