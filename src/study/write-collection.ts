import { join } from 'node:path';
import { writeFileAtomically } from '../output/atomic-file.ts';
import { loadHdf5 } from '../output/hdf5.ts';
import type { StudyRecord } from '../output/study-record.ts';
import { collectStudy } from './collect.ts';
import { encodeStudy } from './encode-study.ts';
import { studyLayout } from './layout.ts';
import type { OpenStudy } from './open-study.ts';
import { readResult } from './result.ts';
import { costTable, studyTables } from './tables.ts';

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
