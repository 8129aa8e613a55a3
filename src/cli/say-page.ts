import { shellWord } from '../core/shell-word.ts';
import type { Terminal } from './terminal.ts';

/** A page that was written: its path among the results, as a script takes it; for people its address, and how to open it. */
export async function sayPage({ out, err }: Terminal, path: string, directory: string): Promise<void> {
  const { fileAddress, formatFacts } = await import('./texts.ts');
  out.write(`${path}\n`);
  err.write(
    formatFacts([
      ['page', fileAddress(path)],
      ['next', `landau open ${shellWord(directory)}`],
    ]),
  );
}
