import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** A picture in pixels, four bytes each: red, green, blue, opacity. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Faces of KaTeX, which come with the formulas of the pages: the same on every machine. */
const faces = ['SansSerif-Regular', 'SansSerif-Bold', 'SansSerif-Italic', 'Math-Italic', 'Main-Regular', 'Main-Bold'];

let ready: Promise<readonly Uint8Array[]> | undefined;

/** Draws an SVG in pixels, without a browser and with the same bytes on every machine. */
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

/** What is used of the package, which has no types. */
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

/** A frame, and how long it stays. */
export interface TimedPixels extends Pixels {
  readonly milliseconds: number;
}

/** Frames of one size as an animated GIF that begins again at its end, in the 255 colours that suit all frames together. */
export function encodeGif(frames: readonly TimedPixels[]): Uint8Array {
  const palette = gifenc.quantize(sample(frames), COLOURS);
  const unchanged = palette.length;
  const gif = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { width, height, data, milliseconds } of frames) {
    const shades = gifenc.applyPalette(data, palette);
    // What does not change from frame to frame is left transparent, which takes next to no bytes.
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

/** Every k-th pixel of all frames: enough to choose the colours. */
function sample(frames: readonly TimedPixels[]): Uint8Array {
  const all = frames.flatMap(({ data }) => {
    const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
    return Array.from({ length: Math.ceil(pixels.length / STRIDE) }, (_, k) => pixels[k * STRIDE]);
  });
  return new Uint8Array(Uint32Array.from(all).buffer);
}

const STRIDE = 7;
