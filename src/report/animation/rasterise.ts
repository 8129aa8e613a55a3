import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** A picture in pixels, four bytes each: red, green, blue, opacity. */
export interface Pixels {
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
