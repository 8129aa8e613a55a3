import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { type Checkpoint, findCheckpoint, readCheckpoint, writeCheckpoint } from '../../src/output/checkpoint.ts';
import { anyDoubles, bits } from './doubles.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const state = (arrays: Checkpoint['arrays'] = {}): Checkpoint => ({ t: 1 / 3, rows: 4, steps: 40, arrays, meta: null });

test('a checkpoint comes back bit for bit: NaN payloads, signed zeros and subnormals in arrays, any plain data', () => {
  const directory = temporaryDirectory();
  const plain = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)));
  const names = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((name) => name !== '__proto__');
  fc.assert(
    fc.property(
      fc.dictionary(names, anyDoubles()),
      plain,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (arrays, meta, t) => {
        writeCheckpoint(directory, { t: t + 0, rows: 3, steps: 9, arrays, meta });
        const back = readCheckpoint(directory);
        expect({ t: back.t, rows: back.rows, steps: back.steps, meta: back.meta }).toEqual({
          t: t + 0,
          rows: 3,
          steps: 9,
          meta,
        });
        expect(Object.keys(back.arrays).sort()).toEqual(Object.keys(arrays).sort());
        for (const [name, values] of Object.entries(arrays)) expect(bits(back.arrays[name])).toEqual(bits(values));
      },
    ),
    { numRuns: 30 },
  );
});

test('views into larger arrays are saved as what they show', () => {
  const directory = temporaryDirectory();
  const whole = Float64Array.of(1, 2, 3, 4);
  writeCheckpoint(directory, state({ middle: whole.subarray(1, 3) }));
  expect(readCheckpoint(directory).arrays.middle).toEqual(Float64Array.of(2, 3));
});

test('a checkpoint cut at any byte, or with any byte changed, is refused', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'checkpoint.bin');
  writeCheckpoint(directory, state({ v: Float64Array.of(1, -0, NaN) }));
  const bytes = readFileSync(path);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      writeFileSync(path, bytes);
      truncateSync(path, at);
      expect(() => readCheckpoint(directory)).toThrow(InputError);
      const changed = Buffer.from(bytes);
      changed[at] ^= change;
      writeFileSync(path, changed);
      expect(() => readCheckpoint(directory)).toThrow(InputError);
    }),
    { numRuns: 100 },
  );
});

test('what is wrong with a checkpoint is said in one line', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'checkpoint.bin');
  const message = () => {
    try {
      readCheckpoint(directory);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  };
  expect(message()).toBe(
    `${path}: expected the checkpoint of a run, got no such file; start the run again with --overwrite`,
  );
  writeCheckpoint(directory, state({ v: Float64Array.of(1, 2) }));
  const text = readFileSync(path, 'latin1');
  truncateSync(path, text.length - 3);
  expect(message()).toMatch(
    /: expected content with SHA-256 [0-9a-f]{12}\.\.\., got [0-9a-f]{12}\.\.\.: the checkpoint is damaged or cut short; start/,
  );
  writeFileSync(path, text.replace('checkpoint 2', 'checkpoint 3'), 'latin1');
  expect(message()).toMatch(/: expected checkpoint format 2, got 3; resume with the version of the program/);
  writeFileSync(path, 'PK');
  expect(message()).toBe(
    `${path}: expected a checkpoint, got a file with a different header; start the run again with --overwrite`,
  );
});

test('a number that JSON cannot hold is refused, and the checkpoint before it stays', () => {
  const directory = temporaryDirectory();
  expect(() => writeCheckpoint(directory, { ...state(), meta: { largest: -Infinity } })).toThrow(
    /largest is -Infinity/,
  );
  expect(existsSync(join(directory, 'checkpoint.bin'))).toBe(false);
  writeCheckpoint(directory, state());
  expect(() => writeCheckpoint(directory, { ...state(), t: NaN })).toThrow();
  expect(readCheckpoint(directory).t).toBe(1 / 3);
});

test('the checkpoint before the newest is kept, and found when the newest is damaged or missing', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'checkpoint.bin');
  expect(findCheckpoint(directory)).toBeUndefined();
  for (const t of [1, 2, 3]) writeCheckpoint(directory, { ...state(), t });
  expect(findCheckpoint(directory)).toMatchObject({ checkpoint: { t: 3 } });
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(path, bytes);
  const found = findCheckpoint(directory);
  expect(found?.checkpoint.t).toBe(2);
  expect(found?.remark).toMatch(/checkpoint\.bin: expected content with SHA-256/);
  rmSync(path);
  // As a kill between the two renames leaves it: nothing is lost, and nothing to remark.
  expect(findCheckpoint(directory)).toEqual({ checkpoint: expect.objectContaining({ t: 2 }) });
  writeFileSync(join(directory, 'checkpoint.previous.bin'), 'PK');
  expect(() => findCheckpoint(directory)).toThrow(InputError);
  // With both damaged, the newest is told; so it is where there is no other.
  writeFileSync(path, bytes);
  const told = `${path}: expected content with SHA-256`;
  expect(() => findCheckpoint(directory)).toThrow(told);
  rmSync(join(directory, 'checkpoint.previous.bin'));
  expect(() => findCheckpoint(directory)).toThrow(told);
});

test('a header that does not describe the bytes behind it is refused, however well it is sealed', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'checkpoint.bin');
  for (const change of [
    (json: string) => json.replace('"length":2', '"length":3'),
    (json: string) => json.replace('"length":2', '"length":-2'),
    (json: string) => json.replace('"rows":', '"rows":-'),
    (json: string) => json.replace('{', '['),
  ]) {
    writeCheckpoint(directory, { ...state({ v: Float64Array.of(1, 2) }), rows: 3 });
    const [, json, ...rest] = readFileSync(path, 'latin1').split('\n');
    const body = [change(json), ...rest].join('\n');
    const sum = createHash('sha256').update(Buffer.from(body, 'latin1')).digest('hex');
    writeFileSync(path, Buffer.from(`landau-fisher checkpoint 2 ${sum}\n${body}`, 'latin1'));
    expect(() => readCheckpoint(directory)).toThrow(InputError);
  }
});

test('a checkpoint of the other byte order is refused', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'checkpoint.bin');
  writeCheckpoint(directory, state());
  const body = readFileSync(path, 'latin1').replace(/^.*\n/, '');
  const other = body.replace(/"endianness":"(LE|BE)"/, (_, own) => `"endianness":"${own === 'LE' ? 'BE' : 'LE'}"`);
  expect(other).not.toBe(body);
  const sum = createHash('sha256').update(Buffer.from(other, 'latin1')).digest('hex');
  writeFileSync(path, Buffer.from(`landau-fisher checkpoint 2 ${sum}\n${other}`, 'latin1'));
  expect(() => readCheckpoint(directory)).toThrow(
    /: expected byte order [LB]E, got [LB]E; resume on a machine with that byte order$/,
  );
});
