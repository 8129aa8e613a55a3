import { join } from 'node:path';
import { type Cell, csvLine } from '../core/quoting.ts';
import { writeFileAtomically } from '../output/files.ts';
import { loadHdf5 } from '../output/hdf5.ts';
import type { IntervalRecord, LineGroup, MemberRecord, StudyRecord } from '../output/study-record.ts';
import { groupBy } from '../output/study-record.ts';
import { collectStudy } from './collect.ts';
import { encodeStudy } from './encode-study.ts';
import { studyLayout } from './layout.ts';
import type { OpenStudy, Plan } from './open-study.ts';
import { type MemberResult, readResult } from './result.ts';

/** Collects the results of a study into its record, its tables and its netCDF file; returns the record. */
export async function writeCollection(study: OpenStudy): Promise<StudyRecord> {
  const { directory, plan } = study;
  const record = collectStudy(study);
  const write = (name: keyof typeof studyLayout, data: string | Uint8Array) =>
    writeFileAtomically(join(directory, studyLayout[name]), data);
  write('table', studyTables.table(record));
  write('members', studyTables.members(record));
  write('lines', studyTables.lines(record));
  write('verdicts', studyTables.verdicts(record));
  write(
    'costs',
    costTable(plan, (id) => readResult(directory, id)),
  );
  write('netcdf', encodeStudy(await loadHdf5(), record));
  write('record', `${JSON.stringify(record, null, 1)}\n`);
  return record;
}

/**
 * The tables of a study as CSV (RFC 4180 with line feeds): numbers as the shortest decimals that read back to the same
 * double, an empty field for a missing number. All tables except the costs depend only on the results.
 */
const studyTables = {
  /** A row per point: every target with its standard error and interval, and the members of the point. */
  table({ axes, targets, members }: StudyRecord): string {
    const head = [
      ...axes.map(({ name }) => name),
      ...targets.flatMap(({ name }) => [
        name,
        ...['count', 'standard_error', 'lower', 'upper'].map((x) => `${name}_${x}`),
      ]),
      'members',
    ];
    const membersAt = new Map(groupBy(members, pointOf).map((there) => [pointOf(there[0]), there]));
    const points = targets[0].points.map(({ place }, p) => [
      ...axes.map(({ values }, a) => values[place[a]]),
      ...targets.flatMap(({ points: all }) => {
        const { value, count, standardError, interval } = all[p];
        return [value, count, standardError, interval?.lower, interval?.upper];
      }),
      membersAt
        .get(pointOf({ place }))
        ?.map(({ id }) => id)
        .join(' '),
    ]);
    return csv(head, points);
  },

  /** A row per member. */
  members({ axes, targets, members }: StudyRecord): string {
    const head = [
      'id',
      ...axes.map(({ name }) => name),
      'repetition',
      'seed',
      'status',
      ...targets.map(({ name }) => name),
    ];
    return csv(
      [...head, 'message'],
      members.map(({ id, place, repetition, seed, status, values, message }) => [
        id,
        ...axes.map((axis, a) => axis.values[place[a]]),
        repetition,
        seed,
        status,
        ...values,
        message,
      ]),
    );
  },

  /** A row per slope, limit and order. */
  lines({ axes, targets }: StudyRecord): string {
    const rows = targets.flatMap(({ name, fits, limits }) => [
      ...fits.map(({ against, model, group, slope, interval, remark }) => [
        ...[name, against, ...groupCells(axes, group), 'slope', model, slope],
        ...[...intervalCells(interval), remark],
      ]),
      ...limits.flatMap(({ against, towards, group, limit, interval, order, observed, orderInterval, remark }) => [
        [name, against, ...groupCells(axes, group), 'limit', towards, limit, ...intervalCells(interval), remark],
        [
          ...[name, against, ...groupCells(axes, group), 'order', observed ? 'observed' : 'given', order],
          ...[...intervalCells(orderInterval), remark],
        ],
      ]),
    ]);
    const tail = ['quantity', 'kind', 'value', 'lower', 'upper', 'interval_from', 'remark'];
    return csv(['target', 'against', ...axes.map(({ name }) => name), ...tail], rows);
  },

  /** A row per claim. */
  verdicts({ axes, verdicts }: StudyRecord): string {
    const tail = ['expected', 'measured', 'lower', 'upper', 'interval_from', 'passed', 'remark'];
    return csv(
      ['target', 'quantity', ...axes.map(({ name }) => name), ...tail],
      verdicts.map(({ target, subject, group, expected, measured, interval, passed, pending, remark }) => [
        ...[target, subject, ...groupCells(axes, group), expected, measured],
        ...[...intervalCells(interval), pending ? 'pending' : passed, remark],
      ]),
    );
  },
} satisfies Readonly<Record<string, (record: StudyRecord) => string>>;

/** A row per member: its estimated cost and, if it has a result, its actual cost and its platform. */
function costTable({ members }: Plan, resultOf: (id: string) => MemberResult | undefined): string {
  const head = [
    'id',
    'estimated_seconds',
    'estimated_bytes',
    'particles',
    'steps',
    'evaluations',
    'seconds',
    'memory_bytes',
    'platform',
  ];
  const rows = members.map(({ id, estimate }) => {
    const result = resultOf(id);
    const particles = result?.particles.reduce((sum, count) => sum + count, 0);
    return [
      ...[id, estimate.seconds, estimate.memory, particles, result?.steps, result?.evaluations, result?.wallSeconds],
      ...[result?.memory, result?.provenance?.platform],
    ];
  });
  return csv(head, rows);
}

function pointOf({ place }: Pick<MemberRecord, 'place'>): string {
  return place.join(' ');
}

function groupCells(axes: StudyRecord['axes'], group: LineGroup): Cell[] {
  return axes.map(({ name }) => group[name]);
}

function intervalCells(interval: IntervalRecord | null): Cell[] {
  return [interval?.lower, interval?.upper, interval?.from];
}

function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${csvLine(row)}\n`).join('');
}
