// @ts-check
// One of the processes of contend.ts: takes the lock in a directory repeatedly, and reports each time. Plain JavaScript, because
// it is killed and started hundreds of times.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { takeLock } from '../../dist/output/lock-file.js';

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
      process.send?.({ refusals, violation: violations[0] });
      break;
    } catch (error) {
      if (error !== refused) throw error;
      refusals++;
      // Without a pause, it would take processor time from the holder, and from the processes that replace killed ones.
      Atomics.wait(idle, 0, 0, 15 * Math.random());
    }
  }
  setImmediate(round);
};
round();

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function isRunning(pid) {
  if (pid === process.pid) return false;
  try {
    return !/^.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
