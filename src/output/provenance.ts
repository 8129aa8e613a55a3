import { readFileSync, realpathSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { ProgramIdentity } from './run-identity.ts';
import type { Provenance } from './run-record.ts';

/*
 * Which program this is. Nothing heavy is imported here: the command line needs the version before anything else.
 */

/** Asked once: the program in memory stays what it was when it was loaded, whatever becomes of its source. */
export function programCommit(): string | null {
  commit ??= { hash: sourceCommit(packageRoot) };
  return commit.hash;
}

let commit: { readonly hash: string | null } | undefined;

/** src/output and dist/output lie equally deep in the package. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The version in package.json; `unknown` when the program was taken out of its package. */
export function packageVersion(): string {
  version ??= readVersion();
  return version;
}

let version: string | undefined;

function readVersion(): string {
  try {
    const { version } = JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}

/**
 * The commit of the git checkout whose top is `root`, with `+` when what the program is built from differs from it.
 * null when there is no such checkout: a package installed inside somebody else's checkout must not name their commit.
 */
export function sourceCommit(root: string): string | null {
  // Loaded only here: a short command has no other use for it, and it takes 2 ms.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
  try {
    if (realpathSync(git('rev-parse', '--show-toplevel').trim()) !== realpathSync(root)) return null;
    const changes = git('status', '--porcelain', '--', 'src', 'package.json', 'package-lock.json');
    return git('rev-parse', 'HEAD').trim() + (changes === '' ? '' : '+');
  } catch {
    return null;
  }
}

/** What the caller knows of its own provenance. */
export type RunFacts = Pick<
  Provenance,
  'kernels' | 'threads' | 'seed' | 'scenarioFile' | 'methods' | 'settings' | 'inputs' | 'units'
>;

/** Adds to the facts of a run who runs it, on what and since when. Never throws. */
export function collectProvenance(facts: RunFacts): Provenance {
  return {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    cores: availableParallelism(),
    startedAt: new Date().toISOString(),
    ...facts,
  };
}

/** The program as far as it decides bits. */
export function programIdentity(kernels: string): ProgramIdentity {
  return {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    node: process.version,
    kernels,
  };
}
