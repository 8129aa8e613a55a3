import type { LineGroup } from '../output/study-record.ts';
import type { StudyAxis } from '../scenario/study-members.ts';
import { groupBy } from './group-by.ts';
import type { Sample } from './point-statistics.ts';

/** The points along one axis with all other axes fixed. */
export interface Line {
  readonly group: LineGroup;
  /** Along the axis. */
  readonly x: readonly number[];
  readonly samples: readonly Sample[];
}

/** All lines of a target along one axis, in the order of the grid. */
export function linesAlong(against: string, axes: readonly StudyAxis[], samples: readonly Sample[]): readonly Line[] {
  const along = axes.findIndex(({ name }) => name === against);
  const lines = groupBy(samples, ({ place }) => place.filter((_, a) => a !== along).join(' '));
  return lines.map((line) => ({
    group: Object.fromEntries(
      axes.flatMap(({ name, values }, a) => (a === along ? [] : [[name, values[line[0].place[a]]] as const])),
    ),
    x: line.map(({ place }) => axes[along].values[place[along]] as number),
    samples: line,
  }));
}
