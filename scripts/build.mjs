// Builds dist/ from src/: type-check, emit, compile the kernels, mark the command executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const kernels = fileURLToPath(new URL('../src/kernels/assembly/index.ts', import.meta.url));

/** Runs a package's command with Node; ends the build with its status when it fails. */
function run(command, ...words) {
  const script = fileURLToPath(command);
  const { status } = spawnSync(process.execPath, [script, ...words], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(`${root}/dist`, { recursive: true, force: true });
run(import.meta.resolve('typescript/bin/tsc'), '--project', `${root}/tsconfig.json`);
const memory = ['--importMemory', '--sharedMemory', '--maximumMemory', '65536'];
const options = ['-O3', '--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '--noAssert', ...memory];
const asc = import.meta.resolve('assemblyscript/bin/asc.js');
run(asc, kernels, '--outFile', `${root}/dist/kernels/kernels.wasm`, ...options);
// opt-in: fused multiply-add differs in the last bits
run(asc, kernels, '--outFile', `${root}/dist/kernels/kernels-fma.wasm`, ...options, '--enable', 'relaxed-simd');
chmodSync(`${root}/dist/cli/main.js`, 0o755);
