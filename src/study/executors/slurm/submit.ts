import { join } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import { shellWord } from '../../../core/quoting.ts';
import { type SlurmLimits, type Submission, submitJob } from './client-programs.ts';
import { halves, type JobArray, jobArrays, type OpenMember } from './job-arrays.ts';
import type { SlurmSettings } from './settings.ts';
import { jobName, removeSubmission, type SubmissionFiles, type Submitted, writeSubmission } from './submissions.ts';

/** A submission that sbatch accepted, or may have accepted, and the notice about it. */
export interface Entered {
  readonly submitted: Submitted;
  readonly notice: string;
}

export interface SubmitOptions {
  readonly directory: string;
  /** Threads of each member. */
  readonly threads: number;
  readonly settings: SlurmSettings;
  readonly limits: SlurmLimits;
  /** Runs a member; its last word stands for the id. */
  readonly command: readonly string[];
  /** Whether tasks of this study are in the queue, so that an exhausted quota means waiting. */
  readonly canWait: boolean;
}

/** Messages of sbatch for a quota that does not allow this number of jobs now. */
const quota = /submit(ted)? ?jobs? ?limit|job submit limit|MaxSubmit|resource temporarily unavailable/i;

/**
 * Submits as many members as a quota allows; the rest is left for later.
 * Throws InputError if sbatch refuses for another reason, or if the quota does not allow a single task in an empty queue.
 */
export async function submitMembers(
  members: readonly OpenMember[],
  options: SubmitOptions,
): Promise<readonly Entered[]> {
  const { directory, threads, settings, limits, command } = options;
  const entered: Entered[] = [];
  const waiting = [...jobArrays(members, settings, limits)];
  for (let array = waiting.shift(); array !== undefined; array = waiting.shift()) {
    const submitted = writeSubmission(directory, array.tasks, (files) => taskScript(directory, files, command));
    const words = sbatchWords(directory, threads, submitted.files, array, settings);
    const answer = await submitJob(words, join(directory, submitted.files.script));
    if (answer.kind === 'refused') {
      removeSubmission(directory, submitted);
      const [first, second] = halves(array);
      const isFull = quota.test(answer.message);
      if (isFull && (options.canWait || entered.length > 0)) break;
      if (isFull && second.tasks.length > 0) waiting.unshift(first, second);
      else if (!isFull && array.modest !== undefined) waiting.unshift({ tasks: array.tasks, request: array.modest });
      else throw refusal(answer.message, array, words, entered);
    } else {
      entered.push({ submitted, notice: entryNotice(submitted, array, answer) });
      // Whether it was accepted is not known until the next poll of the queue, so nothing more is submitted now.
      if (answer.kind === 'unheard') break;
    }
  }
  return entered;
}

/** All arguments of sbatch, with the user's arguments last. */
function sbatchWords(
  directory: string,
  threads: number,
  files: SubmissionFiles,
  { tasks, request }: JobArray,
  { partition, account, limit, sbatch }: SlurmSettings,
): readonly string[] {
  return [
    `--job-name=${jobName(directory, files)}`,
    `--array=0-${tasks.length - 1}${limit === undefined ? '' : `%${limit}`}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${threads}`,
    `--mem=${request.mebibytes}M`,
    `--time=${request.minutes}`,
    // B: only to the shell of the task, which forwards it to the running member.
    `--signal=B:USR1@${request.lead}`,
    // Running a task twice does no harm, so Slurm may restart it when a node is lost; its log is continued.
    '--requeue',
    '--open-mode=append',
    `--chdir=${directory}`,
    `--output=${files.log('%a')}`,
    ...sbatch,
  ];
}

function entryNotice(
  { files, jobName }: Submitted,
  { tasks, request }: JobArray,
  answer: Exclude<Submission, { kind: 'refused' }>,
): string {
  const members = tasks.reduce((sum, ids) => sum + ids.length, 0);
  const what = `${count(members, 'member')} as ${count(tasks.length, 'task')}, ${request.mebibytes} MiB and ${request.minutes} min each`;
  return answer.kind === 'accepted'
    ? `submission ${files.number}, job ${answer.job}: ${what}`
    : `submission ${files.number} (${jobName}): ${what}; sbatch does not know whether it was accepted: ${answer.message}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function refusal(
  message: string,
  { tasks, request }: JobArray,
  words: readonly string[],
  entered: readonly Entered[],
): InputError {
  return new InputError(
    `sbatch: expected to submit ${count(tasks.length, 'task')} (${request.mebibytes} MiB, ${request.minutes} min each), got ` +
      `'${message}'; see sinfo for the partitions and change the request by --option partition=, account=, time=, mem= or ` +
      `sbatch=; the command was: sbatch ${words.join(' ')}` +
      (entered.length > 0 ? '; the jobs submitted before it keep running' : ''),
  );
}

/**
 * The /bin/sh script that every task of an array runs. It only requires that the study's directory and the program have the
 * same paths on the node. flock(1), if available, keeps two tasks from computing the same member.
 *
 * `command` runs one member; its last word stands for the id.
 */
export function taskScript(directory: string, files: SubmissionFiles, command: readonly string[]): string {
  return `#!/bin/sh
# A task of a job array of "landau study run --executor slurm": computes the members on one line of
# ${files.members}, one after another. When told to stop, the running member saves its checkpoint.
stops=0
child=
# USR1 is sent only to this shell, some time before the end of the wall time, and is forwarded.
# TERM is sent to every process of the task: forwarded, it would arrive twice, and the second one ends a run at once.
trap 'stops=$((stops + 1)); [ -z "$child" ] || kill -USR1 "$child" 2>/dev/null' USR1
trap 'stops=$((stops + 1))' TERM

cd ${shellWord(directory)} || exit 2
number=\${SLURM_ARRAY_TASK_ID:?expected to be started by sbatch --array}
members=$(sed -n "$((number + 1))p" ${files.members}) || exit 2
# Slurm restarts a task when its node is lost. A task that brings down one node after another must end.
[ "\${SLURM_RESTART_COUNT:-0}" -lt 5 ] || { echo "given up after \${SLURM_RESTART_COUNT} restarts by Slurm" >&2; exit 1; }

# Runs a command in the background, because a shell handles signals only while it waits; its exit code is in $code.
attend() {
  "$@" &
  child=$!
  seen=$stops
  wait "$child"
  code=$?
  # A signal interrupts the wait, not the command. 127: the command had ended before the signal arrived.
  while [ "$seen" != "$stops" ]; do
    seen=$stops
    wait "$child"
    again=$?
    [ "$again" = 127 ] || code=$again
  done
  child=
}

worst=0
for id in $members; do
  [ "$stops" = 0 ] || break
  [ ! -e "members/$id/result.json" ] || continue
  # A node that was given up may still be computing: its task holds the lock until it ends.
  exec 9>>"${files.records}/$id"
  if command -v flock >/dev/null; then
    attend flock --timeout 600 --conflict-exit-code 75 9
    [ "$stops" = 0 ] || break
    if [ "$code" = 75 ]; then
      echo "member $id: another task is still computing it" >&2
      worst=75
      continue
    fi
  fi
  [ ! -e "members/$id/result.json" ] || continue
  echo "begin ${files.number} $number \${SLURMD_NODENAME:-$(uname -n)}" >&9
  attend ${command.slice(0, -1).map(shellWord).join(' ')} "$id"
  # bash 5.2 loses the code of a command that ends at the instant of a signal, and returns 255 from then on (9 of 3200 such ends; dash
  # in none of 700). A member that was told to stop then has a result, or a checkpoint that the next attempt must get beyond.
  if [ "$code" = 255 ] && [ "$stops" != 0 ]; then
    if [ -e "members/$id/result.json" ]; then code=0; else code=3; fi
  fi
  echo "end ${files.number} $number $code" >&9
  [ "$code" = 0 ] || worst=$code
done
exit "$worst"
`;
}
