import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Command, Option } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { isDirectory, isThere } from '../../core/file-system.ts';
import { comparisonLayout } from '../../output/comparison-record.ts';
import { isRunDirectory, layout } from '../../output/layout.ts';
import type { CommandContext } from '../terminal.ts';

/** The port that is tried first if none is given. */
const USUAL_PORT = 8137;

/** `landau view [directory]` serves the pages below a directory until a signal stops it. */
export function viewCommand({ terminal }: CommandContext) {
  return new Command('view')
    .description('list the runs, studies and comparisons below a directory in the browser, and follow running ones')
    .argument('[directory]', 'the directory to list; the directory of a run opens its page', 'runs')
    .option('--port <n>', `the port on this machine (default: ${USUAL_PORT}, or any free one)`, portNumber)
    .option('--no-open', 'only print the address')
    .addOption(new Option('--idle <seconds>', 'stop after this time without visitors').argParser(Number).hideHelp())
    .action(async (directory, { port, open, idle }) => {
      const root = resolve(directory);
      if (!isDirectory(root))
        throw new InputError(`${directory}: expected a directory with runs, got none; give the --output of a run`);
      const { servePages } = await import('../../report/view/server.ts');
      const server = await servePages(root, port ?? USUAL_PORT).catch((cause) => {
        if (port !== undefined) throw cause;
        return servePages(root, 0);
      });
      terminal.out.write(`${server.address}\n`);
      if (open) await openBrowser(server.address);
      await new Promise<void>((done) => {
        terminal.onStop(() => done());
        if (idle === undefined) return;
        const watch = setInterval(() => {
          if (Date.now() - server.lastUse < 1000 * idle) return;
          clearInterval(watch);
          done();
        }, 1000);
      });
      await server.close();
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '') return port;
  throw new InputError(`--port: expected an integer from 0 to 65535, got ${text}`);
}

/** `landau open <directory>` opens the stored page of a run, a study or a comparison. */
export function openCommand({ terminal }: CommandContext) {
  return new Command('open')
    .description('open the page of a run, a study or a comparison in the browser')
    .argument('<directory>', 'the directory of a run, a study or a comparison')
    .action(async (directory) => {
      const stored = [layout.report, comparisonLayout.report]
        .map((name) => join(directory, name))
        .find((path) => isThere(path));
      if (stored === undefined && !isRunDirectory(directory))
        throw new InputError(`${directory}: expected a directory with a page, got none; give the --output of a run`);
      const path = stored ?? (await (await import('../reports.ts')).writeReport(directory));
      await openPage(path, terminal.out);
    });
}

/** Opens a page in the browser and prints its path. */
export async function openPage(path: string, out: NodeJS.WritableStream): Promise<void> {
  out.write(`${path}\n`);
  if (!(await openBrowser(pathToFileURL(path).href)))
    out.write('No browser could be started; open the file yourself.\n');
}

/** Opens an address or a file with BROWSER, if it is set, or the default browser. Returns whether the browser could be started. */
async function openBrowser(address: string): Promise<boolean> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const [command, ...words] = opener(address);
  return new Promise((done) => {
    const child = spawn(command, words, { detached: true, stdio: 'ignore' });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
}

function opener(address: string): readonly [string, ...string[]] {
  const own = process.env.BROWSER;
  if (own !== undefined && own !== '') return [own, address];
  if (process.platform === 'darwin') return ['open', address];
  // `start` interprets its first quoted word as a title.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', address];
  return ['xdg-open', address];
}
