import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** The rooms of src in dependency order: an import may only point to a room further left. */
const rooms = [
  'core',
  'schema',
  'physics',
  'theory',
  'ensemble',
  'kernels',
  'reconstruction',
  'collision',
  'integration',
  'methods',
  'explore',
  'analysis',
  'scenario',
  'output',
  'simulation',
  'study',
  'compare',
  'report',
  'cli',
];

/** Rooms that see less than what lies to their left. */
const blind: Readonly<Record<string, readonly string[]>> = {
  integration: ['core'],
  report: ['core', 'physics', 'theory', 'analysis', 'output'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly where: string;
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
  });
}

const imports: Import[] = files(source).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, target]) => ({
    from: relative(source, file).split(sep)[0],
    to: relative(source, resolve(dirname(file), target)).split(sep)[0],
    where: `${relative(source, file)} imports ${target}`,
  })),
);

describe('the rooms of src', () => {
  it('are the ones in the list', () => {
    const folders = readdirSync(source).filter((name) => statSync(join(source, name)).isDirectory());
    expect(folders.sort()).toEqual([...rooms].sort());
  });

  it('import only from rooms further left', () => {
    const inside = imports.filter(({ from, to }) => rooms.includes(from) && from !== to);
    expect(inside.length).toBeGreaterThan(50);
    expect(inside.filter(({ from, to }) => rooms.indexOf(to) >= rooms.indexOf(from)).map(({ where }) => where)).toEqual(
      [],
    );
  });

  it('write files through output alone, whose writes leave no half of one', () => {
    const writes = /\b(appendFile|copyFile|cp|createWriteStream|rename|writeFile|write(?=Sync))(Sync)?\(/;
    const writers = files(source)
      .filter((file) => writes.test(readFileSync(file, 'utf8')))
      .map((file) => relative(source, file).split(sep)[0]);
    expect([...new Set(writers)]).toEqual(['output']);
  });

  it('are blind where they are meant to be', () => {
    const seen = imports.filter(
      ({ from, to }) => blind[from] !== undefined && to !== from && !blind[from].includes(to),
    );
    expect(seen.map(({ where }) => where)).toEqual([]);
  });
});
