import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../core/errors.ts';
import { eachNode, type Lattice, nodeCount } from '../core/lattice.ts';
import { trace } from '../core/sum.ts';
import { createVectorField, type Dimension } from '../core/vector-field.ts';
import { gaussianDensity } from '../physics/densities.ts';
import { createLogDerivatives } from '../physics/density.ts';
import type { Mixture } from '../physics/mixture.ts';
import { maxwellMomentSolution, type SecondMoments } from '../theory/maxwell-moments.ts';
import { defineMethod } from './method.ts';
import type { Exchange, Snapshot, SpeciesSnapshot } from './snapshot.ts';

/**
 * Density, mean velocity and temperature tensor of every species at gamma = 0, where they obey closed equations for any f. The solution is
 * in closed form, exact to round-off at any time, and starts from the exact moments of the initial distributions.
 *
 * The snapshots contain the Gaussians with these moments. Among all f_i with given density, mean and covariance Sigma_i the Gaussian has
 * the least entropy H (Gibbs) and the least Fisher information,
 *
 *     int |grad f_i|^2 / f_i >= n_i tr Sigma_i^{-1}        (Cramer-Rao, as matrices),
 *
 * so both columns are lower bounds for every solution with these initial moments, and every solution tends to them. The
 * bound of H itself decreases: the solution that starts from the Gaussians at one time loses entropy H and stays above the bound
 * at every later time.
 */
export const closedMoments = defineMethod({
  name: 'moments',
  summary:
    'Density, mean velocity and temperature tensor of every species in closed form, for exponent 0 in every colliding pair; entropy and Fisher information are lower bounds: the values of the Gaussians with these moments. Particles and time integrator are not used.',
  reference:
    'J. C. Maxwell, On the dynamical theory of gases, Phil. Trans. R. Soc. Lond. 157 (1867) 49; ' +
    'bounds: C. R. Rao, Information and the accuracy attainable in the estimation of statistical parameters, Bull. Calcutta Math. Soc. 37 (1945) 81',
  integrator: 'none',
  choosesSteps: () => true,
  resolution: 'none',
  representation: 'moments',
  conserves: () => ['linear', 'quadratic', 'potential'],
  options: () => ({}),
  size({ mixture: { dimension: d, species }, distributions }) {
    const nodes = distributions.reduce((sum, { covariance }, i) => {
      const { shape } = gaussianShape(d, covariance);
      const own = shape.reduce((product, axis) => product * axis, 1);
      if (!(own <= mostNodes))
        throw new InputError(
          `species ${species[i].name}: expected temperatures of its directions so close to each other that a lattice of at most ` +
            `${mostNodes} nodes, finer than its narrowest direction, can represent its Gaussian, got ${own.toPrecision(3)} nodes; ` +
            'take temperatures that differ less',
        );
      return sum + own;
    }, 0);
    // f and its gradient, the nodes and their weights for the moments, and values and exact solution being written to a file.
    const planes = 2 * (1 + d) + 5;
    return { particles: 0, pairs: 0, nodes, bytes: 8 * nodes * planes, work: nodes };
  },
  prepare({ mixture, distributions, start, advance }) {
    if (advance.adaptive !== undefined)
      throw new InputError(
        'time.adaptive: expected no adaptive steps with the method moments, which is exact for any step; remove the key',
      );
    const solution = maxwellMomentSolution(mixture, distributions);
    const counts = { steps: 0, evaluations: 0, rejections: 0 };
    let t = start;
    return {
      get t() {
        return t;
      },
      counts,
      settings: {
        'time integrator': 'not used: the moments are known in closed form',
        'f of the snapshots': 'the Gaussian with the exact moments',
        'entropy and Fisher information': 'lower bounds for every f with these moments (Gibbs; Cramer-Rao)',
      },
      parts: [],
      advance(until) {
        if (until > t) counts.steps++;
        t = until;
      },
      snapshot(): Snapshot {
        const now = solution(t - start);
        const species = now.map((moments) => gaussianOnLattice(mixture.dimension, moments));
        return { t, mixture, species, exchange: exchange(mixture, now) };
      },
      save: () => ({ t: Float64Array.of(t), steps: Float64Array.of(counts.steps) }),
      restore(state) {
        t = state.t[0];
        counts.steps = state.steps[0];
      },
    };
  },
});

/** One output row takes two seconds with this many. Three dimensions at one temperature take 2e4. */
const mostNodes = 4e6;

/**
 * What species i gains from j per time, where D = u_i - u_j and k = (d-1) c_ij n_i n_j:
 *
 *     momentum  -k (1/m_i + 1/m_j) D,        energy  k [ d (T_j - T_i)/(m_i m_j) + |D|^2/m_i - (1/m_i + 1/m_j) u_i.D ]
 */
function exchange({ dimension: d, species, strength }: Mixture, moments: readonly SecondMoments[]): Exchange {
  const S = species.length;
  const gains = { momentum: new Float64Array(S * S * d), energy: new Float64Array(S * S) };
  moments.forEach((own, i) => {
    moments.forEach((other, j) => {
      if (i === j) return;
      const [m, M] = [species[i].mass, species[j].mass];
      const k = (d - 1) * strength(i, j) * own.density * other.density;
      // d T = m tr Sigma
      let energy = k * (trace(other.covariance, d) / m - trace(own.covariance, d) / M);
      own.velocity.forEach((u, axis) => {
        const D = u - other.velocity[axis];
        const push = k * (1 / m + 1 / M) * D;
        gains.momentum[(i * S + j) * d + axis] = -push;
        energy += (k * D * D) / m - push * u;
      });
      gains.energy[i * S + j] = energy;
    });
  });
  return gains;
}

/**
 * Lattice spacing in units of the smallest standard deviation of any direction. A lattice sum of a Gaussian loses
 * 2 d exp(-2 pi^2/0.7^2) = 1e-17 of its mass and 1e-15 of its second moments (Poisson summation).
 */
const spacingWidths = 0.7;

/** Half-width of the lattice on each axis in standard deviations of that axis; 2e-18 of the second moment lies outside. */
const halfWidths = 9.5;

/** Spacing and nodes per axis of the lattice that a Gaussian with the given covariance (d x d, row order) needs. */
function gaussianShape(d: Dimension, covariance: readonly number[]): { spacing: number; shape: number[] } {
  const C = Matrix.from1DArray(d, d, [...covariance]);
  const { realEigenvalues } = new EigenvalueDecomposition(C, { assumeSymmetric: true });
  const spacing = spacingWidths * Math.sqrt(Math.min(...realEigenvalues));
  const shape = Array.from(
    { length: d },
    (_, k) => 1 + 2 * Math.ceil((halfWidths * Math.sqrt(covariance[k * (d + 1)])) / spacing),
  );
  return { spacing, shape };
}

/** f(v) = n (2 pi)^{-d/2} det(C)^{-1/2} exp(-(v-u)^T C^{-1} (v-u)/2) and its gradient on a fitting lattice about u. */
export function gaussianOnLattice(d: Dimension, { density, velocity, covariance }: SecondMoments): SpeciesSnapshot {
  const gaussian = gaussianDensity(density, velocity, covariance);
  const { spacing, shape } = gaussianShape(d, covariance);
  const first = shape.map((nodes) => (1 - nodes) / 2);
  const lattice: Lattice = { d, spacing, anchor: velocity, first, shape };
  const n = nodeCount(lattice);
  const values = new Float64Array(n);
  const gradient = createVectorField(d, n);
  const psi = createLogDerivatives(d);
  eachNode(lattice, (v, x) => {
    gaussian.evaluate(v, psi);
    values[x] = Math.exp(psi.value);
    for (let k = 0; k < d; k++) gradient.data[k * n + x] = psi.gradient[k] * values[x];
  });
  return { lattice, smoothing: 0, values, gradient };
}
