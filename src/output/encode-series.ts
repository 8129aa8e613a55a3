import type { Quantity } from '../analysis/analyzer.ts';
import { type Hdf5, setInteger, setReals, setText, uniqueName } from './hdf5.ts';
import type { Attributed, PlannedPart } from './hdf5-parts.ts';
import type { Provenance, Series } from './run-record.ts';
import { isScenarioUnit, timeQuantity } from './series.ts';

/** The content of a netCDF file besides the numbers. */
export interface SeriesDescription {
  readonly title: string;
  /** The text of the resolved scenario. */
  readonly scenario: string;
  readonly species: readonly string[];
  readonly provenance: Provenance;
}

/**
 * A series as netCDF-4. The column t becomes the coordinate `time`; the columns `<base>.<species>` of all species
 * become one variable `<base>(time, species)`, the columns `<base>.<species>.<species>` of all pairs become
 * `<base>(time, species, partner)`, and the rest are variables of time. If a column of the whole mixture has the same base, the others
 * are `<base>_by_species` and `<base>_by_pair`. Missing values are NaN. Units are those of UDUNITS. The file does not follow a CF
 * convention, in which labels of species would not be coordinate variables and time would have a date.
 */
export function encodeSeries(hdf5: Hdf5, series: Series, description: SeriesDescription): Uint8Array {
  const { species } = description;
  const t = series.columns[timeQuantity.name];
  const [time] = series.quantities;
  const lengths = { time: t.length, species: species.length, partner: species.length } as const;
  const variables = gatherVariables(series, species).map(({ columns, ...variable }) => ({
    variable,
    shape: variable.axes.map((axis) => lengths[axis]),
    data: interleaved(columns, t.length),
  }));
  return hdf5.encodePlanned((file) => {
    describeRun(file, description);
    writeTime(file, t, time);
    writeNames(file, 'species', 1, species, 'species');
    if (variables.some(({ variable }) => variable.axes.includes('partner')))
      writeNames(file, 'partner', 2, species, 'the other species of a pair');
    for (const { variable, shape, data } of variables) {
      const { name, axes, unit, label } = variable;
      const dataset = file.dataset(name, data, { shape, type: '<d', ordered: true });
      axes.forEach((axis, k) => {
        dataset.attach(k, `/${axis}`);
      });
      setReals(dataset, '_FillValue', [NaN]);
      setUnit(dataset, unit);
      setText(dataset, 'long_name', label);
    }
  });
}

/** The values of the columns, row by row; NaN for a missing column. */
function interleaved(columns: Variable['columns'], rows: number): Float64Array {
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) data[r * columns.length + c] = column?.[r] ?? NaN;
  });
  return data;
}

type Axis = 'time' | 'species' | 'partner';

interface Variable {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly axes: readonly Axis[];
  /** One column per combination of the axes after time, last axis fastest; undefined if the series has none. */
  readonly columns: readonly (Float64Array | undefined)[];
}

interface Member {
  readonly quantity: Quantity;
  readonly base: string;
  /** The species the column belongs to: none, one, or a pair. */
  readonly of: readonly number[];
}

const axesOfRank: readonly (readonly Axis[])[] = [['time'], ['time', 'species'], ['time', 'species', 'partner']];
const suffixOfRank = ['', '_by_species', '_by_pair'];

function gatherVariables(series: Series, species: readonly string[]): Variable[] {
  const families = new Map<string, Member[]>();
  const ranks = new Map<string, number>();
  for (const quantity of series.quantities.slice(1)) {
    const { base, of } = ownersOf(quantity, species);
    const key = `${base} ${of.length}`;
    families.set(key, [...(families.get(key) ?? []), { quantity, base, of }]);
    ranks.set(base, Math.min(ranks.get(base) ?? of.length, of.length));
  }
  const taken = new Set<string>(axesOfRank[2]);
  return [...families.values()].map((family) => {
    const { base, of, quantity } = family[0];
    const rank = of.length;
    const columns = new Array<Float64Array | undefined>(species.length ** rank).fill(undefined);
    for (const each of family)
      columns[each.of.reduce((index, s) => index * species.length + s, 0)] = series.columns[each.quantity.name];
    return {
      name: uniqueName(rank === ranks.get(base) ? base : base + suffixOfRank[rank], taken),
      label: commonLabel(family, species),
      unit: quantity.unit,
      axes: axesOfRank[rank],
      columns,
    };
  });
}

/** The species that follow the base of the column's name, at most two; the rest of the name joins the base. */
function ownersOf(quantity: Quantity, species: readonly string[]): Pick<Member, 'base' | 'of'> {
  const [base, ...words] = quantity.name.split('.');
  const of: number[] = [];
  while (of.length < 2 && words.length > 0 && species.includes(words[0])) of.push(species.indexOf(words.shift()!));
  return { base: [base, ...words].join('_'), of };
}

/** The label with the species' names replaced by the names of the axes; the base if the labels still differ. */
function commonLabel(family: readonly Member[], species: readonly string[]): string {
  const labels = family.map(({ quantity, of }) =>
    of.reduce((label, s, k) => replaceWord(label, species[s], axesOfRank[2][k + 1]), quantity.label),
  );
  return labels.every((label) => label === labels[0]) ? labels[0] : family[0].base;
}

function replaceWord(text: string, word: string, by: string): string {
  const letters = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w-])${letters}(?![\\w-])`), by);
}

/** Without declared units a value is a pure number; a second attribute names the scenario's unit. */
export function setUnit(variable: Attributed, unit: string): void {
  const own = isScenarioUnit(unit);
  setText(variable, 'units', own ? '1' : unit);
  if (own) setText(variable, 'scenario_units', unit);
}

function describeRun(file: PlannedPart, { title, scenario, provenance }: SeriesDescription): void {
  const { software, version, commit, methods, seed, startedAt, scenarioFile } = provenance;
  setText(file, 'title', title);
  setText(file, 'source', `${software} ${version}${commit === null ? '' : ` (${commit})`}`);
  setText(file, 'history', `${startedAt} landau run ${scenarioFile ?? ''}`.trim());
  setText(file, 'references', [...new Set(methods.map(({ reference }) => reference))].join('\n'));
  setText(file, 'software_version', version);
  setText(file, 'seed', seed);
  setText(file, 'scenario', scenario);
}

function writeTime(file: PlannedPart, t: Float64Array, { label, unit }: Quantity): void {
  const time = file.dataset('time', t, { type: '<d', ordered: true });
  time.scale('time');
  setInteger(time, '_Netcdf4Dimid', 0);
  setUnit(time, unit);
  setText(time, 'long_name', label);
}

/** Texts of variable length: the netCDF library reads only the first of an array of fixed-length ones. */
function writeNames(file: PlannedPart, axis: Axis, id: number, names: readonly string[], label: string): void {
  const coordinate = file.dataset(axis, names, { ordered: true });
  coordinate.scale(axis);
  setInteger(coordinate, '_Netcdf4Dimid', id);
  setText(coordinate, 'long_name', label);
}
