import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
