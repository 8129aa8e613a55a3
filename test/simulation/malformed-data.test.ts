import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { type Hdf5, loadHdf5 } from '../../src/output/hdf5.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { doublesOf, encodeNpy, encodeNpz } from '../core/npy.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const newDirectory = temporaryDirectories();
let hdf5: Hdf5;

beforeAll(async () => {
  hdf5 = await loadHdf5();
});

/** Every line that tells of the start from a file. */
function problems(content: string | Uint8Array | undefined, initial: string, dimension = 2): readonly string[] {
  const directory = newDirectory();
  if (content !== undefined) writeFileSync(join(directory, 'data'), content);
  const file = join(directory, 'own.yaml');
  const text = `
title: Own data
dimension: ${dimension}
species: [{ name: ions, mass: 1, density: 2, initial: ${initial} }]
collisions: { exponent: -1 }
method: { name: pair-collisions }
time: { step: 0.1, until: 0.2 }
output: { every: 0.1 }
`;
  try {
    assemble(parseScenario(text, file), { file });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((line) => line.replaceAll(`${directory}/`, ''));
  }
}

const particles = '{ particles: { file: data } }';
const table = '{ tabulated: { file: data } }';
const pairs = (...rows: string[]) => `vx,vy,weight\n${rows.join('\n')}\n`;
const npy = encodeNpy([4, 2], doublesOf([1, 2, 3, 4, 5, 6, 7, 9]));
const grid = (change: (rows: string[]) => string[], head = 'vx,vy,f') =>
  [head, ...change([0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => `${x},${y},1`)))].join('\n');

test.each<[string, string | Uint8Array | undefined, string, RegExp]>([
  ['no file', undefined, particles, /^own.yaml: data:1 file: expected a readable table, got no such file$/],
  ['an empty file', '', particles, /data: expected numbers, got an empty file/],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), particles, /got a different binary format/],
  ['names alone', 'vx,vy\n', particles, /data: expected rows of numbers after the names/],
  ['no names', '1,2\n3,4\n', particles, /data:1: expected the names of the columns, got numbers; add a first line/],
  ['a word', pairs('1,2,1', '3,x,1'), particles, /data:3 vy: expected a number, got x/],
  ['a gap', pairs('1,2,1', '3,,1'), particles, /data:3 vy: expected a number, got nothing/],
  ['a short row', pairs('1,2,1', '3,4'), particles, /data:3: expected 3 cells for the columns vx, vy, weight, got 2/],
  ['an infinity', pairs('1,2,1', 'Infinity,4,1'), particles, /data:3 vx: expected a number, got Infinity/],
  [
    'a weight of 0',
    pairs('1,2,1', '3,4,0'),
    particles,
    /data:3 weight: expected a weight > 0, got 0; remove the particle/,
  ],
  ['a negative weight', pairs('1,2,-1', '3,4,1'), particles, /data:2 weight: expected a weight > 0, got -1/],
  ['one particle', pairs('1,2,1'), particles, /data: expected two or more particles, got 1/],
  [
    'one velocity',
    pairs('1,2,1', '1,2,1'),
    particles,
    /data: expected particles with different velocities, got all 2 at \(1, 2\)/,
  ],
  [
    'other names',
    'x,y\n1,2\n3,4\n',
    particles,
    /data: expected vx, vy or velocity among its columns, got x, y; name the components, such as columns: \{ velocity: \[a, b\] \}/,
  ],
  [
    'a mistyped column',
    'vx,vy\n1,2\n3,4\n',
    '{ particles: { file: data, columns: { velocity: [vx, Vy] } } }',
    /data columns.velocity: expected Vy among its columns, got vx, vy; did you mean vy/,
  ],
  [
    'three components in d = 2',
    'vx,vy,vz\n1,2,3\n4,5,7\n',
    particles,
    /expected 2 components of the velocity, since the scenario has dimension 2, got vx, vy, vz; name the components to use/,
  ],
  [
    'an unknown column',
    'vx,vy,id\n1,2,3\n4,5,6\n',
    particles,
    /data: expected weight among its columns besides the velocities, got id; name the weights, such as columns: \{ weight: id \}, or set columns: \{ weight: none \}/,
  ],
  [
    'openPMD keys for CSV',
    pairs('1,2,1', '3,4,1'),
    '{ particles: { file: data, species: e } }',
    /data species: expected an openPMD file, got a different format; remove the key species/,
  ],
  [
    'npy cut short',
    npy.subarray(0, npy.length - 3),
    particles,
    /data: expected \d+ bytes according to its header, got \d+; the file is truncated/,
  ],
  [
    'npy with a boastful header',
    encodeNpy([1e9, 2], doublesOf([1])),
    particles,
    /expected 160000000\d\d bytes|expected 16000000\d+ bytes/,
  ],
  [
    'npy of text',
    encodeNpy([2, 2], Buffer.alloc(16), "'<U1'"),
    particles,
    /data: expected numbers \(float64, float32 or integers\), got the type <U1; convert it with astype\(float\)/,
  ],
  ['npy of objects', encodeNpy([2], Buffer.alloc(16), "'|O'"), particles, /expected numbers .* got the type \|O/],
  [
    'npy of the wrong shape',
    encodeNpy([2, 4], doublesOf([1, 2, 3, 4, 5, 6, 7, 8])),
    particles,
    /data: expected an array of 2 columns, or 3 with the weights, got the shape \(2, 4\)/,
  ],
  [
    'npy with NaN',
    encodeNpy([3, 2], doublesOf([1, 2, 3, Number.NaN, 5, 6])),
    particles,
    /data: row 2, column 2: expected a finite velocity, got NaN/,
  ],
  [
    'npz that is no archive',
    Buffer.from('PK\x03\x04 and then nothing'),
    particles,
    /data: expected an archive of NumPy arrays, got one that cannot be unpacked/,
  ],
  [
    'npz with unequal lengths',
    encodeNpz({ vx: encodeNpy([2], doublesOf([1, 2])), vy: encodeNpy([3], doublesOf([1, 2, 3])) }),
    particles,
    /data vy: entry 0: expected one number for each of 2 particles, got the shape \(3\)/,
  ],
  [
    'HDF5 cut short',
    Buffer.from('\x89HDF\r\n\x1a\n and then nothing', 'latin1'),
    particles,
    /data: expected an HDF5 file, got one that is damaged/,
  ],
  [
    'a table of other names',
    'speed,g\n0,1\n',
    table,
    /data: expected columns named vx, vy, f, or v_par, v_perp, f, or v, f, got speed, g/,
  ],
  [
    'a table that goes back',
    'v,f\n0,1\n1,1\n0.5,1\n',
    table,
    /data:4 v: expected more than the previous value 1, got 0.5; sort the table/,
  ],
  ['a negative speed', 'v,f\n-1,1\n1,1\n', table, /data:2 v: expected a speed >= 0, got -1/],
  [
    'a negative f',
    'v,f\n0,1\n1,-1e-9\n',
    table,
    /data:3 f: expected f >= 0, got -1e-9; set small negative values to 0/,
  ],
  ['zeros', 'v,f\n0,0\n1,0\n', table, /data f: expected some f > 0, got only zeros/],
  ['one row', 'v,f\n0,1\n', table, /data:2 v: expected 2 values or more, got 1/],
  [
    'a grid with a gap',
    grid((rows) => rows.filter((_, r) => r !== 4)),
    table,
    /data: expected a value at each point of the grid of 3 x 3, got 8 rows, none at \(1, 1\); add the point/,
  ],
  [
    'a point twice',
    grid((rows) => [...rows, '1,1,2']),
    table,
    /data:11 f: expected one value for each point, got a second one; the first is at data:6 f/,
  ],
  [
    'scattered points',
    `vx,vy,f\n${Array.from({ length: 30 }, (_, p) => `${Math.sin(p)},${Math.cos(3 * p)},1`).join('\n')}`,
    table,
    /got 30 rows, which would need a grid of 30 x 30; interpolate f to a grid/,
  ],
  ['two values along an axis', 'vx,vy,f\n0,0,1\n0,1,1\n1,0,1\n1,1,1\n', table, /expected 3 values or more, got 2/],
  [
    'f of another shape',
    encodeNpz({
      vx: encodeNpy([3], doublesOf([0, 1, 2])),
      vy: encodeNpy([3], doublesOf([0, 1, 2])),
      f: encodeNpy([3, 2], doublesOf([1, 1, 1, 1, 1, 1])),
    }),
    table,
    /data f: expected the shape \(3, 3\) of its axes, got \(3, 2\)/,
  ],
  [
    'f without axes',
    encodeNpy([3, 3], doublesOf([1, 1, 1, 1, 1, 1, 1, 1, 1])),
    table,
    /got an array without a name; save f with its axes with numpy.savez/,
  ],
  [
    'an axis for a speed',
    'v,f\n0,1\n1,0\n',
    '{ tabulated: { file: data, axis: [1, 0] } }',
    /tabulated.axis: expected a table of v_par and v_perp/,
  ],
  [
    'the key of a lattice',
    pairs('1,2,1', '3,4,1'),
    `${particles}, particles: { box: [-1, 1] }`,
    /particles.box: expected no box for particles of a file.*remove it or use sampling: lattice/,
  ],
  [
    'sampling of a file for a formula',
    undefined,
    '{ maxwellian: { temperature: 1 } }, particles: { sampling: given }',
    /particles.sampling: expected particles of a file with given sampling.*got a species that starts from maxwellian; take sampling: lattice/,
  ],
  [
    'too small a count',
    pairs(...Array.from({ length: 9 }, (_, p) => `${p},${p * p},1`)),
    `${particles}, particles: { count: 3 }`,
    /particles.count: expected an integer >= 6, got 3/,
  ],
])('%s', (_name, content, initial, told) => {
  const [first, ...others] = problems(content, initial);
  expect(first).toMatch(told);
  expect(first).toMatch(/expected .+, got .+/);
  expect(first).not.toContain('\n');
  expect(others).toEqual([]);
});

/** An openPMD file, as far as it is looked at. */
function openPmd(build: (particles: ReturnType<Parameters<Parameters<Hdf5['encode']>[0]>[0]['create_group']>) => void) {
  return hdf5.encode((file) => {
    file.create_attribute('openPMD', '1.1.0');
    build(file.create_group('data').create_group('3').create_group('particles'));
  });
}

test.each<[string, () => Uint8Array, string, RegExp]>([
  [
    'HDF5 without numbers',
    () => hdf5.encode((file) => void file.create_group('a')),
    particles,
    /data: expected datasets of numbers, got none/,
  ],
  [
    'three components in d = 2',
    () =>
      openPmd((all) => {
        const velocity = all.create_group('e').create_group('velocity');
        for (const name of ['x', 'y', 'z']) velocity.create_dataset({ name, data: Float64Array.of(1, 2, 3) });
      }),
    particles,
    /data velocity: expected 2 components, since the scenario has dimension 2, got x, y, z; name the components to use, such as columns: \{ velocity: \[x, y\] \}/,
  ],
])('%s', (_name, content, initial, told) => {
  expect(problems(content(), initial)).toEqual([expect.stringMatching(told)]);
});
