import { expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { collidingPairs, createMixture } from '../../src/physics/mixture.ts';

const species = [
  { name: 'light', mass: 1, charge: 1 },
  { name: 'heavy', mass: 4, charge: 2 },
];

it('a mixture is symmetric whatever stands below the diagonal', () => {
  const mixture = createMixture(
    3,
    species,
    [
      [1, 2],
      [99, 0],
    ],
    [
      [0, -3],
      [1, -1],
    ],
  );
  expect([mixture.strength(0, 1), mixture.strength(1, 0)]).toEqual([2, 2]);
  expect([mixture.exponent(0, 1), mixture.exponent(1, 0)]).toEqual([-3, -3]);
});

it('a mixture names everything that is wrong with it at once', () => {
  const build = () =>
    createMixture(
      2,
      [{ ...species[0], mass: 0 }, species[1]],
      [
        [1, -1],
        [0, 1],
      ],
      [
        [0, 0],
        [0, -4],
      ],
    );
  expect(build).toThrow(InputError);
  expect(build).toThrow(
    [
      'species light: expected a positive mass, got 0',
      'pair light-heavy: expected a strength >= 0, got -1',
      'pair heavy-heavy: expected an exponent in (-4, 1], got -4',
    ].join('\n'),
  );
});

it('the colliding pairs are those with positive strength, each once', () => {
  const zero = [
    [0, 0],
    [0, 0],
  ];
  const strengths = [
    [0, 2],
    [0, 1],
  ];
  expect(collidingPairs(createMixture(2, species, strengths, zero))).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(collidingPairs(createMixture(2, species, zero, zero))).toEqual([]);
});
