// @ts-check
// Builds dist/ from src/: type-check and emit, compile the kernels, bundle the script of the pages and the command.
// What has not changed since the last build is not built again: nothing at all when no file has.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundleCommand, command, compileCommand } from './bundle-command.mjs';
import { bundle, bundlePageScript } from './page-script.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const records = join(dist, '.build');
const assembly = join(root, 'src/kernels/assembly');
const pageScript = join(root, 'src/report/page-script');
const began = performance.now();
/**
 * Of the inputs of each part.
 * @type {Map<string, string>}
 */
const hashes = new Map();

const sources = filesBelow(join(root, 'src'));
const modules = sources.filter(
  (path) => path.endsWith('.ts') && !path.startsWith(assembly) && !path.startsWith(pageScript),
);
// A declaration file is input, not output.
const outputs = modules
  .filter((path) => !path.endsWith('.d.ts'))
  .flatMap((path) => {
    const base = join(dist, relative(join(root, 'src'), path).replace(/\.ts$/, ''));
    return [`${base}.js`, `${base}.js.map`, `${base}.d.ts`];
  });
const kernels = ['kernels/kernels.wasm', 'kernels/kernels-fma.wasm', 'kernels/dense-algebra.wasm'].map((name) =>
  join(dist, name),
);
const tools = [
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/page-script.mjs',
  'scripts/bundle-command.mjs',
  'scripts/command-loader.cjs',
  'scripts/record-code.cjs',
].map((name) => join(root, name));

/** @type {Promise<number>[]} */
const work = [];
const isCompiled = isDone('modules', [...modules, join(root, 'tsconfig.json'), ...tools], [...outputs, command]);
if (!isCompiled) work.push(compileModules());
if (!isDone('kernels', [...sources.filter((path) => path.startsWith(assembly)), ...tools], kernels))
  work.push(compileKernels());
// The script shares modules of the report with the program.
if (
  !isDone('page-script', [...sources.filter((path) => path.startsWith(join(root, 'src/report'))), ...tools], [bundle])
)
  work.push(makePageScript());
if (work.length === 0) say('up to date');
else {
  const codes = await Promise.all(work);
  const failed = codes.flat().find((code) => code !== 0);
  if (failed !== undefined) process.exit(failed);
  if (!isCompiled) {
    compileCommand();
    note('modules');
  }
  say('done');
}

async function compileModules() {
  say('compiling src/ to dist/ (about ten seconds when there is nothing to go by)');
  const info = join(records, 'tsc.json');
  // tsc does not look whether what it wrote is still there, nor remove what has no source any more.
  if (!outputs.every((path) => existsSync(path))) rmSync(info, { force: true });
  const code = await run(import.meta.resolve('typescript/bin/tsc'), [
    ...['--project', join(root, 'tsconfig.json'), '--incremental', '--tsBuildInfoFile', info],
  ]);
  if (code !== 0) return code;
  const known = new Set([...outputs, ...kernels, bundle]);
  const kept = [records, dirname(command)];
  for (const path of filesBelow(dist))
    if (!known.has(path) && !kept.some((folder) => path.startsWith(folder))) rmSync(path);
  await bundleCommand();
  chmodSync(command, 0o755);
  return 0;
}

async function compileKernels() {
  say('compiling the kernels to WebAssembly');
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory'];
  const shared = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
  const asc = import.meta.resolve('assemblyscript/bin/asc.js');
  // opt-in: fused multiply-add differs in the last bits
  for (const { source, output, more } of [
    { source: 'index.ts', output: kernels[0], more: shared },
    { source: 'index.ts', output: kernels[1], more: [...shared, '--enable', 'relaxed-simd'] },
    { source: 'dense-algebra.ts', output: kernels[2], more: [] },
  ]) {
    mkdirSync(dirname(output), { recursive: true });
    const code = await run(asc, [join(assembly, source), '--outFile', output, ...options, ...more]);
    if (code !== 0) return code;
  }
  note('kernels');
  return 0;
}

async function makePageScript() {
  say('bundling the script of the pages');
  const code = await run(import.meta.resolve('typescript/bin/tsc'), ['--project', join(pageScript, 'tsconfig.json')]);
  if (code !== 0) return code;
  await bundlePageScript();
  note('page-script');
  return 0;
}

/**
 * Runs a package's command with Node; its exit code.
 * @param {string} command
 * @param {readonly string[]} words
 * @returns {Promise<number>}
 */
function run(command, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(command), ...words], { cwd: root, stdio: 'inherit' });
    child.on('error', reject).on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * True when the inputs are those of the last build and everything it made is there.
 * @param {string} name
 * @param {readonly string[]} inputs
 * @param {readonly string[]} made
 */
function isDone(name, inputs, made) {
  const hash = createHash('sha256').update(process.version);
  for (const path of inputs) hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
  const digest = hash.digest('hex');
  hashes.set(name, digest);
  const record = join(records, name);
  const isSame = existsSync(record) && readFileSync(record, 'utf8') === digest;
  if (isSame && made.every((path) => existsSync(path))) return true;
  rmSync(record, { force: true });
  return false;
}

/** @param {string} name */
function note(name) {
  mkdirSync(records, { recursive: true });
  writeFileSync(join(records, name), hashes.get(name) ?? '');
}

/** @param {string} directory */
function filesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** @param {string} what */
function say(what) {
  console.error(`build: ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}
