import { legible } from './quoting.ts';

/**
 * The input cannot be used. Each problem is one complete line, `file:line:col path: expected ..., got ...`, with a
 * remedy. Line breaks in it become spaces, and control characters are escaped. The command prints only these lines and
 * exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly string[];

  /** `cause`: the RunError of a disk that refused to begin a run; a later attempt may succeed. */
  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const lines = (typeof problems === 'string' ? [problems] : problems).map(inOneLine);
    super(lines.join('\n'), options);
    this.problems = lines;
  }
}

/**
 * A run broke down (NaN, a particle lost, no memory, no disk space). The message is one line with the cause, the place and the time.
 * Earlier results are kept. The command exits with 3.
 */
export class RunError extends Error {
  override readonly name = 'RunError';

  constructor(message: string, options?: ErrorOptions) {
    super(inOneLine(message), options);
  }
}

/** The message for a failed memory allocation, without the name of the requester; undefined for any other error. */
export function memoryProblem(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/cannot allocate wasm memory/i.test(message))
    return (
      'expected enough address space for WebAssembly, which reserves 10 GB of addresses for each of its memories, ' +
      'got a limit; remove it with ulimit -v unlimited (the memory in use can be limited by a control group)'
    );
  if (error instanceof RangeError && /allocation failed|array length/i.test(message))
    return `expected enough memory for the run, got less (${message}); take fewer particles`;
  return undefined;
}

function inOneLine(text: string): string {
  return legible(text.replace(/[\t\n\r\u2028\u2029]+/g, ' '));
}
