// Measures the memory and open files of a run of ten million steps from outside, twice a second (recorded in docs/reliability.md).
// Exit code 1 if they grow, or if the run does not finish.
//   npm run soak -- [--steps 10000000]
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { record } from './record.ts';

const { values } = parseArgs({ options: { steps: { type: 'string', default: '10000000' } } });
const steps = Number(values.steps);
const step = 1e-4;
const scenario = `title: Ten million steps
dimension: 2
species:
  - name: gas
    mass: 1
    density: 1
    initial: { anisotropic: { temperatures: [0.8, 1.2] } }
    particles: { sampling: quasi-monte-carlo, count: 4 }
collisions: { exponent: 0, strength: 0.01 }
method: { name: pair-collisions }
time: { step: ${step}, until: ${step * steps} }
output: { every: ${(step * steps) / 1000}, checkpoint: ${(step * steps) / 100} }
`;

const place = mkdtempSync(join(tmpdir(), 'landau-soak-'));
writeFileSync(join(place, 'soak.yaml'), scenario);
const program = fileURLToPath(new URL('../dist/command/main.js', import.meta.url));
const began = performance.now();
const child = spawn(
  process.execPath,
  [program, 'run', 'soak.yaml', '--output', 'run', '--quiet', '--no-report', '--allow', 'doubtful'],
  {
    cwd: place,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);

interface Sample {
  /** Memory in MiB. */
  readonly memory: number;
  /** Number of open files. */
  readonly files: number;
}

const samples: Sample[] = [];
const clock = setInterval(() => {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const [, resident] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
    if (resident !== undefined)
      samples.push({ memory: Number(resident) / 1024, files: readdirSync(`/proc/${child.pid}/fd`).length });
  } catch {
    // The process ended between two samples.
  }
}, 500);

child.on('close', (code) => {
  clearInterval(clock);
  const summary = JSON.parse(readFileSync(join(place, 'run/summary.json'), 'utf8'));
  const rows = readFileSync(join(place, 'run/series.csv'), 'utf8').trimEnd().split('\n').length - 1;
  rmSync(place, { recursive: true });
  const seconds = (performance.now() - began) / 1000;
  // The first fifth is a warm-up, in which code is compiled and the heap reaches its size.
  const part = (from: number, to: number) =>
    samples.slice(Math.floor(from * samples.length), Math.ceil(to * samples.length));
  const largest = (list: readonly Sample[], key: keyof Sample) => Math.max(...list.map((sample) => sample[key]));
  const columns = [part(0.2, 0.4), part(0.4, 0.6), part(0.6, 0.8), part(0.8, 1)];
  const cells = (key: keyof Sample, digits: number) =>
    columns.map((list) => largest(list, key).toFixed(digits)).join(' | ');
  const growth = largest(columns[3], 'memory') / largest(columns[0], 'memory');
  record(
    'soak',
    `${summary.steps} steps, ${rows} rows and 100 checkpoints in ${seconds.toFixed(0)} s, sampled ${samples.length} times:

| maximum over | second fifth | third | fourth | last |
|---|---:|---:|---:|---:|
| memory, MiB | ${cells('memory', 0)} |
| open files | ${cells('files', 0)} |`,
  );
  const flat = growth < 1.1 && largest(columns[3], 'files') <= largest(columns[0], 'files');
  console.log(
    `${summary.steps} steps, exit code ${code}, memory at the end ${growth.toFixed(3)} times the initial memory`,
  );
  process.exitCode = code === 0 && flat && summary.steps === steps ? 0 : 1;
});
