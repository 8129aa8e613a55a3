import { expect, test } from 'vitest';
import { createProfile, type ProfileStep } from '../../src/core/profile.ts';

/** Busy for some milliseconds. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const outline = (steps: readonly ProfileStep[]): unknown =>
  Object.fromEntries(steps.map(({ step, calls, steps: within }) => [step, [calls, outline(within)]]));

test('steps are counted under the step within which they were done', () => {
  const profile = createProfile();
  const { timed } = profile;
  for (let k = 0; k < 3; k++)
    profile.during(() =>
      timed('time steps', () => {
        timed('score', () => timed('density', () => undefined));
        timed('forces', () => undefined);
      }),
    );
  profile.during(() => timed('density', () => undefined));
  expect(outline(profile.steps())).toEqual({
    'time steps': [3, { score: [3, { density: [3, {}] }], forces: [3, {}] }],
    density: [1, {}],
  });
});

test('a step takes at least as long as the steps within it, and the dearest come first', () => {
  const profile = createProfile();
  const { timed } = profile;
  profile.during(() =>
    timed('all', () => {
      timed('short', () => work(2));
      timed('long', () => work(8));
    }),
  );
  const [all] = profile.steps();
  expect(all.steps.map(({ step }) => step)).toEqual(['long', 'short']);
  expect(all.seconds).toBeGreaterThanOrEqual(all.steps[0].seconds + all.steps[1].seconds);
  expect(all.steps[1].seconds).toBeGreaterThanOrEqual(0.002);
});

test('results and errors pass through, and what is done outside a profile is not recorded', () => {
  const profile = createProfile();
  const { timed } = profile;
  expect(timed('outside', () => 7)).toBe(7);
  const fail = () =>
    timed('fails', () => {
      throw new Error('no');
    });
  expect(() => profile.during(fail)).toThrow('no');
  expect(timed('outside', () => 8)).toBe(8);
  expect(outline(profile.steps())).toEqual({ fails: [1, {}] });
});

test('two profiles in turns do not see each other', () => {
  const [a, b] = [createProfile(), createProfile()];
  a.during(() => a.timed('x', () => b.during(() => b.timed('y', () => undefined))));
  b.timed('outside', () => a.during(() => b.timed('outside', () => undefined)));
  expect(outline(a.steps())).toEqual({ x: [1, {}] });
  expect(outline(b.steps())).toEqual({ y: [1, {}] });
});
