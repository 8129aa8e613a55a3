import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { maximal, minimal, problems } from './texts.ts';

const parse = (...overrides: string[]) => parseScenario(maximal, 'file.yaml', overrides);

describe('an override', () => {
  test('changes the value at its path and nothing else', () => {
    const changed = structuredClone(parse()) as { time: { step: number } };
    changed.time.step = 0.1;
    expect(parse('time.step=0.1')).toStrictEqual(changed);
  });

  test('reaches a species by index and by name alike', () => {
    expect(parse('species[1].mass=7')).toStrictEqual(parse('species.heavy.mass=7'));
    expect(parse('species.1.mass=7').species[1].mass).toBe(7);
  });

  test('finds a species under the name that an earlier override gave it', () => {
    const scenario = parseScenario(minimal, 'file.yaml', ['species.gas.name=neon', 'species.neon.mass=20']);
    expect(scenario.species[0]).toMatchObject({ name: 'neon', mass: 20 });
  });

  test('makes the maps that are missing', () => {
    const scenario = parseScenario(minimal, 'file.yaml', [
      'expect.energy_drift.below=1e-12',
      'method.name=blob',
      'method.smoothing.temperature=0.1',
    ]);
    expect(scenario.expect.energy_drift[0].below).toBe(1e-12);
    expect(scenario.method).toHaveProperty('smoothing', { temperature: 0.1 });
  });

  test('reaches columns whose names hold dots', () => {
    const scenario = parse('expect.temperature.heavy.above=1', 'expect.temperature.light[1].slack=0.5');
    expect(scenario.expect['temperature.heavy']).toMatchObject([{ above: 1 }]);
    expect(scenario.expect['temperature.light'][1].slack).toBe(0.5);
    expect(parse('expect.temperature.light={above: 0}').expect['temperature.light']).toHaveLength(1);
  });

  test('takes whole maps and lists as YAML', () => {
    expect(parse('species.light.initial={ball: {radius: 2}}').species[0].initial).toStrictEqual({
      ball: { radius: 2 },
    });
    expect(parse('species[0].initial.maxwellian.drift=[1, 2, 3]').species[0].initial).toMatchObject({
      maxwellian: { drift: [1, 2, 3] },
    });
  });

  test('may hold further equals signs in its value', () => {
    expect(parse('title=a = b').title).toBe('a = b');
  });

  test('of null takes the key away', () => {
    expect(parse('time.adaptive=null', 'output.snapshots=null')).not.toHaveProperty('time.adaptive');
    expect(parse('time.integrator=null').time.integrator).toBe('implicit-midpoint');
  });

  test('is overtaken by a later one', () => {
    expect(parse('time.step=0.1', 'time={step: 0.2, until: 9}', 'time.until=8').time).toMatchObject({
      step: 0.2,
      until: 8,
    });
    expect(problems(minimal, ['time.step=-1', 'time.step=1'])).toStrictEqual([]);
  });

  test('can repair a file', () => {
    expect(problems(minimal.replace('mass: 1', 'mass: -1'), ['species.gas.mass=1'])).toStrictEqual([]);
    expect(problems(minimal.replace('title:', 'titel:'), ['titel=null', 'title=x'])).toStrictEqual([]);
  });

  test('leaves the source of an alias as it is', () => {
    const text = maximal
      .replace('box: [-5, 5]', 'box: &box [-5, 5]')
      .replace('count: 1000', 'count: 1000\n      box: *box');
    const { species } = parseScenario(text, 'file.yaml', ['species.heavy.particles.box[1]=9']);
    expect(species.map(({ particles }) => particles.box)).toStrictEqual([
      [-5, 5],
      [-5, 9],
    ]);
  });
});

describe('a problem of an override', () => {
  test.each<[override: string, ...words: string[]]>([
    ['time.stepp=1', 'expected one of the keys integrator, step', 'got stepp', 'did you mean step?'],
    ['time.step=-1', 'expected a number > 0', 'got -1'],
    ['time.step=fast', 'expected a number > 0', 'got "fast"'],
    ['time.step=1/4', 'write 0.25'],
    ['time.step=null', 'got nothing'],
    ['time.step=', 'expected a value after =', 'null'],
    ['time.step', 'expected path=value'],
    ['=1', 'expected path=value'],
    ['time..step=1', 'expected path=value'],
    ['time.step.size=1', 'expected a map', 'got 0.05'],
    ['time[0]=1', 'expected a list', 'got a map'],
    ['time={step: -1, until: 6}', 'time.step: expected a number > 0'],
    ['time={step: 1}', 'time.until: expected a number', 'got nothing'],
    [
      'method={name: blobs}',
      'method.name: expected one of blob, linear-fokker-planck, pair-collisions',
      'did you mean blob?',
    ],
    ['species.lihgt.mass=2', 'light, heavy', 'got lihgt', 'did you mean light?'],
    ['species[2].mass=2', 'an index from 0 to 1', 'got 2'],
    ['species.light.mass=0', 'species[0].mass: expected a number > 0'],
    ['species.light.particles.count=8500', 'species[0].particles.count', '8000 (20^3)'],
    ['title=[1', 'expected well-formed YAML'],
    ['title=a: b: c', 'expected one value per key', 'quotes'],
    ['expect.energy_drift.belo=1', 'got belo', 'did you mean below?'],
    ['expect.entropy={}', 'expected at least one of below, above, near, never'],
    ['expect.temperature.lihgt.below=1', 'expect.temperature.lihgt', 'did you mean light?'],
  ])('is shown at the override: %s', (override, ...words) => {
    const lines = problems(maximal, [override]);
    for (const line of lines) expect(line.startsWith(`--set ${override}: `)).toBe(true);
    for (const word of words) expect(lines.join('\n')).toContain(word);
    expect(lines).toHaveLength(1);
  });

  test('comes after those of the file, whose positions stay right', () => {
    const text = minimal.replace('density: 1', 'density: 0');
    expect(problems(text, ['time.step=-1', 'title=A longer title than before', 'output.every=0'])).toStrictEqual([
      'file.yaml:6:14 species[0].density: expected a number > 0, got 0',
      '--set time.step=-1: expected a number > 0, got -1',
      '--set output.every=0: expected a number > 0, got 0',
    ]);
  });

  test('is shown at the override that made the map with a missing key', () => {
    const text = minimal.replace('output: { every: 1 }\n', '');
    expect(problems(text, ['output.checkpoint=9'])).toStrictEqual([
      '--set output.checkpoint=9: output.every: expected a number > 0, got nothing',
    ]);
  });

  test('is shown in the file when an override makes another value wrong', () => {
    expect(problems(minimal, ['time.until=0.5', 'output.every=0.5'])).toStrictEqual([
      'file.yaml:10:15 time.step: expected no more than the length of the run, 0.5, got 1',
    ]);
  });
});
