/** Where the values of a curve come from: this decides how it is drawn, in every figure alike. */
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

/** Up to so many points a curve shows where they are. */
export const POINTS_SHOWN = 32;

/** An axis of a picture as the page's script needs it. */
export interface AxisData {
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** Where the ticks are and what they say; left to the script where there are none. */
  readonly ticks?: readonly (readonly [number, string])[];
}

/** A curve of a picture. `null` is a gap; x is that of the panel unless the curve has its own. */
export interface CurveData {
  readonly label: string;
  readonly colour: string;
  readonly kind: Kind;
  readonly dashes?: string;
  /** Without one the curve is not named at its end. */
  readonly named: boolean;
  readonly x?: readonly number[];
  readonly y: readonly (number | null)[];
  readonly lower?: readonly (number | null)[];
  readonly upper?: readonly (number | null)[];
}

/** A word, and perhaps a line, at a place of the picture. */
export interface NoteData {
  readonly path: readonly (readonly [number, number])[];
  readonly text: string;
  readonly at: readonly [number, number];
  readonly anchor: 'start' | 'end';
  readonly colour: string;
}

/** A picture of curves as data: what the page's script draws in place of the SVG, and what a reader can save. */
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
 * Heights for labels that want to be at `wanted`, at least `gap` apart, between `low` and `high` where there is room, in the
 * order of what they want: each group that would overlap is spread about its middle.
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
