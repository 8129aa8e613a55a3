import type { TargetScenario } from '../scenario/study.ts';

/** A column of the series as a target needs it. */
export interface TargetQuantity {
  readonly label: string;
  readonly unit: string;
}

/** A target in words: `relative distance of temperature of light from 1.227 at the end`. */
export function targetLabel({ label, at, exact, relative, signed }: TargetScenario, column: TargetQuantity): string {
  if (label !== undefined) return label;
  const share = relative ? 'relative ' : '';
  if (at === 'rise') return `largest ${share}rise of ${column.label}`;
  const when = at === 'end' ? 'at the end' : at === 'sup' ? 'over all rows' : `at t = ${at}`;
  const largest = at === 'sup' ? 'largest ' : '';
  if (exact === undefined) return `${largest}${column.label} ${when}`;
  const from = typeof exact === 'object' ? 'the reference' : String(exact);
  return `${largest}${share}${signed ? 'difference' : 'distance'} of ${column.label} from ${from} ${when}`;
}

/** Distances in parts of something have no unit. */
export function targetUnit({ relative }: TargetScenario, { unit }: TargetQuantity): string {
  return relative ? '1' : unit;
}
