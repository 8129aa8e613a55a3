import { readFileSync, realpathSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { ProgramIdentity } from './run-identity.ts';
import type { Provenance } from './run-record.ts';

/*
 * The identity of the program. Imports only light modules, because the command line needs the version first.
 */

/** The commit of the program. Determined once: the loaded program does not change with its source. */
export function programCommit(): string | null {
  commit ??= { hash: sourceCommit(packageRoot) };
  return commit.hash;
}

let commit: { readonly hash: string | null } | undefined;

/** src/output and dist/output are equally deep in the package. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The version in package.json; `unknown` if the program is not in its package. */
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
 * The commit of the git checkout with top directory `root`, followed by `+` if the sources of the program differ from it.
 * null if there is no such checkout: a package installed inside another checkout must not report the commit of that checkout.
 */
export function sourceCommit(root: string): string | null {
  // Loaded on demand, because it takes 2 ms and short commands do not need it.
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

/** The part of the provenance that the caller provides. */
export type RunFacts = Pick<
  Provenance,
  'kernels' | 'threads' | 'seed' | 'scenarioFile' | 'methods' | 'settings' | 'inputs' | 'units'
>;

/** Adds the program, the platform and the current time to the facts of a run. Never throws. */
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

/** The identity of the program, as far as it determines the bits of the results. */
export function programIdentity(kernels: string): ProgramIdentity {
  return {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    node: process.version,
    kernels,
  };
}
