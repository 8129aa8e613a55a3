import type { RunRecord } from '../output/run-record.ts';
import { column, ends } from './series-columns.ts';

/** Part of the energy or the momentum: what moves less of it over the whole run is not to be seen in any course. */
export const negligibleExchange = 1e-5;

/**
 * The rate of exchange that over the whole run would move 1e-5 of the energy E, or of the momentum sqrt(2 E rho) that the mass density and
 * the energy allow. What is nowhere above it is told as a number, not drawn.
 */
export function exchangeRound(record: RunRecord, base: string): number {
  const { summary } = record;
  const energies = column(record, 'energy');
  const dimension = record.scenario.dimension;
  const thermal =
    (dimension / 2) * summary.equilibrium.temperature * summary.species.reduce((n, s) => n + s.density, 0);
  const energy = energies ? Math.abs(ends(energies).first) : thermal;
  const mass = summary.species.reduce((rho, s) => rho + s.mass * s.density, 0);
  const scale = base.startsWith('momentum') ? Math.sqrt(2 * energy * mass) : energy;
  return (negligibleExchange * scale) / Math.max(summary.until, Number.MIN_VALUE);
}

/** Relative quantities up to this are zero to round-off. */
export const relativeRound = 1e-9;
