// Compares the change of I in a run with the integral of fisher_rate, computed from a least-squares polynomial of a given degree.
// Usage: npx tsx scripts/rate-integral.ts RUN DEGREE [UNTIL]
import process from 'node:process';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { readSeries } from '../src/output/series.ts';

const [run, degree, until = 'Infinity'] = process.argv.slice(2);
const { columns } = readSeries(run);
const rows = columns.t.findLastIndex((t) => t <= Number(until) * (1 + 1e-12)) + 1;
const [start, end] = [columns.t[0], columns.t[rows - 1]];
// Legendre polynomials on [-1, 1]; only the first has a nonzero integral.
const values = Array.from(columns.t.slice(0, rows), (t) => {
  const x = (2 * (t - start)) / (end - start) - 1;
  const P = [1, x];
  for (let l = 1; l < Number(degree); l++) P.push(((2 * l + 1) * x * P[l] - l * P[l - 1]) / (l + 1));
  return P.slice(0, Number(degree) + 1);
});
const rates = Matrix.columnVector(Array.from(columns.fisher_rate.slice(0, rows)));
const integral = new QrDecomposition(new Matrix(values)).solve(rates).get(0, 0) * (end - start);
const change = columns.fisher_best[rows - 1] - columns.fisher_best[0];
process.stdout.write(
  `${rows} rows until t = ${end}: integral ${integral.toExponential(6)}, change of I ${change.toExponential(6)}, difference ${(integral - change).toExponential(1)}\n`,
);
