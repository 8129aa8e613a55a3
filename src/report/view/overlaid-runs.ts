import { readDescription } from '../../output/read-run.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { readSeries } from '../../output/series.ts';
import { describe } from './found.ts';
import { placeOf } from './place.ts';

/** A run among those that are laid over each other. */
export interface OverlaidRun {
  /** What tells it from the others. */
  readonly name: string;
  readonly address: string;
  /** Without snapshots and events, which no overlay shows. */
  readonly record: RunRecord;
}

/** More are not told apart by colours and dashes. */
export const mostOverlaid = 12;

/** The runs at these addresses below `root`; undefined where one is no run that can be read, or where there are too many. */
export function overlaidRuns(root: string, addresses: readonly string[]): readonly OverlaidRun[] | undefined {
  if (addresses.length > mostOverlaid) return undefined;
  const directories = addresses.flatMap((address) => {
    const place = placeOf(root, address);
    return place?.kind === 'directory' && describe(place.path)?.summary !== undefined ? [place.path] : [];
  });
  if (directories.length < addresses.length) return undefined;
  const names = shortNames(addresses.map((address) => decodeURIComponent(address).split('/').filter(Boolean)));
  return directories.map((directory, k) => ({
    name: names[k],
    address: addresses[k],
    record: { ...readDescription(directory), directory, series: readSeries(directory), snapshots: [], events: [] },
  }));
}

/** Paths without what all of them begin with. */
function shortNames(paths: readonly (readonly string[])[]): string[] {
  let common = 0;
  while (paths.every((path) => path.length > common + 1 && path[common] === paths[0][common])) common++;
  return paths.map((path) => path.slice(common).join('/') || '.');
}
