import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maximal as base, minimal, problems } from './texts.ts';

/** Stands in an edit where the problem must be found; it is no part of the text. */
const mark = '^^';

type Edit = readonly [from: string | RegExp, to: string, path: string, ...words: string[]];

/** Applies an edit to a text: the malformed text and the place `line:column` of the mark. */
function edited(text: string, from: string | RegExp, to: string): { text: string; place: string } {
  const marked = text.replace(from, () => to);
  expect(marked).not.toBe(text);
  const before = marked.slice(0, marked.indexOf(mark)).split('\n');
  expect(marked).toContain(mark);
  return { text: marked.replace(mark, ''), place: `${before.length}:${before.at(-1)!.length + 1}` };
}

function checkEdits(text: string, edits: readonly Edit[]) {
  test.each(edits)('%s -> %s is told at %s', (from, to, path, ...words) => {
    const changed = edited(text, from, to);
    const lines = problems(changed.text);
    expect(lines).toHaveLength(1);
    const [line] = lines;
    expect(line.startsWith(`file.yaml:${changed.place} ${path}: expected `)).toBe(true);
    expect(line).toMatch(/^file\.yaml:\d+:\d+ \S+: expected .+, got .+/);
    for (const word of words) expect(line).toContain(word);
  });
}

const name = 'species[0].name';
const particles = 'species[0].particles';
const maxwellian = /maxwellian:\n.*\n.*/;
const initial = 'species[0].initial';
const coulomb = 'collisions.pairs[1].strength.coulomb';
const bound = 'expect.energy_drift';
const energy = '{ below: 1e-12, at: always }';

describe('a malformed value', () => {
  checkEdits(base, [
    ['title: Two', 'title: ^^[Two]\nx: Two', 'title', 'expected text'],
  ].slice(1) as Edit[]);
  checkEdits(base, [
    [/title: .*/, 'title: ^^7', 'title', 'expected text, got 7', 'put it in quotes'],
    [/title: .*/, 'title: ^^true', 'title', 'got true', 'put it in quotes'],
    [/title: .*/, 'title:^^', 'title', 'expected text, got nothing'],
    [/title: .*/, 'title: ^^""', 'title', 'got ""'],
    [/description: .*/, 'description: ^^[a, b]', 'description', 'got ["a", "b"]'],
    ['seed: first', 'seed: ^^-1', 'seed', 'an integer >= 0'],
    ['seed: first', 'seed: ^^1.5', 'seed', 'an integer >= 0', 'got 1.5'],
    ['seed: first', 'seed: ^^12345678901234567890', 'seed', 'an integer >= 0'],
    ['seed: first', 'seed: ^^""', 'seed', 'text'],
    ['seed: first', 'seed: ^^{ a: 1 }', 'seed', 'a map with the keys a'],
    ['name: light', 'name: ^^1', name, 'expected a name', 'got 1'],
    ['name: light', 'name: ^^1st', name, 'expected a name', 'got "1st"'],
    ['name: light', 'name: ^^"a b"', name, 'a letter, then letters, digits, _ or -'],
    ['name: light', 'name: ^^a.b', name, 'got "a.b"'],
    ['name: heavy', 'name: ^^light', 'species[1].name', 'got "light" a second time'],
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
    ['mass: 1', 'mass: ^^yes', 'species[0].mass', 'got "yes"'],
    ['mass: 1', 'mass: ^^{}', 'species[0].mass', 'got an empty map'],
    ['mass: 1', 'mass: ^^[]', 'species[0].mass', 'got an empty list'],
    ['mass: 1', 'mass:^^', 'species[0].mass', 'got nothing'],
    ['charge: 1', 'charge: ^^-.inf', 'species[0].charge', 'got -.inf'],
    ['density: 1', 'density: ^^0', 'species[0].density', 'expected a number > 0'],
    ['temperature: 1', 'temperature: ^^0', `${initial}.maxwellian.temperature`, 'expected a number > 0'],
    ['temperature: 1', 'temperature: ^^-1', `${initial}.maxwellian.temperature`, 'got -1'],
    ['[0, 0, 0.5]', '^^[0, 0]', `${initial}.maxwellian.drift`, 'a list of 3 numbers, one per dimension', 'got [0, 0]'],
    ['[0, 0, 0.5]', '^^[0, 0, 0, 1]', `${initial}.maxwellian.drift`, 'a list of 3 numbers'],
    ['[0, 0, 0.5]', '^^0.5', `${initial}.maxwellian.drift`, 'got 0.5'],
    ['[0, 0, 0.5]', '[0, ^^x, 0.5]', `${initial}.maxwellian.drift[1]`, 'got "x"'],
    ['[0, 0, 0.5]', '[0, ^^.nan, 0.5]', `${initial}.maxwellian.drift[1]`, 'got .nan'],
    ['[1, 2, 3]', '[1, ^^0, 3]', 'species[1].initial.mixture[0].anisotropic.temperatures[1]', 'a number > 0'],
    ['[1, 2, 3]', '^^[1, 2]', 'species[1].initial.mixture[0].anisotropic.temperatures', 'a list of 3 numbers > 0'],
    ['weight: 3', 'weight: ^^0', 'species[1].initial.mixture[1].weight', 'expected a number > 0'],
    ['width: 1', 'width: ^^0', 'species[1].initial.mixture[1].shell.width', 'expected a number > 0'],
    ['radius: 0', 'radius: ^^-1', 'species[1].initial.mixture[1].shell.radius', 'expected a number >= 0'],
    ['file: f.csv', 'file: ^^3', 'species[1].initial.mixture[2].tabulated.file', 'put it in quotes'],
    [maxwellian, 'ball: { radius: ^^0 }', `${initial}.ball.radius`, 'expected a number > 0'],
    [maxwellian, 'bkw: { temperature: 1, amplitude: ^^-1 }', `${initial}.bkw.amplitude`, 'expected a number >= 0'],
    [maxwellian, 'mixture: ^^[]', `${initial}.mixture`, 'at least one', 'an empty list'],
    [maxwellian, '^^maxwellian: 1', `${initial}.maxwellian`, 'a map with the keys temperature, drift'],
  ].map((edit) => (edit[1] === '^^maxwellian: 1' ? [edit[0], 'maxwellian: ^^1', ...edit.slice(2)] : edit)) as Edit[]);
});
