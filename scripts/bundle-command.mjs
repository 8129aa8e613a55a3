// Bundles the command, dist/cli/main.js and what it imports, to a few files in dist/command: Node spends most of a short command on
// finding and reading modules one by one. What is loaded together lies together. Packages that few commands need stay where they are.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const folder = join(dist, 'command');

export const command = join(folder, 'main.js');

/** Packages that come with files beside their code, that not every command needs, or that have no file with their licence. */
const external = ['@resvg/resvg-wasm', 'cephes', 'fast-png', 'gifenc', 'h5wasm', 'katex', 'seedrandom'];

/** What is loaded together: by every command, by those that read a scenario, by those that simulate. A module goes to the first that has it. */
const groups = [
  ['front', ['cli/command-line.js']],
  ['scenario', ['scenario/read-scenario.js']],
  ['simulation', ['cli/scenario-check.js', 'simulation/run.js']],
];

export async function bundleCommand() {
  rmSync(folder, { recursive: true, force: true });
  const together = new Map();
  const bundler = await rolldown({
    input: join(dist, 'cli/main.js'),
    platform: 'node',
    external: (name) =>
      name.startsWith('node:') || external.some((each) => name === each || name.startsWith(`${each}/`)),
    plugins: [ownPlaces, groupsOf(together)],
    // Shared modules are imported dynamically, too, where a command has no other use for them.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundler.write({
    dir: folder,
    format: 'esm',
    minify: { mangle: false, compress: true, codegen: true },
    codeSplitting: { groups: [{ name: (id) => together.get(id) ?? null, debugName: 'loaded together' }] },
  });
  await bundler.close();
  writeFileSync(join(folder, 'LICENCES.txt'), licences(output.flatMap((chunk) => chunk.moduleIds ?? [])));
}

/** A module finds the files beside it from where it was, not from where the bundle is. */
const ownPlaces = {
  name: 'own-places',
  transform(code, path) {
    const place = relative(dist, path);
    if (place.startsWith('..') || !code.includes('import.meta.url')) return undefined;
    const own = `new URL(${JSON.stringify(`../${place.replaceAll('\\', '/')}`)}, import.meta.url).href`;
    return { code: code.replaceAll('import.meta.url', own) };
  },
};

/** Finds what the modules of a group import, and puts the name of the group beside each of them. */
function groupsOf(together) {
  return {
    name: 'groups',
    buildEnd() {
      for (const [name, entries] of groups) {
        const waiting = entries.map((entry) => join(dist, entry));
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          if (together.has(id)) continue;
          together.set(id, name);
          waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      }
    },
  };
}

/** The licence texts of the packages whose code is in the bundle, as their licences ask for. */
function licences(inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((at) => {
      const { name, version } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
      const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
      if (file === undefined || !existsSync(join(at, file)))
        throw new Error(`${name}: expected a licence text, got none`);
      return `${name} ${version}\n\n${readFileSync(join(at, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
