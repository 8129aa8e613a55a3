import { gamma } from '../../src/core/special-functions.ts';
import { createLogDerivatives, type Density, densityOf } from '../../src/physics/density.ts';
import type { LinearisedBracket } from '../../src/theory/linearised/bracket.ts';

/**
 * f = mu (1 + a h) of one species, h = n^{-1/2} sum_k coefficients[k] p_k(x) sqrt(d) xi_0 of harmonic degree 1, with
 * xi = v sqrt(m/theta) and x = |xi|^2 / 2; p_k are the Sonine polynomials, from their closed form (NIST DLMF 18.5.12).
 */
export function perturbedDensity(
  { mixture, densities, theta }: LinearisedBracket,
  species: number,
  coefficients: readonly number[],
  a: number,
): Density {
  const { dimension: d } = mixture;
  const { mass } = mixture.species[species];
  const n = densities[species];
  const scale = Math.sqrt(mass / theta);
  // R, R', R'', R''' of sqrt(d/n) sum_k coefficients[k] p_k as lists of powers of x.
  const jet = [radialPowers(d, coefficients).map((c) => c * Math.sqrt(d / n))];
  for (let order = 1; order <= 3; order++) jet.push(jet[order - 1].slice(1).map((c, j) => (j + 1) * c));
  const h = createLogDerivatives(d);
  return densityOf({
    dimension: d,
    bulk: { centre: new Array<number>(d).fill(0), variance: theta / mass, isotropic: false },
    evaluate(v, out) {
      const xi = Array.from({ length: d }, (_, k) => scale * v[k]);
      const x = xi.reduce((sum, c) => sum + c * c, 0) / 2;
      const [R, R1, R2, R3] = jet.map((powers) => powers.reduceRight((sum, c) => sum * x + c, 0));
      // lap h = T(x) xi_0.
      const T = 2 * x * R2 + (d + 2) * R1;
      const T1 = 2 * x * R3 + (d + 4) * R2;
      const first = (k: number) => (k === 0 ? 1 : 0);
      h.value = R * xi[0];
      for (let p = 0; p < d; p++) {
        h.gradient[p] = scale * (R1 * xi[p] * xi[0] + R * first(p));
        h.laplacianGradient[p] = scale ** 3 * (T1 * xi[p] * xi[0] + T * first(p));
        for (let q = 0; q < d; q++) {
          const mixed = (p === q ? xi[0] : 0) + xi[p] * first(q) + xi[q] * first(p);
          h.hessian[p * d + q] = scale ** 2 * (R2 * xi[p] * xi[q] * xi[0] + R1 * mixed);
        }
      }
      // psi = log mu + log u.
      const u = 1 + a * h.value;
      const square = h.gradient.reduce((sum, c) => sum + c * c, 0);
      const laplacian = scale ** 2 * T * xi[0];
      out.value = Math.log(n) + (d / 2) * Math.log(mass / (2 * Math.PI * theta)) - x + Math.log(u);
      for (let p = 0; p < d; p++) {
        let along = 0;
        for (let q = 0; q < d; q++) {
          const H = h.hessian[p * d + q];
          along += H * h.gradient[q];
          out.hessian[p * d + q] =
            (a * H) / u - (a / u) ** 2 * h.gradient[p] * h.gradient[q] - (p === q ? mass / theta : 0);
        }
        out.gradient[p] = (a * h.gradient[p]) / u - (mass / theta) * v[p];
        out.laplacianGradient[p] =
          (a * h.laplacianGradient[p]) / u -
          (a / u) ** 2 * (laplacian * h.gradient[p] + 2 * along) +
          2 * (a / u) ** 3 * square * h.gradient[p];
      }
    },
  });
}

/** sum_k coefficients[k] p_k(x) as powers of x, p_k = [k! Gamma(d/2) / (2 Gamma(k + 1 + d/2))]^{1/2} L_k^{(d/2)}. */
function radialPowers(d: number, coefficients: readonly number[]): number[] {
  const powers = new Array<number>(coefficients.length).fill(0);
  coefficients.forEach((coefficient, k) => {
    const norm = Math.sqrt((gamma(k + 1) * gamma(d / 2)) / (2 * gamma(k + 1 + d / 2)));
    for (let j = 0; j <= k; j++) {
      const binomial = gamma(k + 1 + d / 2) / (gamma(k - j + 1) * gamma(j + 1 + d / 2));
      powers[j] += (coefficient * norm * (-1) ** j * binomial) / gamma(j + 1);
    }
  });
  return powers;
}
