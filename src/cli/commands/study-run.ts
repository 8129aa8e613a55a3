import { availableParallelism } from 'node:os';
import { Command, Option } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { isDirectory } from '../../core/presence.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { StudyRecord } from '../../output/study-record.ts';
import type { Executor } from '../../study/executor.ts';
import type { OpenStudy } from '../../study/open-study.ts';
import { attended } from '../attended.ts';
import { count, executorNamed, setting, studyDirectory } from '../options.ts';
import { type CommandContext, type ExitCode, exitCodes, type StopSignal, type Terminal } from '../terminal.ts';

/** `landau study run <study.yaml | directory>`: plans, runs what is unfinished, collects and reports. */
export function studyRunCommand({ terminal, exit }: CommandContext) {
  return new Command('run')
    .description('run all unfinished members of a study, then write its tables and its report')
    .argument('<study>', 'the study file, or the directory of a planned study')
    .option('--output <directory>', 'where the study is saved (default: runs/<name of the study file>)')
    .option('--executor <name>', 'the executor of the members: local, or another one of docs/studies.md', 'local')
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
        ? await (await import('../write-study-report.ts')).writeStudyReport(directory, record)
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

/** The directory of the study, planned now when a study file was given. */
async function planned(path: string, output: string | undefined): Promise<string> {
  if (isDirectory(path)) {
    if (output === undefined) return path;
    throw new InputError('landau study run: expected no --output beside the directory of a study, got one');
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

/** Runs the members with progress on `terminal.err`; the signal that stopped it, if one did. */
async function attend(
  terminal: Terminal,
  executor: Executor,
  study: OpenStudy,
  { workers, settings, quiet }: Attendance,
): Promise<StopSignal | undefined> {
  const { createStudyProgress } = await import('../progress.ts');
  const bar = createStudyProgress(terminal.screen);
  const onProgress = quiet ? {} : { onProgress: bar.update };
  const promise = 'stopping when everything is saved; once more ends the study at once';
  const { signal } = await attended(terminal, bar, promise, (stop) =>
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
