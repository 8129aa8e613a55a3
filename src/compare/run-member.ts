import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isRunDirectory, layout } from '../output/layout.ts';
import { readDescription } from '../output/read-run.ts';
import { isComplete, type RunSummary } from '../output/run-record.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import { resumeRun, runScenario } from '../simulation/run.ts';
import type { RunOptions } from '../simulation/run-options.ts';

/** One run of a comparison, as plain data that can be sent to another process. */
export interface MemberTask {
  readonly directory: string;
  /** The text of the resolved scenario. */
  readonly scenario: string;
  /** The scenario's file, from which paths in it are relative. */
  readonly file: string;
  readonly threads: number;
}

/** How it ended; `refused` when the method does not suit the scenario, and nothing was written. */
export interface MemberEnd {
  readonly status: 'finished' | 'interrupted' | 'failed' | 'refused';
  readonly reason?: string;
  /** Whether anything was computed now. */
  readonly worked: boolean;
}

export type MemberWatch = Pick<RunOptions, 'onProgress' | 'signal'>;

export type RunMember = (task: MemberTask, watch: MemberWatch) => Promise<MemberEnd>;

/**
 * Brings the run in the task's directory to its end: begins it, goes on with it, or leaves it alone when it is finished or broke
 * down before. Throws InputError when the directory holds the run of another scenario.
 */
export const runMember: RunMember = async (task, watch) => {
  const { directory, scenario: text, file, threads } = task;
  const start = { directory, threads, ...watch };
  if (!isRunDirectory(directory)) return begin(() => runScenario(parseScenario(text, file), { ...start, file }));
  const { scenarioText, summary } = readDescription(directory);
  // In the order of keys in which a run keeps it.
  if (scenarioText !== scenarioToYaml(parseScenario(text, file)))
    throw new InputError(
      `${directory}: expected a run of the same scenario and settings, got one of others; choose another --output or --overwrite`,
    );
  if (isComplete(summary.status) || summary.status === 'failed') return { ...endOf(summary), worked: false };
  if (existsSync(join(directory, layout.checkpoint))) return { ...endOf(await resumeRun(start)), worked: true };
  return begin(() => runScenario(parseScenario(text, file), { ...start, file, overwrite: true }));
};

async function begin(run: () => Promise<RunSummary>): Promise<MemberEnd> {
  try {
    return { ...endOf(await run()), worked: true };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { status: 'refused', reason: error.problems.join('; '), worked: false };
  }
}

function endOf({ status, message }: RunSummary): Pick<MemberEnd, 'status' | 'reason'> {
  return {
    // What makes a run doubtful is among its warnings.
    status: isComplete(status) ? 'finished' : status === 'failed' ? 'failed' : 'interrupted',
    ...(message === undefined ? {} : { reason: message }),
  };
}
