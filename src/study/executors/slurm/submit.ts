import { join } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import { shellWord } from '../../../core/quoting.ts';
import { type SlurmLimits, type Submission, submitJob } from './client-programs.ts';
import { halves, type JobArray, jobArrays, type OpenMember } from './job-arrays.ts';
import type { SlurmSettings } from './settings.ts';
import { jobName, removeSubmission, type SubmissionFiles, type Submitted, writeSubmission } from './submissions.ts';

/** A submission that the queue will show, and what to say about it. */
export interface Entered {
  readonly submitted: Submitted;
  readonly notice: string;
}

export interface SubmitOptions {
  readonly directory: string;
  /** Of each member. */
  readonly threads: number;
  readonly settings: SlurmSettings;
  readonly limits: SlurmLimits;
  /** Runs the member whose id is its last word. */
  readonly command: readonly string[];
  /** True while tasks of this study are in the queue: then a quota that is used up means waiting. */
  readonly canWait: boolean;
}

/** sbatch's words for a number of jobs that a quota does not allow at this time. */
const quota = /submit(ted)? ?jobs? ?limit|job submit limit|MaxSubmit|resource temporarily unavailable/i;

/**
 * Puts members into the queue, as many as it takes: what a quota holds back is left for later.
 * Throws InputError when sbatch refuses for another reason, or a quota holds back even a single task of an empty queue.
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
      // Nobody knows what became of it: the next look at the queue will tell, and it is no time to submit more.
      if (answer.kind === 'unheard') break;
    }
  }
  return entered;
}

/** Everything that is asked of Slurm, the words of the user last. */
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
    // B: to the shell of the task alone, which passes it on to the member at work.
    `--signal=B:USR1@${request.lead}`,
    // A task does no harm when it runs twice, so Slurm may start it again when a node is lost; its log goes on.
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
      `sbatch=; it was: sbatch ${words.join(' ')}` +
      (entered.length > 0 ? '; the jobs submitted before it keep running' : ''),
  );
}

/**
 * The script that every task of an array runs, for /bin/sh. It needs the study's directory at the same path, the program
 * at the same path, and nothing else of the node; flock(1), where there is one, keeps two tasks from one member.
 *
 * `command` runs one member whose id is its last word.
 */
export function taskScript(directory: string, files: SubmissionFiles, command: readonly string[]): string {
  return `#!/bin/sh
# A task of a job array of "landau study run --executor slurm": computes the members on one line of
# ${files.members}, one after the other. Told to stop, the member at work saves its checkpoint.
stops=0
child=
# USR1 comes to this shell alone, some time before the end of the wall time, and is passed on.
# TERM comes to every process of the task: passed on, it would come twice, and the second one ends a run at once.
trap 'stops=$((stops + 1)); [ -z "$child" ] || kill -USR1 "$child" 2>/dev/null' USR1
trap 'stops=$((stops + 1))' TERM

cd ${shellWord(directory)} || exit 2
number=\${SLURM_ARRAY_TASK_ID:?expected to be started by sbatch --array}
members=$(sed -n "$((number + 1))p" ${files.members}) || exit 2
# Slurm starts a task again when its node is lost. Something that takes down one node after another must end.
[ "\${SLURM_RESTART_COUNT:-0}" -lt 5 ] || { echo "given up after \${SLURM_RESTART_COUNT} restarts by Slurm" >&2; exit 1; }

# Runs a command in the background, for a shell hears signals only while it waits; its exit code goes to $code.
attend() {
  "$@" &
  child=$!
  seen=$stops
  wait "$child"
  code=$?
  # A signal cuts the wait short, not the command. 127: the command had ended before the signal came.
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
  # A node that was given up may still be at work: its task holds the lock until it ends.
  exec 9>>"${files.records}/$id"
  if command -v flock >/dev/null; then
    attend flock --timeout 600 --conflict-exit-code 75 9
    [ "$stops" = 0 ] || break
    if [ "$code" = 75 ]; then
      echo "member $id: another task is still at work on it" >&2
      worst=75
      continue
    fi
  fi
  [ ! -e "members/$id/result.json" ] || continue
  echo "begin ${files.number} $number \${SLURMD_NODENAME:-$(uname -n)}" >&9
  attend ${command.slice(0, -1).map(shellWord).join(' ')} "$id"
  # bash 5.2 loses the code of a command that ends in the instant of a signal, and says 255 from then on (9 of 3200 such ends; dash
  # in none of 700). A member that was told to stop has then a result, or a checkpoint, which a next attempt must get beyond.
  if [ "$code" = 255 ] && [ "$stops" != 0 ]; then
    if [ -e "members/$id/result.json" ]; then code=0; else code=3; fi
  fi
  echo "end ${files.number} $number $code" >&9
  [ "$code" = 0 ] || worst=$code
done
exit "$worst"
`;
}
