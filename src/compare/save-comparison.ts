import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { writeFileAtomically } from '../output/atomic-file.ts';
import { type ComparisonRecord, comparisonLayout } from '../output/comparison-record.ts';
import { comparisonCsv } from './comparison-csv.ts';

/** Writes the record and its table of a line per member. Throws InputError when the directory cannot be made. */
export function saveComparison(directory: string, record: ComparisonRecord): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new InputError(`${directory}: cannot be created (${(cause as Error).message}); choose another --output`);
  }
  writeFileAtomically(join(directory, comparisonLayout.record), `${JSON.stringify(record, null, 2)}\n`);
  writeFileAtomically(join(directory, comparisonLayout.table), comparisonCsv(record));
}
