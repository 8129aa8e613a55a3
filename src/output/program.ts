import { readFileSync, realpathSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

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
