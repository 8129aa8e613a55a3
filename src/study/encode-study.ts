import { setUnit } from '../output/encode-series.ts';
import { type Hdf5, setInteger, setReals, setText, uniqueName } from '../output/hdf5.ts';
import type { PlannedPart } from '../output/hdf5-parts.ts';
import type { AxisRecord, StudyRecord, TargetRecord } from '../output/study-record.ts';

/**
 * Encodes a study as netCDF-4. Its dimensions are the axes and `repetition` (of length 1 without seeds). `<target>` holds the
 * values of all members; with seeds, `<target>_<statistic>` holds the values of the points, and `<target>_standard_error`,
 * `_lower` and `_upper` their errors. `member` holds the ids. NaN marks missing values.
 */
export function encodeStudy(hdf5: Hdf5, record: StudyRecord): Uint8Array {
  const { axes, members, targets, seeds } = record;
  const taken = new Set<string>(['repetition', 'member']);
  const dimensions = axes.map(({ name }) => uniqueName(name.replace(/\W+/g, '_').replace(/^(?=\d)/, '_'), taken));
  const lengths = axes.map(({ values }) => values.length);
  const repetitions = seeds?.count ?? 1;
  return hdf5.encodePlanned((file) => {
    setText(file, 'title', record.title);
    setText(file, 'source', `${record.software} ${record.version}`);
    axes.forEach((axis, k) => {
      writeAxis(file, dimensions[k], k, axis);
    });
    const numbers = Array.from({ length: repetitions }, (_, r) => r);
    writeAxis(file, 'repetition', axes.length, { name: 'repetition', label: 'number of the seed', values: numbers });

    const all = [...dimensions, 'repetition'];
    const names = members.map(({ id }) => id);
    const ids = file.dataset('member', names, { shape: [...lengths, repetitions], ordered: true });
    attach(ids, all);
    setText(ids, 'long_name', 'id of the member: its folder in members');
    targets.forEach((target, t) => {
      const name = uniqueName(target.name, taken);
      const values = members.map((member) => member.values[t]);
      writeVariable(file, {
        name,
        values,
        shape: [...lengths, repetitions],
        dimensions: all,
        target,
        label: target.label,
      });
      // Without axes, points have no shape for a variable; without seeds, they equal the members.
      if (axes.length === 0 || seeds === null) return;
      for (const [suffix, values, label] of pointColumns(target, record))
        writeVariable(file, {
          name: uniqueName(`${name}_${suffix}`, taken),
          values,
          shape: lengths,
          dimensions,
          target,
          label,
        });
    });
  });
}

type Column = readonly [suffix: string, values: readonly (number | null)[], label: string];

function pointColumns({ points, statistic, label }: TargetRecord, { confidence }: StudyRecord): readonly Column[] {
  const level = `${Number((100 * confidence).toPrecision(12))} %`;
  return [
    [statistic, points.map(({ value }) => value), `${statistic} over the repetitions: ${label}`],
    ['standard_error', points.map(({ standardError }) => standardError), `bootstrap standard error: ${label}`],
    ['lower', points.map(({ interval }) => interval?.lower ?? null), `lower end of the ${level} interval: ${label}`],
    ['upper', points.map(({ interval }) => interval?.upper ?? null), `upper end of the ${level} interval: ${label}`],
  ];
}

function writeAxis(file: PlannedPart, name: string, id: number, { values, label }: AxisRecord): void {
  const numeric = values.every((value) => typeof value === 'number');
  const scale = numeric
    ? file.dataset(name, Float64Array.from(values), { type: '<d', ordered: true })
    : file.dataset(name, values.map(String), { ordered: true });
  scale.scale(name);
  setInteger(scale, '_Netcdf4Dimid', id);
  setText(scale, 'long_name', label);
}

interface Variable {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly shape: readonly number[];
  readonly dimensions: readonly string[];
  readonly target: TargetRecord;
  readonly label: string;
}

function writeVariable(file: PlannedPart, { name, values, shape, dimensions, target, label }: Variable): void {
  const data = Float64Array.from(values, (value) => value ?? Number.NaN);
  const variable = file.dataset(name, data, { shape, type: '<d', ordered: true });
  attach(variable, dimensions);
  setReals(variable, '_FillValue', [Number.NaN]);
  setUnit(variable, target.unit);
  setText(variable, 'long_name', label);
}

function attach(variable: PlannedPart, dimensions: readonly string[]): void {
  dimensions.forEach((dimension, k) => {
    variable.attach(k, `/${dimension}`);
  });
}
