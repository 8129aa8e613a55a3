/** One command line in this process: its exit code and what it printed. */
export function command(
  program: object,
  words: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
