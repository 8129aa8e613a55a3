/** Units of the columns of the series by the beginnings of their names, longer ones first. All other columns are pure numbers. */
const units: readonly (readonly [beginning: RegExp, unit: string])[] = [
  [/^t$/, 't'],
  [/^temperature/, 'm v^2'],
  [/^velocity_[xyz]/, 'v'],
  [/^density(?!_drift)/, 'n'],
  [/^momentum_exchange/, 'm n v/t'],
  [/^momentum_[xyz]/, 'm n v'],
  [/^energy_exchange/, 'm n v^2/t'],
  [/^energy(?!_drift)/, 'm n v^2'],
  [/^(entropy|fisher)_production_ratio/, '1/t'],
  [/^distance_w2/, 'v'],
  [/^entropy_rate/, 'n/t'],
  [/^entropy_second_derivative/, 'n/t^2'],
  [/^(relative_)?entropy/, 'n'],
  [/^fisher_(rate|dissipation)/, 'n/(m v^2 t)'],
  [/^(relative_)?fisher/, 'n/(m v^2)'],
];

/** Whether a unit is in the scenario's own notation, e.g. `m v^2`. Columns with declared units have a different notation. */
export function isScenarioUnit(unit: string): boolean {
  return units.some(([, own]) => own === unit);
}

/** The unit of a column of the series, e.g. `m v^2`; `1` for pure numbers. A test compares it with the units of the analyzers. */
export function columnUnit(column: string): string {
  return units.find(([beginning]) => beginning.test(column))?.[1] ?? '1';
}
