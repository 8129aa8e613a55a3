import { join } from 'node:path';
import { csvLine } from '../core/quoting.ts';
import { writeFileAtomically } from './files.ts';
import type { Series } from './run-record.ts';

/** One problem by several methods at several resolutions: what `landau compare` saves as `comparison.json`. */
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
  /** How many seeds the random members ran with. */
  readonly seeds: number;
  /** What the errors are measured against. */
  readonly reference: ComparisonReference;
  /** Whether an error is the largest over the run or that at its end. */
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
  /** Where it is from, for the literature; empty where nothing is known. */
  readonly citation: string;
}

export interface ComparedQuantity {
  readonly name: string;
  /** In words: `temperature`, `Fisher information`. */
  readonly label: string;
}

/** A mean over the seeds, and the standard error of it when there are two or more. */
export interface Mean {
  readonly mean: number;
  readonly standardError: number | null;
}

/** One method at one resolution. */
export interface ComparisonMember {
  /** `blob@400`, as it was asked for; the name of its run directory below `members`. */
  readonly id: string;
  readonly label: string;
  readonly method: string;
  /** Particles of each species or nodes per axis, as asked for; null for the scenario's own. */
  readonly resolution: number | null;
  /** `refused`: the method does not suit the scenario; the reason says why. */
  readonly status: 'finished' | 'interrupted' | 'failed' | 'refused';
  readonly reason?: string;
  /** Directories of its runs, one per seed, relative to that of the comparison. */
  readonly runs: readonly string[];
  /** Its runs with twice the time step, likewise, and the order of its error in the step; null where there are none. */
  readonly doubleStep: { readonly runs: readonly string[]; readonly order: number } | null;
  readonly measured: Measured | null;
  readonly warnings: readonly string[];
}

/** Numbers of a finished member. */
export interface Measured {
  /** Particles of all species; for methods without any the nodes, coefficients or moments that describe f. */
  readonly particles: number;
  readonly steps: number;
  readonly evaluations: number;
  /** Wall time of the run, with its measurements and files. */
  readonly seconds: Mean;
  /** Largest resident memory of its process in bytes; null when it did not have one of its own. */
  readonly memory: number | null;
  /**
   * By quantity: the distance to the reference, the largest over the common rows or that in the last of them, in parts of the
   * reference's largest magnitude, the worst of the species; null where there is no reference.
   */
  readonly errors: Readonly<Record<string, Mean | null>>;
  /** Largest relative drift of any run. */
  readonly drift: { readonly momentum: number; readonly energy: number };
  /**
   * Increase of the best estimate of H and I beyond its error, the largest of any run in parts of the first value; 0 where none
   * increases, null where that is undetermined.
   */
  readonly increase: { readonly entropy: number | null; readonly fisher: number | null };
  /** What can be said of its errors at the end without the reference, held against the reference; empty where none is known. */
  readonly statements: readonly Statement[];
}

/** The last value of a column of the series, the error stated for it part by part, and the reference. */
export interface Statement {
  /** The column that has a reference. */
  readonly column: string;
  /** The one that the value is of: another where a random sample knows better, see sampleEstimate. */
  readonly estimate: string;
  /** The mean over the seeds. */
  readonly value: number;
  readonly reference: number;
  /** How uncertain the reference is: 0 for an exact solution or a member. */
  readonly uncertainty: number;
  readonly parts: ErrorParts;
  /** The sum of the parts that are known; null where neither the scatter nor the resolution is. */
  readonly stated: number | null;
  /** Whether |value - reference| is at most the stated error and the uncertainty together; null where none is stated, or one wider than `change`. */
  readonly within: boolean | null;
  /** The largest change of the reference, or its value where it is constant: a stated error wider than that says nothing. */
  readonly change: number;
}

/** What is known of an error without the reference; null where a part is not known or there is none. */
export interface ErrorParts {
  /** With several seeds the half width of Student's 95 % interval of their mean. */
  readonly scatter: number | null;
  /** The bound of the bias of an estimate from a random sample. */
  readonly estimator: number | null;
  /** Of a single run what is left to a finer one, from the coarser ones of its label. */
  readonly resolution: number | null;
  /** What the time step does, from a run with twice the step. */
  readonly step: number | null;
}

/** The curves of error against cost, each cut at one common cost, or at one common error. */
export interface EqualTable {
  readonly by: 'cost' | 'error';
  readonly rows: readonly {
    readonly quantity: string;
    /** Seconds for `cost`, the relative error for `error`; null when the curves have none in common. */
    readonly target: number | null;
    /** The error at that cost, or the seconds for that error; null where the method's curve does not reach it. */
    readonly values: readonly { readonly label: string; readonly value: number | null }[];
  }[];
}

/** The series of a finished member, the mean over its seeds. */
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
