// Takes one lock again and again in several processes, some of which die while they hold it, and looks whether two ever held it.
// Usage: npm run lock-rounds -- [--processes 2,8] [--rounds 10000] [--deaths 0.02]   (10 000 rounds or more are recorded in
// docs/reliability.md). Exit code 1 when two did.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { takeLock } from '../dist/output/lock-file.js';
import { record } from './record.mjs';

if (process.send) work();
else await supervise();

async function supervise() {
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
    rows.push(`| ${processes} | ${rounds} | ${refusals} | ${deaths} | ${violations} | ${seconds} s |`);
    if (violations > 0) process.exitCode = 1;
  }
  const table = [
    '| processes | rounds | refusals | holders killed | two holders at once | wall time |',
    '|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
  console.log(table);
  if (wanted >= 10_000) record('lock-rounds', table);
}

/** So many processes, until the lock was held so many times; the part `mortality` of the holders is killed. */
async function contend(processes, wanted, mortality) {
  const directory = mkdtempSync(join(tmpdir(), 'landau-lock-'));
  const total = { rounds: 0, refusals: 0, violations: 0, deaths: 0 };
  const began = performance.now();
  let lastKill = 0;
  await Promise.all(Array.from({ length: processes }, worker));
  rmSync(directory, { recursive: true });
  return { ...total, seconds: ((performance.now() - began) / 1000).toFixed(0) };

  async function worker() {
    while (total.rounds < wanted) {
      const child = fork(fileURLToPath(import.meta.url), [directory], { stdio: 'inherit' });
      child.on('message', (message) => {
        if (message.refusals) total.refusals += message.refusals;
        if (message.violation) {
          total.violations++;
          console.error(message.violation);
        }
        if (!message.held) return;
        total.rounds++;
        // The kill arrives at any moment of what follows: on its way out, on its way in, or in the lock.
        if (total.rounds - lastKill >= 1 / mortality) {
          lastKill = total.rounds;
          total.deaths++;
          child.kill('SIGKILL');
        } else if (total.rounds >= wanted) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('exit', resolve));
    }
  }
}

function work() {
  const directory = process.argv[2];
  const witness = join(directory, 'witness');
  const refused = new Error('held');
  const idle = new Int32Array(new SharedArrayBuffer(4));
  process.on('disconnect', () => process.exit());
  const round = () => {
    let refusals = 0;
    for (;;) {
      try {
        const lock = takeLock(join(directory, 'run.lock'), () => refused);
        const before = read(witness);
        const violations = before !== '' && isRunning(Number(before)) ? [`${process.pid} holds it with ${before}`] : [];
        writeFileSync(witness, String(process.pid));
        const until = performance.now() + 0.3;
        while (performance.now() < until);
        if (read(witness) !== String(process.pid)) violations.push(`${process.pid} was joined by ${read(witness)}`);
        if (!lock.isHeld()) violations.push(`${process.pid} lost it`);
        writeFileSync(witness, '');
        lock.release();
        process.send({ held: true, refusals, violation: violations[0] });
        break;
      } catch (error) {
        if (error !== refused) throw error;
        refusals++;
        // Who asks without a pause takes the processor from the holder, and from the processes that begin in the place of the dead.
        Atomics.wait(idle, 0, 0, 15 * Math.random());
      }
    }
    setImmediate(round);
  };
  round();
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(pid) {
  if (pid === process.pid) return false;
  try {
    return !/^.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
