import { basename, join, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import type { CompareOptions } from '../../compare/compare.ts';
import type { ComparisonRecord } from '../../output/comparison-record.ts';
import { count, executorNamed, setOption, setting, threadCount } from '../options.ts';
import { type CommandContext, type ExitCode, exitCodes, interruptible, type StopSignal } from '../terminal.ts';

/** `landau compare <scenario.yaml> --methods a,b`. `--json` prints a ComparisonRecord. */
export function compareCommand({ terminal, exit }: CommandContext) {
  return new Command('compare')
    .description('run one scenario by several methods and compare them with a reference and with each other')
    .argument('<scenario>', 'the scenario file')
    .requiredOption(
      '--methods <list>',
      'methods separated by commas, such as blob@400,blob@1600,spectral-grid@32: @ precedes the particles of each species or the nodes ' +
        'per axis; a label before a colon, such as mesh:blob@1600, allows several variants of one method',
    )
    .addOption(
      setOption().default(
        [] as readonly string[],
        'none; for the members of one label only: label:path=value, such as mesh:method.summation=mesh',
      ),
    )
    .addOption(
      new Option('--equal <what>', 'compare the methods at equal cost or at equal error').choices([
        'cost',
        'error',
      ] as const),
    )
    .addOption(
      new Option(
        '--reference <kind>',
        'compare the members with the solution by the Legendre method, computed first (for isotropic and axisymmetric initial data)',
      ).choices(['legendre'] as const),
    )
    .option(
      '--reference-method <member>',
      'the member to use as the reference, such as blob@6400 (default: the exact solution, else the reference of the scenario)',
    )
    .addOption(
      new Option('--error-at <when>', 'use the largest error of the run (always) or the error at its end')
        .choices(['always', 'end'] as const)
        .default('always' as const),
    )
    .option('--seeds <n>', 'runs of every member whose result depends on the seed', count('--seeds'), 1)
    .option('--step-error', 'also run every member with twice its time step, to estimate the error of the step')
    .option(
      '--output <directory>',
      'where the comparison is saved (default: runs/<name of the scenario file>-compared)',
    )
    .option('--overwrite', 'repeat finished runs; by default they are reused, and interrupted runs are resumed')
    .option('--executor <name>', 'the executor of the runs: local, or another from docs/studies.md', 'local')
    .option(
      '--workers <n>',
      'number of simultaneous runs; with more than 1 they slow each other down',
      count('--workers'),
      1,
    )
    .option('--option <name=value>', 'a setting of the executor; may be repeated', setting, {})
    .option('--force', 'run even if the estimate of memory or time of a member is too large')
    .option('--threads <n>', 'threads that share the pair sums of a run', threadCount, 1)
    .option('--json', 'print the comparison as JSON')
    .option('--no-report', 'do not write compare.html')
    .option('--quiet', 'show no progress')
    .action(async (file, options) => {
      const { planComparison } = await import('../../compare/plan.ts');
      const { compareMethods } = await import('../../compare/compare.ts');
      const { saveComparison } = await import('../../output/comparison-record.ts');
      const executor = await executorNamed(options.executor);
      const plan = planComparison(file, options.methods, [
        ...options.set,
        ...(options.reference === undefined ? [] : [`reference=${options.reference}`]),
      ]);
      if (!options.force) {
        const { refuseUnaffordable } = await import('../affordable.ts');
        for (const { scenario } of plan.members) refuseUnaffordable(file, scenario);
      }
      for (const { id, adaptations } of plan.members)
        for (const words of adaptations) terminal.err.write(`${id}: ${words}\n`);
      const directory = options.output ?? join('runs', `${basename(file).replace(/\.ya?ml$/, '')}-compared`);
      const { equal, errorAt, overwrite, referenceMethod, seeds, stepError, threads, workers, option } = options;
      const { createStudyProgress } = await import('../progress.ts');
      const bar = createStudyProgress(terminal.screen);
      const callbacks = {
        onProgress: bar.update,
        onRun: ({ name, number, members }: Begun) => bar.note(`${name} (${number} of ${members})`),
      };
      const promise = 'stopping when everything is saved; run the same command to continue';
      const { result, signal } = await interruptible(terminal, bar, promise, (stop) =>
        compareMethods(plan, {
          ...{ directory, file: resolve(file), executor, workers, settings: option, seeds, threads, errorAt },
          ...{ signal: stop, onNotice: bar.note },
          ...{ equal, overwrite, stepError, reference: referenceMethod, ...(options.quiet ? {} : callbacks) },
        }),
      );
      const { record, series, unfinished } = result;
      saveComparison(directory, record);
      const report = options.report ? await writePage(directory, record, series) : null;
      if (options.json) terminal.out.write(`${JSON.stringify(record, null, 2)}\n`);
      else
        terminal.out.write((await import('../compare-text.ts')).compareText(record, directory, report, terminal.out));
      if (unfinished > 0)
        terminal.err.write(
          `${directory}: ${unfinished === 1 ? '1 run has' : `${unfinished} runs have`} no result; run the same command to continue\n`,
        );
      exit(exitCode(record, unfinished, signal));
    });
}

/** A run that begins. */
type Begun = Parameters<NonNullable<CompareOptions['onRun']>>[0];

async function writePage(
  directory: string,
  record: ComparisonRecord,
  series: Parameters<typeof import('../../report/comparison/render-comparison.ts').renderComparison>[1],
): Promise<string> {
  const { renderComparison } = await import('../../report/comparison/render-comparison.ts');
  const { comparisonLayout } = await import('../../output/comparison-record.ts');
  const { writeFileAtomically } = await import('../../output/files.ts');
  const path = join(directory, comparisonLayout.report);
  writeFileAtomically(path, renderComparison(record, series));
  return path;
}

/** The exit code. A method that cannot solve the scenario is not a failure; a run that broke down or was killed is. */
function exitCode({ members }: ComparisonRecord, unfinished: number, signal: StopSignal | undefined): ExitCode {
  if (signal !== undefined) return exitCodes[signal];
  const isBroken = unfinished > 0 || members.some(({ status }) => status === 'failed');
  return isBroken ? exitCodes.brokeDown : exitCodes.success;
}
