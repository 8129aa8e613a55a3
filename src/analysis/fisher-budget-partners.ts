import { squaredDistance } from '../physics/maxwellian.ts';
import type { Background } from '../physics/mixture.ts';
import type { Estimate } from '../theory/dissipation/estimate.ts';
import { lemmaIntegrand } from '../theory/dissipation/lemma-integrand.ts';
import { createLogDerivatives, type LogDensity } from '../theory/dissipation/log-density.ts';
import { createPairPoint } from '../theory/dissipation/pair-integrand.ts';
import { pairRule } from '../theory/dissipation/pair-rule.ts';

/** Nodes for r and for half a turn of sigma: 1600 velocities in the plane and 4000 in space. */
const resolutions = { 2: { radius: 40, angle: 20 }, 3: { radius: 20, angle: 10 } } as const;

/**
 * dI/dt of one species by immobile partners at the velocity V, the limit m_j -> infinity, T_j/m_j -> 0 of the two ordered
 * pairs of Lemma 2.1. With w = v - V, `strength` = c n_j and Xi = 2 lap psi + |grad psi|^2,
 *
 *     dI/dt = (c n_j / m^3) int |w|^gamma f  A(w) grad psi . grad Xi dv
 *
 * by product quadrature in spherical coordinates round V, whose radial weights contain the singularity for every gamma in
 * (-d-2, 1]. `error` is the change between three quarters of the nodes and all of them.
 *
 * It is the derivative of I for gamma > -d only (see partnersRate): partners at one velocity, unlike those with a thermal
 * spread, take what is left of |w| < (c n_j t / m^2)^{-1/gamma} out of the perturbation theory behind the lemma.
 */
export function lemmaOfPartners(
  { strength, exponent, velocity }: Background,
  mass: number,
  density: LogDensity,
): Estimate {
  const { radius, angle } = resolutions[density.dimension];
  const integrate = (share: number) => {
    const resolution = { radius: Math.ceil(share * radius), angle: Math.ceil(share * angle) };
    return integral(exponent, velocity, density, resolution);
  };
  const value = (strength / mass ** 3) * integrate(1);
  return { value, error: Math.abs(value - (strength / mass ** 3) * integrate(3 / 4)) };
}

/**
 * lemmaOfPartners where it is dI/dt, undefined for gamma <= -d. There the core of radius t^{1/|gamma|} that has become
 * isotropic by the time t changes I by an amount of order t^{d/|gamma|}: at gamma = -d that adds
 *
 *     ((d-1)/2) |S^{d-1}| (c n_j / m^3) f(V) |grad psi(V)|^2
 *
 * to the lemma, and below it the slope of I at a smooth f is +infinity unless grad psi(V) = 0. This is how I grows at first
 * in a Lorentz gas of soft potentials.
 */
export function partnersRate(partners: Background, mass: number, density: LogDensity): Estimate | undefined {
  return partners.exponent > -density.dimension ? lemmaOfPartners(partners, mass, density) : undefined;
}

function integral(
  exponent: number,
  velocity: readonly number[],
  density: LogDensity,
  resolution: { readonly radius: number; readonly angle: number },
): number {
  const { dimension: d, bulk } = density;
  const partner = { centre: velocity, variance: 0, isotropic: true };
  const own = { ...bulk, variance: bulk.variance + squaredDistance(bulk.centre, velocity) / d };
  const { radii, directions } = pairRule(d, exponent, 2, own, partner, { ...resolution, centre: 2 });
  // Of unit mass and twice unit strength, beside something without gradients.
  const integrand = lemmaIntegrand({ masses: [1, 1], strength: 2, exponent }, d);
  const point = { ...createPairPoint(density), j: createLogDerivatives(d) };
  const v = new Float64Array(d);
  const h = new Float64Array(1);
  let sum = 0;
  for (let k = 0; k < radii.nodes.length; k++) {
    point.r = radii.nodes[k];
    let shell = 0;
    for (let s = 0; s < directions.weights.length; s++) {
      for (let p = 0; p < d; p++) {
        point.w[p] = point.r * directions.nodes[s * d + p];
        v[p] = velocity[p] + point.w[p];
      }
      density.evaluate(v, point.i);
      integrand.evaluate(point, h, 0);
      shell += directions.weights[s] * Math.exp(point.i.value) * h[0];
    }
    sum += radii.weights[k] * shell;
  }
  return sum;
}
