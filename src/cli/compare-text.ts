import type { Writable } from 'node:stream';
import { shellWord } from '../core/quoting.ts';
import { findMethod } from '../methods/methods.ts';
import type { ComparisonMember, ComparisonRecord, Mean } from '../output/comparison-record.ts';
import { formatTable } from './table.ts';
import { fileAddress, formatBytes, formatCount, formatDuration, formatFacts } from './texts.ts';

/** Formats a comparison as text: a line per member, the table at equal cost or error, and the paths of the results. */
export function compareText(
  record: ComparisonRecord,
  directory: string,
  report: string | null,
  stream: Writable,
): string {
  const remarks = record.members.flatMap(({ id, status, reason, warnings }) => [
    ...(reason === undefined ? [] : [`${id}: ${status}: ${reason}\n`]),
    ...warnings.map((warning) => `${id}: warning: ${warning}\n`),
  ]);
  return [
    memberTable(record, stream),
    equalTable(record, stream),
    remarks.length === 0 ? '' : `${remarks.join('')}\n`,
    formatFacts([
      ['reference', referenceWords(record)],
      ['error', `${errorWords[record.errorAt]}, relative to the largest magnitude, worst of the species`],
      ['saved', directory],
      ...(report === null ? [] : [['page', fileAddress(report)] as const]),
      ['next', report === null ? `landau view ${shellWord(directory)}` : `landau open ${shellWord(directory)}`],
    ]),
  ].join('');
}

const errorWords = { always: 'largest distance over the rows', end: 'distance at the end' } as const;

function memberTable({ members, quantities, reference }: ComparisonRecord, stream: Writable): string {
  const right = (head: string) => ({ head, align: 'right' }) as const;
  const columns = [
    { head: 'member' },
    right('size'),
    ...quantities.map(({ label }) => right(`err ${label}`)),
    ...['drift P', 'drift E', 'H grows', 'I grows', 'evaluations', 'time', 'memory'].map(right),
  ];
  const rows = members.map((member) => [
    member.id,
    ...memberCells(member, quantities, reference.kind === 'member' && reference.name === member.id),
  ]);
  return `${formatTable(columns, rows, stream)}\n`;
}

function memberCells(
  { method, status, measured }: ComparisonMember,
  quantities: ComparisonRecord['quantities'],
  isReference: boolean,
) {
  if (measured === null) return [status, ...quantities.map(() => '-'), ...new Array<string>(7).fill('-')];
  const { particles, errors, drift, increase, evaluations, seconds, memory } = measured;
  return [
    `${formatCount(particles)} ${findMethod(method)?.representation ?? ''}`.trimEnd(),
    ...quantities.map(({ name }) => (isReference ? 'reference' : meanWords(errors[name] ?? null))),
    short(drift.momentum),
    short(drift.energy),
    increaseWords(increase.entropy),
    increaseWords(increase.fisher),
    formatCount(evaluations),
    formatDuration(seconds.mean),
    memory === null ? '-' : formatBytes(memory),
  ];
}

/** `?` if the change is below the error or the error is not known. */
function increaseWords(increase: number | null): string {
  if (increase === null) return '?';
  return increase === 0 ? 'no' : short(increase);
}

function equalTable({ equal, quantities }: ComparisonRecord, stream: Writable): string {
  if (equal === undefined || equal.rows.length === 0) return '';
  const words = (by: 'cost' | 'error', value: number | null) => {
    if (value === null) return '-';
    return by === 'cost' ? formatDuration(value) : short(value);
  };
  const compared = equal.by === 'cost' ? 'error' : 'cost';
  const columns = [
    { head: `${compared} at equal ${equal.by}` },
    { head: equal.by, align: 'right' },
    ...equal.rows[0].values.map(({ label }) => ({ head: label, align: 'right' }) as const),
  ] as const;
  const rows = equal.rows.map(({ quantity, target, values }) => [
    quantities.find(({ name }) => name === quantity)?.label ?? quantity,
    words(equal.by, target),
    ...values.map(({ value }) => words(compared, value)),
  ]);
  return `${formatTable(columns, rows, stream)}\n`;
}

function referenceWords({ reference: { kind, name } }: ComparisonRecord): string {
  if (kind === 'none') return 'none known: choose a member with --reference-method, or add a reference to the scenario';
  return { exact: `the exact solution, ${name}`, external: `the reference ${name}`, member: `the member ${name}` }[
    kind
  ];
}

function meanWords(mean: Mean | null): string {
  if (mean === null) return '-';
  return mean.standardError === null ? short(mean.mean) : `${short(mean.mean)} +- ${short(mean.standardError, 1)}`;
}

/** Formats with three significant digits by default: 0.0123 or 1.2e-16. */
function short(value: number, digits = 3): string {
  const rounded = Number(value.toPrecision(digits));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}
