import { describe, expect, test } from 'vitest';
import { maximal, minimal, problems } from './texts.ts';

/** Stands in an edit where the problem must be found; it is no part of the text. */
const mark = '^^';

/** A change to a text, the path its one problem is told with, and telling words of the message. */
type Edit = readonly [from: string | RegExp, to: string, path: string, ...words: string[]];

/** The text after an edit, and where in it the mark was: `line:column`. */
function edited(text: string, from: string | RegExp, to: string): { text: string; place: string } {
  const marked = text.replace(from, to);
  const offset = marked.indexOf(mark);
  expect(offset, 'the edit applies').toBeGreaterThanOrEqual(0);
  const lines = marked.slice(0, offset).split('\n');
  return { text: marked.replace(mark, ''), place: `${lines.length}:${lines[lines.length - 1].length + 1}` };
}

function told(text: string, edits: readonly Edit[]): void {
  for (const [from, to, path, ...words] of edits)
    test(`${from} -> ${to} is told at ${path}`, () => {
      const changed = edited(text, from, to);
      const lines = problems(changed.text);
      const start = `file.yaml:${changed.place} ${path}: expected `;
      expect(lines.map((line) => line.slice(0, start.length))).toStrictEqual([start]);
      expect(lines[0]).toMatch(/^file\.yaml:\d+:\d+ \S+: expected .+, got .+$/);
      for (const word of words) expect(lines[0]).toContain(word);
    });
}

const initial = 'species[0].initial';
const particles = 'species[0].particles';
const mixture = 'species[1].initial.mixture';
const coulomb = 'collisions.pairs[1].strength.coulomb';
const maxwellian = /maxwellian:\n.*\n.*/;

describe('a value of the wrong kind or out of range', () => {
  told(maximal, [
    [/title: .*/, 'title: ^^7', 'title', 'expected text, got 7; put it in quotes'],
    [/title: .*/, 'title: ^^true', 'title', 'got true; put it in quotes'],
    [/title: .*/, 'title: ^^""', 'title', 'got ""'],
    [/description: .*/, 'description: ^^[a, b]', 'description', 'got ["a", "b"]'],
    ['dimension: 3', 'dimension: ^^4', 'dimension', 'expected 2 or 3, got 4'],
    ['dimension: 3', 'dimension: ^^"3"', 'dimension', 'expected 2 or 3, got "3"'],
    ['dimension: 3', 'dimension: ^^3D', 'dimension', 'got "3D"'],
    ['seed: first', 'seed: ^^-1', 'seed', 'an integer >= 0'],
    ['seed: first', 'seed: ^^1.5', 'seed', 'an integer >= 0', 'got 1.5'],
    ['seed: first', 'seed: ^^12345678901234567890', 'seed', 'an integer >= 0'],
    ['seed: first', 'seed: ^^""', 'seed', 'text'],
    ['seed: first', 'seed: ^^{ a: 1 }', 'seed', 'a map with the keys a'],
    ['name: light', 'name: ^^1', 'species[0].name', 'expected a name', 'put it in quotes'],
    ['name: light', 'name: ^^1st', 'species[0].name', 'expected a name', 'got "1st"'],
    ['name: light', 'name: ^^"a b"', 'species[0].name', 'a letter, then letters, digits, _ or -'],
    ['name: light', 'name: ^^a.b', 'species[0].name', 'got "a.b"'],
    ['mass: 1', 'mass: ^^0', 'species[0].mass', 'expected a number > 0, got 0'],
    ['mass: 2', 'mass: ^^-2', 'species[1].mass', 'expected a number > 0, got -2'],
    ['mass: 1', 'mass: ^^.nan', 'species[0].mass', 'got .nan'],
    ['mass: 1', 'mass: ^^.inf', 'species[0].mass', 'got .inf'],
    ['mass: 1', 'mass: ^^1e400', 'species[0].mass', 'got .inf'],
    ['mass: 1', 'mass: ^^one', 'species[0].mass', 'got "one"'],
    ['mass: 1', 'mass: ^^"1"', 'species[0].mass', 'got "1"; write 1'],
    ['mass: 1', 'mass: ^^1/1836', 'species[0].mass', `write ${1 / 1836}`],
    ['mass: 1', 'mass: ^^1,5', 'species[0].mass', 'write 1.5'],
    ['mass: 1', 'mass: ^^1_000', 'species[0].mass', 'write 1000'],
    ['mass: 1', 'mass: ^^constructor', 'species[0].mass', 'expected a number > 0, got "constructor"'],
    ['mass: 1', 'mass: ^^yes', 'species[0].mass', 'got "yes"'],
    ['mass: 1', 'mass: ^^{}', 'species[0].mass', 'got an empty map'],
    ['mass: 1', 'mass: ^^[]', 'species[0].mass', 'got an empty list'],
    ['charge: 1', 'charge: ^^-.inf', 'species[0].charge', 'got -.inf'],
    ['density: 1', 'density: ^^0', 'species[0].density', 'expected a number > 0'],
    ['temperature: 1', 'temperature: ^^0', `${initial}.maxwellian.temperature`, 'expected a number > 0'],
    ['[0, 0, 0.5]', '^^[0, 0]', `${initial}.maxwellian.drift`, 'a list of 3 numbers, one per dimension, got [0, 0]'],
    ['[0, 0, 0.5]', '^^[0, 0, 0, 1]', `${initial}.maxwellian.drift`, 'a list of 3 numbers'],
    ['[0, 0, 0.5]', '^^0.5', `${initial}.maxwellian.drift`, 'got 0.5'],
    ['[0, 0, 0.5]', '[0, ^^x, 0.5]', `${initial}.maxwellian.drift[1]`, 'got "x"'],
    ['[0, 0, 0.5]', '[0, ^^.nan, 0.5]', `${initial}.maxwellian.drift[1]`, 'got .nan'],
    ['[1, 2, 3]', '[1, ^^0, 3]', `${mixture}[0].anisotropic.temperatures[1]`, 'a number > 0'],
    ['[1, 2, 3]', '^^[1, 2]', `${mixture}[0].anisotropic.temperatures`, 'a list of 3 numbers > 0'],
    ['weight: 3', 'weight: ^^0', `${mixture}[1].weight`, 'expected a number > 0'],
    ['width: 1', 'width: ^^0', `${mixture}[1].shell.width`, 'expected a number > 0'],
    ['radius: 0', 'radius: ^^-1', `${mixture}[1].shell.radius`, 'expected a number >= 0'],
    ['file: f.csv', 'file: ^^3', `${mixture}[2].tabulated.file`, 'put it in quotes'],
    [maxwellian, 'ball: { radius: ^^0 }', `${initial}.ball.radius`, 'expected a number > 0'],
    [maxwellian, 'maxwellian: ^^1', `${initial}.maxwellian`, 'a map with the keys temperature, drift'],
    [maxwellian, 'mixture: ^^[]', `${initial}.mixture`, 'at least one', 'got an empty list'],
    [maxwellian, 'mixture: ^^{ weight: 1 }', `${initial}.mixture`, 'a list of weighted parts', 'got a map'],
    [
      'sampling: lattice',
      'sampling: ^^latice',
      `${particles}.sampling`,
      'one of lattice, monte-carlo',
      'did you mean lattice?',
    ],
    ['sampling: lattice', 'sampling: ^^Lattice', `${particles}.sampling`, 'did you mean lattice?'],
    ['sampling: quasi-monte-carlo', 'sampling: ^^sobol', 'species[1].particles.sampling', 'got "sobol"'],
    ['count: 1000', 'count: ^^1', 'species[1].particles.count', 'an integer >= 2, got 1'],
    ['count: 1000', 'count: ^^10.5', 'species[1].particles.count', 'got 10.5'],
    ['count: 1000', 'count: ^^20^3', 'species[1].particles.count', 'got "20^3"'],
    ['box: [-5, 5]', 'box: ^^5', `${particles}.box`, 'a list [lower, upper] of two numbers, got 5'],
    ['box: [-5, 5]', 'box: ^^[-5]', `${particles}.box`, 'two numbers, got [-5]'],
    ['box: [-5, 5]', 'box: [^^-.inf, 5]', `${particles}.box[0]`, 'a number, got -.inf'],
    ['weightThreshold: 1e-8', 'weightThreshold: ^^1', `${particles}.weightThreshold`, 'a number in [0, 1), got 1'],
    ['weightThreshold: 1e-8', 'weightThreshold: ^^-1', `${particles}.weightThreshold`, 'a number in [0, 1), got -1'],
    [
      'matchMoments: true',
      'matchMoments: ^^yes',
      `${particles}.matchMoments`,
      'expected true or false, got "yes"; write true',
    ],
    ['matchMoments: true', 'matchMoments: ^^1', `${particles}.matchMoments`, 'got 1'],
    ['exponent: -3', 'exponent: ^^-5', 'collisions.exponent', 'a number in (-5, 1], got -5'],
    ['exponent: -3', 'exponent: ^^1.5', 'collisions.exponent', 'a number in (-5, 1], got 1.5'],
    ['exponent: -2', 'exponent: ^^coulomb', 'collisions.pairs[0].exponent', 'got "coulomb"'],
    ['strength: 0.25', 'strength: ^^-1', 'collisions.strength', 'a number >= 0'],
    ['strength: 0.25', 'strength: ^^strong', 'collisions.strength', 'a number >= 0 or a map with the key coulomb'],
    ['lnLambda: 10', 'lnLambda: ^^0', `${coulomb}.lnLambda`, 'a number > 0'],
    ['mass: proton', 'mass: ^^neutron', `${coulomb}.units.mass`, 'one of electron, proton, amu or a number > 0 in kg'],
    ['mass: proton', 'mass: ^^-1', `${coulomb}.units.mass`, 'a number > 0'],
    ['density: 1e19', 'density: ^^0', `${coulomb}.units.density`, 'a number > 0'],
    ['temperature: 100', 'temperature: ^^100 eV', `${coulomb}.units.temperature`, 'got "100 eV"'],
    ['[light, heavy]', '^^light', 'collisions.pairs[0].between', 'a list of two species names'],
    ['[light, heavy]', '^^[light]', 'collisions.pairs[0].between', 'a list of two species names, got ["light"]'],
    ['[light, heavy]', '[light, ^^3]', 'collisions.pairs[0].between[1]', 'a name'],
    [
      'name: blob',
      'name: ^^blop',
      'method.name',
      'expected one of blob, linear-fokker-planck, pair-collisions, spectral-grid, legendre, moments, got "blop"; did you mean blob?',
    ],
    [
      'name: blob',
      'name: ^^3',
      'method.name',
      'expected one of blob, linear-fokker-planck, pair-collisions, spectral-grid, legendre, moments, got 3',
    ],
    ['rule: spacing', 'rule: ^^spacin', 'method.smoothing.rule', 'did you mean spacing?'],
    ['factor: 1', 'factor: ^^0', 'method.smoothing.factor', 'a number > 0'],
    ['tolerance: 1e-8', 'tolerance: ^^1', 'method.tolerance', 'a number in (0, 1), got 1'],
    ['summation: direct', 'summation: ^^fast', 'method.summation', 'one of auto, direct, moments'],
    ['{ light: 0.5, heavy', '{ light: ^^0, heavy', 'method.spacing.light', 'a number > 0'],
    ['{ light: 0.5, heavy: 0.25 }', '^^wide', 'method.spacing', 'a number > 0 or a map from species'],
    ['{ light: 0.5, heavy: 0.25 }', '^^-1', 'method.spacing', 'a number > 0'],
    ['discrete-gradient', '^^leapfrog', 'time.integrator', 'one of euler, heun', 'got "leapfrog"'],
    ['discrete-gradient', '^^rk45', 'time.integrator', 'did you mean rk4?'],
    ['discrete-gradient', '^^gradient', 'time.integrator', 'did you mean discrete-gradient?'],
    ['step: 0.05', 'step: ^^0', 'time.step', 'a number > 0'],
    ['until: 6', 'until: ^^.inf', 'time.until', 'a number, got .inf'],
    ['iterations: 40', 'iterations: ^^0', 'time.iterations', 'an integer >= 1'],
    ['andersonDepth: 0', 'andersonDepth: ^^-1', 'time.andersonDepth', 'an integer >= 0'],
    ['tolerance: 1e-3', 'tolerance: ^^0', 'time.adaptive.tolerance', 'a number in (0, 1)'],
    ['every: 0.25', 'every: ^^0', 'output.every', 'a number > 0'],
    ['snapshots: 2.5', 'snapshots: ^^-1', 'output.snapshots', 'a number > 0'],
    ['checkpoint: 30', 'checkpoint: ^^never', 'output.checkpoint', 'a number > 0'],
    ['below: 1e-12', 'below: ^^small', 'expect.energy_drift.below', 'a number, got "small"'],
    ['at: always', 'at: ^^sometimes', 'expect.energy_drift.at', 'end, always or a number'],
    ['within: 0.01', 'within: ^^-1', 'expect.temperature.light[0].within', 'a number >= 0'],
    ['relative: true', 'relative: ^^on', 'expect.temperature.light[0].relative', 'write true'],
    ['never: decreases', 'never: ^^decrease', 'expect.temperature.light[1].never', 'did you mean decreases?'],
    ['slack: 0', 'slack: ^^-1', 'expect.temperature.light[1].slack', 'a number >= 0'],
    ['energy_drift: {', 'energy_drift: ^^1e-12 # {', 'expect.energy_drift', 'a bound', 'got 1e-12'],
    [/energy_drift: .*/, 'energy_drift: ^^[]', 'expect.energy_drift', 'list of bounds, got an empty list'],
  ]);
});

describe('a value that is missing', () => {
  told(maximal, [
    [/title: .*/, 'title:^^', 'title', 'expected text, got nothing'],
    [/title: .*\n/, '^^', 'title', 'expected text, got nothing'],
    [/^(title.*\n.*\n)dimension.*\n/, '^^$1', 'dimension', 'expected 2 or 3, got nothing'],
    ['mass: 1', 'mass:^^', 'species[0].mass', 'got nothing'],
    ['mass: 1', 'mass: ^^null', 'species[0].mass', 'got nothing'],
    [/- (name: light\n) +mass.*\n/, '- ^^$1', 'species[0].mass', 'expected a number > 0, got nothing'],
    [/initial:\n +maxwellian:\n.*\n.*/, 'initial:^^', initial, 'exactly one of the keys maxwellian', 'got nothing'],
    [maxwellian, '^^maxwellian: {}', `${initial}.maxwellian.temperature`, 'a number > 0, got nothing'],
    [maxwellian, 'mixture: [^^{ ball: { radius: 1 } }]', `${initial}.mixture[0].weight`, 'a number > 0, got nothing'],
    [
      /between: \[light, heavy\]\n +exponent/,
      '^^exponent',
      'collisions.pairs[0].between',
      'two species names, got nothing',
    ],
    [/coulomb:\n +lnLambda.*/, '^^coulomb:', `${coulomb}.lnLambda`, 'got nothing'],
    ['units: { mass: proton,', '^^units: {', `${coulomb}.units.mass`, 'got nothing'],
    [
      /method:\n +name: blob/,
      '^^method:',
      'method.name',
      'expected one of blob, linear-fokker-planck, pair-collisions, spectral-grid, legendre, moments, got nothing',
    ],
    [/smoothing:\n +rule.*/, '^^smoothing:', 'method.smoothing.rule', 'expected spacing, got nothing'],
    [/time:\n((.*\n){2}) +start: 1\n +until.*/, '^^time:\n$1', 'time.until', 'a number, got nothing'],
    [/output:\n +every.*/, '^^output:', 'output.every', 'got nothing'],
    [/adaptive:\n.*/, '^^adaptive:', 'time.adaptive.tolerance', 'got nothing'],
    [/energy_drift: .*/, 'energy_drift:^^', 'expect.energy_drift', 'a bound', 'got nothing'],
  ]);

  told(minimal, [
    [/species:\n(.*\n)*?collisions/, 'species: ^^[]\ncollisions', 'species', 'at least one', 'an empty list'],
  ]);
});

describe('a key that is not known', () => {
  told(maximal, [
    ['description:', '^^descripton:', 'descripton', 'one of the keys title, description', 'did you mean description?'],
    ['seed: first', '^^sead: first', 'sead', 'did you mean seed?'],
    ['seed: first', '^^"two words": 1', '"two_words"', 'got "two words"'],
    ['seed: first', '^^12: 1', '12', 'one of the keys', 'got 12'],
    ['seed: first', '^^<<: { seed: 1 }', '<<', 'one of the keys'],
    ['seed: first', '^^__proto__: { seed: 1 }', '__proto__', 'one of the keys'],
    ['charge: 1', '^^Charge: 1', 'species[0].Charge', 'did you mean charge?'],
    [
      'charge: 1',
      '^^colour: red',
      'species[0].colour',
      'one of the keys name, particle, mass, charge, density',
      'got colour',
    ],
    ['    drift: [0', '    ^^drfit: [0', `${initial}.maxwellian.drfit`, 'did you mean drift?'],
    ['maxwellian:', '^^maxwelian:', `${initial}.maxwelian`, 'exactly one of the keys', 'did you mean maxwellian?'],
    [
      maxwellian,
      '^^gaussian: {}',
      `${initial}.gaussian`,
      'exactly one of the keys maxwellian, anisotropic',
      'got gaussian',
    ],
    [
      maxwellian,
      '{ ^^distribution: maxwellian, temperature: 1 }',
      `${initial}.distribution`,
      'exactly one of the keys maxwellian, anisotropic',
      'got distribution',
    ],
    ['shell:', '^^shel:', `${mixture}[1].shel`, 'did you mean shell?'],
    ['weight: 3, shell:', 'weight: 3, ^^bkw:', `${mixture}[1].bkw`, 'a map with a weight and exactly one of the keys'],
    ['matchMoments: true', '^^matchMoment: true', `${particles}.matchMoment`, 'did you mean matchMoments?'],
    ['matchMoments: true', '^^correct: true', `${particles}.correct`, 'it was renamed to matchMoments'],
    ['weightThreshold: 1e-8', '^^cut: 1e-8', `${particles}.cut`, 'it was renamed to weightThreshold'],
    ['andersonDepth: 0', '^^depth: 0', 'time.depth', 'it was renamed to andersonDepth'],
    [
      '  exponent: -2',
      '  ^^gamma: -2',
      'collisions.pairs[0].gamma',
      'one of the keys between, exponent, kernel, strength',
    ],
    ['summation:', '^^sumation:', 'method.sumation', 'did you mean summation?'],
    ['factor: 1', '^^faktor: 1', 'method.smoothing.faktor', 'did you mean factor?'],
    ['iterations: 40', '^^maxIterations: 40', 'time.maxIterations', 'did you mean iterations?'],
    ['maximum: 0.5', '^^max: 0.5', 'time.adaptive.max', 'did you mean maximum?'],
    ['snapshots: 2.5', '^^snapshot: 2.5', 'output.snapshot', 'did you mean snapshots?'],
    ['at: always', '^^when: always', 'expect.energy_drift.when', 'one of the keys at, below, above'],
    ['slack: 0', '^^slak: 0', 'expect.temperature.light[1].slak', 'did you mean slack?'],
    ['energy_drift:', '^^"energy drift":', 'expect."energy_drift"', 'the name of a column'],
    ['energy_drift:', '^^-drift:', 'expect.-drift', 'the name of a column'],
  ]);
});

describe('values that do not go together', () => {
  told(maximal, [
    ['name: heavy', 'name: ^^light', 'species[1].name', 'a unique name for each species', 'got "light" a second time'],
    [
      'count: 8000',
      'count: ^^8500',
      `${particles}.count`,
      'a perfect cube such as 8000 (20^3) or 9261 (21^3), got 8500',
    ],
    ['count: 8000', 'count: ^^27', `${particles}.count`, '64 (4^3) or 125 (5^3)'],
    ['box: [-5, 5]', 'box: ^^[5, -5]', `${particles}.box`, 'expected lower < upper, got [5, -5]'],
    ['box: [-5, 5]', 'box: ^^[5, 5]', `${particles}.box`, 'expected lower < upper'],
    [
      'count: 1000',
      'count: 1000\n      ^^weightThreshold: 0.1',
      'species[1].particles.weightThreshold',
      'no weight threshold with quasi-monte-carlo sampling',
    ],
    [
      '[light, heavy]',
      '[^^lihgt, heavy]',
      'collisions.pairs[0].between[0]',
      'light, heavy, got lihgt; did you mean light?',
    ],
    [
      '[light, heavy]',
      '[light, ^^ions]',
      'collisions.pairs[0].between[1]',
      'one of the species light, heavy, got ions',
    ],
    ['exponent: -3', 'exponent: ^^-2', 'collisions.exponent', 'expected -3, since the strength is coulomb'],
    [
      /- (between: \[heavy, heavy\]\n)(.*\n){4}/,
      '- ^^$1',
      'collisions.pairs[1]',
      'an exponent, a kernel or a strength that differs',
    ],
    [
      '{ light: 0.5, heavy',
      '{ ^^ligth: 0.5, heavy',
      'method.spacing.ligth',
      'light, heavy, got ligth; did you mean light?',
    ],
    ['step: 0.05', 'step: ^^5.5', 'time.step', 'no more than the length of the run, 5, got 5.5'],
    [
      'step: 0.05',
      'step: ^^1e-16',
      'time.step',
      'at least 1.33e-15, the spacing of numbers near the end of the run, got 1e-16',
    ],
    ['every: 0.25', 'every: ^^5e-324', 'output.every', 'at least 1.33e-15, the spacing'],
    ['snapshots: 2.5', 'snapshots: ^^1e-300', 'output.snapshots', 'at least 1.33e-15, the spacing'],
    ['minimum: 1e-4', 'minimum: ^^0.6', 'time.adaptive.minimum', 'no more than maximum, 0.5, got 0.6'],
    ['every: 0.25', 'every: ^^6', 'output.every', 'no more than the length of the run, 5, got 6'],
    ['at: always', 'at: ^^6.5', 'expect.energy_drift.at', 'a time of the run, from 1 to 6, got 6.5'],
    ['at: always', 'at: ^^0', 'expect.energy_drift.at', 'a time of the run, from 1 to 6, got 0'],
    ['below: 1e-12,', 'below: ^^1, above: 2,', 'expect.energy_drift.below', 'no less than above, 2, got 1'],
    [
      '{ below: 1e-12, at: always }',
      '^^{ at: end }',
      'expect.energy_drift',
      'at least one of below, above, near, never',
    ],
    [
      '{ near: 1.5, within: 0.01,',
      '^^{ near: 1.5,',
      'expect.temperature.light[0].within',
      'a number >= 0, required with near, got nothing',
    ],
    [
      '{ near: 1.5, within: 0.01, relative: true',
      '^^{ below: 1, within: 0.01',
      'expect.temperature.light[0].near',
      'a number, required with within',
    ],
    [
      '{ near: 1.5, within: 0.01,',
      '^^{ below: 1,',
      'expect.temperature.light[0].near',
      'a number, required with relative',
    ],
    ['temperature.light:', '^^temperature.lihgt:', 'expect.temperature.lihgt', 'got lihgt; did you mean light?'],
    [
      maxwellian,
      '^^ball: { radius: 1 }\n      shell: { radius: 1, width: 1 }',
      initial,
      'exactly one of',
      'a map with the keys ball, shell',
    ],
  ]);

  told(minimal, [
    ['exponent: 0', 'exponent: ^^-4', 'collisions.exponent', 'a number in (-4, 1], got -4'],
    ['temperature: 1', 'temperature: 1, drift: ^^[0, 0, 0]', `${initial}.maxwellian.drift`, 'a list of 2 numbers'],
    [
      'monte-carlo, count: 2',
      'lattice, count: ^^2',
      `${particles}.count`,
      'a perfect square with at least 4 per axis such as 16 (4^2) or 25 (5^2)',
    ],
    ['until: 1', 'until: ^^0', 'time.until', 'a time after the start 0, got 0'],
    [
      'exponent: 0',
      'exponent: -3, strength: { ^^coulomb: { lnLambda: 1, units: { mass: amu, density: 1, temperature: 1, time: 1 } } }',
      'collisions.strength.coulomb',
      'dimension 3',
    ],
  ]);

  const bkw = minimal.replace('maxwellian: { temperature: 1 }', 'bkw: { temperature: 1, amplitude: 0.5 }');
  told(bkw, [
    [
      'exponent: 0',
      'exponent: ^^-2',
      'collisions.exponent',
      'expected 0, since species[0] starts from bkw, got -2; set it to 0',
    ],
    [
      'exponent: 0',
      'exponent: 0, pairs: [{ between: [gas, gas], exponent: ^^1 }]',
      'collisions.pairs[0].exponent',
      'since species[0] starts from bkw',
    ],
  ]);
});

describe('text that is not YAML or not a map', () => {
  told(maximal, [
    ['mass: 1', 'mass: 1\n    ^^mass: 2', 'syntax', 'every key once, got mass a second time'],
    ['{ weight: 1,', '{ weight: 1, ^^weight: 2,', 'syntax', 'got weight a second time'],
    ['    mass: 1', '^^\tmass: 1', 'syntax', 'spaces for indentation, got a tab; replace tabs by spaces'],
    ['title: Two', 'title: ^^Two: many', 'syntax', 'one value per key', 'quotes'],
    ['title: Two', 'title: ^^@Two', 'syntax', 'reserved character @'],
    ['title: Two', 'title: ^^%Two', 'syntax', 'well-formed YAML'],
    ['seed: first', 'seed: ^^*first', 'syntax', 'an anchor &first further up, got *first'],
    ['box: [-5, 5]', 'box: &box [-5, ^^*box]', 'syntax', 'an alias outside its own anchor'],
    ['seed: first', 'seed: ^^!secret first', 'syntax', 'Unresolved tag'],
    ['seed: first', '^^---\nseed: first', 'syntax', 'one document, got a second one'],
    ['seed: first', 'seed: "a^^\u0007b"', 'syntax', 'a text file, got the control character U+0007'],
    ['description: Electrons and ions', '^^description', 'syntax', 'a key and a colon, got a line without them'],
  ]);

  test.each([
    ['an empty file', '', '1:1 scenario', 'a map with the keys title', 'got nothing'],
    ['a file of comments', '# nothing\n\n', '1:1 scenario', 'got nothing'],
    ['a list', '- title: x\n', '1:1 scenario', 'a map with the keys title', 'got a list of 1'],
    ['a word', '\n\nhello\n', '3:1 scenario', 'got "hello"'],
    ['a number', '42', '1:1 scenario', 'got 42'],
    ['a missing bracket', 'title: [x\n', '2:1 syntax', 'must be sufficiently indented and end with a ]'],
    ['a missing quote', 'title: "x\n', '2:1 syntax', 'Missing closing "quote'],
    ['a hundred thousand brackets', '['.repeat(100_000), '1:66 syntax', 'at most 64 nested levels, got more'],
    ['a hundred thousand dashes', '- '.repeat(100_000), '1:131 syntax', 'at most 64 nested levels, got more'],
    ['too many aliases', `a: &a 1\nb: [${'*a, '.repeat(101)}]\n`, '2:405 syntax', 'at most 100 aliases'],
    [
      'aliases that multiply',
      `a: &a [1]\n${[...'bcdefgh'].map((key, k) => `${key}: &${key} [${`*${'abcdefg'[k]}, `.repeat(9)}]\n`).join('')}`,
      '2:8 syntax',
      'at most 100 values through aliases',
    ],
  ])('is told in one line: %s', (_what, text, where, ...words) => {
    const lines = problems(text);
    expect(lines).toHaveLength(1);
    expect(lines[0].startsWith(`file.yaml:${where}: expected `)).toBe(true);
    for (const word of words) expect(lines[0]).toContain(word);
  });
});
