// Random pair collisions of a million particles of two species.

import { fileURLToPath } from 'node:url';
import { assemble, type Dimension, readScenario } from '../../dist/index.js';
import { median, seconds } from './measure.ts';

const scenarios = fileURLToPath(new URL('../../scenarios', import.meta.url));
const files = { 2: 'two-species-2d-soft.yaml', 3: 'two-species-3d-coulomb-monte-carlo.yaml' };

export interface CollisionTimes {
  readonly name: string;
  readonly kind: 'collisions';
  readonly d: Dimension;
  readonly n: number;
  readonly seconds: number;
}

/** Seconds of one time step, in which every particle collides with one particle of each species. */
export function randomPairs(d: Dimension, rounds: number): CollisionTimes {
  const file = `${scenarios}/${files[d]}`;
  const step = 0.01;
  const each = ['light', 'heavy'].map(
    (name) => `species.${name}.particles={ sampling: monte-carlo, count: 500000, matchMoments: true }`,
  );
  const whole = [
    'collisions={ exponent: -3, strength: 1 }',
    'method={ name: pair-collisions }',
    `time={ step: ${step}, until: 1 }`,
    'expect={}',
  ];
  const { evolution, particles } = assemble(readScenario(file, [...each, ...whole]), { file });
  const n = particles.reduce((sum, count) => sum + count, 0);
  const times: number[] = [];
  for (let k = 1; k <= rounds + 1; k++) times.push(seconds(() => evolution.advance(k * step)));
  return {
    name: `random pairs d=${d} gamma=-3 N=${n}, 2 species`,
    kind: 'collisions',
    d,
    n,
    seconds: median(times.slice(1)),
  };
}
