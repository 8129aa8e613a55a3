import { InputError } from '../../../core/errors.ts';

/** What may be said about the jobs of a study, all of it optional: `landau study run --executor slurm --option name=value`. */
export interface SlurmSettings {
  /** sbatch --partition; the cluster's default without it. */
  readonly partition?: string;
  /** sbatch --account. */
  readonly account?: string;
  /** Wall time of a task in seconds, `time=[days-]hours:minutes:seconds`; otherwise from the estimates. */
  readonly seconds?: number;
  /** Memory of a task in MiB, `mem=2G`; otherwise from the estimates. */
  readonly mebibytes?: number;
  /** Members share a task, one after the other, while their estimates together stay below so many seconds. */
  readonly share: number;
  /** How many tasks of an array may run at a time. */
  readonly limit?: number;
  /** Further words for sbatch. */
  readonly sbatch: readonly string[];
  /** How often a member may be lost before it is given up. */
  readonly attempts: number;
  /** Seconds between two looks at the queue. */
  readonly poll: number;
  /** Seconds after which a task that left the queue without a result counts as lost. */
  readonly settle: number;
  /** What becomes of the jobs when the command is interrupted. */
  readonly interrupt: 'leave' | 'cancel';
}

/** The words that sbatch gets from here, and that would break the bookkeeping if they came from elsewhere too. */
const ownWords = /^(--(array|job-name|output|error|chdir|parsable|wait|wrap|signal|open-mode|hold)\b|-[aJoeDWH])/;

/** Seconds. Results wait no longer than that for the next look at the queue. */
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

/** Throws InputError for a name that is not a setting and for a value that is none of its values. */
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
    // A task is worth the second or two that Slurm takes to start one.
    share: 60,
    sbatch: [],
    attempts: 3,
    poll: 10,
    // As long as a network file system may hide a new file from those who looked for it before (NFS: acdirmax).
    settle: 60,
    interrupt: 'leave',
  };
  return Object.assign({}, defaults, ...read) as SlurmSettings;
}

/** Seconds of a time as Slurm writes it: minutes, minutes:seconds, hours:minutes:seconds, days-hours[:minutes[:seconds]]. */
export function parseTime(text: string): number | undefined {
  const match = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [days, ...parts] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const [first, second, third] = parts as [number, number | undefined, number | undefined];
  if (days !== undefined) return ((days * 24 + first) * 60 + (second ?? 0)) * 60 + (third ?? 0);
  if (third !== undefined) return (first * 60 + second!) * 60 + third;
  return first * 60 + (second ?? 0);
}

/** MiB of an amount as Slurm writes it: a number of MiB, or one followed by K, M, G or T. */
export function parseMemory(text: string): number | undefined {
  const match = /^(\d+)([KMGT]?)B?$/i.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  return Math.ceil(Number(match[1]) * 1024 ** ('KMGT'.indexOf(match[2].toUpperCase() || 'M') - 1));
}

/** Words as a shell takes them apart: at spaces outside quotes. */
function furtherWords(text: string, where: string): readonly string[] {
  const words = (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
  const own = words.find((word) => ownWords.test(word));
  if (own !== undefined) wrong(where, 'words that this executor does not give to sbatch itself', own);
  return words;
}

function atLeast(least: number, text: string, where: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= least ? value : wrong(where, `a whole number from ${least} on`, text);
}

function positive(text: string, where: string, most: number): number {
  const value = Number(text);
  if (value > 0 && value <= most) return value;
  return wrong(where, `a positive number of seconds${most < Number.POSITIVE_INFINITY ? ` up to ${most}` : ''}`, text);
}

function wrong(where: string, expected: string, got: string): never {
  throw new InputError(`${where}: expected ${expected}, got '${got}'`);
}
