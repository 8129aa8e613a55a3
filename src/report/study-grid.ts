import type {
  FitRecord,
  IntervalRecord,
  LimitRecord,
  LineGroup,
  PointRecord,
  StudyRecord,
  TargetRecord,
} from '../output/study-record.ts';
import { groupBy } from '../output/study-record.ts';

type Coordinate = string | number | boolean;

/** One number of a grid with its interval, if known. */
export interface GridNumber {
  readonly value: number | null;
  readonly interval: IntervalRecord | null;
}

/** A target as a table: a row for every value of one axis, a column for every combination of the other axes. */
export interface StudyGrid {
  /** The axis of the rows; undefined in a study of one point. */
  readonly along: { readonly name: string; readonly label: string } | undefined;
  readonly columns: readonly LineGroup[];
  readonly rows: readonly { readonly at: Coordinate | undefined; readonly cells: readonly GridCell[] }[];
  /** Number of columns that are not shown; the saved tables have all. */
  readonly left: number;
  /** Slopes, limits and orders of the columns. */
  readonly findings: readonly { readonly label: string; readonly cells: readonly GridNumber[] }[];
}

interface GridCell extends GridNumber {
  /** The slope between this row and the one above in logarithms, for a target with a power fit. */
  readonly localSlope: number | null;
}

/** Limit of the columns of a grid and of the curves of a picture. */
export const mostColumns = 24;

/** The grid of a target: its rows run along the axis of its fit or extrapolation, or else along the longest axis. */
export function studyGrid({ axes }: Pick<StudyRecord, 'axes'>, target: TargetRecord): StudyGrid {
  const [line] = [...target.fits, ...target.limits];
  const longest = Math.max(...axes.map(({ values }) => values.length));
  const along = axes.findIndex(({ name, values }) => (line ? name === line.against : values.length === longest));
  const others = axes.map((_, a) => a).filter((a) => a !== along);
  const key = ({ place }: PointRecord) => others.map((a) => place[a]).join(' ');
  const groups = groupBy(target.points, key);
  const shown = groups.slice(0, mostColumns);
  const columns = shown.map(([{ place }]) =>
    Object.fromEntries(others.map((a) => [axes[a].name, axes[a].values[place[a]]])),
  );
  const values = axes[along]?.values ?? [undefined];
  const power = target.fits.some(({ model }) => model === 'power');
  const pointAt = (k: number, column: readonly PointRecord[]) =>
    column.find(({ place }) => along < 0 || place[along] === k);
  return {
    along: axes[along],
    columns,
    rows: values.map((at, k) => ({
      at,
      cells: shown.map((column) => {
        const here = pointAt(k, column);
        const above = k > 0 && power ? pointAt(k - 1, column) : undefined;
        return {
          value: here?.value ?? null,
          interval: here?.interval ?? null,
          localSlope: localSlope([values[k - 1], above?.value], [at, here?.value]),
        };
      }),
    })),
    left: groups.length - shown.length,
    findings: findings(target, columns),
  };
}

/** A sentence about columns that are not shown; empty if all are shown. */
export function leftWords({ left, columns }: StudyGrid): string {
  return left === 0 ? '' : `The first ${columns.length} of ${columns.length + left} columns; table.csv has all.`;
}

/** The coordinates of a column as text, `score = plain`; empty if there is only one column. */
export function groupWords(group: LineGroup): string {
  return Object.entries(group)
    .map(([name, value]) => `${lastWord(name)} = ${value}`)
    .join(', ');
}

/** The short name of an axis that is named after its path: `score` for `method.score`. */
export function lastWord(name: string): string {
  return name.split('.').at(-1) ?? name;
}

/** The label of an axis, shortened if it is a path. */
export function axisWords({ name, label }: { readonly name: string; readonly label: string }): string {
  return label === name ? lastWord(name) : label;
}

type Place = readonly [at: Coordinate | undefined, value: number | null | undefined];

function localSlope([x1, y1]: Place, [x2, y2]: Place): number | null {
  if (typeof x1 !== 'number' || typeof x2 !== 'number' || !y1 || !y2) return null;
  const slope = Math.log(y2 / y1) / Math.log(x2 / x1);
  return Number.isFinite(slope) ? slope : null;
}

function findings({ fits, limits }: TargetRecord, columns: readonly LineGroup[]): StudyGrid['findings'] {
  const of = <Line extends FitRecord | LimitRecord>(lines: readonly Line[], take: (line: Line) => GridNumber) =>
    columns.map((group) => {
      const line = lines.find((each) => Object.entries(group).every(([axis, value]) => each.group[axis] === value));
      return line === undefined ? { value: null, interval: null } : take(line);
    });
  return [
    ...(fits.length === 0
      ? []
      : [{ label: 'slope', cells: of(fits, ({ slope, interval }) => ({ value: slope, interval })) }]),
    ...(limits.length === 0
      ? []
      : [
          { label: 'limit', cells: of(limits, ({ limit, interval }) => ({ value: limit, interval })) },
          {
            label: limits[0].observed ? 'observed order' : 'order',
            cells: of(limits, ({ order, orderInterval }) => ({ value: order, interval: orderInterval })),
          },
        ]),
  ];
}
