/** The origin of a curve's values, which determines its style in all figures. */
export type Kind = 'measured' | 'corrected' | 'exact' | 'reference' | 'equilibrium' | 'floor' | 'diagnostic';

export interface Stroke {
  readonly width: number;
  readonly dashes?: string;
}

/** The exact solution has no stroke: it is drawn as open circles, which stay visible on top of any line. */
export const strokes: Readonly<Record<Exclude<Kind, 'exact'>, Stroke>> = {
  measured: { width: 1.8 },
  corrected: { width: 1.6, dashes: '6 3' },
  reference: { width: 1.3, dashes: '4 3' },
  equilibrium: { width: 1.2, dashes: '1.2 3.2' },
  floor: { width: 1.1, dashes: '9 3 2 3' },
  diagnostic: { width: 1 },
};

/** A curve with at most this many points marks them. */
export const POINTS_SHOWN = 32;

/** An axis of a picture, for the page's script. */
export interface AxisData {
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** Positions and labels of the ticks; if undefined, the script chooses them. */
  readonly ticks?: readonly (readonly [number, string])[];
}

/** A curve of a picture. `null` is a gap; without x, the curve has the x of the panel. */
export interface CurveData {
  readonly label: string;
  readonly colour: string;
  readonly kind: Kind;
  readonly dashes?: string;
  /** Whether the curve is named at its end. */
  readonly named: boolean;
  readonly x?: readonly number[];
  readonly y: readonly (number | null)[];
  readonly lower?: readonly (number | null)[];
  readonly upper?: readonly (number | null)[];
}

/** A text, optionally with a line, at a point of the picture. */
export interface NoteData {
  readonly path: readonly (readonly [number, number])[];
  readonly text: string;
  readonly at: readonly [number, number];
  readonly anchor: 'start' | 'end';
  readonly colour: string;
}

/** A picture of curves as data: the page's script draws them instead of the SVG, and a reader can save them. */
export interface PanelData {
  readonly title: string;
  /** Whether x is the time of the run, which the cursor of the page follows. */
  readonly time: boolean;
  readonly aspect: number;
  readonly x: AxisData;
  readonly y: AxisData;
  readonly at: readonly number[];
  readonly curves: readonly CurveData[];
  readonly levels: readonly {
    readonly label: string;
    readonly y: number;
    readonly kind: Kind;
    readonly colour: string;
  }[];
  readonly notes: readonly NoteData[];
  /** Intervals are a band around a line or bars at its points. */
  readonly intervals: 'band' | 'bars';
  /** Whether every point is marked. */
  readonly points: boolean;
}

/**
 * Heights of labels with the preferred heights `wanted`: in the same order, at least `gap` apart, and between `low` and
 * `high` if there is room. Each group of labels that would overlap is spread about its mean.
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = Array.from(wanted.keys()).sort((a, b) => wanted[a] - wanted[b]);
  const groups: { members: number[]; middle: number }[] = [];
  for (const k of order) {
    groups.push({ members: [k], middle: Math.min(Math.max(wanted[k], low), high) });
    while (groups.length > 1) {
      const [a, b] = groups.slice(-2);
      const between = (gap * (a.members.length + b.members.length)) / 2;
      if (b.middle - a.middle >= between) break;
      const members = [...a.members, ...b.members];
      const half = (gap * (members.length - 1)) / 2;
      const middle = members.reduce((sum, m) => sum + wanted[m], 0) / members.length;
      groups.splice(-2, 2, {
        members,
        middle: Math.min(Math.max(middle, low + half), Math.max(low + half, high - half)),
      });
    }
  }
  const heights = new Array<number>(wanted.length);
  for (const { members, middle } of groups)
    members.forEach((k, place) => {
      heights[k] = middle + gap * (place - (members.length - 1) / 2);
    });
  return heights;
}
