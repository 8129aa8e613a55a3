import { join } from 'node:path';
import { csvLine } from '../core/csv.ts';
import { type ComparisonRecord, comparisonLayout, type Measured } from '../output/comparison-record.ts';
import { writeFileAtomically } from '../output/files.ts';

/** Writes the record and its table of a line per member into the directory of the comparison. */
export function saveComparison(directory: string, record: ComparisonRecord): void {
  writeFileAtomically(join(directory, comparisonLayout.record), `${JSON.stringify(record, null, 2)}\n`);
  writeFileAtomically(join(directory, comparisonLayout.table), comparisonCsv(record));
}

/** The table as comma-separated text, a line per member; empty cells stand for what is not available. */
export function comparisonCsv({ members, quantities }: ComparisonRecord): string {
  const columns = new Set(members.flatMap(({ measured }) => measured?.statements.map(({ column }) => column) ?? []));
  const rows = members.map(({ id, label, method, resolution, status, reason, runs, measured, warnings }) => ({
    ...{ id, label, method, resolution, status, runs: runs.length },
    particles: measured?.particles,
    steps: measured?.steps,
    evaluations: measured?.evaluations,
    seconds: measured?.seconds.mean,
    seconds_standard_error: measured?.seconds.standardError,
    memory_bytes: measured?.memory,
    ...Object.fromEntries(
      quantities.flatMap(({ name }) => [
        [`error_${name}`, measured?.errors[name]?.mean],
        [`error_${name}_standard_error`, measured?.errors[name]?.standardError],
      ]),
    ),
    ...Object.fromEntries([...columns].flatMap((column) => statementCells(column, measured))),
    momentum_drift: measured?.drift.momentum,
    energy_drift: measured?.drift.energy,
    entropy_increase: measured?.increase.entropy,
    fisher_increase: measured?.increase.fisher,
    reason,
    warnings: warnings.join('; '),
  }));
  const lines = rows.map((row) => csvLine(Object.values(row)));
  return `${[csvLine(Object.keys(rows[0] ?? {})), ...lines].join('\n')}\n`;
}

/** The value at the end, the reference, and the error stated for it part by part. */
function statementCells(column: string, measured: Measured | null): (readonly [string, number | null | undefined])[] {
  const statement = measured?.statements.find((one) => one.column === column);
  const { scatter, estimator, resolution, step } = statement?.parts ?? {};
  const cells = {
    value: statement?.value,
    reference: statement?.reference,
    ...{ scatter, estimator, resolution, step },
    stated: statement?.stated,
    uncertainty: statement?.uncertainty,
  };
  return Object.entries(cells).map(([name, value]) => [`${column}_${name}`, value] as const);
}
