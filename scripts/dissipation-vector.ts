// Computes the reference vectors of the dissipation of Fisher information (test/theory/dissipation/vectors.ts) from the
// built program: npx tsx scripts/dissipation-vector.ts 3 18 14 11 (two minutes) or 2 40 40 32 (one minute).
// Arguments: dimension, and the nodes of the pair rule for an axis of the centre, for the radius, and for half a turn of the angle.
// Columns: gamma, Lemma 2.1, Proposition 3.1 without contact term, contact term, change from three quarters of the nodes.
import type { Dimension } from '../dist/core/vector-field.js';
import { modulatedGaussian } from '../dist/physics/densities.js';
import { dissipationByQuadrature, lemmaByQuadrature } from '../dist/theory/dissipation/by-quadrature.js';

const [dimension, centre, radius, angle] = process.argv.slice(2).map(Number);
const d: Dimension = dimension === 2 ? 2 : 3;
const [f_1, f_2] = [modulatedGaussian(d, 1, 0.7, 1), modulatedGaussian(d, 2, -0.3, 0.5)];
const options = { resolution: { centre, radius, angle } };
const masses = [1, 2] as const;
const digits = (x: number) => x.toPrecision(12).padStart(17);

for (const exponent of d === 2 ? [0, -1, -1.5, -1.9, -2] : [0, -1, -2, -2.5, -2.9, -3]) {
  const pair = { masses, strength: 1, exponent };
  const { lemma, total, contact, error } = dissipationByQuadrature(pair, f_1, f_2, options);
  console.log(exponent, digits(lemma), digits(total - contact), digits(contact), error.toExponential(1));
}
for (const exponent of [-d - 0.5, -d - 1, -d - 1.5]) {
  const { value, error } = lemmaByQuadrature({ masses, strength: 1, exponent }, f_1, f_2, options);
  console.log(exponent, digits(value), error.toExponential(1));
}
