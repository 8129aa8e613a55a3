import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../core/errors.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';

/** Density, mean velocity (length d) and covariance (1/n) int (v-u)(v-u)^T f dv (d x d in row order) of one species. */
export interface SecondMoments {
  readonly density: number;
  readonly velocity: readonly number[];
  readonly covariance: readonly number[];
}

/**
 * The solution of the closed moment equations at gamma = 0 (see maxwellMoments) at any time, for any shape of the f_i, without
 * time steps. The mean velocities are sums of decaying modes. Products of these modes drive the temperatures T_i and the
 * traceless parts P_i of the temperature tensors m_i Sigma_i: with D = u_i - u_j and [ ] for the traceless part,
 *
 *     m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) D
 *     dT_i/dt     = sum_j (2 c_ij n_j/m_i) (d-1) [ (T_j - T_i)/m_j + |D|^2/d ]
 *     dP_i/dt     = -sum_j (2 c_ij n_j/m_i) ( (d/m_i + (d-1)/m_j) P_i + P_j/m_j + [D D^T] )
 *
 * In the unknowns (m_i n_i)^{1/2} u_i, n_i^{1/2} T_i and n_i^{1/2} P_i each matrix is symmetric and positive semi-definite. Errors are
 * round-off times the ratio of the fastest to the slowest rate. Throws InputError if a colliding pair has gamma != 0 or
 * there are immobile partners.
 */
export function maxwellMomentSolution(
  mixture: Mixture,
  initial: readonly SecondMoments[],
): (t: number) => readonly SecondMoments[] {
  requireMaxwell(mixture);
  const { dimension: d, species } = mixture;
  const indices = species.map((_, i) => i);
  const axes = Array.from({ length: d }, (_, k) => k);
  const masses = species.map(({ mass }) => mass);
  const densities = initial.map(({ density }) => density);
  /** 2 c_ij n_j / m_i. */
  const frequency = (i: number, j: number) => (2 * mixture.strength(i, j) * densities[j]) / masses[i];
  const sum = (over: readonly number[], term: (j: number) => number) => over.reduce((all, j) => all + term(j), 0);
  const others = (i: number) => indices.filter((j) => j !== i);

  const friction = (i: number, j: number) => (frequency(i, j) * (d - 1) * (1 / masses[i] + 1 / masses[j])) / 2;
  const drift = decayModes(
    masses.map((m, i) => m * densities[i]),
    (i, j) => (i === j ? sum(others(i), (l) => friction(i, l)) : -friction(i, j)),
  );
  const heat = (i: number, j: number) => ((d - 1) * frequency(i, j)) / masses[j];
  const temperatures = decayModes(densities, (i, j) => (i === j ? sum(others(i), (l) => heat(i, l)) : -heat(i, j)));
  const anisotropies = decayModes(densities, (i, j) => {
    const own = i === j ? sum(indices, (l) => frequency(i, l) * (d / masses[i] + (d - 1) / masses[l])) : 0;
    return own + frequency(i, j) / masses[j];
  });

  // u_i(t) = sum_a amplitude(a)[i] exp(-rate_a t), with one vector per mode and species.
  const velocityModes = axes.map((k) => drift.amplitudes(initial.map(({ velocity }) => velocity[k])));
  const slip = (a: number, k: number, i: number, j: number) => velocityModes[k][a][i] - velocityModes[k][a][j];
  const product = (i: number, j: number, a: number, b: number, k: number, l: number) =>
    (slip(a, k, i, j) * slip(b, l, i, j) + slip(b, k, i, j) * slip(a, l, i, j)) / 2;
  const trace = (term: (k: number) => number) => sum(axes, term);

  /** The parts of the temperature source (d - 1)/d |D|^2 and the anisotropy source -[D D^T]_kl that modes a and b drive. */
  const driven = (source: (i: number, j: number, a: number, b: number) => number, modes: DecayModes) =>
    indices.map((a) =>
      indices.map((b) =>
        modes.amplitudes(indices.map((i) => sum(indices, (j) => frequency(i, j) * source(i, j, a, b)))),
      ),
    );
  const temperature = evolve(
    temperatures,
    initial.map(({ covariance }, i) => (masses[i] * trace((k) => covariance[k * (d + 1)])) / d),
    driven((i, j, a, b) => ((d - 1) / d) * trace((k) => product(i, j, a, b, k, k)), temperatures),
    drift,
  );
  const anisotropy = axes.map((k) =>
    axes.map((l) =>
      evolve(
        anisotropies,
        initial.map(
          ({ covariance }, i) =>
            masses[i] * (covariance[k * d + l] - (k === l ? trace((e) => covariance[e * (d + 1)]) / d : 0)),
        ),
        driven(
          (i, j, a, b) => (k === l ? trace((e) => product(i, j, a, b, e, e)) / d : 0) - product(i, j, a, b, k, l),
          anisotropies,
        ),
        drift,
      ),
    ),
  );

  return (t) => {
    const T = temperature(t);
    const P = anisotropy.map((row) => row.map((part) => part(t)));
    const decay = drift.rates.map((rate) => Math.exp(-rate * t));
    return indices.map((i) => ({
      density: densities[i],
      velocity: axes.map((k) => sum(indices, (a) => velocityModes[k][a][i] * decay[a])),
      covariance: axes.flatMap((k) => axes.map((l) => (P[k][l][i] + (k === l ? T[i] : 0)) / masses[i])),
    }));
  };
}

/** The modes of dx/dt = -A x for S unknowns. */
interface DecayModes {
  readonly rates: readonly number[];
  /** x as a sum of modes: amplitudes(x)[a] is the part of mode a, which decays with rates[a]. */
  amplitudes(x: readonly number[]): readonly (readonly number[])[];
}

/** The modes of A with A_ij weight_i = A_ji weight_j; A is symmetric in the unknowns weight_i^{1/2} x_i. */
function decayModes(weights: readonly number[], A: (i: number, j: number) => number): DecayModes {
  const roots = weights.map(Math.sqrt);
  const symmetric = Matrix.zeros(roots.length, roots.length);
  roots.forEach((root, i) => {
    for (let j = 0; j < i; j++) {
      const entry = (A(i, j) * root) / roots[j];
      symmetric.set(i, j, entry);
      symmetric.set(j, i, entry);
    }
    symmetric.set(i, i, A(i, i));
  });
  const { realEigenvalues, eigenvectorMatrix: Q } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues.map(Math.abs));
  return {
    // Conserved quantities must not decay by round-off.
    rates: realEigenvalues.map((rate) => (rate > roots.length * Number.EPSILON * largest ? rate : 0)),
    amplitudes: (x) =>
      roots.map((_, a) => {
        const overlap = x.reduce((sum, value, i) => sum + Q.get(i, a) * roots[i] * value, 0);
        return roots.map((root, i) => (Q.get(i, a) * overlap) / root);
      }),
  };
}

/**
 * Solves dx/dt = -A x + sum_ab s_ab exp(-(rate_a + rate_b) t), where `driven[a][b]` contains the amplitudes of s_ab. Mode c grows by
 * int_0^t exp(-mu_c (t-s)) exp(-nu s) ds with nu = rate_a + rate_b.
 */
function evolve(
  modes: DecayModes,
  start: readonly number[],
  driven: readonly (readonly (readonly (readonly number[])[])[])[],
  drivers: DecayModes,
): (t: number) => readonly number[] {
  const amplitudes = modes.amplitudes(start);
  return (t) =>
    start.map((_, i) =>
      modes.rates.reduce((x, mu, c) => {
        let mode = amplitudes[c][i] * Math.exp(-mu * t);
        drivers.rates.forEach((first, a) => {
          drivers.rates.forEach((second, b) => {
            mode += driven[a][b][c][i] * response(mu, first + second, t);
          });
        });
        return x + mode;
      }, 0),
    );
}

/** (exp(-nu t) - exp(-mu t)) / (mu - nu), accurate to round-off even if mu and nu are close. */
function response(mu: number, nu: number, t: number): number {
  const gap = Math.abs(mu - nu);
  return Math.exp(-Math.min(mu, nu) * t) * (gap * t > 0 ? -Math.expm1(-gap * t) / gap : t);
}

/** A closed system of ordinary differential equations dy/dt = F(y). */
export interface MomentEquations {
  readonly length: number;
  /** dydt := F(y). */
  rate(t: number, y: Float64Array, dydt: Float64Array): void;
}

/**
 * The first and second moments of a mixture with gamma = 0, which obey a closed system for any shape of the f_i.
 * With Sigma_i the covariance of species i, D = u_i - u_j and W = Sigma_i + Sigma_j + D D^T = <(v - v*)(v - v*)^T>,
 *
 *     m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) D
 *     m_i dSigma_i/dt = sum_j c_ij n_j [ (2/m_i) (tr(W) I - W) - 2 (d-1) (1/m_i + 1/m_j) Sigma_i ]
 *
 * from the weak form with v and v v^T. The trace is dT_i/dt = -2 (d-1) sum_j c_ij n_j [ (T_i - T_j)/(m_i m_j) - |D|^2/(d m_i) ].
 * State: species i occupies d + d^2 numbers of y from i (d + d^2) on, u_i and then Sigma_i in row order.
 * Throws InputError if a colliding pair has gamma != 0 or there are immobile partners.
 */
export function maxwellMoments(mixture: Mixture, densities: readonly number[]): MomentEquations {
  requireMaxwell(mixture);
  const { dimension: d, species } = mixture;
  const stride = d + d * d;
  return {
    length: species.length * stride,
    rate(_t, y, dydt) {
      dydt.fill(0);
      for (let i = 0; i < species.length; i++) {
        for (let j = 0; j < species.length; j++) {
          const inverse = 1 / species[i].mass;
          const both = inverse + 1 / species[j].mass;
          const frequency = mixture.strength(i, j) * densities[j] * inverse;
          const [u, w] = [i * stride, j * stride];
          const [Sigma, Other] = [u + d, w + d];
          let trace = 0;
          for (let k = 0; k < d; k++) trace += y[Sigma + k * d + k] + y[Other + k * d + k] + (y[u + k] - y[w + k]) ** 2;
          for (let k = 0; k < d; k++) {
            const drift = y[u + k] - y[w + k];
            dydt[u + k] -= (d - 1) * frequency * both * drift;
            for (let l = 0; l < d; l++) {
              const own = y[Sigma + k * d + l];
              const relative = own + y[Other + k * d + l] + drift * (y[u + l] - y[w + l]);
              const scattering = (k === l ? trace : 0) - relative;
              dydt[Sigma + k * d + l] += 2 * frequency * (inverse * scattering - (d - 1) * both * own);
            }
          }
        }
      }
    },
  };
}

/** Throws InputError unless the moment equations of the mixture close: gamma = 0 for all colliding pairs, no immobile partners. */
function requireMaxwell(mixture: Mixture): void {
  const { species, background } = mixture;
  const problems = collidingPairs(mixture).flatMap(([i, j]) => {
    const gamma = mixture.exponent(i, j);
    const pair = `${species[i].name}-${species[j].name}`;
    return gamma === 0
      ? []
      : [`closed moment equations, pair ${pair}: expected exponent 0, got ${gamma}; take the method blob`];
  });
  if (background.length > 0)
    problems.push(
      `closed moment equations: expected no immobile partners, got ${background.length}; take the method blob`,
    );
  if (problems.length > 0) throw new InputError(problems);
}
