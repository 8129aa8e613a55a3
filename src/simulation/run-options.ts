export interface Progress {
  readonly t: number;
  readonly start: number;
  readonly until: number;
  readonly steps: number;
  /** Wall time of this and all earlier sittings of the run. */
  readonly wallSeconds: number;
}

export interface RunOptions {
  /** Where the run directory is made. */
  readonly directory: string;
  /** Replace a run that is there. */
  readonly overwrite?: boolean;
  /** The scenario's file, from which paths in it are relative. */
  readonly file?: string;
  /** How many threads share the pair sums; the results are the same bits for any number. Default 1. */
  readonly threads?: number;
  /** Kernels with fused multiply-add where the engine has them; the provenance says whether it did. */
  readonly fastFma?: boolean;
  /** Called after every output, and between steps several times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called before the first step with each warning of the method; the run's events keep them too. */
  readonly onWarning?: (message: string) => void;
  /** Aborting it saves a checkpoint after the present step and ends the run with status `interrupted`. */
  readonly signal?: AbortSignal;
  /** Wall time in seconds after which the same happens, early enough for one more step and the checkpoint. */
  readonly maxSeconds?: number;
}

export interface ResumeOptions extends Omit<RunOptions, 'overwrite' | 'file' | 'fastFma'> {
  /** Go on although the program, the files that the scenario names, or what does not change the physics are others than before. */
  readonly acceptChanges?: boolean;
}
