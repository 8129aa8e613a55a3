import { legible } from './quoting.ts';

/**
 * The input cannot be used. Each problem is one complete line, `file:line:col path: expected ..., got ...`, with the
 * way out; line breaks in it become blanks, and control characters are written out. The command prints the lines, nothing else, and
 * exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly string[];

  /** `cause`: the RunError of a disk that refused what was to begin, which may be well again later. */
  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const lines = (typeof problems === 'string' ? [problems] : problems).map(inOneLine);
    super(lines.join('\n'), options);
    this.problems = lines;
  }
}

/**
 * A run broke down (NaN, a particle lost, no memory, no disk space): one line that says what happened, where and when.
 * What was computed before is kept. The command exits with 3.
 */
export class RunError extends Error {
  override readonly name = 'RunError';

  constructor(message: string, options?: ErrorOptions) {
    super(inOneLine(message), options);
  }
}

/** What to say where memory was refused, without the name of what asked for it; undefined for any other error. */
export function memoryProblem(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/cannot allocate wasm memory/i.test(message))
    return (
      'expected room in the address space for WebAssembly, which reserves 10 GB of addresses for each of its memories, ' +
      'got a limit; remove it with ulimit -v unlimited (the memory in use can be limited by a control group)'
    );
  if (error instanceof RangeError && /allocation failed|array length/i.test(message))
    return `expected as much memory as the run needs, got less (${message}); take fewer particles`;
  return undefined;
}

function inOneLine(text: string): string {
  return legible(text.replace(/[\t\n\r\u2028\u2029]+/g, ' '));
}
