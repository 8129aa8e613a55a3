import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** A line of a file of src/kernels/assembly. */
export interface AssemblyLine {
  readonly file: string;
  readonly number: number;
}

export interface AssemblyMutant {
  readonly file: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'CompileError';
  readonly location: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
}

/** What one operator becomes; both ways. A loop that counts the other way would never end, so `++` stays. */
const exchanges = [
  [' + ', ' - '],
  [' * ', ' / '],
  [' += ', ' -= '],
  [' < ', ' <= '],
  [' > ', ' >= '],
  [' == ', ' != '],
  [' && ', ' || '],
  [' << ', ' >> '],
  ['f64x2.add(', 'f64x2.sub('],
  ['f64x2.mul(', 'f64x2.div('],
  ['f64x2.lt(', 'f64x2.le('],
  ['f64x2.min(', 'f64x2.max('],
] as const;
const replacements = new Map<string, string>(exchanges.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
const operators = new RegExp(
  [...replacements.keys()].map((text) => text.replaceAll(/[.*+|(]/g, '\\$&')).join('|'),
  'g',
);

/** Seconds after which the tests of a mutant count as endless. */
const patience = 240;

/**
 * Stryker chooses mutants as the program runs, which compiled code cannot: here every mutant of the lines is written into its file, compiled,
 * and held against the tests of the kernels. The files are as before at the end.
 */
export function tryAssemblyMutants(lines: readonly AssemblyLine[]): readonly AssemblyMutant[] {
  const mutants = lines.flatMap(({ file, number }) => {
    const source = readFileSync(file, 'utf8');
    const text = source.split('\n')[number - 1];
    const code = text.replace(/\/\/.*$/, '');
    return [...code.matchAll(operators)].map((found) => {
      const [operator, by] = [found[0], replacements.get(found[0])!];
      const column = found.index;
      const changed = source.split('\n');
      changed[number - 1] = text.slice(0, column) + by + text.slice(column + operator.length);
      const status = withFile(file, source, changed.join('\n'), tested);
      console.log(`${status} ${file}:${number} ${operator.trim()} -> ${by.trim()}: ${text.trim()}`);
      const place = { line: number, column };
      return {
        ...{ file, status, mutatorName: operator.trim(), replacement: by.trim() },
        location: { start: place, end: place },
      };
    });
  });
  build();
  return mutants;
}

function withFile<T>(file: string, source: string, changed: string, use: () => T): T {
  writeFileSync(file, changed);
  try {
    return use();
  } finally {
    writeFileSync(file, source);
  }
}

function tested(): AssemblyMutant['status'] {
  if (build() !== 0) return 'CompileError';
  const { status, error } = spawnSync(
    'npx',
    ['vitest', 'run', '--config', 'test/mutation.config.ts', '--bail', '1', '--reporter', 'dot'],
    { stdio: 'ignore', timeout: 1000 * patience, env: { ...process.env, LANDAU_MUTATED_ROOM: 'kernels' } },
  );
  if (error !== undefined) return 'Timeout';
  return status === 0 ? 'Survived' : 'Killed';
}

function build(): number | null {
  return spawnSync('node', ['scripts/build.mjs'], { stdio: 'ignore' }).status;
}
