// @ts-check
// Bundles the command, dist/cli/main.js and what it imports, to a few files in dist/command: Node spends most of a short command on
// finding and reading modules one by one. What is loaded together lies together. Packages that few commands need stay where they are.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const folder = join(dist, 'command');

export const command = join(folder, 'main.js');

/** Packages that come with files beside their code, or that not every command needs. */
const external = ['@resvg/resvg-wasm', 'cephes', 'gifenc', 'katex'];

/** What commands load: all of them `first`, then the front; others what reads runs, draws, reads scenarios or simulates. */
const parts = {
  first: ['cli/terminal.js'],
  front: ['cli/command-line.js'],
  reading: ['output/read-run.js'],
  drawing: ['report/render-report.js'],
  scenario: ['scenario/read-scenario.js'],
  simulation: ['cli/scenario-check.js', 'simulation/run.js'],
};

export async function bundleCommand() {
  rmSync(folder, { recursive: true, force: true });
  /** @type {Map<string, string>} */
  const together = new Map();
  const bundler = await rolldown({
    input: { start: join(dist, 'cli/main.js') },
    platform: 'node',
    // Their modules for Node are CommonJS, which each wait for their first call and come whole; these are the same as ES modules.
    resolve: {
      alias: {
        yaml: join(root, 'node_modules/yaml/browser/index.js'),
        'ml-matrix': join(root, 'node_modules/ml-matrix/src/index.js'),
      },
    },
    preserveEntrySignatures: 'allow-extension',
    external: (name) =>
      name.startsWith('node:') || external.some((each) => name === each || name.startsWith(`${each}/`)),
    plugins: [noPrograms, ownPlaces, binaryBeside, partsOf(together), builtins],
    // Shared modules are imported dynamically, too, where a command has no other use for them.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundler.write({
    dir: folder,
    // Node loads the same files faster than as ES modules, by some 8 ms in a short command (Node 20).
    format: 'cjs',
    minify: { mangle: true, compress: true, codegen: true },
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ name: (id) => together.get(id) ?? null, debugName: 'loaded together' }],
    },
  });
  await bundler.close();
  // The loader of the command gives scripts `require` and no more.
  const names = output.map(({ fileName }) => fileName);
  const foreign = output
    .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.dynamicImports : []))
    .filter((name) => !names.includes(name));
  if (foreign.length > 0)
    throw new Error(`${foreign.join(', ')}: expected no dynamic import of what is not in the bundle`);
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(
    join(folder, 'LICENCES.txt'),
    licences(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))),
  );
  copyFileSync(join(root, 'scripts/command-loader.cjs'), command);
}

/**
 * Stores beside each script the code that Node compiles in a few commands. Needs the kernels and the script of the pages. A command that
 * fails here fails for its user too, with its message; the build goes on with less stored code.
 */
export function compileCommand() {
  const place = mkdtempSync(join(tmpdir(), 'landau-build-'));
  try {
    for (const [words, code] of tried(join(place, 'run'))) compileFor(words, code);
  } finally {
    rmSync(place, { recursive: true });
  }
}

/**
 * Commands that everybody waits for, with their exit codes: a short run to its page, help, and reading a scenario.
 * @param {string} output
 * @returns {readonly (readonly [words: readonly string[], code: number])[]}
 */
function tried(output) {
  const scenario = 'scenarios/bkw-two-species-2d-maxwell.yaml';
  const short = ['time.until=0.2', 'output.every=0.1', 'expect={}'].flatMap((set) => ['--set', set]);
  return [
    [['run', scenario, '--quiet', '--output', output, ...short], 0],
    [['--help'], 0],
    [['check', scenario, '--set', 'tiem=1'], 2],
  ];
}

/**
 * Keeps what Node compiles while these words run.
 * @param {readonly string[]} words
 * @param {number} code
 */
function compileFor(words, code) {
  const { error, status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/record-code.cjs'), command, ...words],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  if (status !== code)
    console.warn(
      `build: landau ${words.join(' ')}: expected exit code ${code}, got ${status}; its compiled code is incomplete: ${stderr}`,
    );
}

/**
 * A module finds the files beside it from where it was, not from where the bundle is.
 * @type {import('rolldown').Plugin}
 */
const ownPlaces = {
  name: 'own-places',
  transform(code, path) {
    const place = relative(dist, path);
    if (place.startsWith('..') || !code.includes('import.meta.url')) return undefined;
    const own = `new URL(${JSON.stringify(`../${place.replaceAll('\\', '/')}`)}, import.meta.url).href`;
    return { code: code.replaceAll('import.meta.url', own) };
  },
};

/**
 * Commander starts other programs for commands that are programs of their own, of which there are none here. What it would take for that
 * costs a short command 2 ms.
 * @type {import('rolldown').Plugin}
 */
const noPrograms = {
  name: 'no-programs',
  transform: {
    filter: { id: /commander\/lib\/command\.js$/ },
    handler(code) {
      const load = "require('node:child_process')";
      if (!code.includes(load)) throw new Error(`commander: expected ${load}, got another script`);
      return code.replace(load, 'undefined');
    },
  },
};

/**
 * The HDF5 library is WebAssembly within the text of its script, 4 MB that Node reads as text, parses and decodes. As a file beside
 * the script it takes 0.15 s less.
 * @type {import('rolldown').Plugin}
 */
const binaryBeside = {
  name: 'binary-beside',
  transform: {
    filter: { id: /h5wasm\/dist\/esm\/hdf5_util\.js$/ },
    handler(code) {
      const [call, text] =
        /(?<=function findWasmBinary\(\)\{return )binaryDecode\(('(?:[^'\\]|\\.)*')\)/s.exec(code) ?? [];
      if (call === undefined) throw new Error('h5wasm: expected its WebAssembly in findWasmBinary, got another script');
      // Its bytes are characters, as `binaryDecode` reads them: 256 stands for 0.
      const source = Uint8Array.from(runInNewContext(text), (character) => {
        const value = character.charCodeAt(0);
        return (~value >> 8) & value;
      });
      this.emitFile({ type: 'asset', fileName: 'hdf5.wasm', source });
      const own = `readBeside(new URL('./hdf5.wasm', import.meta.url))`;
      return `import { readFileSync as readBeside } from 'node:fs';\n${code.replace(call, () => own)}`;
    },
  },
};

/**
 * The bundler copies the exports of Node's own modules, getter by getter, in every file that imports them: 5 ms of a short command.
 * An object that inherits from the module does as well.
 * @type {import('rolldown').Plugin}
 */
const builtins = {
  name: 'builtins',
  renderChunk(code) {
    return code.replaceAll(
      /\blet (\w+) = require\("(node:[a-z_/]+)"\);\s*\1 = require_rolldown_runtime\.\w+\(\1, 1\);/g,
      (_, name, module) =>
        `const ${name} = Object.create(require("${module}"), { default: { value: require("${module}") } });`,
    );
  },
};

/**
 * Finds which parts import each module, directly or not: modules of the same parts are loaded together.
 * @param {Map<string, string>} together
 * @returns {import('rolldown').Plugin}
 */
function partsOf(together) {
  return {
    name: 'parts',
    buildEnd() {
      for (const [part, entries] of Object.entries(parts)) {
        const seen = new Set();
        const waiting = entries.map((entry) => join(dist, entry));
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          // What is there already is not needed a second time.
          if (seen.has(id) || ['first', 'front'].includes(together.get(id) ?? '')) continue;
          seen.add(id);
          together.set(id, together.has(id) ? `${together.get(id)}-${part}` : part);
          waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      }
    },
  };
}

/**
 * The licence texts of the packages whose code is in the bundle, as their licences ask for.
 * @param {readonly string[]} inputs
 */
function licences(inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((at) => {
      const { name, version } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${licence(name, at, inputs)}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * The text in a file of the package, or else at the top of its modules.
 * @param {string} name
 * @param {string} at
 * @param {readonly string[]} inputs
 */
function licence(name, at, inputs) {
  const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
  if (file !== undefined) return readFileSync(join(at, file), 'utf8').trim();
  const heads = inputs
    .filter((path) => path.startsWith(`${at}/`))
    .map((path) => /^(?:\/\/.*\n|\s)*/.exec(readFileSync(path, 'utf8'))?.[0].trim() ?? '');
  if (heads.length === 0 || !heads.every((head) => head.includes('Permission is hereby granted')))
    throw new Error(`${name}: expected a licence text, got none`);
  return heads.join('\n\n');
}
