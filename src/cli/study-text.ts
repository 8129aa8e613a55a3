import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { shellWord } from '../core/quoting.ts';
import type { IntervalRecord, LineGroup, StudyRecord } from '../output/study-record.ts';
import { studyAxes } from '../scenario/study-members.ts';
import { studySeconds } from '../study/executor.ts';
import type { OpenStudy } from '../study/open-study.ts';
import { readResult } from '../study/result.ts';
import { formatTable } from './table.ts';
import { fileAddress, formatBytes, formatDuration, formatFacts, formatNumber } from './texts.ts';

/** Formats a plan as text. */
export function planText(study: OpenStudy, directory: string): string {
  const { plan, members, study: resolved } = study;
  const points = studyAxes(resolved).reduce((count, { values }) => count * values.length, 1);
  const unfinished = new Set(study.unfinished());
  const open = members.filter(({ id }) => unfinished.has(id));
  const memory = members.reduce((most, { estimate }) => Math.max(most, estimate.memory), 0);
  return formatFacts([
    ['study', plan.title],
    ['axes', Object.keys(resolved.axes).join(', ') || 'none'],
    ['members', `${members.length}, ${open.length} not yet computed`],
    ...(plan.assembled < points
      ? [['checked', `all ${points} points by the schema, ${plan.assembled} of them up to the first step`] as const]
      : []),
    ['estimate', `about ${formatDuration(studySeconds(open))} on one core; up to ${formatBytes(memory)} for a member`],
    ['directory', directory],
    ['next', `landau study run ${shellWord(directory)}`],
  ]);
}

/** Formats the status of a study: the number of finished members, the failures, and what is left. */
export function statusText(study: OpenStudy, directory: string): string {
  const results = study.members.map(({ id }) => readResult(study.directory, id));
  const failed = results.filter((result) => result?.status === 'failed');
  const open = new Set(study.unfinished());
  const left = study.members.filter(({ id }) => open.has(id));
  return formatFacts([
    ['study', study.plan.title],
    ['finished', `${results.length - open.size - failed.length} of ${results.length} members`],
    ...failed.map((result) => ['failed', `${result?.id}: ${result?.message}`] as const),
    ...(open.size === 0
      ? []
      : [['left', `${open.size} members, about ${formatDuration(studySeconds(left))} on one core`] as const]),
    [
      'next',
      open.size === 0 ? `landau study report ${shellWord(directory)}` : `landau study run ${shellWord(directory)}`,
    ],
  ]);
}

/** Formats the findings of a study as text: slopes and limits, and the verdict on every claim. */
export function recordText(record: StudyRecord, directory: string, stream: Writable, report?: string): string {
  const { members, verdicts } = record;
  const count = (status: string) => members.filter((member) => member.status === status).length;
  const others = (['failed', 'missing'] as const).flatMap((status) =>
    count(status) > 0 ? [`${count(status)} ${status}`] : [],
  );
  const facts = [
    ['members', [`${count('finished')} of ${members.length} finished`, ...others].join(', ')] as const,
    ...(verdicts.length === 0 ? [] : [['claims', claimWords(verdicts)] as const]),
    ...(report === undefined ? [] : [['page', fileAddress(report)] as const]),
    ['next', nextWords(record, directory, report)] as const,
  ];
  return [findingTable(record, stream), verdictTable(record, stream), formatFacts(facts)].join('');
}

function nextWords({ members }: StudyRecord, directory: string, report: string | undefined): string {
  if (members.some(({ status }) => status === 'missing')) return `landau study run ${shellWord(directory)}`;
  return report === undefined ? `landau study report ${shellWord(directory)}` : `landau open ${shellWord(directory)}`;
}

function findingTable({ targets }: StudyRecord, stream: Writable): string {
  const rows = targets.flatMap(({ name, fits, limits }) => [
    ...fits.map(({ group, slope, interval, remark }) => [
      ...[`slope of ${name}`, groupWords(group), formatNumber(slope)],
      bracketWords(interval) + remarkWords(remark),
    ]),
    ...limits.flatMap(({ group, limit, interval, order, orderInterval, observed, remark }) => [
      [`limit of ${name}`, groupWords(group), formatNumber(limit), bracketWords(interval) + remarkWords(remark)],
      ...(observed ? [[`order of ${name}`, groupWords(group), formatNumber(order), bracketWords(orderInterval)]] : []),
    ]),
  ]);
  if (rows.length === 0) return '';
  const columns = [
    { head: 'finding' },
    { head: 'where' },
    { head: 'value', align: 'right' },
    { head: 'interval' },
  ] as const;
  return `${formatTable(columns, rows, stream)}\n`;
}

function verdictTable({ verdicts }: StudyRecord, stream: Writable): string {
  if (verdicts.length === 0) return '';
  const rows = verdicts.map(({ target, subject, group, expected, measured, passed, pending, remark }) => [
    `${subject} of ${target}`,
    groupWords(group),
    expected,
    formatNumber(measured),
    (pending ? 'pending' : passed ? styleText('green', 'pass', { stream }) : styleText('red', 'fail', { stream })) +
      remarkWords(remark),
  ]);
  const columns = [
    { head: 'claim' },
    { head: 'where' },
    { head: 'expected' },
    { head: 'measured', align: 'right' },
    { head: 'verdict' },
  ] as const;
  return `${formatTable(columns, rows, stream)}\n`;
}

function claimWords(verdicts: StudyRecord['verdicts']): string {
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  const open = verdicts.filter(({ pending }) => pending).length;
  const decided = verdicts.length - open;
  const words = [...(decided > 0 ? [`${passed} of ${decided} hold`] : []), ...(open > 0 ? [`${open} pending`] : [])];
  return words.join(', ');
}

function groupWords(group: LineGroup): string {
  return Object.entries(group)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}

function bracketWords(interval: IntervalRecord | null): string {
  return interval === null ? '' : `[${formatNumber(interval.lower)}, ${formatNumber(interval.upper)}]`;
}

function remarkWords(remark: string | undefined): string {
  return remark === undefined ? '' : ` (${remark})`;
}
