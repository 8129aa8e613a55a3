import type { Dimension } from '../core/vector-field.ts';
import { gaussianAverages } from './relaxation-rates.ts';

/**
 * The diffusion tensor of a Maxwellian bath of unit density,
 *
 *     D(w) = int |z|^gamma A(z) g(v*) dv* = along (w w^T/|w|^2) + across (I - w w^T/|w|^2),    w = v - V, z = v - v*,
 *
 * g the normalised Maxwellian of variance s = T/m about V. With it a species of mass m_i is moved by the bath as
 *
 *     d_t f_i += (c n / m_i) div( D(v - V) [ grad f_i / m_i + f_i (v - V) / T ] ),
 *
 * because the friction int |z|^gamma A(z) grad g dv* / m is -D w / T (grad g = -(v* - V) g / s, and A(z) z = 0). The Maxwellian of mass
 * m_i at the bath's temperature and velocity is its equilibrium.
 *
 * With the averages g and k of gaussianAverages over z ~ N(w, s I):
 *
 *     along = <|z|^gamma (|z|^2 - z_w^2)> = (d-1) s g,       along + (d-1) across = (d-1) <|z|^(gamma+2)> = (d-1) (s k + g |w|^2),
 *
 * the first because a centred Gaussian component weighted with its square is one of three. For Coulomb these are Chandrasekhar's functions.
 */
export function bathDiffusion(
  d: Dimension,
  gamma: number,
  variance: number,
  w2: number,
): { readonly along: number; readonly across: number } {
  const { friction, heat } = gaussianAverages(d, gamma, variance, w2);
  return { along: (d - 1) * variance * friction, across: variance * heat + friction * (w2 - variance) };
}
