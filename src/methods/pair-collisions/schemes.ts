import type { Dimension } from '../../core/vector-field.ts';
import {
  circleDiffusion,
  cumulativeDeflection,
  type Deflection,
  fixedDeflection,
  sphereDiffusion,
  tangentDeflection,
} from '../../kernels/deflections.ts';

/** How far the relative velocity of a pair turns in a time step. */
export interface ScatteringScheme {
  readonly name: string;
  /** The law of the deflection, as a phrase for the help text. */
  readonly summary: string;
  readonly reference: string;
  /** The law of the deflection in dimension d; undefined if the scheme has none. */
  deflection(d: Dimension): Deflection | undefined;
}

const sphereDiffusionScheme: ScatteringScheme = {
  name: 'sphere-diffusion',
  summary: 'Brownian motion on its sphere',
  reference:
    'A. V. Bobylev & K. Nanbu, Theory of collision algorithms for gases and plasmas based on the Boltzmann equation and the Landau-Fokker-Planck equation, Phys. Rev. E 61 (2000) 4576',
  deflection: (d) => (d === 2 ? circleDiffusion : sphereDiffusion),
};

const takizukaAbe: ScatteringScheme = {
  name: 'takizuka-abe',
  summary: 'its classical approximation by a Gaussian tangent',
  reference:
    'T. Takizuka & H. Abe, A binary collision model for plasma simulation with a particle code, J. Comput. Phys. 25 (1977) 205',
  deflection: tangentDeflection,
};

const nanbu: ScatteringScheme = {
  name: 'nanbu',
  summary: 'its classical approximation by a cumulative angle, d = 3',
  reference: 'K. Nanbu, Theory of cumulative small-angle collisions in plasmas, Phys. Rev. E 55 (1997) 4642',
  deflection: (d) => (d === 3 ? cumulativeDeflection : undefined),
};

const deltaAngle: ScatteringScheme = {
  name: 'delta-angle',
  summary: 'one angle for every diffusion time, without a random number, correct to first order',
  reference:
    'A. V. Bobylev & I. F. Potapenko, Monte Carlo methods and their analysis for Coulomb collisions in multicomponent plasmas, J. Comput. Phys. 246 (2013) 123',
  deflection: fixedDeflection,
};

/** All schemes by their names in a scenario. A new scheme is one object here. */
export const scatteringSchemes = {
  'sphere-diffusion': sphereDiffusionScheme,
  'takizuka-abe': takizukaAbe,
  nanbu,
  'delta-angle': deltaAngle,
} as const satisfies Record<string, ScatteringScheme>;
