import type { Quantity } from '../analysis/analyzer.ts';
import { elementaryCharge } from '../physics/constants.ts';
import { siSize, type Units, udunitsOf } from '../physics/units.ts';
import type { UnitsRecord } from './run-record.ts';

export { isScenarioUnit } from '../scenario/column-units.ts';

/** The columns with their units as UDUNITS reads them, where the scenario says what 1 stands for; else as they are. */
export function withUnits(quantities: readonly Quantity[], units: Units | undefined): readonly Quantity[] {
  if (units === undefined) return quantities;
  return quantities.map((quantity) => ({ ...quantity, unit: udunitsOf(units, quantity.unit) }));
}

/** The units of a run for its provenance. */
export function unitsRecord(units: Units): UnitsRecord {
  const record = (unit: string) => ({ unit: udunitsOf(units, unit), si: siSize(units, unit) });
  return {
    mass: record('m'),
    density: record('n'),
    temperature: record('m v^2'),
    time: record('t'),
    velocity: record('v'),
    charge: { unit: `${elementaryCharge} C`, si: elementaryCharge },
  };
}
