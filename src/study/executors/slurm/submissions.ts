import { createHash } from 'node:crypto';
import { chmodSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import { namesIn } from '../../../core/file-system.ts';
import { readLines } from '../../../output/event-log.ts';
import { diskError, makeDirectory, writeFileAtomically } from '../../../output/files.ts';
import { memberIdPattern } from '../../layout.ts';

/** A job array that was given to sbatch, or was about to be. */
export interface Submitted {
  readonly files: SubmissionFiles;
  readonly jobName: string;
  /** The members of every task. */
  readonly tasks: readonly (readonly string[])[];
}

/** Paths of the files of one submission, relative to the study's directory. */
export interface SubmissionFiles {
  /** "0001", "0002", ...; the number of a submission that sbatch refused is reused. */
  readonly number: string;
  /** One line per task with the ids of its members. Written before sbatch is called, and never changed. */
  readonly members: string;
  readonly script: string;
  /** Folder in which the tasks of all submissions record the start and the end of members, one file per member. */
  readonly records: string;
  /** The output of task k. */
  log(k: number | '%a'): string;
}

const folder = 'slurm';

/** The paths of submission `number`. */
export function submissionFiles(number: number): SubmissionFiles {
  const name = String(number).padStart(4, '0');
  return {
    number: name,
    members: `${folder}/${name}.members`,
    script: `${folder}/${name}.sh`,
    records: `${folder}/records`,
    log: (k) => `${folder}/log/${name}_${k}.log`,
  };
}

/**
 * The name of the jobs of a submission in the queue. It contains a hash of the study's path, so that running the study again
 * finds its jobs and no others.
 */
export function jobName(directory: string, { number }: SubmissionFiles): string {
  const study = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 10);
  return `landau-${study}-${number}`;
}

/** All submissions from this directory so far. */
export function readSubmissions(directory: string): readonly Submitted[] {
  return namesIn(join(directory, folder))
    .flatMap((name) => /^(\d{4,})\.members$/.exec(name)?.slice(1) ?? [])
    .sort()
    .map((number) => {
      const files = submissionFiles(Number(number));
      const path = join(directory, files.members);
      const lines = readLines(path, 'the members of a submission');
      const tasks = lines.map((line) => line.split(' '));
      if (!tasks.flat().every((id) => memberIdPattern.test(id)))
        throw new InputError(`${path}: expected ids of members, got other words; remove the file if its jobs are gone`);
      return { files, jobName: jobName(directory, files), tasks };
    });
}

/**
 * Writes the files of a new submission, its script last. Afterwards the script may be given to sbatch.
 * Throws RunError if writing fails.
 */
export function writeSubmission(
  directory: string,
  tasks: Submitted['tasks'],
  script: (files: SubmissionFiles) => string,
): Submitted {
  const numbers = readSubmissions(directory).map(({ files }) => Number(files.number));
  const files = submissionFiles(Math.max(0, ...numbers) + 1);
  makeFolder(join(directory, files.records));
  makeFolder(join(directory, folder, 'log'));
  writeFileAtomically(join(directory, files.members), `${tasks.map((ids) => ids.join(' ')).join('\n')}\n`);
  writeFileAtomically(join(directory, files.script), script(files));
  chmodSync(join(directory, files.script), 0o755);
  return { files, jobName: jobName(directory, files), tasks };
}

/** Removes the files of a submission that sbatch refused. */
export function removeSubmission(directory: string, { files }: Submitted): void {
  for (const path of [files.script, files.members]) rmSync(join(directory, path), { force: true });
}

/** Creates a folder for the records of the executor. Throws RunError if this fails. */
function makeFolder(path: string): void {
  try {
    makeDirectory(path);
  } catch (cause) {
    throw diskError(path, cause);
  }
}
