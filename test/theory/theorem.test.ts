import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKernel } from '../../src/physics/kernel-shapes.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { exponentBound, theoremLedger } from '../../src/theory/theorem.ts';

const electronIon = [
  { name: 'electron', mass: 1, charge: -1 },
  { name: 'ion', mass: 1836, charge: 1 },
];
const ones = [
  [1, 1],
  [1, 1],
];
const everywhere = (gamma: number) => [
  [gamma, gamma],
  [gamma, gamma],
];

it('the bounds are 2 and 4 in the plane, 2.828 and 4.690 in space', () => {
  expect(exponentBound(2, false)).toBe(2);
  expect(exponentBound(2, true)).toBe(4);
  expect(exponentBound(3, false)).toBeCloseTo(Math.sqrt(8), 14);
  expect(exponentBound(3, true)).toBeCloseTo(Math.sqrt(22), 14);
});

it('the Coulomb plasma is not covered, because of its electron-ion collisions alone', () => {
  const { rows, covered } = theoremLedger(createMixture(3, electronIon, ones, everywhere(-3)));
  expect(covered).toBe(false);
  expect(rows.map(({ between, covered: row }) => [between.join('-'), row])).toEqual([
    ['electron-electron', true],
    ['electron-ion', false],
    ['ion-ion', true],
  ]);
  const apart = createMixture(
    3,
    electronIon,
    [
      [1, 0],
      [0, 1],
    ],
    everywhere(-3),
  );
  expect(theoremLedger(apart).covered).toBe(true);
  expect(theoremLedger(apart).rows).toHaveLength(3);
});

it('a pair at its bound is covered', () => {
  expect(theoremLedger(createMixture(2, electronIon, ones, everywhere(-2))).covered).toBe(true);
  expect(theoremLedger(createMixture(2, electronIon, ones, everywhere(-2 - 1e-12))).covered).toBe(false);
});

it('one species is covered over the whole Coulomb range of the plane, and every mixture with |gamma| <= 1', () => {
  fc.assert(
    fc.property(fc.double({ min: -4, minExcluded: true, max: 1, noNaN: true }), (gamma) => {
      const alone = createMixture(2, electronIon.slice(0, 1), [[1]], [[gamma]]);
      expect(theoremLedger(alone).covered).toBe(true);
      if (gamma >= -1) expect(theoremLedger(createMixture(2, electronIon, ones, everywhere(gamma))).covered).toBe(true);
    }),
  );
});

it('says nothing of a mixture in which nothing collides', () => {
  expect(
    theoremLedger(
      createMixture(
        2,
        electronIon,
        electronIon.map(() => [0, 0]),
        everywhere(0),
      ),
    ).covered,
  ).toBe(false);
});

it("another kernel is covered where r alpha'/alpha keeps the bound at every r, and the ledger says at which it does", () => {
  const [screened, softened, steep] = [
    { screened: { exponent: -3, length: 2 } },
    { softened: { exponent: -2.8, radius: 1 } },
    {
      powers: [
        { strength: 1, exponent: -3 },
        { strength: 1, exponent: 0 },
      ],
    },
  ].map(createKernel);
  const ledger = (self: typeof screened, cross: typeof screened) =>
    theoremLedger(
      createMixture(3, electronIon, ones, [
        [self, cross],
        [cross, self],
      ]),
    );
  const { rows, covered } = ledger(screened, steep);
  expect(covered).toBe(false);
  expect(rows.map((row) => row.covered)).toEqual([false, false, false]);
  expect(rows[0].kernel).toMatchObject({ formula: 'r^-3 exp(-r/2)', slopes: [null, -3] });
  // -3 - r/2 = -sqrt(22)
  expect(rows[0].kernel!.within[0][1]).toBeCloseTo(2 * (Math.sqrt(22) - 3), 10);
  // 3/(1 + r^3) = sqrt(8)
  expect(rows[1].kernel!.within).toHaveLength(1);
  expect(rows[1].kernel!.within[0][0]).toBeCloseTo((3 / Math.sqrt(8) - 1) ** (1 / 3), 8);
  expect(rows[1].kernel!.within[0][1]).toBeNull();
  expect(ledger(steep, softened).covered).toBe(true);
});
