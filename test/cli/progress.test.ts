import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createRunProgress, timeLeft } from '../../src/cli/progress.ts';
import { createStudyClock } from '../../src/study/executors/local.ts';

/** The time left that is told at each of `steps` steps of a run to t = 1 that ends its k-th step at `timeOf(k / steps)`, and the time that is left. */
function told(secondsOf: (t: number) => number, timeOf = (part: number) => part, steps = 1000) {
  const left = timeLeft();
  const walls = [0];
  for (let k = 0; k < steps; k++) walls.push(walls[k] + secondsOf(k / steps));
  return walls.map((wallSeconds, k) => {
    const t = timeOf(k / steps);
    return {
      ...{ t, passed: wallSeconds / walls[steps], real: walls[steps] - wallSeconds },
      left: left({ t, start: 0, until: 1, steps: k, wallSeconds }),
    };
  });
}

test.each([
  ['equal steps', () => 0.01],
  ['steps that get dearer by half', (t: number) => 0.01 * (1 + t / 2)],
  ['first steps that take ten times as long', (t: number) => (t < 0.02 ? 0.1 : 0.01)],
  ['steps that get cheaper by a third', (t: number) => 0.01 * (1 - t / 3)],
])('the time left is told within a factor of 1.5 after a tenth of a run with %s', (_, secondsOf) => {
  for (const { t, left, real } of told(secondsOf))
    if (t > 0.1 && t < 0.99) {
      expect(left!.most / left!.least).toBeCloseTo(1, 9);
      expect(Math.abs(Math.log(left!.most / real))).toBeLessThan(Math.log(1.5));
    }
});

test.each([
  ['like the square of the number of steps', (part: number) => part ** 2, 5],
  ['geometrically, by 1e3', (part: number) => (1e3 ** part - 1) / (1e3 - 1), 50],
  ['slowly first', (part: number) => (part ** 2 + part) / 2, 2],
])('the time left lies between two that are told where steps grow %s', (_, timeOf, apart) => {
  for (const { passed, left, real } of told(() => 0.01, timeOf))
    if (passed > 0.1 && passed < 0.95) {
      expect(left!.least / 1.5).toBeLessThan(real);
      expect(left!.most * 1.5).toBeGreaterThan(real);
      // They come together towards the end.
      expect(left!.most / left!.least).toBeLessThan(passed < 0.8 ? apart : 3.5);
    }
});

test('the time left in a log is by all places on the way, not only by those that are told', () => {
  let log = '';
  const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
    log += chunk;
    done();
  };
  const bar = createRunProgress(new Writable({ write }));
  // Steps that grow by 1e6; the bar is drawn at the start and when it stops.
  for (let k = 0; k <= 30; k++)
    bar.update({ t: (1e6 ** (k / 100) - 1) / (1e6 - 1), start: 0, until: 1, steps: k, wallSeconds: k });
  bar.stop();
  const [, least, most] = /([\d.]+) s to (.+) left/.exec(log) ?? [];
  expect(Number(least)).toBeLessThan(70);
  expect(most).toMatch(/^(\d+ min|[\d.]+ s)/);
});

test('a study moves with the members that are being computed', () => {
  const members = ['a', 'b'].map((id) => ({ id, estimate: { seconds: 10, memory: 0 } }));
  const clock = createStudyClock({ directory: '', members, threads: 1, unfinished: () => ['a', 'b'] }, 1);
  expect(clock.progress(1)).toEqual({ total: 2, finished: 0, done: 0, running: 1, secondsLeft: 20 });
  clock.reached('a', 0.5);
  expect(clock.progress(1)).toEqual({ total: 2, finished: 0, done: 0.5, running: 1, secondsLeft: 15 });
  clock.done('a', 20);
  clock.reached('a', 0.9);
  expect(clock.progress(1)).toEqual({ total: 2, finished: 1, done: 1, running: 1, secondsLeft: 20 });
});
