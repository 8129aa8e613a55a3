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

/** Paths of what belongs to one submission, relative to the study's directory. */
export interface SubmissionFiles {
  /** "0001", "0002", ...: a name; that of a submission which sbatch refused is used again. */
  readonly number: string;
  /** A line for each task, the ids of its members on it. Written before sbatch is called, never changed. */
  readonly members: string;
  readonly script: string;
  /** Where the tasks of all submissions note when they begin and end a member, a file for each. */
  readonly records: string;
  /** What task k writes to the terminal. */
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
 * The name under which the jobs of a submission are in the queue. It tells the study by its path, so that whoever runs
 * the study again finds them, and no other study's.
 */
export function jobName(directory: string, { number }: SubmissionFiles): string {
  const study = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 10);
  return `landau-${study}-${number}`;
}

/** Everything that was ever submitted from this directory. */
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
 * Writes what the tasks of a new submission need, its script last. After it the submission may be given to sbatch.
 * Throws RunError when the disk refuses.
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

/** Forgets a submission that sbatch refused. */
export function removeSubmission(directory: string, { files }: Submitted): void {
  for (const path of [files.script, files.members]) rmSync(join(directory, path), { force: true });
}

/** Makes the folder in which the executor keeps its books. */
function makeFolder(path: string): void {
  try {
    makeDirectory(path);
  } catch (cause) {
    throw diskError(path, cause);
  }
}
