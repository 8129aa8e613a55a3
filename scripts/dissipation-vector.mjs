// Computes the reference vectors of the dissipation of Fisher information (test/theory/dissipation/vectors.ts) from the
// built program: node scripts/dissipation-vector.mjs 3 14 16 11
// Arguments: dimension, nodes of the pair rule for an axis of the centre, the radius and half a turn of the angle.
import { dissipationByQuadrature, lemmaByQuadrature } from '../dist/theory/dissipation/by-quadrature.js';
import { modulatedGaussian } from '../dist/theory/dissipation/modulated-gaussian.js';

const [d, centre, radius, angle] = process.argv.slice(2).map(Number);
const [f_1, f_2] = [modulatedGaussian(d, 1, 0.7, 1), modulatedGaussian(d, 2, -0.3, 0.5)];
const options = { resolution: { centre, radius, angle } };
const digits = (x) => x.toPrecision(12).padStart(17);

for (const exponent of [0, -1, -d + 1, -d + 0.5, -d + 0.1, -d]) {
  const pair = { masses: [1, 2], strength: 1, exponent };
  const { lemma, total, contact, error } = dissipationByQuadrature(pair, f_1, f_2, options);
  console.log(exponent, digits(lemma), digits(total - contact), digits(contact), error.toExponential(1));
}
for (const exponent of [-d - 0.5, -d - 1, -d - 1.5]) {
  const { value, error } = lemmaByQuadrature({ masses: [1, 2], strength: 1, exponent }, f_1, f_2, options);
  console.log(exponent, digits(value), error.toExponential(1));
}
