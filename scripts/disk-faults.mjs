// Preloaded by `node --import`: the k-th write of the process to a file below LANDAU_FAULT_BELOW fails, as if the disk were full or
// broken. LANDAU_FAULT is `<k> <code>`, such as `7 ENOSPC`; with `from` behind it all later writes fail too. When the process ends
// without having come to the k-th write, it says so by the file LANDAU_FAULT_NOT_REACHED.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const { LANDAU_FAULT = '', LANDAU_FAULT_BELOW = '', LANDAU_FAULT_NOT_REACHED } = process.env;
const [k, code, extent] = LANDAU_FAULT.split(' ');
const files = new Set();
const original = { ...fs };
let count = 0;

function guard(name, concerns) {
  fs[name] = (...words) => {
    if (concerns(...words)) {
      count++;
      if (count === Number(k) || (extent === 'from' && count > Number(k)))
        throw Object.assign(new Error(`${code}: injected, ${name}`), { code, syscall: name });
    }
    return original[name](...words);
  };
}

const isBelow = (path) => typeof path === 'string' && path.includes(LANDAU_FAULT_BELOW);
fs.openSync = (path, ...words) => {
  const file = original.openSync(path, ...words);
  if (isBelow(path)) files.add(file);
  else files.delete(file);
  return file;
};
guard('writeSync', (file) => files.has(file));
guard('writeFileSync', (file) => files.has(file) || isBelow(file));
guard('fsyncSync', (file) => files.has(file));
guard('renameSync', isBelow);
guard('mkdirSync', isBelow);
syncBuiltinESMExports();
process.on('exit', () => {
  if (LANDAU_FAULT_NOT_REACHED && count < Number(k)) original.writeFileSync(LANDAU_FAULT_NOT_REACHED, String(count));
});
