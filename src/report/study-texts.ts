import { isScenarioUnit } from '../output/series.ts';
import type { IntervalRecord, StudyRecord, StudyVerdict, TargetRecord } from '../output/study-record.ts';
import { axisWords, type GridNumber, groupWords, leftWords, studyGrid } from './study-grid.ts';

/** The tables of a study in LaTeX: one `table` with booktabs rules per target, for `\input`. */
export function studyLatex(record: StudyRecord): string {
  const head = `% ${record.title.replace(/\s+/g, ' ')}\n% ${record.software} ${record.version}; needs \\usepackage{booktabs}\n`;
  return head + record.targets.map((target) => targetTable(record, target)).join('\n');
}

function targetTable(record: StudyRecord, target: StudyRecord['targets'][number]): string {
  const grid = studyGrid(record, target);
  const left = grid.left === 0 ? '' : ` ${leftWords(grid)}`;
  const level = `${Number((100 * record.confidence).toPrecision(12))}\\,\\%`;
  const unit = target.unit === '1' ? '' : ` Unit: ${latexUnit(target.unit)}.`;
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\\n`;
  const head = [
    grid.along === undefined ? '' : escapeText(axisWords(grid.along)),
    ...grid.columns.map((group) => escapeText(groupWords(group) || target.name)),
  ];
  const body = grid.rows.map(({ at, cells }) => line([coordinate(at), ...cells.map((cell) => latexNumber(cell, 4))]));
  const found = grid.findings.map(({ label, cells }) => line([label, ...cells.map((cell) => latexNumber(cell, 4))]));
  return `\\begin{table}
  \\centering
  \\caption{${escapeText(target.label)}; ${level} intervals in brackets.${unit}${escapeText(left)}}
  \\label{tab:${target.name}}
  \\begin{tabular}{l${'r'.repeat(grid.columns.length)}}
    \\toprule
${line(head)}    \\midrule
${body.join('')}${found.length === 0 ? '' : `    \\midrule\n${found.join('')}`}    \\bottomrule
  \\end{tabular}
\\end{table}
`;
}

/** Units of the scenario as mathematics, other units as text in UDUNITS notation. */
function latexUnit(unit: string): string {
  return isScenarioUnit(unit) ? `\\(${unit.replace(/ /g, '\\,')}\\)` : escapeText(unit);
}

/** \(1.23 \times 10^{-4}\) with its interval in the same power of ten. */
function latexNumber({ value, interval }: GridNumber, digits: number): string {
  if (value === null) return '--';
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  const scaled = exponent < -2 || exponent > 4;
  const power = scaled ? 10 ** exponent : 1;
  const decimals = scaled ? digits - 1 : Math.max(0, digits - 1 - exponent);
  const show = (number: number) => (number / power).toFixed(decimals);
  const brackets = interval === null ? '' : `\\;[${show(interval.lower)}, ${show(interval.upper)}]`;
  return `\\(${show(value)}${brackets}${scaled ? ` \\times 10^{${exponent}}` : ''}\\)`;
}

function coordinate(at: string | number | boolean | undefined): string {
  return typeof at === 'number' ? `\\(${at}\\)` : escapeText(String(at ?? ''));
}

/** Escapes the ten characters that TeX reads as commands, and the three that its default fonts lack. */
function escapeText(text: string): string {
  return text.replace(/[\\{}$&#_%^~|<>]/g, (character) => special[character] ?? `\\${character}`);
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '|': '\\textbar{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

/** A study as a Markdown page, for the documentation of a repository. The same record gives the same bytes. */
export function studyMarkdown(record: StudyRecord): string {
  const { title, description, software, version, targets, verdicts } = record;
  return [
    `# ${plain(title.replace(/\s+/g, ' '))}`,
    ...(description === undefined ? [] : [plain(description)]),
    `${memberWords(record)} ${software} ${version}.`,
    ...targets.map(
      (target) => `## ${target.name}: ${plain(targetWords(record, target))}\n\n${gridTable(record, target)}`,
    ),
    ...(verdicts.length === 0 ? [] : [`## Claims\n\n${verdictTable(verdicts)}`]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Escapes characters that Markdown reads as emphasis, a link, a formula or HTML. */
function plain(text: string): string {
  return text.replace(/[\\`*[\]<&$]|(?<!\w)_|_(?!\w)/g, '\\$&');
}

/** Sentences with the number of members and the meaning of the intervals. */
export function memberWords({ members, seeds, targets, confidence, interval, resamples }: StudyRecord): string {
  const finished = members.filter(({ status }) => status === 'finished').length;
  const count = finished === members.length ? `${members.length}` : `${finished} of ${members.length}`;
  const level = `${Number((100 * confidence).toPrecision(12))} %`;
  const student = targets.some(({ fits, limits }) => [...fits, ...limits].some((line) => line.interval !== null));
  const how =
    seeds !== null
      ? ` ${seeds.count} seeds per point; intervals are ${interval === 'bca' ? 'BCa' : 'percentile'} bootstrap at ${level} with ${resamples} resamples.`
      : student
        ? ` Intervals are Student's t intervals at ${level}, from the scatter about the line.`
        : '';
  return `${count} members.${how}`;
}

/** The label of a target, and the statistic over its seeds. */
export function targetWords({ seeds }: StudyRecord, { label, statistic }: TargetRecord): string {
  return seeds === null ? label : `${label}; ${statisticWords[statistic]} over the seeds`;
}

const statisticWords = { mean: 'mean', rms: 'root mean square', deviation: 'standard deviation' } as const;

function gridTable(record: StudyRecord, target: TargetRecord): string {
  const grid = studyGrid(record, target);
  // Extrapolated values differ in their last digits.
  const digits = target.limits.length > 0 ? 8 : 4;
  const head = [
    grid.along === undefined ? '' : plain(axisWords(grid.along)),
    ...grid.columns.map((group) => plain(groupWords(group)) || target.name),
  ];
  const rows = grid.rows.map(({ at, cells }) => [
    at === undefined ? '' : plain(String(at)),
    ...cells.map(
      (cell) => withInterval(cell, digits) + (cell.localSlope === null ? '' : ` (${cell.localSlope.toFixed(2)})`),
    ),
  ]);
  const found = grid.findings.map(({ label, cells }) => [
    `**${label}**`,
    ...cells.map((cell) => withInterval(cell, label === 'limit' ? digits : 5)),
  ]);
  const left = leftWords(grid);
  return table([head, head.map(() => '---'), ...rows, ...found]) + (left === '' ? '' : `\n\n${plain(left)}`);
}

function verdictTable(verdicts: readonly StudyVerdict[]): string {
  const head = ['claim', 'where', 'expected', 'measured', 'verdict'];
  return table([
    head,
    head.map(() => '---'),
    ...verdicts.map(({ target, subject, group, expected, measured, interval, passed, pending, remark }) => [
      `${subject} of ${target}`,
      plain(groupWords(group)),
      expected,
      withInterval({ value: measured, interval }, 5),
      `${pending ? 'pending' : passed ? 'holds' : 'FAILS'}${remark === undefined ? '' : ` (${remark})`}`,
    ]),
  ]);
}

/** A value with its interval, 1.2346e-3 [1.2, 1.3]; a dash without a value. */
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
