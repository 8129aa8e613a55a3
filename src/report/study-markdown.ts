import type { IntervalRecord, StudyRecord, StudyVerdict, TargetRecord } from '../output/study-record.ts';
import { axisWords, type GridNumber, groupWords, studyGrid } from './study-grid.ts';

/** A study as a page of Markdown, for the documents of a repository. The same record gives the same bytes. */
export function studyMarkdown(record: StudyRecord): string {
  const { title, description, software, version, targets, verdicts } = record;
  return [
    `# ${title}`,
    ...(description === undefined ? [] : [description]),
    `${memberWords(record)} ${software} ${version}.`,
    ...targets.map((target) => `## ${target.name}: ${targetWords(record, target)}\n\n${gridTable(record, target)}`),
    ...(verdicts.length === 0 ? [] : [`## Claims\n\n${verdictTable(verdicts)}`]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** How many members there are, and what the intervals mean. */
export function memberWords({ members, seeds, targets, confidence, interval, resamples }: StudyRecord): string {
  const finished = members.filter(({ status }) => status === 'finished').length;
  const count = finished === members.length ? `${members.length}` : `${finished} of ${members.length}`;
  const level = `${Number((100 * confidence).toPrecision(12))} %`;
  const student = targets.some(({ fits, limits }) => [...fits, ...limits].some((line) => line.interval !== null));
  const how =
    seeds !== null
      ? ` ${seeds.count} seeds a point; intervals are ${interval === 'bca' ? 'BCa' : 'percentile'} bootstrap at ${level} with ${resamples} resamples.`
      : student
        ? ` Intervals are Student's at ${level}, from the scatter about the line.`
        : '';
  return `${count} members.${how}`;
}

/** What a target is, and what is made of its seeds. */
export function targetWords({ seeds }: StudyRecord, { label, statistic }: TargetRecord): string {
  return seeds === null ? label : `${label}; ${statisticWords[statistic]} over the seeds`;
}

const statisticWords = { mean: 'mean', rms: 'root mean square', deviation: 'standard deviation' } as const;

function gridTable(record: StudyRecord, target: TargetRecord): string {
  const grid = studyGrid(record, target);
  // What is extrapolated differs in its last digits.
  const digits = target.limits.length > 0 ? 8 : 4;
  const head = [
    grid.along === undefined ? '' : axisWords(grid.along),
    ...grid.columns.map((group) => groupWords(group) || target.name),
  ];
  const rows = grid.rows.map(({ at, cells }) => [
    at === undefined ? '' : String(at),
    ...cells.map(
      (cell) => withInterval(cell, digits) + (cell.localSlope === null ? '' : ` (${cell.localSlope.toFixed(2)})`),
    ),
  ]);
  const found = grid.findings.map(({ label, cells }) => [
    `**${label}**`,
    ...cells.map((cell) => withInterval(cell, label === 'limit' ? digits : 5)),
  ]);
  return table([head, head.map(() => '---'), ...rows, ...found]);
}

function verdictTable(verdicts: readonly StudyVerdict[]): string {
  const head = ['claim', 'where', 'expected', 'measured', 'verdict'];
  return table([
    head,
    head.map(() => '---'),
    ...verdicts.map(({ target, subject, group, expected, measured, interval, passed, remark }) => [
      `${subject} of ${target}`,
      groupWords(group),
      expected,
      withInterval({ value: measured, interval }, 5),
      `${passed ? 'holds' : 'FAILS'}${remark === undefined ? '' : ` (${remark})`}`,
    ]),
  ]);
}

/** 1.2346e-3 [1.2, 1.3]; a dash where there is none. */
function withInterval({ value, interval }: GridNumber, digits: number): string {
  if (value === null) return '-';
  return interval === null ? short(value, digits) : `${short(value, digits)} ${brackets(interval, digits - 1)}`;
}

function brackets({ lower, upper }: IntervalRecord, digits: number): string {
  return `[${short(lower, digits)}, ${short(upper, digits)}]`;
}

function short(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
