import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { packageVersion, programCommit } from './program.ts';
import type { ProgramIdentity } from './run-identity.ts';
import type { Provenance } from './run-record.ts';

/** What the caller knows of its own provenance. */
export type RunFacts = Pick<
  Provenance,
  'kernels' | 'threads' | 'seed' | 'scenarioFile' | 'methods' | 'settings' | 'inputs' | 'units'
>;

/** Adds to the facts of a run who runs it, on what and since when. Never throws. */
export function collectProvenance(facts: RunFacts): Provenance {
  return {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    cores: availableParallelism(),
    startedAt: new Date().toISOString(),
    ...facts,
  };
}

/** The program as far as it decides bits. */
export function programIdentity(kernels: string): ProgramIdentity {
  return {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    node: process.version,
    kernels,
  };
}
