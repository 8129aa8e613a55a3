import process from 'node:process';
import type { Writable } from 'node:stream';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { InputError, memoryProblem, RunError } from '../core/errors.ts';
import { legible } from '../core/quoting.ts';
import { withHdf5 } from '../output/hdf5.ts';
import { packageVersion } from '../output/provenance.ts';
import { completeCommand } from './commands/completion.ts';
import { commands } from './commands.ts';
import { type CommandContext, type ExitCode, exitCodes, type Surroundings } from './terminal.ts';

/**
 * Runs one command line (without `node` and the name of the program) and returns its exit code. Never throws: each problem
 * is one line on `err`. Control characters from any file are written as escapes.
 */
export async function runCommandLine(words: readonly string[], around: Surroundings): Promise<ExitCode> {
  const terminal = { ...around, out: legibleStream(around.out), err: legibleStream(around.err), screen: around.err };
  let exitCode: ExitCode = exitCodes.success;
  const create = (): Command => {
    const context: CommandContext = {
      terminal,
      program: () => program,
      exit(code) {
        exitCode = code;
      },
    };
    const program = createProgram(context, words[0] ?? '');
    return program;
  };
  try {
    // Commands read all files that a scenario names before they write anything.
    await withHdf5(() => create().parseAsync(words, { from: 'user' }));
    return exitCode;
  } catch (error) {
    // The parser has already written its message, or the requested help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badInput;
    const { lines, code } = explain(error);
    for (const line of lines) terminal.err.write(`${line}\n`);
    return code;
  }
}

/** Returns the stream with all written text made legible. Colours are kept if it is a terminal. */
function legibleStream(stream: Writable): Writable {
  const styles = (stream as Partial<NodeJS.WriteStream>).isTTY === true ? style : /(?!)/;
  const write = (text: string) =>
    stream.write(
      text
        .split(styles)
        .map((part, k) => (k % 2 === 0 ? legible(part) : part))
        .join(''),
    );
  return new Proxy(stream, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Select graphic rendition (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence begins with one
const style = /(\u001b\[[\d;]*m)/;

/** Returns the program with only the command of this name, or with all commands if there is no such name. */
function createProgram(context: CommandContext, name: string): Command {
  const { out, err } = context.terminal;
  const program = new Command('landau')
    .usage('<command> [arguments]')
    .description(
      'Simulates the spatially homogeneous multi-species Landau collision system with particles that conserve ' +
        'momentum and energy, and measures its entropy and Fisher information.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or the help of a command')
    .helpCommand('help [command]', 'print this help, or the help of a command')
    .addHelpText('after', closingHelp)
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      outputError: (text, write) => write(oneLine(text)),
    })
    .exitOverride();
  const wanted = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  for (const create of wanted) program.addCommand(create(context).copyInheritedSettings(program));
  program.addCommand(completeCommand(context).copyInheritedSettings(program), { hidden: true });
  return program;
}

const closingHelp = `
Start with a scenario that comes with the program:
  $ landau init my.yaml
  $ landau list scenarios
  $ landau check scenarios/bkw-two-species-2d-maxwell.yaml
  $ landau run scenarios/bkw-two-species-2d-maxwell.yaml --set time.step=0.05

Exit codes:
  ${exitCodes.success}    done; every expectation of the scenario holds
  ${exitCodes.expectationFailed}    the run finished, but an expectation failed
  ${exitCodes.badInput}    bad input: nothing was done
  ${exitCodes.brokeDown}    the run broke down, or a file could not be written: earlier results are kept
  ${exitCodes.doubtful}    the run finished, but a watchdog makes its results doubtful; 0 with --allow doubtful
  ${exitCodes.internalError}   internal error
  ${exitCodes.outputLost}   the results could not be printed; they are saved in files
  ${exitCodes.timeLimit}   stopped by --max-time: continue with landau run --resume <directory>
  ${exitCodes.SIGINT}  interrupted by SIGINT, with a checkpoint; also ${exitCodes.SIGHUP} SIGHUP, ${exitCodes.SIGUSR1} SIGUSR1, ${exitCodes.SIGUSR2} SIGUSR2, ${exitCodes.SIGTERM} SIGTERM, ${exitCodes.SIGXCPU} SIGXCPU`;

/** Joins the message of the argument parser and its suggestion, which are two lines, into one line. */
function oneLine(text: string): string {
  const [problem, suggestion] = text.trim().split('\n');
  const wayOut = suggestion === undefined ? 'see landau help' : suggestion.replace(/^\(D(.*)\)$/, 'd$1');
  return `landau: ${problem.replace(/^error: /, '')}; ${wayOut}\n`;
}

function explain(error: unknown): { readonly lines: readonly string[]; readonly code: ExitCode } {
  if (error instanceof InputError) return { lines: firstOf(error.problems), code: exitCodes.badInput };
  if (error instanceof RunError) return { lines: [error.message], code: exitCodes.brokeDown };
  const memory = memoryProblem(error);
  if (memory !== undefined) return { lines: [`memory: ${memory}`], code: exitCodes.brokeDown };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    lines: [
      `internal error: ${message.replace(/\s+/g, ' ')} (please report; set LANDAU_DEBUG=1 for the stack)`,
      ...(process.env.LANDAU_DEBUG === '1' && stack !== undefined ? [stack] : []),
    ],
    code: exitCodes.internalError,
  };
}

/** Maximum number of problems printed at a time. */
const mostProblems = 50;

function firstOf(problems: readonly string[]): readonly string[] {
  const rest = problems.length - mostProblems;
  return rest > 0 ? [...problems.slice(0, mostProblems), `and ${rest} more problem${rest === 1 ? '' : 's'}`] : problems;
}
