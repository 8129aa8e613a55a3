import type { FieldSnapshot, RunRecord } from '../output/run-record.ts';
import { createMaxwellian, type Maxwellian } from '../physics/maxwellian.ts';
import { evenlySpaced } from './decimate.ts';

export type SpeciesField = FieldSnapshot['species'][number];

/** One species at the chosen times. */
export interface FieldHistory {
  readonly species: string;
  /** Place of the species in the run's list. */
  readonly index: number;
  readonly mass: number;
  readonly density: number;
  readonly states: readonly { readonly t: number; readonly field: SpeciesField }[];
}

/** For every species at most `limit` of the stored distributions: the first, the last and evenly some between. */
export function fieldHistories(record: RunRecord, limit: number): FieldHistory[] {
  return record.summary.species.flatMap(({ name, mass, density }, index) => {
    const all = record.snapshots.flatMap(({ t, species }) => {
      const field = species.find((candidate) => candidate.name === name);
      return field?.values.some((value) => value > 0) ? [{ t, field }] : [];
    });
    const states = evenlySpaced(all.length, limit).map((k) => all[k]);
    return states.length > 0 ? [{ species: name, index, mass, density, states }] : [];
  });
}

/**
 * The equilibrium of a species as this field would show it: smoothing by a Gaussian of variance eps turns a Maxwellian of
 * temperature theta into one of theta + m eps.
 */
export function smoothedEquilibrium(
  record: RunRecord,
  { mass, density }: FieldHistory,
  field: SpeciesField,
): Maxwellian {
  const { velocity, temperature } = record.summary.equilibrium;
  return createMaxwellian(mass, density, velocity, temperature + mass * (field.smoothing ?? 0));
}
