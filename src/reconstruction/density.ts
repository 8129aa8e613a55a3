import type { VectorField } from '../core/vector-field.ts';
import { prepareMomentPreserving } from './moment-preserving.ts';
import { prepareReconstruction, type Reconstruction, type ReconstructionOptions } from './reconstruction.ts';

/** One way to make f~ of particles. */
interface ReconstructionRule {
  readonly name: string;
  /** What it does to f, as a phrase for the help text. */
  readonly summary: string;
  readonly reference: string;
  /** `start` are the particles for which the variance and the lattice of the options are meant. */
  prepare(weights: Float64Array, options: ReconstructionOptions, start: VectorField): Reconstruction;
}

const momentPreserving: ReconstructionRule = {
  name: 'moment-preserving',
  summary: 'particles contracted before they are mollified, so that f has exactly their mean and temperature tensor',
  reference:
    'M. C. Jones, On correcting for variance inflation in kernel density estimation, Comput. Stat. Data Anal. 11 (1991) 3',
  prepare: prepareMomentPreserving,
};

const mollified: ReconstructionRule = {
  name: 'mollified',
  summary: 'particles mollified at their positions, so that f is hotter by the smoothing temperature',
  reference: 'J. A. Carrillo, K. Craig, F. S. Patacchini, Calc. Var. 58 (2019) 53',
  prepare: prepareReconstruction,
};

/** Every way by its name in scenarios (`method.reconstruction`). */
export const reconstructionRules = { 'moment-preserving': momentPreserving, mollified } as const;

export type ReconstructionName = keyof typeof reconstructionRules;
