import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRun } from '../../src/output/read-run.ts';
import { animationFrames } from '../../src/report/animation/frames.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();
let place = '';
let run = '';

beforeAll(async () => {
  place = newDirectory();
  run = join(place, 'run');
  writeFileSync(join(place, 'tiny.yaml'), tiny);
  const words = [
    '--output',
    run,
    '--quiet',
    '--no-report',
    '--allow',
    'doubtful',
    '--set',
    'output.snapshots=0.2',
    '--set',
    'time.until=0.4',
  ];
  expect((await command('run', join(place, 'tiny.yaml'), ...words)).code).toBe(0);
});

describe('landau animate', () => {
  test('draws a frame for every stored distribution, with the same scales in all and the cursor at its time', async () => {
    const { frames, width, height } = animationFrames(await readRun(run))!;
    expect(frames.map(({ t }) => t.toFixed(1))).toEqual(['0.0', '0.2', '0.4']);
    for (const { svg } of frames) {
      expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
      for (const words of ['f of light, 0', 'f of heavy, 0', 'H(μ)', 'best estimate']) expect(svg).toContain(words);
      expect(svg).not.toMatch(/var\(|[⁰²³⁴-⁹⁻]/);
    }
    const without = ({ svg }: { readonly svg: string }) =>
      svg.match(/data-mark="(x|y)-axis tick label"[^>]*>.*?<\/g>/gs);
    expect(without(frames[0])!.length).toBeGreaterThanOrEqual(8);
    expect(without(frames[2])).toEqual(without(frames[0]));
  });

  test('writes PNG files in a new directory, the frames beside each other', async () => {
    const out = join(place, 'frames');
    const { code, out: printed, err } = await command('animate', run, '--out', out);
    expect({ code, printed }).toEqual({ code: 0, printed: `${out}\n` });
    expect(err).toMatch(/^frames {3}3, t = 0 to 0\.4\naddress {2}file:\/\/.*\nnext {5}landau open /);
    expect(readdirSync(out)).toEqual([0, 1, 2].map((k) => `000${k}.png`));
    const pixels = readdirSync(out).map((name) => decode(readFileSync(join(out, name))));
    const sizes = new Set(pixels.map(({ width, height }) => `${width} x ${height}`));
    expect(sizes.size).toBe(1);
    // What is not white: text and lines, and maps that change from the first to the last frame.
    const share = (holds: (k: number) => boolean) => {
      const { length } = pixels[0].data;
      let count = 0;
      for (let k = 0; k < length; k++) if (holds(k)) count++;
      return count / length;
    };
    for (const { data } of pixels) expect(share((k) => data[k] < 200)).toBeGreaterThan(0.1);
    const [first, , last] = pixels;
    expect(share((k) => Math.abs(first.data[k] - last.data[k]) > 10)).toBeGreaterThan(0.003);
    const still = join(place, 'last.png');
    expect((await command('animate', run, '--out', still)).err).toMatch(/^frames {3}1, t = 0\.4\n/);
    expect(readFileSync(still).equals(readFileSync(join(out, '0002.png')))).toBe(true);
    expect((await command('animate', run, '--out', out)).err).toMatch(
      /^--out: expected a new or empty directory, got .*; give another name\n$/,
    );
  });

  test('writes a GIF of the same bytes every time, with a picture for every distribution', async () => {
    const [a, b] = ['a.gif', 'b.gif'].map((name) => join(place, name));
    for (const out of [a, b])
      expect(await command('animate', run, '--out', out, '--seconds', '3')).toMatchObject({ code: 0, out: `${out}\n` });
    const bytes = readFileSync(a);
    expect(bytes.equals(readFileSync(b))).toBe(true);
    expect(bytes.subarray(0, 6).toString()).toBe('GIF89a');
    const { width, height } = animationFrames(await readRun(run))!;
    expect([bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual([width, height]);
    // The extension of every frame says how many hundredths of a second it stays.
    const extension = Buffer.from([0x21, 0xf9, 4]);
    const delays: number[] = [];
    for (let at = bytes.indexOf(extension); at >= 0; at = bytes.indexOf(extension, at + 8))
      if (bytes[at + 7] === 0 && bytes[at + 8] === 0x2c) delays.push(bytes.readUInt16LE(at + 4));
    expect(delays).toEqual([100, 100, 250]);
  });

  test.each([
    [
      ['--out', 'film.mp4'],
      /^--out: expected a file that ends with \.gif or \.png, or the name of a directory, got film\.mp4\n$/,
    ],
    [['--seconds', '0'], /^--seconds: expected a number > 0, got 0\n$/],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await command('animate', run, ...words);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync('film.mp4')).toBe(false);
  });

  test('refuses what is no run', async () => {
    const empty = join(place, 'empty');
    mkdirSync(empty);
    const { code, err } = await command('animate', empty);
    expect(code).toBe(2);
    expect(err).toMatch(/expected the directory of a run/);
  });
});
