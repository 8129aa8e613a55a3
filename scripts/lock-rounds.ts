// Takes one lock repeatedly in several processes, some of which die while they hold it, and checks that two never hold it together.
// Usage: npm run lock-rounds -- [--processes 2,8] [--rounds 10000] [--deaths 0.02]   (10 000 rounds or more are recorded in
// docs/reliability.md). Exit code 1 if two did.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { contend } from './lock-rounds/contend.ts';
import { record } from './record.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '2,8' },
    rounds: { type: 'string', default: '10000' },
    deaths: { type: 'string', default: '0.02' },
  },
});
const wanted = Number(values.rounds);
const rows = [];
for (const processes of values.processes.split(',').map(Number)) {
  const { rounds, refusals, deaths, violations, seconds } = await contend(processes, wanted, Number(values.deaths));
  rows.push(`| ${processes} | ${rounds} | ${refusals} | ${deaths} | ${violations} | ${seconds.toFixed(0)} s |`);
  if (violations > 0) process.exitCode = 1;
}
const table = [
  '| processes | rounds | refusals | holders killed | two holders at once | wall time |',
  '|---:|---:|---:|---:|---:|---:|',
  ...rows,
].join('\n');
console.log(table);
if (wanted >= 10_000) record('lock-rounds', table);
