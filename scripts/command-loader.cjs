#!/usr/bin/env node
// @ts-check
// Starts the command, as dist/command/main.js. Node compiles 600 kB of scripts in a short command, function by function, which takes half
// of its time. So each file lies beside the code that was compiled when a few commands were tried as it was built (record-code.cjs).
// V8 takes this code only in the version that made it; every other compiles the script, and Node 22.1 and later keep what they compiled
// below the system's directory for temporary files.
const { readFileSync } = require('node:fs');
const nodeModule = require('node:module');
const { join } = require('node:path');
const process = require('node:process');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

/** @type {Map<string, { exports: unknown }>} */
const modules = new Map();
/**
 * The scripts that were loaded, by the path of their compiled code.
 * @type {Map<string, Script>}
 */
const scripts = new Map();

/**
 * `require` for the files here.
 * @param {string} id
 */
function load(id) {
  if (!id.startsWith('./')) return require(id);
  const filename = join(__dirname, id);
  const known = modules.get(filename);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(filename, module);
  const compiled = `${filename}.code`;
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename)}\n})`,
    { filename, .../** @type {object} */ (compiledCode(compiled)) },
  );
  scripts.set(compiled, script);
  script.runInThisContext()(module.exports, load, module, filename, __dirname);
  return module.exports;
}

/** @param {string} path */
function compiledCode(path) {
  try {
    return { cachedData: readFileSync(path) };
  } catch {
    return {};
  }
}

const { enableCompileCache } = /** @type {{ enableCompileCache?(): unknown }} */ (nodeModule);
// The bundle has no names that a stack could show: for one, the modules as they are.
if (process.env.LANDAU_DEBUG === '1') void import(pathToFileURL(join(__dirname, '../cli/main.js')).href);
else if (enableCompileCache === undefined) load('./start.js');
else {
  enableCompileCache();
  require(join(__dirname, 'start.js'));
}

module.exports = { scripts };
