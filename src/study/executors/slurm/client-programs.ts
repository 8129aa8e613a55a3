import { spawn } from 'node:child_process';
import { InputError } from '../../../core/errors.ts';
import { parseTime } from './settings.ts';

/** One task of a job array in the queue. */
export interface QueuedTask {
  readonly jobName: string;
  /** The id of the array. */
  readonly job: string;
  /** Its index in the array. */
  readonly index: number;
  /** PENDING, RUNNING, COMPLETING, ... */
  readonly state: string;
  /** Why it is pending. */
  readonly reason: string;
}

/** The limits of the cluster. */
export interface SlurmLimits {
  /** Most tasks of one array. */
  readonly arraySize: number;
  /** Limit of the wall time of a task in the partition. */
  readonly seconds: number;
}

/** The answer of sbatch. `unheard`: it is not known whether the job was accepted, until its name appears in the queue. */
export type Submission =
  | { readonly kind: 'accepted'; readonly job: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unheard'; readonly message: string };

/** Messages of a temporarily unavailable controller (restart, too many requests), which keeps its jobs. */
const away =
  /unable to contact slurm controller|socket timed out|connection refused|communication|temporarily|zero bytes/i;

/** Returns the limits of the cluster. Throws InputError if Slurm is not available. */
export async function slurmLimits(partition: string | undefined): Promise<SlurmLimits> {
  const configuration = await call('scontrol', ['show', 'config']);
  if (configuration.code !== 0)
    throw new InputError(
      `scontrol: expected the settings of the cluster, got '${complaint(configuration)}'; is this a node of a cluster with Slurm?`,
    );
  const arraySize = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(configuration.out)?.[1] ?? 1001);
  if (arraySize < 2)
    throw new InputError('scontrol show config: expected job arrays (MaxArraySize > 1), got a cluster without them');
  // Only for the wall time: sbatch reports a missing partition more clearly.
  const partitions = await call('scontrol', [
    'show',
    'partition',
    '--oneliner',
    ...(partition === undefined ? [] : [partition]),
  ]);
  const line = partitions.out.split('\n').find((text) => partition !== undefined || /\bDefault=YES\b/.test(text));
  return { arraySize, seconds: parseTime(/\bMaxTime=(\S+)/.exec(line ?? '')?.[1] ?? '') ?? Number.POSITIVE_INFINITY };
}

/** Runs `sbatch --parsable words... script`. */
export async function submitJob(words: readonly string[], script: string): Promise<Submission> {
  const answer = await call('sbatch', ['--parsable', ...words, script]);
  // "123" or, with several clusters, "123;name".
  const job = /^(\d+)(;.*)?$/m.exec(answer.out)?.[1];
  if (answer.code === 0 && job !== undefined) return { kind: 'accepted', job };
  const message = complaint(answer);
  return { kind: away.test(message) ? 'unheard' : 'refused', message };
}

/** The tasks with these job names that are in the queue; undefined if the controller does not answer. */
export async function queuedTasks(jobNames: readonly string[]): Promise<readonly QueuedTask[] | undefined> {
  if (jobNames.length === 0) return [];
  const answer = await call('squeue', [
    '--noheader',
    '--array',
    `--name=${jobNames.join(',')}`,
    '--format=%j|%F|%K|%T|%r',
  ]);
  if (answer.code !== 0) return undefined;
  return answer.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [jobName, job, index, state, reason] = line.trim().split('|');
      return { jobName, job, index: Number(index), state, reason };
    });
}

/** Cancels all jobs with these names; running tasks receive SIGTERM. */
export async function cancelJobs(jobNames: readonly string[]): Promise<void> {
  if (jobNames.length > 0) await call('scancel', [`--name=${jobNames.join(',')}`]);
}

/** Cancels single tasks. */
export async function cancelTasks(tasks: readonly QueuedTask[]): Promise<void> {
  if (tasks.length > 0)
    await call(
      'scancel',
      tasks.map(({ job, index }) => `${job}_${index}`),
    );
}

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of Slurm to its end. Throws InputError if the program is missing; its failure is an answer. */
function call(program: string, words: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // A separate process group, so that Ctrl-C in the terminal does not interrupt a submission.
    const child = spawn(program, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'got none' : `got '${error.message}'`;
      reject(
        new InputError(
          `${program}: expected the programs of Slurm on the PATH, ${reason}; ` +
            'log in to a node of the cluster, load its Slurm module, or choose --executor local',
        ),
      );
    });
    child.on('close', (code) => resolve({ code: code ?? 1, out, err }));
  });
}

/** The error message of a Slurm program in one line. */
function complaint({ code, out, err }: Answer): string {
  const lines = `${err}\n${out}`.split('\n').map((line) => line.replace(/^\w+: (error: )?/, '').trim());
  return [...new Set(lines.filter((line) => line !== ''))].join('; ') || `exit code ${code}`;
}
