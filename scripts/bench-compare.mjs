// Two results of the benchmark side by side: by what factor each time changed from the first to the second.
// Usage: node scripts/bench-compare.mjs before.json after.json     (results of npm run bench -- --out <file>)
import { readFileSync } from 'node:fs';

const files = process.argv.slice(2);
if (files.length !== 2)
  fail('bench-compare: expected two results, before.json and after.json; make them with npm run bench -- --out <file>');
const [before, after] = files.map(read);

/** Every time of a result by its name. */
function times({ loops, drifts, collisions = [] }) {
  return new Map([
    ...loops.flatMap(({ name, plain, simd, fma, c, c256, c128 }) => [
      [`${name}, compiled`, simd],
      [`${name}, plain`, plain],
      [`${name}, --fast-fma`, fma],
      [`${name}, C`, c],
      [`${name}, C of 256 bits`, c256],
      [`${name}, C of 128 bits`, c128],
    ]),
    ...[...drifts, ...collisions].map(({ name, seconds }) => [name, seconds]),
  ]);
}

function read(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    if (result.loops === undefined) fail(`${file}: expected a result of npm run bench, got other data`);
    return result;
  } catch (error) {
    fail(`${file}: expected a result of npm run bench (${error.message})`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

const old = times(before);
console.log('| what | before, s | after, s | before / after |\n| --- | --- | --- | --- |');
for (const [name, now] of times(after)) {
  const then = old.get(name);
  if (!then || !now) continue;
  console.log(`| ${name} | ${then.toPrecision(3)} | ${now.toPrecision(3)} | ${(then / now).toFixed(2)} |`);
}
const met = ({ targets }) =>
  `${targets.filter((row) => row.met).length} of ${targets.filter((row) => row.met !== null).length}`;
console.log(
  `\ntargets met: ${met(before)} before, ${met(after)} after; ${before.machine.processor} and ${after.machine.processor}`,
);
