import type { StudyRecord } from '../output/study-record.ts';
import { axisWords, type GridNumber, groupWords, studyGrid } from './study-grid.ts';

/** The tables of a study for papers: one `table` with booktabs rules per target, to be read in by `\input`. */
export function studyLatex(record: StudyRecord): string {
  const head = `% ${record.title.replace(/\s+/g, ' ')}\n% ${record.software} ${record.version}; needs \\usepackage{booktabs}\n`;
  return head + record.targets.map((target) => targetTable(record, target)).join('\n');
}

function targetTable(record: StudyRecord, target: StudyRecord['targets'][number]): string {
  const grid = studyGrid(record, target);
  const level = `${Number((100 * record.confidence).toPrecision(12))}\\,\\%`;
  const unit = target.unit === '1' ? '' : ` Unit: \\(${target.unit.replace(/ /g, '\\,')}\\).`;
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\\n`;
  const head = [
    grid.along === undefined ? '' : escapeText(axisWords(grid.along)),
    ...grid.columns.map((group) => escapeText(groupWords(group) || target.name)),
  ];
  const body = grid.rows.map(({ at, cells }) => line([coordinate(at), ...cells.map((cell) => latexNumber(cell, 4))]));
  const found = grid.findings.map(({ label, cells }) => line([label, ...cells.map((cell) => latexNumber(cell, 4))]));
  return `\\begin{table}
  \\centering
  \\caption{${escapeText(target.label)}; ${level} intervals in brackets.${unit}}
  \\label{tab:${target.name}}
  \\begin{tabular}{l${'r'.repeat(grid.columns.length)}}
    \\toprule
${line(head)}    \\midrule
${body.join('')}${found.length === 0 ? '' : `    \\midrule\n${found.join('')}`}    \\bottomrule
  \\end{tabular}
\\end{table}
`;
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

/** Text with the ten characters that TeX reads as commands made harmless. */
function escapeText(text: string): string {
  return text.replace(/[\\{}$&#_%^~]/g, (character) => special[character] ?? `\\${character}`);
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
};
