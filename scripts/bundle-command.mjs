// Bundles the command, dist/cli/main.js and what it imports, to a few files in dist/command: Node spends most of a short command on
// finding and reading modules one by one. Packages that few commands need stay where they are.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const folder = join(dist, 'command');

export const command = join(folder, 'main.js');

/** Packages that come with files beside their code, that only pages and pictures need, or that have no file with their licence. */
const external = [
  '@observablehq/plot',
  '@resvg/resvg-wasm',
  'fast-png',
  'gifenc',
  'h5wasm',
  'katex',
  'linkedom',
  'seedrandom',
];

export async function bundleCommand() {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [join(dist, 'cli/main.js')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: external.flatMap((name) => [name, `${name}/*`]),
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [ownPlaces],
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'LICENCES.txt'), licences(Object.keys(metafile.inputs)));
}

/** A module finds the files beside it from where it was, not from where the bundle is. */
const ownPlaces = {
  name: 'own-places',
  setup(bundler) {
    bundler.onLoad({ filter: /\.js$/ }, ({ path }) => {
      const place = relative(dist, path);
      if (place.startsWith('..')) return undefined;
      const text = readFileSync(path, 'utf8');
      const own = `new URL(${JSON.stringify(`../${place.replaceAll('\\', '/')}`)}, import.meta.url).href`;
      return { contents: text.replaceAll('import.meta.url', own), loader: 'js' };
    });
  },
};

/** The licence texts of the packages whose code is in the bundle, as their licences ask for. */
function licences(inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((path) => {
      const at = join(root, path);
      const { name, version } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
      const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
      if (file === undefined || !existsSync(join(at, file)))
        throw new Error(`${name}: expected a licence text, got none`);
      return `${name} ${version}\n\n${readFileSync(join(at, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
