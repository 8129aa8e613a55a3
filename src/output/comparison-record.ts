import { join } from 'node:path';
import { csvLine } from '../core/quoting.ts';
import { writeFileAtomically } from './files.ts';
import type { Series } from './run-record.ts';

/** One problem solved by several methods at several resolutions. `landau compare` saves it as `comparison.json`. */
export interface ComparisonRecord {
  readonly title: string;
  readonly description?: string;
  readonly dimension: 2 | 3;
  readonly species: readonly string[];
  readonly scenarioFile: string;
  readonly software: string;
  readonly version: string;
  readonly platform: string;
  readonly threads: number;
  /** Number of seeds of the random members. */
  readonly seeds: number;
  /** The reference of the errors. */
  readonly reference: ComparisonReference;
  /** Whether an error is the largest over the run or the error at its end. */
  readonly errorAt: ErrorAt;
  /** The quantities in which errors are measured. */
  readonly quantities: readonly ComparedQuantity[];
  readonly members: readonly ComparisonMember[];
  readonly equal?: EqualTable;
  readonly equilibrium: { readonly temperature: number; readonly entropy: number; readonly fisher: number } | null;
}

export type ErrorAt = 'always' | 'end';

export interface ComparisonReference {
  readonly kind: 'exact' | 'external' | 'member' | 'none';
  /** The name of the exact solution, the file of the external reference, or the id of the member. */
  readonly name: string;
  /** The source in the literature; empty if there is none. */
  readonly citation: string;
}

export interface ComparedQuantity {
  readonly name: string;
  /** The name as text: `temperature`, `Fisher information`. */
  readonly label: string;
}

/** A mean over the seeds, and its standard error if there are two or more. */
export interface Mean {
  readonly mean: number;
  readonly standardError: number | null;
}

/** One method at one resolution. */
export interface ComparisonMember {
  /** `blob@400`, as given on the command line; the name of its run directory below `members`. */
  readonly id: string;
  readonly label: string;
  readonly method: string;
  /** Particles of each species or nodes per axis, as given; null for the scenario's own. */
  readonly resolution: number | null;
  /** `refused`: the method cannot solve the scenario, for the given reason. */
  readonly status: 'finished' | 'interrupted' | 'failed' | 'refused';
  readonly reason?: string;
  /** Directories of its runs, one per seed, relative to the directory of the comparison. */
  readonly runs: readonly string[];
  /** Directories of its runs with twice the time step, and the order of its error in the step; null if there are none. */
  readonly doubleStep: { readonly runs: readonly string[]; readonly order: number } | null;
  readonly measured: Measured | null;
  readonly warnings: readonly string[];
}

/** Results of a finished member. */
export interface Measured {
  /** Number of particles of all species; for methods without particles, of the nodes, coefficients or moments that describe f. */
  readonly particles: number;
  readonly steps: number;
  readonly evaluations: number;
  /** Wall time of the run, including analysis and files. */
  readonly seconds: Mean;
  /** Largest resident memory of its process in bytes; null if it did not run in a separate process. */
  readonly memory: number | null;
  /**
   * By quantity: the distance to the reference, the largest over the common rows or the last one, relative to the largest magnitude
   * of the reference, for the worst species; null if there is no reference.
   */
  readonly errors: Readonly<Record<string, Mean | null>>;
  /** Largest relative drift of any run. */
  readonly drift: { readonly momentum: number; readonly energy: number };
  /**
   * Increase of the best estimate of H and I beyond its error, the largest of all runs, relative to the first value; 0 if none
   * increases, null if that is undetermined.
   */
  readonly increase: { readonly entropy: number | null; readonly fisher: number | null };
  /** Stated errors at the end, compared with the reference; empty if there is no reference. */
  readonly statements: readonly Statement[];
}

/** The last value of a column of the series, the parts of its stated error, and the reference. */
export interface Statement {
  /** The column that has a reference. */
  readonly column: string;
  /** The column of the value, which differs if a random sample has a better estimate: see sampleEstimate. */
  readonly estimate: string;
  /** The mean over the seeds. */
  readonly value: number;
  readonly reference: number;
  /** Uncertainty of the reference: 0 for an exact solution or a member. */
  readonly uncertainty: number;
  readonly parts: ErrorParts;
  /** The sum of the known parts; null if neither the scatter nor the resolution is known. */
  readonly stated: number | null;
  /** Whether |value - reference| <= stated error + uncertainty; null if no error is stated, or if it is larger than `change`. */
  readonly within: boolean | null;
  /** The largest change of the reference, or its value if it is constant: a stated error larger than this is meaningless. */
  readonly change: number;
}

/** The parts of an error estimated without the reference; null if a part is not known or does not exist. */
export interface ErrorParts {
  /** Half width of Student's 95 % interval of the mean over several seeds. */
  readonly scatter: number | null;
  /** The bound of the bias of an estimate from a random sample. */
  readonly estimator: number | null;
  /** The error of the resolution of a single run, estimated from coarser runs with the same label. */
  readonly resolution: number | null;
  /** The error of the time step, from a run with twice the step. */
  readonly step: number | null;
}

/** The curves of error against cost, each cut at one common cost, or at one common error. */
export interface EqualTable {
  readonly by: 'cost' | 'error';
  readonly rows: readonly {
    readonly quantity: string;
    /** Seconds for `cost`, the relative error for `error`; null if the curves have no common value. */
    readonly target: number | null;
    /** The error at that cost, or the seconds for that error; null if the method's curve does not reach it. */
    readonly values: readonly { readonly label: string; readonly value: number | null }[];
  }[];
}

/** The series of a finished member, averaged over its seeds. */
export interface MemberSeries {
  readonly id: string;
  readonly series: Series;
}

/** The files of a comparison. */
export const comparisonLayout = {
  record: 'comparison.json',
  table: 'comparison.csv',
  report: 'compare.html',
} as const;

/** Writes the record, and a table with a line per member, into the directory of the comparison. */
export function saveComparison(directory: string, record: ComparisonRecord): void {
  writeFileAtomically(join(directory, comparisonLayout.record), `${JSON.stringify(record, null, 2)}\n`);
  writeFileAtomically(join(directory, comparisonLayout.table), comparisonCsv(record));
}

/** The table as comma-separated text, with a line per member; empty cells mean that a value is not available. */
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

/** The value at the end, the reference, and the parts of the stated error. */
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
