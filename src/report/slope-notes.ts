import type { Axis } from './axis.ts';
import { plainNumber } from './number-format.ts';
import type { NoteData } from './plot-data.ts';

/** A fitted line whose slope is to be shown. */
export interface SlopedLine {
  readonly colour: string;
  /** Where its points begin and end. */
  readonly ends: readonly [number, number];
  /** Whether it is straight in logarithms. */
  readonly power: boolean;
  readonly slope: number;
  at(x: number): number;
}

type Scale = Pick<Axis, 'domain' | 'type'>;

/** Where a triangle may stand, in parts of its line; its words stand to the right of it. */
const PLACES = [
  [1 / 3, 2 / 3],
  [0.02, 0.25],
] as const;

/** Words take so much of the width and the height of a picture, on a narrow screen. */
const WIDE = 0.4;
const HIGH = 0.13;

/**
 * Slopes as triangles at their lines, each at the first place where its words cover none of another. A slope without such a place is
 * not shown: the table of the fits has all of them.
 */
export function slopeNotes(lines: readonly SlopedLine[], xAxis: Scale, yAxis: Scale): NoteData[] {
  const taken: (readonly [number, number])[] = [];
  return lines.flatMap((line) => {
    for (const place of PLACES) {
      const note = slopeNote(line, place);
      const at = [part(note.at[0], xAxis), part(note.at[1], yAxis)] as const;
      if (taken.some(([x, y]) => Math.abs(x - at[0]) < WIDE && Math.abs(y - at[1]) < HIGH)) continue;
      taken.push(at);
      return [note];
    }
    return [];
  });
}

function slopeNote(
  { colour, ends: [first, last], power, slope, at }: SlopedLine,
  [from, to]: readonly [number, number],
) {
  const between = (share: number) => (power ? first * (last / first) ** share : first + share * (last - first));
  const [left, middle, right] = [from, (from + to) / 2, to].map(between);
  const path = [
    [left, at(left)],
    [right, at(left)],
    [right, at(right)],
  ] as const;
  const text = `slope ${plainNumber(slope, 3)}`;
  return { path, text, at: [right, at(middle)] as const, anchor: 'start' as const, colour };
}

function part(value: number, { domain: [low, high], type }: Scale): number {
  return type === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
