import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds what has changed: tests import the compiled modules, and pages need their script as one file. */
export function setup() {
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))], {
    stdio: 'inherit',
  });
}
