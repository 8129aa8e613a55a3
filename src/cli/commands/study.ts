import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Command, Option } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { isDirectory } from '../../core/file-system.ts';
import { shellWord } from '../../core/quoting.ts';
import type { StudyRecord } from '../../output/study-record.ts';
import { readText } from '../../scenario/read-text.ts';
import type { Progress } from '../../simulation/run.ts';
import type { Executor } from '../../study/executor.ts';
import type { MemberOutcome, MemberProgress } from '../../study/member.ts';
import type { OpenStudy } from '../../study/open-study.ts';
import { count, executorNamed, setting, studyDirectory } from '../options.ts';
import {
  type CommandContext,
  type ExitCode,
  exitCodes,
  interruptible,
  type StopSignal,
  sayPage,
  type Terminal,
} from '../terminal.ts';

/** `landau study`: one scenario over a grid of parameter values, measured, fitted and compared with claims. */
export function studyCommand(context: CommandContext) {
  const command = new Command('study').description(
    'run a scenario over a grid of parameter values: convergence orders, noise over seeds, extrapolations',
  );
  for (const create of [studyPlanCommand, studyRunCommand, studyStatusCommand, studyCollectCommand, studyReportCommand])
    command.addCommand(create(context));
  // For executors; described in docs/studies.md.
  command.addCommand(studyMemberCommand(context), { hidden: true });
  // Output and exit of a subcommand are set when it is called, because its parent gets its own only after its creation.
  return command.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}

/** `landau study collect <directory>` writes the tables of the finished members. `--json` prints a StudyRecord. */
function studyCollectCommand({ terminal }: CommandContext) {
  return new Command('collect')
    .description('write the tables of a study from the results of its members: CSV, netCDF')
    .argument('<directory>', 'the directory of a study')
    .option('--json', 'print the record of the study as JSON')
    .action(async (directory, { json }) => {
      const { openStudy } = await import('../../study/open-study.ts');
      const { writeCollection } = await import('../../study/write-collection.ts');
      const record = await writeCollection(openStudy(directory));
      if (json) terminal.out.write(`${JSON.stringify(record, null, 2)}\n`);
      else terminal.out.write((await import('../study-text.ts')).recordText(record, directory, terminal.out));
    });
}

/** Exit codes for executors: finished, failed with a stored result, or interrupted with a checkpoint. */
const memberCodes: Readonly<Record<MemberOutcome, ExitCode>> = {
  finished: exitCodes.success,
  failed: exitCodes.expectationFailed,
  interrupted: exitCodes.brokeDown,
};

/** `landau study member <directory> <ids...>` runs or resumes members one after the other in this process, for executors. */
function studyMemberCommand({ terminal, exit }: CommandContext) {
  return new Command('member')
    .description('run or resume one member of a study: exit code 0 finished, 1 failed, 3 interrupted with a checkpoint')
    .argument('<directory>', 'the directory of a study')
    .argument('<ids...>', 'the id of the member; several are run one after the other')
    .action(async (directory, ids) => {
      const { runMember } = await import('../../study/member.ts');
      const { openStudy } = await import('../../study/open-study.ts');
      const stop = new AbortController();
      // Further signals are ignored: an executor may send one in addition to the terminal's.
      const listener = () => stop.abort();
      const ignoreSignals = terminal.onEveryStop(listener);
      // The channel closes when the executor dies; some executors have no channel.
      process.on('disconnect', listener);
      process.channel?.unref();
      if (process.connected === false) stop.abort();
      try {
        const { plan } = openStudy(directory);
        let worst: ExitCode = exitCodes.success;
        for (const id of ids) {
          const outcome = await runMember(directory, id, {
            ...{ plan, signal: stop.signal, onProgress: reporter(id) },
            apart: ids.length === 1,
          });
          terminal.out.write(`${id} ${outcome}\n`);
          if (outcome !== 'finished') worst = memberCodes[outcome];
          if (outcome === 'interrupted') break;
        }
        exit(worst);
      } finally {
        ignoreSignals();
        process.off('disconnect', listener);
      }
    });
}

/** Milliseconds between two messages about a member. */
const interval = 500;

/** Returns a function that sends the progress of a member to the executor, if there is a channel. */
function reporter(id: string): (progress: Progress) => void {
  let reported = performance.now();
  return ({ t, start, until }) => {
    if (!process.connected || performance.now() - reported < interval) return;
    reported = performance.now();
    process.send?.({ id, part: (t - start) / (until - start) } satisfies MemberProgress);
  };
}

/** `landau study plan <study.yaml>` checks every member and writes the plan. `--json` prints the Plan. */
function studyPlanCommand({ terminal }: CommandContext) {
  return new Command('plan')
    .description('check every member of a study and write its plan, without running it')
    .argument('<study>', 'the study file')
    .option('--output <directory>', 'where the study is saved (default: runs/<name of the study file>)')
    .option('--json', 'print the plan as JSON')
    .action(async (file, { output, json }) => {
      readText(file, 'study');
      const { planStudy } = await import('../../study/plan.ts');
      const directory = studyDirectory(file, output);
      const plan = planStudy(file, directory);
      if (json) terminal.out.write(`${JSON.stringify(plan, null, 2)}\n`);
      else {
        const { openStudy } = await import('../../study/open-study.ts');
        terminal.out.write((await import('../study-text.ts')).planText(openStudy(directory), directory));
      }
    });
}

/** `landau study report <directory>` collects the results, renders the report and prints its path. */
function studyReportCommand({ terminal }: CommandContext) {
  return new Command('report')
    .description('write the tables and the report of a study from the results of its members: HTML, LaTeX')
    .argument('<directory>', 'the directory of a study')
    .option('--markdown <file>', 'also write the tables as Markdown')
    .action(async (directory, { markdown }) => {
      const { openStudy } = await import('../../study/open-study.ts');
      const { writeCollection } = await import('../../study/write-collection.ts');
      const { writeStudyReport } = await import('../reports.ts');
      const record = await writeCollection(openStudy(directory));
      await sayPage(terminal, await writeStudyReport(directory, record, markdown), directory);
    });
}

/** `landau study status <directory>` prints which members have a result; `--json` prints the status of every member. */
function studyStatusCommand({ terminal }: CommandContext) {
  return new Command('status')
    .description('show which members of a study are finished')
    .argument('<directory>', 'the directory of a study')
    .option('--json', 'print id, axes, seed, estimate and status of every member as JSON')
    .action(async (directory, { json }) => {
      const { openStudy } = await import('../../study/open-study.ts');
      const { readResult } = await import('../../study/result.ts');
      const study = openStudy(directory);
      const statusOf = (id: string) => readResult(study.directory, id)?.status ?? 'missing';
      if (json) {
        const members = study.plan.members.map((member) => ({ ...member, status: statusOf(member.id) }));
        terminal.out.write(`${JSON.stringify(members, null, 2)}\n`);
      } else terminal.out.write((await import('../study-text.ts')).statusText(study, directory));
    });
}

/** `landau study run <study.yaml | directory>` plans the study, runs its unfinished members, collects and reports. */
function studyRunCommand({ terminal, exit }: CommandContext) {
  return new Command('run')
    .description('run all unfinished members of a study, then write its tables and its report')
    .argument('<study>', 'the study file, or the directory of a planned study')
    .option('--output <directory>', 'where the study is saved (default: runs/<name of the study file>)')
    .option('--executor <name>', 'the executor of the members: local, or another from docs/studies.md', 'local')
    .option('--workers <n>', 'number of members to run at a time (default: one per core)', count('--workers'))
    .option('--option <name=value>', 'a setting of the executor; may be repeated', setting, {})
    .option('--retry', 'run failed members again')
    .addOption(
      new Option('--allow <what>', 'do not exit with code 4 when watchdogs find members doubtful').choices([
        'doubtful',
      ] as const),
    )
    .option('--no-report', 'do not write report.html')
    .option('--json', 'print the record of the study as JSON')
    .option('--quiet', 'show no progress')
    .action(async (path, options) => {
      const executor = await executorNamed(options.executor);
      const directory = await planned(path, options.output);
      const { forgetResults, openStudy } = await import('../../study/open-study.ts');
      const study = openStudy(directory);
      if (options.retry) forgetResults(study, ({ status }) => status === 'failed');
      const { workers = availableParallelism(), option: settings } = options;
      const signal = await attend(terminal, executor, study, { workers, settings, quiet: options.quiet === true });
      const { writeCollection } = await import('../../study/write-collection.ts');
      const record = await writeCollection(study);
      const report = options.report
        ? await (await import('../reports.ts')).writeStudyReport(directory, record)
        : undefined;
      if (options.json) terminal.out.write(`${JSON.stringify(record, null, 2)}\n`);
      else {
        const { recordText } = await import('../study-text.ts');
        terminal.out.write(recordText(record, directory, terminal.out, report));
      }
      const missing = study.unfinished().length;
      if (missing > 0)
        terminal.err.write(
          `${directory}: ${missing} of ${study.members.length} members have no result; continue with: landau study run ${shellWord(directory)}\n`,
        );
      const doubtful = record.members.filter((member) => member.doubtful !== undefined);
      for (const { id, doubtful: words } of doubtful) terminal.err.write(`${directory}: ${id} is doubtful: ${words}\n`);
      exit(exitCode(record, signal, options.allow === 'doubtful'));
    });
}

/** Returns the directory of the study. Plans the study if a study file was given. */
async function planned(path: string, output: string | undefined): Promise<string> {
  if (isDirectory(path)) {
    if (output === undefined) return path;
    throw new InputError('landau study run: expected no --output with the directory of a study, got one');
  }
  const { planStudy } = await import('../../study/plan.ts');
  const directory = studyDirectory(path, output);
  planStudy(path, directory);
  return directory;
}

interface Attendance {
  readonly workers: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly quiet: boolean;
}

/** Runs the members with progress on `terminal.err`. Returns the signal that stopped it, if any. */
async function attend(
  terminal: Terminal,
  executor: Executor,
  study: OpenStudy,
  { workers, settings, quiet }: Attendance,
): Promise<StopSignal | undefined> {
  const { createStudyProgress } = await import('../progress.ts');
  const bar = createStudyProgress(terminal.screen);
  const onProgress = quiet ? {} : { onProgress: bar.update };
  const promise = 'stopping when everything is saved; a second signal ends the study at once';
  const { signal } = await interruptible(terminal, bar, promise, (stop) =>
    executor.run(study, { workers, settings, signal: stop, onNotice: bar.note, ...onProgress }),
  );
  return signal;
}

function exitCode({ members, verdicts }: StudyRecord, signal: StopSignal | undefined, allowed: boolean): ExitCode {
  if (signal !== undefined) return exitCodes[signal];
  if (members.some(({ status }) => status !== 'finished')) return exitCodes.brokeDown;
  if (!allowed && members.some(({ doubtful }) => doubtful !== undefined)) return exitCodes.doubtful;
  return verdicts.every(({ passed }) => passed) ? exitCodes.success : exitCodes.expectationFailed;
}
