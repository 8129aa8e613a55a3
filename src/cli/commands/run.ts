import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, Option } from '@commander-js/extra-typings';
import { InputError, RunError } from '../../core/errors.ts';
import { isDirectory } from '../../core/file-system.ts';
import { shellWord } from '../../core/quoting.ts';
import { refuseNoRun } from '../../output/layout.ts';
import type { RunSummary } from '../../output/run-record.ts';
import type { Progress, RunOptions } from '../../simulation/run.ts';
import { duration, scenarioOf, setOption, threadCount } from '../options.ts';
import {
  type CommandContext,
  type ExitCode,
  exitCodes,
  type Interruptible,
  interruptible,
  type StopSignal,
  sayPage,
  type Terminal,
} from '../terminal.ts';

/** `landau run <scenario.yaml>` and `landau run --resume <directory>`. `--json` prints a RunOutcome. */
export function runCommand({ terminal, exit }: CommandContext) {
  const notWithResume = ['set', 'output', 'overwrite', 'force', 'fastFma'];
  return new Command('run')
    .description('run a scenario, or resume a run')
    .argument('[scenario]', 'the scenario file')
    .addOption(setOption())
    .option('--output <directory>', 'where the run is saved (default: runs/<name of the scenario file>)')
    .option('--overwrite', 'replace an existing run')
    .addOption(new Option('--resume <directory>', 'resume an interrupted run').conflicts(notWithResume))
    .option(
      '--max-time <duration>',
      'save a checkpoint and stop before this time limit, such as 3h50m, 90m or 45s',
      duration,
    )
    .option('--accept-changes', 'with --resume: continue even if the program or the files of the run have changed')
    .option('--force', 'run even if the estimate of memory or time is too large')
    .option(
      '--threads <n>',
      'threads that share the pair sums; results are bitwise identical for any number',
      threadCount,
      1,
    )
    .option(
      '--fast-fma',
      'use kernels with fused multiply-add if the engine has them: faster pair sums, different last bits',
    )
    .addOption(
      new Option('--allow <what>', 'do not exit with code 4 when a watchdog finds the results doubtful').choices([
        'doubtful',
      ] as const),
    )
    .option('--json', 'print the outcome as JSON')
    .option('--profile', 'print where the time was spent')
    .option('--no-report', 'do not write report.html')
    .option('--quiet', 'show no progress')
    .option('--open', 'open the page in the browser at the end')
    .option('--live', 'open the page in the browser at the start and follow the run')
    .action(async (file, options) => {
      if (options.fastFma && !(await import('../../kernels/wasm.ts')).canFuse())
        terminal.err.write(
          '--fast-fma: this engine has no fused multiply-add for WebAssembly; the run continues without it\n',
        );
      const start =
        options.resume === undefined ? await begin(file, options) : await resume(file, options.resume, options);
      const limit =
        options.maxTime === undefined ? {} : { maxSeconds: Math.max(0, options.maxTime - process.uptime()) };
      const { result: summary, signal } = await attend(terminal, start, options, limit);
      const { directory } = start;
      const { runOutcome } = await import('../run-text.ts');
      const { readSeries } = await import('../../output/series.ts');
      const page = options.report ? await pageOf(directory) : null;
      const report = page instanceof RunError ? null : page;
      const outcome = runOutcome(directory, report, summary, readSeries(directory));
      if (options.json) terminal.out.write(`${JSON.stringify(outcome, null, 2)}\n`);
      else terminal.out.write((await import('../run-text.ts')).runText(outcome, terminal.out));
      if (options.profile && !options.json)
        terminal.out.write((await import('../run-text.ts')).profileText(summary.profile ?? [], terminal.out));
      if (options.open && report !== null) await (await import('./view.ts')).openPage(report, terminal.err);
      if (summary.status === 'failed') terminal.err.write(`${directory}: ${summary.message}\n`);
      if (page instanceof RunError) throw page;
      exit(exitCode(summary, signal, options.allow === 'doubtful'));
    });
}

/** Writes the page of the run and returns its path, or the RunError of a failed write, so that the outcome can still be printed. */
async function pageOf(directory: string): Promise<string | RunError> {
  const { writeReport } = await import('../reports.ts');
  try {
    return await writeReport(directory);
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
}

interface Start {
  readonly directory: string;
  run(watch: Pick<RunOptions, 'onProgress' | 'onWarning' | 'signal' | 'maxSeconds'>): Promise<RunSummary>;
}

interface BeginOptions {
  readonly set: readonly string[];
  readonly output?: string | undefined;
  readonly overwrite?: true | undefined;
  readonly force?: true | undefined;
  readonly threads: number;
  readonly fastFma?: true | undefined;
  readonly acceptChanges?: true | undefined;
}

async function begin(file: string | undefined, options: BeginOptions): Promise<Start> {
  if (options.acceptChanges)
    throw new InputError('landau run --accept-changes: expected --resume <directory> with it, got none');
  if (file === undefined)
    throw new InputError('landau run: expected a scenario file or --resume <directory>, got neither; see landau list');
  if (isDirectory(file))
    throw new InputError(
      `${file}: expected a scenario file, got a directory; resume the run in it with landau run --resume ${shellWord(file)}`,
    );
  const { set, output, overwrite = false, force = false, threads, fastFma = false } = options;
  const scenario = await scenarioOf(file, set);
  if (!force) (await import('../affordable.ts')).refuseUnaffordable(file, scenario);
  const { runScenario } = await import('../../simulation/run.ts');
  if (output === '')
    throw new InputError("--output: expected the name of a directory, got ''; leave it out for the default");
  const directory = output ?? join('runs', basename(file).replace(/\.ya?ml$/, ''));
  // The run stores the absolute path of its scenario, so that it can be resumed from any directory.
  const path = resolve(file);
  const begun = { directory, overwrite, file: path, threads, fastFma };
  return { directory, run: (watch) => runScenario(scenario, { ...begun, ...watch }) };
}

async function resume(
  file: string | undefined,
  directory: string,
  { threads, acceptChanges }: Pick<BeginOptions, 'threads' | 'acceptChanges'>,
): Promise<Start> {
  if (file !== undefined)
    throw new InputError(`landau run --resume: expected no scenario, because the run has its own, got ${file}`);
  refuseNoRun(directory);
  const { resumeRun } = await import('../../simulation/run.ts');
  return {
    directory,
    run: (watch) => resumeRun({ directory, threads, acceptChanges: acceptChanges === true, ...watch }),
  };
}

/** Runs it with progress on `terminal.err`, until it ends or a signal stops it. */
async function attend(
  terminal: Terminal,
  start: Start,
  { quiet = false, live = false }: { readonly quiet?: boolean | undefined; readonly live?: boolean | undefined },
  limit: Pick<RunOptions, 'maxSeconds'>,
): Promise<Interruptible<RunSummary>> {
  const { createRunProgress } = await import('../progress.ts');
  const bar = createRunProgress(terminal.screen);
  let seen = !live;
  const onProgress = {
    onProgress(now: Progress) {
      // The directory exists at the first progress.
      if (!seen) viewApart(start.directory);
      seen = true;
      if (!quiet) bar.update(now);
    },
  };
  const onWarning = (message: string) => terminal.err.write(`${start.directory}: warning: ${message}\n`);
  const promise = 'saving a checkpoint after this step; a second signal ends the run at once';
  return interruptible(terminal, bar, promise, (signal) => start.run({ ...onProgress, ...limit, onWarning, signal }));
}

/** Shows the run in the browser by a separate process, which ends after a minute without visitors. */
function viewApart(directory: string): void {
  const program = fileURLToPath(new URL('../../command/main.js', import.meta.url));
  const { spawn } = process.getBuiltinModule('node:child_process');
  spawn(process.execPath, [program, 'view', directory, '--idle', '60'], { detached: true, stdio: 'ignore' }).unref();
}

function exitCode({ status, verdicts }: RunSummary, signal: StopSignal | undefined, allowed = false): ExitCode {
  if (status === 'failed') return exitCodes.brokeDown;
  if (status === 'interrupted') return signal === undefined ? exitCodes.timeLimit : exitCodes[signal];
  if (status === 'doubtful' && !allowed) return exitCodes.doubtful;
  return verdicts.every(({ passed }) => passed) ? exitCodes.success : exitCodes.expectationFailed;
}

/** `landau report <directory>` renders the report of a run again from its saved data and prints its path. */
export function reportCommand({ terminal }: CommandContext) {
  return new Command('report')
    .description('write the report of a run again from its saved data')
    .argument('<directory>', 'the directory of a run, finished or not')
    .action(async (directory) => {
      refuseNoRun(directory);
      const { writeReport } = await import('../reports.ts');
      await sayPage(terminal, await writeReport(directory), directory);
    });
}
