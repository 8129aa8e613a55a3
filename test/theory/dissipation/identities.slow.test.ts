import { expect, it } from 'vitest';
import { modulatedGaussian } from '../../../src/physics/densities.ts';
import { identitiesByQuadrature } from '../../../src/theory/dissipation/identities.ts';

it('identities hold within their errors where three quarters of the nodes agree with all by chance', () => {
  // With the change of those two alone Propositions 2.2 and 3.1 stated a quarter of their residuals.
  const f_1 = modulatedGaussian(3, 1.3036913724420915, 0.5487936771723827, 0.8659233038245746);
  const f_2 = modulatedGaussian(3, 1.1163776746628964, 0.588199198710686, 0.6194730485426455);
  const { fisher } = identitiesByQuadrature({ masses: [1, 1000], strength: 1, exponent: -3 }, f_1, f_2);
  for (const side of [fisher.lemma, fisher.rotations!, fisher.split!])
    expect(Math.abs(fisher.operator.value - side.value)).toBeLessThanOrEqual(fisher.operator.error + side.error);
});
