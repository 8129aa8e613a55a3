import type { VectorField } from '../core/vector-field.ts';
import { prepareMomentPreserving } from './moment-preserving.ts';
import { prepareReconstruction, type Reconstruction, type ReconstructionOptions } from './reconstruction.ts';

/** A way to reconstruct f~ from particles. */
interface ReconstructionRule {
  readonly name: string;
  /** Its effect on f, as a phrase for the help text. */
  readonly summary: string;
  readonly reference: string;
  /** The variance and the lattice of the options refer to the particles `start`. */
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

/** Every reconstruction by its name in scenarios (`method.reconstruction`). */
export const reconstructionRules = { 'moment-preserving': momentPreserving, mollified } as const;

export type ReconstructionName = keyof typeof reconstructionRules;
