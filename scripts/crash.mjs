// Interrupts runs in every way a machine has, resumes them, and compares every bit of the series with that of a run left in peace:
// node scripts/crash.mjs [--kills 20] [--faults 40] [--seed 1] [scenario.yaml ...]. Exit code 1 when one differs.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const faults = new URL('./disk-faults.mjs', import.meta.url).href;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '20' },
    faults: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
});
const place = mkdtempSync(join(tmpdir(), 'landau-crash-'));
const integrators = ['heun', 'implicit-midpoint', 'discrete-gradient', 'rkc'];
const scenarios = positionals.length > 0 ? positionals : integrators.map(write);
let state = Number(values.seed);
let wrong = 0;

console.log('| scenario | chains of SIGKILL | kills | writes that failed | resumed to the same bits | not |');
console.log('|---|---:|---:|---:|---:|---:|');
for (const file of scenarios) await torture(file);
rmSync(place, { recursive: true });
process.exitCode = wrong === 0 ? 0 : 1;

async function torture(file) {
  const count = { kills: 0, writes: 0, same: 0, other: 0 };
  const whole = directory('whole');
  const { code, seconds } = await run(['run', file, '--output', whole]);
  if (code !== 0) throw new Error(`${file}: expected exit code 0, got ${code}`);
  const expected = bits(whole);
  const judge = (path, what) => {
    if (bits(path) === expected) count.same++;
    else {
      count.other++;
      console.error(`${file}: ${what}: other bits, see ${path}`);
    }
  };
  for (let k = 0; k < Number(values.kills); k++) {
    const path = directory(`kill-${k}`);
    let words = ['run', file, '--output', path, '--set', 'output.checkpoint=0.02'];
    for (let attempt = 0; ; attempt++) {
      // Later attempts get more time, so that every chain ends.
      const end = await run(words, { killAfter: random() * (seconds + attempt / 4) });
      if (end.code === 0) break;
      if (end.code !== null) throw new Error(`${path}: exit code ${end.code}: ${end.err}`);
      count.kills++;
      if (existsSync(join(path, 'provenance.json')) && existsSync(join(path, 'summary.json')))
        words = ['run', '--resume', path];
      else words = ['run', file, '--output', path, '--overwrite', '--set', 'output.checkpoint=0.02'];
      if (words.includes('--overwrite')) rmSync(path, { recursive: true, force: true });
    }
    judge(path, `chain ${k} of kills`);
    if (leftovers(path).length > 0) {
      count.other++;
      console.error(`${path}: left ${leftovers(path).join(', ')}`);
    }
  }
  for (let k = 1; k <= Number(values.faults); k++) {
    const path = directory(`fault-${k}`);
    const notReached = join(place, `not-reached-${basename(path)}`);
    const fault = `${k} ${k % 2 === 0 ? 'ENOSPC' : 'EIO'}${k % 3 === 0 ? ' from' : ''}`;
    const env = { LANDAU_FAULT: fault, LANDAU_FAULT_BELOW: path, LANDAU_FAULT_NOT_REACHED: notReached };
    const end = await run(['run', file, '--output', path, '--set', 'output.checkpoint=0.02'], {
      env,
      words: ['--import', faults],
    });
    if (existsSync(notReached)) break;
    count.writes++;
    // A lock that is not given back, or an event that is not told, costs nothing; a run that cannot begin leaves nothing.
    const hasNotBegun = end.code === 2 && !existsSync(path);
    if (end.code !== 3 && end.code !== 0 && !hasNotBegun) {
      count.other++;
      console.error(`${path}: ${fault}: exit code ${end.code}: ${end.err}`);
      continue;
    }
    const resumable = existsSync(join(path, 'summary.json')) && existsSync(join(path, 'provenance.json'));
    if (!resumable) rmSync(path, { recursive: true, force: true });
    const again = await run(resumable ? ['run', '--resume', path] : ['run', file, '--output', path]);
    if (again.code !== 0) {
      count.other++;
      console.error(`${path}: after ${fault}, resumed: exit code ${again.code}: ${again.err}`);
    } else judge(path, `write ${fault}`);
  }
  wrong += count.other;
  console.log(
    `| ${basename(file)} | ${values.kills} | ${count.kills} | ${count.writes} | ${count.same} | ${count.other} |`,
  );
}

function run(words, { killAfter, env = {}, words: nodeWords = [] } = {}) {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [...nodeWords, program, ...words, '--quiet', '--no-report', '--allow', 'doubtful'],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  if (killAfter !== undefined) pause(1000 * killAfter, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code, err: err.trim(), seconds: (performance.now() - began) / 1000 })),
  );
}

function directory(name) {
  return join(mkdtempSync(join(place, 'case-')), name);
}

function bits(path) {
  return readFileSync(join(path, 'series.csv'), 'utf8');
}

function leftovers(path) {
  return readdirSync(path, { recursive: true }).filter((name) => /\.tmp$|\.lock|\.clock$/.test(name));
}

function write(integrator) {
  const path = join(place, `${integrator}.yaml`);
  writeFileSync(
    path,
    `title: crash
dimension: 2
seed: 3
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 64 } }
  - { name: heavy, mass: 2, density: 1, initial: { maxwellian: { temperature: 2 } }, particles: { sampling: lattice, count: 64 } }
collisions: { exponent: -1, strength: 0.2 }
method: { name: blob }
time: { integrator: ${integrator}, step: 0.002, until: 0.2${integrator === 'heun' ? ', adaptive: { tolerance: 1.0e-8 }' : ''} }
output: { every: 0.05, snapshots: 0.1 }
`,
  );
  return path;
}

function random() {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}
