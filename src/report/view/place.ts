import { realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Something below the root of the server that may be read. */
export interface Place {
  readonly kind: 'directory' | 'file';
  readonly path: string;
  readonly bytes: number;
}

/**
 * What a path of an address stands for below `root`, undefined for everything else: what is not there, leaves the root in words or by a
 * symbolic link, has a part that begins with a dot, or is no plain file or directory.
 */
export function placeOf(root: string, address: string): Place | undefined {
  let parts: string[];
  try {
    parts = address
      .split('/')
      .map(decodeURIComponent)
      .filter((part) => part !== '');
  } catch {
    return undefined;
  }
  if (parts.some((part) => part.startsWith('.') || /[/\\\0]/.test(part))) return undefined;
  try {
    const whole = realpathSync(root);
    const path = realpathSync(join(whole, ...parts));
    const inside = relative(whole, path);
    if (inside === '..' || inside.startsWith(`..${sep}`) || /^([a-z]:)?[/\\]/i.test(inside)) return undefined;
    // A link may lead to a hidden place within the root.
    if (inside.split(sep).some((part) => part.startsWith('.'))) return undefined;
    const stats = statSync(path);
    if (stats.isDirectory()) return { kind: 'directory', path, bytes: 0 };
    return stats.isFile() ? { kind: 'file', path, bytes: stats.size } : undefined;
  } catch {
    return undefined;
  }
}

/** The address of a path below the root, for a link. */
export function addressOf(root: string, path: string): string {
  const parts = relative(root, path)
    .split(sep)
    .filter((part) => part !== '');
  return `/${parts.map((part) => `${encodeURIComponent(part)}/`).join('')}`;
}
