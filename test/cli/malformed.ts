import { tiny } from './scenarios.ts';

/** A malformed scenario: what was done to the good one, and the text. */
export interface Malformed {
  readonly change: string;
  readonly text: string;
}

/** Replaces what comes after `key: ` in the good scenario, at its first place. */
function withValue(key: string, value: string): Malformed {
  const pattern = new RegExp(`(\\b${key}: )(\\[[^\\]]*\\]|\\{[^}]*\\}|[^,}\\n]+)`);
  return { change: `${key}: ${value}`, text: tiny.replace(pattern, (_, head: string) => head + value) };
}

function replaced(from: string | RegExp, to: string): Malformed {
  return { change: from === tiny ? `only ${to}` : `${from} -> ${to}`, text: tiny.replace(from, to) };
}

const numbers = ['mass', 'density', 'strength', 'step', 'every', 'exponent'];
const notNumbers = ['.nan', '.inf', '-.inf', 'x', '"1"', 'true', '[]', '[1]', '{}', '1/2', '"1,5"', ''];
const outOfRange: readonly (readonly [string, readonly string[]])[] = [
  ['mass', ['0', '-1', '1e999']],
  ['density', ['0', '-1']],
  ['strength', ['-1', '{ coulomb: {} }']],
  ['step', ['0', '-0.1', '1']],
  ['every', ['0', '-0.1', '2']],
  ['exponent', ['1.5', '-4', '-5']],
  ['until', ['0', '-1', '.nan']],
  ['dimension', ['1', '4', '2.5', 'two', '']],
  ['title', ['', '7', '[a]', '""']],
  ['seed', ['-1', '1.5', '{}', '""']],
  ['name', ['1', '1st', '"a b"', 'heavy', 'a.b', '']],
  ['count', ['0', '1', '-4', '2.5', 'many', '.inf']],
  ['sampling', ['grid', '1', '[lattice]', 'lattise']],
  ['integrator', ['rk5', 'midpoint', '1', '']],
  ['temperatures', ['[1]', '[1, 2, 3]', '[1, 0]', '[1, -1]', '[1, x]', '1', '{}']],
  ['temperature', ['0', '-1', '[1]']],
  ['below', ['x', '.nan', '[1]']],
  ['at', ['never', '7', '-1', '[end]']],
];

const restructured: readonly Malformed[] = [
  replaced(tiny, ''),
  replaced(tiny, '[]'),
  replaced(tiny, 'just text'),
  replaced(tiny, '- a\n- b\n'),
  replaced(/$/, '---\ntitle: another\n'),
  replaced('dimension: 2', '\tdimension: 2'),
  replaced('title: A', 'title: A: b'),
  replaced('mass: 1', 'mass: &anchor'),
  replaced('mass: 1', 'mass: *nowhere'),
  replaced('mass: 1', 'mass: 1\n    mass: 2'),
  replaced('mass: 1', 'mas: 1'),
  replaced('density: 1', 'densitty: 1'),
  replaced('species:', 'specie:'),
  replaced('output: { every: 0.1 }', 'output: { every: 0.1, evry: 1 }'),
  replaced('output: { every: 0.1 }', 'output: {}'),
  replaced('output: { every: 0.1 }', 'output:'),
  replaced('output: { every: 0.1 }', 'output: { every: 0.1'),
  replaced('name: blob', 'name: bolb'),
  replaced('name: blob', 'name: blob, smoothing: { temperature: 0 }'),
  replaced('name: blob', 'name: blob, smoothing: { rule: spaceing }'),
  replaced('name: blob', 'name: blob, spacing: { lihgt: 0.1 }'),
  replaced('name: blob', 'name: blob, summation: fast'),
  replaced('name: blob', 'name: blob, tolerance: 1'),
  replaced('anisotropic: {', 'isotropic: {'),
  replaced('anisotropic: { temperatures: [1, 2] }', ''),
  replaced('anisotropic: { temperatures: [1, 2] }', 'maxwellian: { temperature: 1, drift: [0] }'),
  replaced('anisotropic: { temperatures: [1, 2] }', 'mixture: []'),
  replaced('sampling: quasi-monte-carlo, count: 256', 'sampling: lattice, count: 255'),
  replaced('sampling: quasi-monte-carlo, count: 256', 'sampling: lattice, count: 64, box: [1, -1]'),
  replaced('sampling: quasi-monte-carlo, count: 256', 'sampling: monte-carlo, count: 64, weightThreshold: 0.1'),
  replaced(
    'strength: 0.05',
    'pairs: [{ between: [light, light], strength: 1 }, { between: [light, light], strength: 2 }]',
  ),
  replaced('strength: 0.05', 'pairs: [{ between: [light, none], strength: 1 }]'),
  replaced('strength: 0.05', 'pairs: [{ between: [light, heavy] }]'),
  replaced('energy_drift: {', 'energy drift: {'),
  replaced('below: 1e-12, ', ''),
  replaced('below: 1e-12', 'near: 0'),
  replaced('below: 1e-12', 'blow: 1e-12'),
];

/** Scenarios each of which is the good one with one thing changed for the worse. */
export const malformed: readonly Malformed[] = [
  ...numbers.flatMap((key) => notNumbers.map((value) => withValue(key, value))),
  ...outOfRange.flatMap(([key, values]) => values.map((value) => withValue(key, value))),
  ...restructured,
];
