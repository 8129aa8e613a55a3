// @ts-check
// Preloaded by `node --import`: the k-th write of the process to a file below LANDAU_FAULT_BELOW fails, as if the disk were full or
// broken. LANDAU_FAULT is `<k> <code>`, such as `7 ENOSPC`; with `from` after it, all later writes also fail. If the process ends before
// the k-th write, it creates the file LANDAU_FAULT_NOT_REACHED.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const { LANDAU_FAULT = '', LANDAU_FAULT_BELOW = '', LANDAU_FAULT_NOT_REACHED } = process.env;
const [k, code, extent] = LANDAU_FAULT.split(' ');
/** @type {Set<number>} */
const files = new Set();
const original = { ...fs };
let count = 0;

/**
 * Wraps a call so that it fails at the k-th write to a watched file.
 * @template {(...words: never[]) => unknown} Call
 * @param {Call} call
 * @param {(target: unknown) => boolean} concerns by its first argument
 * @returns {Call}
 */
function guarded(call, concerns) {
  return new Proxy(call, {
    apply(target, self, words) {
      if (concerns(words[0])) {
        count++;
        if (count === Number(k) || (extent === 'from' && count > Number(k)))
          throw Object.assign(new Error(`${code}: injected, ${call.name}`), { code, syscall: call.name });
      }
      return Reflect.apply(target, self, words);
    },
  });
}

/** @param {unknown} file */
const isOpen = (file) => typeof file === 'number' && files.has(file);
/** @param {unknown} path */
const isBelow = (path) => typeof path === 'string' && path.includes(LANDAU_FAULT_BELOW);

fs.openSync = (path, ...words) => {
  const file = original.openSync(path, ...words);
  if (isBelow(path)) files.add(file);
  else files.delete(file);
  return file;
};
fs.writeSync = guarded(original.writeSync, isOpen);
fs.writeFileSync = guarded(original.writeFileSync, (target) => isOpen(target) || isBelow(target));
fs.fsyncSync = guarded(original.fsyncSync, isOpen);
fs.renameSync = guarded(original.renameSync, isBelow);
fs.mkdirSync = guarded(original.mkdirSync, isBelow);
syncBuiltinESMExports();
process.on('exit', () => {
  if (LANDAU_FAULT_NOT_REACHED && count < Number(k)) original.writeFileSync(LANDAU_FAULT_NOT_REACHED, String(count));
});
