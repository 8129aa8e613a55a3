// Builds dist/ from src/: type-check, emit, mark the command executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(`${root}/dist`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '--project', `${root}/tsconfig.json`], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
chmodSync(`${root}/dist/cli/main.js`, 0o755);
