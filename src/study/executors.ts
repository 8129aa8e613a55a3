import type { Executor } from './executor.ts';
import { localExecutor } from './executors/local.ts';
import { slurmExecutor } from './executors/slurm.ts';

/** Every executor. A new one is a file in executors/ and a line here. */
export const executors: readonly Executor[] = [localExecutor(), slurmExecutor()];
