/**
 * Mutation testing of a sample of lines of one room:
 *
 *     npm run mutation -- integration [lines] [seed]
 *
 * Stryker changes one operator, condition, number or block at a time on randomly chosen lines of src/<room>, and runs the tests of the
 * room that reach it. A mutant that no test detects survives. All lines would take hours per room; a sample gives the score with its
 * standard error. Writes the row of the room and its survivors to docs/mutation.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import seedrandom from 'seedrandom';

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Line {
  readonly file: string;
  readonly number: number;
}

const page = 'docs/mutation.md';
const report = '.tmp/mutation.json';

const [room, lines = '60', seed = '1'] = process.argv.slice(2);
if (room === undefined) {
  console.error('mutation: expected a room of src, got none; use, for example, npm run mutation -- integration');
  process.exit(2);
}
const all = codeLines(room);
if (all.length === 0) {
  console.error(`mutation: expected a room of src, got ${room}`);
  process.exit(2);
}
const chosen = sample(all, Number(lines), seed);
mkdirSync('.tmp', { recursive: true });
const ranges = chosen.map(({ file, number }) => `${file}:${number}-${number}`).join();
const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', ranges], {
  stdio: 'inherit',
  env: { ...process.env, LANDAU_MUTATED_ROOM: room },
});
if (status !== 0) process.exit(1);
record(room, JSON.parse(readFileSync(report, 'utf8')) as Report);

/** The lines of a room, except empty lines, comments and imports. */
function codeLines(of: string): Line[] {
  const names = existsSync(`src/${of}`) ? readdirSync(`src/${of}`, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.filter((name) => name.endsWith('.ts') && !name.startsWith('assembly')).toSorted();
  return files.flatMap((name) =>
    readFileSync(`src/${of}/${name}`, 'utf8')
      .split('\n')
      .flatMap((text, k) =>
        /^\s*(\/?\*|\/\/|import|\}|$)/.test(text) ? [] : [{ file: `src/${of}/${name}`, number: k + 1 }],
      ),
  );
}

function sample(from: readonly Line[], count: number, by: string): Line[] {
  const random = seedrandom(by);
  const left = [...from];
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(random() * left.length), 1)[0],
  );
}

/** Writes the row and the survivors of one room; those of other rooms do not change. */
function record(of: string, { files }: Report): void {
  const mutants = Object.entries(files).flatMap(([file, { source, mutants: own }]) =>
    own.map((mutant) => ({ file, mutant, text: source.split('\n')[mutant.location.start.line - 1].trim() })),
  );
  const count = (...states: readonly string[]) => mutants.filter(({ mutant }) => states.includes(mutant.status)).length;
  const killed = count('Killed', 'Timeout');
  const [survived, unreached] = [count('Survived'), count('NoCoverage')];
  const tried = killed + survived + unreached;
  const score = killed / tried;
  const error = Math.sqrt((score * (1 - score)) / tried);
  const row = `| ${of} | ${all.length} | ${chosen.length} | ${tried} | ${killed} | ${survived} | ${unreached} | ${percent(score)} +- ${percent(error)} |`;
  const survivors = mutants.flatMap(({ file, mutant, text }) =>
    mutant.status === 'Survived' || mutant.status === 'NoCoverage'
      ? [
          `- \`${file}:${mutant.location.start.line}\` ${mutant.mutatorName} -> \`${shortened(mutant.replacement ?? '')}\`: \`${shortened(text)}\``,
        ]
      : [],
  );
  let text = readFileSync(page, 'utf8');
  const [head, rule, ...rows] = between(text, 'scores');
  text = replaced(text, 'scores', [head, rule, ...withPart(rows, `| ${of} |`, row)]);
  const lists = between(text, 'survivors')
    .join('\n')
    .split(/\n*^### /m)
    .filter((part) => part !== '');
  const own = `${of}\n\n${survivors.length === 0 ? 'None.' : survivors.join('\n')}`;
  const sections = withPart(lists, `${of}\n`, own).map((part) => `### ${part}\n`);
  writeFileSync(page, replaced(text, 'survivors', [sections.join('\n').trimEnd()]));
  console.log(row);
}

/** The sorted parts, with `own` instead of the part that begins with `name`. */
function withPart(parts: readonly string[], name: string, own: string): string[] {
  return [...parts.filter((part) => !part.startsWith(name)), own].toSorted();
}

function between(text: string, name: string): string[] {
  const [, inside] = text.split(new RegExp(`<!-- ${name} -->|<!-- end of ${name} -->`));
  return inside.trim().split('\n');
}

function replaced(text: string, name: string, inside: readonly string[]): string {
  const [before, , after] = text.split(new RegExp(`<!-- (?:end of )?${name} -->`));
  return `${before}<!-- ${name} -->\n\n${inside.join('\n')}\n\n<!-- end of ${name} -->${after}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(0)} %`;
}

function shortened(text: string): string {
  const one = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return one.length > 90 ? `${one.slice(0, 87)}...` : one;
}
