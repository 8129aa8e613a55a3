import { createReadStream, realpathSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { isThere } from '../../core/file-system.ts';
import { comparisonLayout } from '../../output/comparison-record.ts';
import { layout } from '../../output/layout.ts';
import { readRun } from '../../output/read-run.ts';
import { html } from '../html.ts';
import { page } from '../page.ts';
import { renderReport } from '../render-report.ts';
import { followEvents } from './follow.ts';
import { describe, findAll, listingPage, placeOf } from './listing.ts';
import { mostOverlaid, overlaidRuns, overlayPage } from './overlay.ts';

/** A server of pages that only this machine can reach. */
export interface PageServer {
  /** `http://127.0.0.1:8137/` */
  readonly address: string;
  /** The time at which the last response ended, or now while one is being sent, in milliseconds. */
  readonly lastUse: number;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Serves the contents of `root` to browsers on this machine: a list, the pages of runs rendered from their current data, the stored pages
 * of studies and comparisons, and the files beside them. It never writes. A request is answered only if it names this server as
 * its host and does not come from another site, so that no web page can read through it under a host name of its own.
 * Throws InputError if the port is taken; port 0 selects any free port.
 */
export async function servePages(root: string, port: number): Promise<PageServer> {
  let lastUse = Date.now();
  let open = 0;
  const context: Context = { root: realpathSync(root), rendering: 0 };
  const server = createServer((request, response) => {
    open++;
    response.on('close', () => {
      open--;
      lastUse = Date.now();
    });
    answer(context, request, response).catch((cause: Error) => fail(response, 500, cause.message));
  });
  await listen(server, port);
  const own = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    address: `${own}/`,
    get lastUse() {
      return open > 0 ? Date.now() : lastUse;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Context {
  readonly root: string;
  /** Milliseconds that rendering the last page of a run took. */
  rendering: number;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, refuse) => {
    server.once('error', ({ message }) =>
      refuse(new InputError(`--port: expected a free port, got ${port} (${message}); omit it to use any free port`)),
    );
    server.listen(port, HOST, done);
  });
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!isOwn(request)) return fail(response, 403, 'This server only answers requests from its own machine.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return fail(response, 405, 'This server is read-only.');
  }
  const [path, query] = (request.url ?? '/').split('?', 2);
  const place = placeOf(context.root, path);
  if (place === undefined) return fail(response, 404, 'Page not found.');
  if (place.kind === 'file') return sendFile(place.path, place.bytes, response);
  // An address that begins with // names another server.
  if (!path.endsWith('/')) return redirect(response, `${path.replace(/^[/\\]+/, '/')}/`);
  await answerDirectory(context, place.path, query, response);
}

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
} as const;

/** Whether a request names this server as its host, and has no origin or comes from a page of this server. */
function isOwn({ headers: { host = '', origin }, socket }: IncomingMessage): boolean {
  const port = String(socket.localPort);
  const hosts = [`${HOST}:${port}`, `localhost:${port}`];
  return hosts.includes(host) && (origin === undefined || origin === `http://${host}`);
}

async function answerDirectory(
  context: Context,
  path: string,
  query: string | undefined,
  response: ServerResponse,
): Promise<void> {
  const here = describe(path);
  if (here === undefined) {
    const chosen = new URLSearchParams(query).getAll('run');
    if (chosen.length > 0) {
      const runs = overlaidRuns(context.root, chosen);
      if (runs === undefined) return fail(response, 404, `Choose at most ${mostOverlaid} runs from the list.`);
      return sendPage(response, overlayPage(runs));
    }
    return sendPage(response, listingPage(context.root, path, findAll(path)));
  }
  if (here.damage !== undefined) return fail(response, 500, here.damage);
  if (here.kind !== 'run') {
    const stored = here.kind === 'study' ? layout.report : comparisonLayout.report;
    if (!isThere(join(path, stored))) return fail(response, 404, `There is no ${stored} yet.`);
    return redirect(response, stored);
  }
  if (query === 'events') return followEvents(path, response, () => context.rendering);
  const record = await readRun(path);
  const begun = performance.now();
  const live = record.summary.status === 'running' ? { live: { events: '?events' } } : {};
  const text = renderReport(record, live);
  context.rendering = performance.now() - begun;
  sendPage(response, text);
}

function sendPage(response: ServerResponse, text: string, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** The security policy of stored pages, whose author is unknown: they can send nothing. */
const storedPolicy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
  '.jsonl': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.tex': 'text/plain; charset=utf-8',
};

function sendFile(path: string, bytes: number, response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    'Content-Length': bytes,
    'Content-Security-Policy': storedPolicy,
  });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  // A growing file is sent up to its initial size.
  if (bytes === 0) response.end();
  else
    createReadStream(path, { end: bytes - 1 })
      .on('error', () => response.destroy())
      .pipe(response);
}

function redirect(response: ServerResponse, address: string): void {
  response.writeHead(302, { Location: address });
  response.end();
}

function fail(response: ServerResponse, status: number, words: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendPage(response, page(words, 'landau-fisher', html`<h1>${words}</h1><p><a href="/">All runs</a></p>`), status);
}
