/*
 * Constants of nature in SI units. Source: CODATA 2022, P. Mohr, E. Tiesinga, D. Newell and B. Taylor, physics.nist.gov/constants.
 */

/** Elementary charge in C (exact). */
export const elementaryCharge = 1.602176634e-19;
/** Speed of light in m/s (exact). */
export const speedOfLight = 299792458;
/** Boltzmann constant in J/K (exact). */
export const boltzmann = 1.380649e-23;
/** Planck constant over 2 pi in J s (exact in 2 pi hbar). */
export const reducedPlanck = 6.62607015e-34 / (2 * Math.PI);
/** Vacuum permittivity in F/m. */
export const vacuumPermittivity = 8.8541878188e-12;
/** Masses in kg. */
export const electronMass = 9.1093837139e-31;
export const protonMass = 1.67262192595e-27;
export const deuteronMass = 3.3435837768e-27;
export const tritonMass = 5.0073567512e-27;
export const helionMass = 5.0064127862e-27;
export const alphaMass = 6.644657345e-27;
/** Atomic mass unit u in kg. */
export const atomicMass = 1.66053906892e-27;
