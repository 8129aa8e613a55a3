import { children, type Path, valueAt } from '../schema/path.ts';
import { describeValue, type Problem } from '../schema/problem.ts';
import { type Coordinate, isFullAxis, type StudyScenario, spread } from './study.ts';

/** An axis of a study with all its values. */
export interface StudyAxis {
  readonly name: string;
  readonly label: string;
  readonly values: readonly Coordinate[];
  /** The settings of the axis: the k-th value applies at the k-th point. */
  readonly settings: readonly {
    /** Path in the scenario, where `*` means every item of a list. */
    readonly path: string;
    readonly values: readonly unknown[];
    /** The path of the k-th value in the study file. */
    readonly source: (k: number) => Path;
  }[];
}

/** The axes in the order of the file. */
export function studyAxes({ axes }: Pick<StudyScenario, 'axes'>): readonly StudyAxis[] {
  return Object.entries(axes).map(([name, given]) => {
    if (!isFullAxis(given)) {
      const values = given as readonly Coordinate[];
      return { name, label: name, values, settings: [{ path: name, values, source: (k) => ['axes', name, k] }] };
    }
    const { path = name.includes('.') ? name : undefined, label = name, paired } = given;
    const listed = (values: unknown, at: Path) => (k: number) => (Array.isArray(values) ? [...at, k] : at);
    const values = spread(given.values);
    const own = { values, source: listed(given.values, ['axes', name, 'values']) };
    return {
      name,
      label,
      values: values as readonly Coordinate[],
      settings: [
        ...(path === undefined ? [] : [{ path, ...own }]),
        ...Object.entries(paired).map(([key, list]) => ({
          path: key,
          values: spread(list),
          source: listed(list, ['axes', name, 'paired', key]),
        })),
      ],
    };
  });
}

/** One value of the scenario that a member changes, and its path in the study file. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly source: Path;
}

/** The indices of all points of the grid on the axes; the last axis varies fastest. */
export function places(axes: readonly StudyAxis[]): readonly (readonly number[])[] {
  return axes.reduce<readonly (readonly number[])[]>(
    (before, { values }) => before.flatMap((place) => values.map((_, k) => [...place, k])),
    [[]],
  );
}

/** The settings of a point: those common to all points, then those of the axes in order. */
export function settingsAt(study: StudyScenario, axes: readonly StudyAxis[], place: readonly number[]): Setting[] {
  const common = Object.entries(study.set).map(([path, value]) => ({ path, value, source: ['set', path] }));
  return [
    ...common,
    ...axes.flatMap(({ settings }, a) =>
      settings.map(({ path, values, source }) => ({ path, value: values[place[a]], source: source(place[a]) })),
    ),
  ];
}

/** Expands `species.*.mass` to `species.0.mass`, `species.1.mass`, ...; returns a problem if `*` does not follow a list. */
export function expandPath(path: string, data: unknown): readonly string[] | Problem {
  const words = path.split('.');
  const star = words.indexOf('*');
  if (star < 0) return [path];
  const before = words.slice(0, star);
  const list = valueAt(
    data,
    before.map((word) => (/^\d+$/.test(word) ? Number(word) : word)),
  );
  if (!Array.isArray(list))
    return { path: before, expected: 'a list, for *', got: describeValue(children(list) ?? list) };
  const expanded = list.map((_, i) => expandPath([...before, String(i), ...words.slice(star + 1)].join('.'), data));
  const wrong = expanded.find((each) => 'expected' in each);
  return wrong ?? expanded.flatMap((each) => each as readonly string[]);
}

/**
 * The seed of a repetition: the seed of the scenario, the point unless seeds are shared, and a number. Its streams are independent of
 * the streams of all other members unless seeds are shared. It does not change when values are added to axes.
 */
export function repetitionSeed(
  seed: string | number,
  point: readonly (readonly [axis: string, value: Coordinate])[],
  repetition: number,
  shared: boolean,
): string {
  const where = shared ? [] : point.map(([axis, value]) => `${axis}=${value}`);
  return [String(seed), ...where, String(repetition)].join('/');
}
