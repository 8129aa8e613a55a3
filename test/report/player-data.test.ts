import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCoarse } from '../../src/report/player.ts';
import { predict, predictTracks, unpredict, unpredictTracks } from '../../src/report/player-data.ts';

const numbers = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 65_535 }), { minLength: length, maxLength: length })
    .map((all) => Uint16Array.from(all));

describe('the packed data of the player', () => {
  it('give back every frame', () => {
    const frames = fc
      .record({ size: fc.integer({ min: 1, max: 6 }), count: fc.integer({ min: 1, max: 3 }) })
      .chain(({ size, count }) => numbers(size * size * count).map((steps) => ({ size, steps })));
    fc.assert(
      fc.property(frames, ({ size, steps }) => {
        expect(unpredict(predict(steps, size), size)).toEqual(steps);
      }),
    );
  });

  it('give back the weights and every place of the particles', () => {
    const tracks = fc
      .record({ particles: fc.integer({ min: 1, max: 7 }), times: fc.integer({ min: 1, max: 4 }) })
      .chain(({ particles, times }) =>
        fc.record({ weights: numbers(particles), places: numbers(2 * particles * times) }),
      );
    fc.assert(
      fc.property(tracks, (all) => {
        expect(unpredictTracks(predictTracks(all), all.weights.length)).toEqual(all);
      }),
    );
  });
});

describe('a picture whose lattice is too coarse for f', () => {
  const plane = (f: (r: number) => number) => {
    const [along, across] = [32, 40];
    const values = Float64Array.from({ length: along * across }, (_, at) =>
      f(Math.hypot(Math.floor(at / across) - 15, (at % across) - 19)),
    );
    return { spacing: 1, first: [0, 0] as const, along, across, values };
  };

  it.each([
    ['a Gaussian of two spacings', (r: number) => Math.exp(-((r / 2) ** 2) / 2), false],
    ['a shell of 1.5 spacings', (r: number) => Math.exp(-(((r - 10) / 1.5) ** 2) / 2), false],
    ['a ball', (r: number) => (r < 8 ? 1 : 0), false],
    ['a shell of 0.3 spacings', (r: number) => Math.exp(-(((r - 10) / 0.3) ** 2) / 2), true],
    ['a Gaussian of 0.4 spacings at a node', (r: number) => Math.exp(-((r / 0.4) ** 2) / 2), true],
  ] as const)('is known from its nodes: %s', (_, f, coarse) => expect(isCoarse(plane(f))).toBe(coarse));
});
