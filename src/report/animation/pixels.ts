import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** An image with four bytes per pixel: red, green, blue, opacity. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** KaTeX fonts, which ship with the formulas of the pages and are the same on every machine. */
const faces = ['SansSerif-Regular', 'SansSerif-Bold', 'SansSerif-Italic', 'Math-Italic', 'Main-Regular', 'Main-Bold'];

let ready: Promise<readonly Uint8Array[]> | undefined;

/** Renders an SVG to pixels without a browser. The bytes are the same on every machine. */
export async function rasterise(svg: string): Promise<Pixels> {
  ready ??= prepare();
  const fontBuffers = [...(await ready)];
  const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'KaTeX_SansSerif' } });
  const { width, height, pixels } = picture.render();
  return { width, height, data: pixels };
}

async function prepare(): Promise<readonly Uint8Array[]> {
  const files = createRequire(import.meta.url);
  await initWasm(readFileSync(files.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return faces.map((face) => readFileSync(files.resolve(`katex/dist/fonts/KaTeX_${face}.ttf`)));
}

/** Red, green and blue, from 0 to 255. */
type Palette = readonly (readonly number[])[];

/** The part of the package that is used here; the package has no types. */
interface Gifenc {
  quantize(rgba: Uint8Array, colours: number): Palette;
  applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
  GIFEncoder(): {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: {
        readonly palette: Palette;
        readonly delay: number;
        readonly transparent?: boolean;
        readonly transparentIndex?: number;
        /** 1: the next frame is drawn over this one. */
        readonly dispose?: number;
      },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  };
}

// A CommonJS module with a default export, which Node.js and bundlers import in different ways.
const gifenc = createRequire(import.meta.url)('gifenc') as Gifenc;

/** A frame and the time for which it is shown. */
export interface TimedPixels extends Pixels {
  readonly milliseconds: number;
}

/** Encodes frames of one size as a GIF that repeats endlessly, with one palette of 255 colours for all frames. */
export function encodeGif(frames: readonly TimedPixels[]): Uint8Array {
  const palette = gifenc.quantize(sample(frames), COLOURS);
  const unchanged = palette.length;
  const gif = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { width, height, data, milliseconds } of frames) {
    const shades = gifenc.applyPalette(data, palette);
    // Pixels equal to the previous frame are transparent, which takes almost no bytes.
    const drawn = shades.map((shade, k) => (before?.[k] === shade ? unchanged : shade));
    gif.writeFrame(drawn, width, height, {
      palette: [...palette, [0, 0, 0]],
      delay: milliseconds,
      ...(before === undefined ? {} : { transparent: true, transparentIndex: unchanged, dispose: 1 }),
    });
    before = shades;
  }
  gif.finish();
  return gif.bytes();
}

const COLOURS = 255;

/** Every STRIDE-th pixel of all frames, enough to choose the colours. */
function sample(frames: readonly TimedPixels[]): Uint8Array {
  const all = frames.flatMap(({ data }) => {
    const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
    return Array.from({ length: Math.ceil(pixels.length / STRIDE) }, (_, k) => pixels[k * STRIDE]);
  });
  return new Uint8Array(Uint32Array.from(all).buffer);
}

const STRIDE = 7;
