// @ts-check
// Bundles the script of the pages (src/report/page-script) into dist/report/page-script.js, which is included in each page.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

export const bundle = join(root, 'dist/report/page-script.js');

export async function bundlePageScript() {
  await build({
    entryPoints: [join(root, 'src/report/page-script/main.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    loader: { '.css': 'text' },
    legalComments: 'inline',
    banner: {
      js: '/*! With uPlot (c) 2022 Leon Sorokin, MIT License; d3-array, d3-contour, d3-scale-chromatic (c) 2010-2023 Mike Bostock, ISC License */',
    },
    plugins: [withoutFormulas],
    logLevel: 'warning',
  });
}

/**
 * Modules that the program and its pages share import katex, which only the program needs.
 * @type {import('esbuild').Plugin}
 */
const withoutFormulas = {
  name: 'without-formulas',
  setup(bundler) {
    bundler.onResolve({ filter: /^katex$/ }, ({ path }) => ({ path, namespace: 'unused', sideEffects: false }));
    bundler.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'export default undefined;' }));
  },
};
