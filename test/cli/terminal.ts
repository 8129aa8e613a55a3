import { Writable } from 'node:stream';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { StopSignal, Surroundings } from '../../src/cli/terminal.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command line in this process, with what it wrote. */
export function command(...words: readonly string[]): Promise<Outcome> {
  return run(words, () => () => {});
}

/** The same, where a signal comes as soon as something listens for it, or later, when the last argument says so. */
export function stoppedCommand(signal: StopSignal, ...given: readonly (string | (() => boolean))[]): Promise<Outcome> {
  const words = given.filter((each) => typeof each === 'string');
  const isTime = given.find((each) => typeof each === 'function') ?? (() => true);
  return run(words, (listener) => {
    let isOver = false;
    const poll = () => {
      if (isOver) return;
      if (isTime()) listener(signal);
      else setImmediate(poll);
    };
    poll();
    return () => {
      isOver = true;
    };
  });
}

async function run(words: readonly string[], onStop: Surroundings['onStop']): Promise<Outcome> {
  const out = sink();
  const err = sink();
  const code = await runCommandLine(words, {
    out: out.stream,
    err: err.stream,
    onStop,
    onEveryStop: () => () => {},
  });
  return { code, out: out.text(), err: err.text() };
}

/** A stream that keeps what is written to it. */
function sink(): { readonly stream: Writable; text(): string } {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
