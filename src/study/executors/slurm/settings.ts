import { InputError } from '../../../core/errors.ts';

/** Settings of the jobs of a study, all optional: `landau study run --executor slurm --option name=value`. */
export interface SlurmSettings {
  /** sbatch --partition; the cluster's default without it. */
  readonly partition?: string;
  /** sbatch --account. */
  readonly account?: string;
  /** Wall time of a task in seconds, `time=[days-]hours:minutes:seconds`; otherwise from the estimates. */
  readonly seconds?: number;
  /** Memory of a task in MiB, `mem=2G`; otherwise from the estimates. */
  readonly mebibytes?: number;
  /** Members share a task, one after another, while the sum of their estimates is at most this many seconds. */
  readonly share: number;
  /** Number of tasks of an array that may run at the same time. */
  readonly limit?: number;
  /** Further arguments of sbatch. */
  readonly sbatch: readonly string[];
  /** How often a member may be lost before it is given up. */
  readonly attempts: number;
  /** Seconds between two polls of the queue. */
  readonly poll: number;
  /** Seconds after which a task that left the queue without a result counts as lost. */
  readonly settle: number;
  /** Whether the jobs stay in the queue or are cancelled when the command is interrupted. */
  readonly interrupt: 'leave' | 'cancel';
}

/** Arguments of sbatch that this executor sets itself; given by the user, they would break its bookkeeping. */
const ownWords = /^(--(array|job-name|output|error|chdir|parsable|wait|wrap|signal|open-mode|hold)\b|-[aJoeDWH])/;

/** Longest time between two polls of the queue, in seconds. */
const longestPoll = 60;

const readers: Readonly<Record<string, (text: string, where: string) => Partial<SlurmSettings>>> = {
  partition: (text) => ({ partition: text }),
  account: (text) => ({ account: text }),
  time: (text, where) => ({
    seconds: parseTime(text) || wrong(where, 'minutes or [days-]hours:minutes:seconds', text),
  }),
  mem: (text, where) => ({ mebibytes: parseMemory(text) ?? wrong(where, 'an amount such as 800M or 2G', text) }),
  share: (text, where) => ({ share: positive(text, where, Number.POSITIVE_INFINITY) }),
  limit: (text, where) => ({ limit: atLeast(1, text, where) }),
  sbatch: (text, where) => ({ sbatch: furtherWords(text, where) }),
  attempts: (text, where) => ({ attempts: atLeast(1, text, where) }),
  poll: (text, where) => ({ poll: positive(text, where, longestPoll) }),
  settle: (text, where) => ({ settle: positive(text, where, Number.POSITIVE_INFINITY) }),
  interrupt: (text, where) =>
    text === 'leave' || text === 'cancel' ? { interrupt: text } : wrong(where, 'leave or cancel', text),
};

/** Reads the settings. Throws InputError for an unknown name and for an invalid value. */
export function slurmSettings(given: Readonly<Record<string, string>> = {}): SlurmSettings {
  const read = Object.entries(given).map(([name, text]) => {
    const where = `--option ${name}=${text}`;
    if (!Object.hasOwn(readers, name))
      throw new InputError(
        `${where}: expected a setting of the executor slurm (${Object.keys(readers).join(', ')}), got '${name}'`,
      );
    return text === '' ? wrong(where, 'a value', text) : readers[name](text, where);
  });
  const defaults: SlurmSettings = {
    // Long enough to be worth the second or two that Slurm takes to start a task.
    share: 60,
    sbatch: [],
    attempts: 3,
    poll: 10,
    // A network file system may hide a new file for this long from a client that looked for it before (NFS: acdirmax).
    settle: 60,
    interrupt: 'leave',
  };
  return Object.assign({}, defaults, ...read) as SlurmSettings;
}

/** Seconds of a time in Slurm's format: minutes, minutes:seconds, hours:minutes:seconds, days-hours[:minutes[:seconds]]. */
export function parseTime(text: string): number | undefined {
  const match = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [days, ...parts] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const [first, second, third] = parts as [number, number | undefined, number | undefined];
  if (days !== undefined) return ((days * 24 + first) * 60 + (second ?? 0)) * 60 + (third ?? 0);
  if (third !== undefined) return (first * 60 + second!) * 60 + third;
  return first * 60 + (second ?? 0);
}

/** MiB of an amount in Slurm's format: a number of MiB, or a number followed by K, M, G or T. */
export function parseMemory(text: string): number | undefined {
  const match = /^(\d+)([KMGT]?)B?$/i.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  return Math.ceil(Number(match[1]) * 1024 ** ('KMGT'.indexOf(match[2].toUpperCase() || 'M') - 1));
}

/** Splits a text into words like a shell: at spaces outside quotes. */
function furtherWords(text: string, where: string): readonly string[] {
  const words = (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
  const own = words.find((word) => ownWords.test(word));
  if (own !== undefined) wrong(where, 'arguments that this executor does not set itself', own);
  return words;
}

function atLeast(least: number, text: string, where: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= least
    ? value
    : wrong(where, `a whole number of at least ${least}`, text);
}

function positive(text: string, where: string, most: number): number {
  const value = Number(text);
  if (value > 0 && value <= most) return value;
  return wrong(where, `a positive number of seconds${most < Number.POSITIVE_INFINITY ? ` up to ${most}` : ''}`, text);
}

function wrong(where: string, expected: string, got: string): never {
  throw new InputError(`${where}: expected ${expected}, got '${got}'`);
}
