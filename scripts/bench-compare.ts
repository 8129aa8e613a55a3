// Compares two results of the benchmark: prints the factor between the times of each row.
// Usage: npx tsx scripts/bench-compare.ts before.json after.json     (results of npm run bench -- --out <file>)
import { readFileSync } from 'node:fs';
import type { Measured, Target } from './bench/targets.ts';

type Result = Measured & { readonly targets: readonly Target[] };

const files = process.argv.slice(2);
if (files.length !== 2)
  fail('bench-compare: expected two results, before.json and after.json; make them with npm run bench -- --out <file>');
const [before, after] = files.map(read);

/** All times of a result, by name. */
function times({ loops, drifts, collisions }: Result) {
  type Time = readonly [name: string, seconds: number | null];
  return new Map<string, number | null>([
    ...loops.flatMap((row): Time[] => [
      [`${row.name}, compiled`, row.simd],
      [`${row.name}, plain`, row.plain],
      [`${row.name}, --fast-fma`, row.kind === 'pairs' ? row.fma : null],
      [`${row.name}, C`, row.c],
      [`${row.name}, C with 256-bit vectors`, row.kind === 'pairs' ? row.c256 : null],
      [`${row.name}, C with 128-bit vectors`, row.kind === 'pairs' ? row.c128 : null],
    ]),
    ...[...drifts, ...collisions].map(({ name, seconds }): Time => [name, seconds]),
  ]);
}

function read(file: string): Result {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    if (result.loops === undefined) fail(`${file}: expected a result of npm run bench, got different data`);
    return result;
  } catch (error) {
    return fail(`${file}: expected a result of npm run bench (${error instanceof Error ? error.message : error})`);
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

const old = times(before);
console.log('| time | before, s | after, s | before / after |\n| --- | --- | --- | --- |');
for (const [name, now] of times(after)) {
  const then = old.get(name);
  if (!then || !now) continue;
  console.log(`| ${name} | ${then.toPrecision(3)} | ${now.toPrecision(3)} | ${(then / now).toFixed(2)} |`);
}
const met = ({ targets }: Result) =>
  `${targets.filter((row) => row.met).length} of ${targets.filter((row) => row.met !== null).length}`;
console.log(
  `\ntargets met: ${met(before)} before, ${met(after)} after; ${before.machine.processor} and ${after.machine.processor}`,
);
