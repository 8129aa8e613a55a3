import { expect, test } from 'vitest';
import { recentPace } from '../../src/cli/progress.ts';
import { createPace } from '../../src/study/executors/local.ts';

/** The time left that is told at each of `steps` equal steps of a run to t = 1, and the time that is left. */
function told(secondsOf: (t: number) => number, steps = 1000) {
  const pace = recentPace();
  const walls = [0];
  for (let k = 0; k < steps; k++) walls.push(walls[k] + secondsOf(k / steps));
  return walls.map((wallSeconds, k) => {
    const t = k / steps;
    return { t, left: (pace({ t, wallSeconds }) ?? Number.NaN) * (1 - t), real: walls[steps] - wallSeconds };
  });
}

test.each([
  ['equal steps', () => 0.01],
  ['steps that get dearer by half', (t: number) => 0.01 * (1 + t / 2)],
  ['first steps that take ten times as long', (t: number) => (t < 0.02 ? 0.1 : 0.01)],
  ['steps that get cheaper by a third', (t: number) => 0.01 * (1 - t / 3)],
])('the time left is told within a factor of 1.5 after a tenth of a run with %s', (_, secondsOf) => {
  for (const { t, left, real } of told(secondsOf))
    if (t > 0.1 && t < 0.99) expect(Math.abs(Math.log(left / real))).toBeLessThan(Math.log(1.5));
});

test('a study moves with the members that are being computed', () => {
  const members = ['a', 'b'].map((id) => ({ id, estimate: { seconds: 10, memory: 0 } }));
  const pace = createPace({ directory: '', members, threads: 1, unfinished: () => ['a', 'b'] }, 1);
  expect(pace.progress(1)).toEqual({ total: 2, finished: 0, done: 0, running: 1, secondsLeft: 20 });
  pace.reached('a', 0.5);
  expect(pace.progress(1)).toEqual({ total: 2, finished: 0, done: 0.5, running: 1, secondsLeft: 15 });
  pace.done('a', 20);
  pace.reached('a', 0.9);
  expect(pace.progress(1)).toEqual({ total: 2, finished: 1, done: 1, running: 1, secondsLeft: 20 });
});
