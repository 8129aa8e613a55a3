import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../../src/output/read-run.ts';
import type { PanelData } from '../../src/report/plot-data.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { type PageServer, servePages } from '../../src/report/view/server.ts';
import { tiny } from '../cli/scenarios.ts';
import { command } from '../cli/terminal.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A request with exactly this path and these headers: `fetch` would tidy them up. */
function ask(server: PageServer, path: string, options: http.RequestOptions = {}): Promise<Answer> {
  const { port } = new URL(server.address);
  return new Promise((done, refuse) => {
    http
      .request({ host: '127.0.0.1', port, path, ...options }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => done({ status: response.statusCode!, headers: response.headers, text }));
      })
      .on('error', refuse)
      .end();
  });
}

describe('the server of pages', () => {
  const newDirectory = temporaryDirectories();
  let root: string;
  let run: string;
  let server: PageServer;

  beforeAll(async () => {
    const outside = newDirectory();
    root = join(outside, 'served');
    run = join(root, 'some', 'gas & co');
    mkdirSync(join(root, '.hidden'), { recursive: true });
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    writeFileSync(join(root, '.hidden', 'secret.txt'), 'secret');
    symlinkSync(join(outside, 'secret.txt'), join(root, 'link.txt'));
    symlinkSync(outside, join(root, 'up'));
    symlinkSync(join(root, '.hidden'), join(root, 'seen'));
    const file = join(outside, 'tiny.yaml');
    writeFileSync(file, tiny);
    const { code } = await command('run', file, '--output', run, '--quiet');
    expect(code).toBe(0);
    server = await servePages(root, 0);
  });
  afterAll(() => server?.close());

  it('lists what is below the directory, with addresses that lead there from every listing', async () => {
    for (const path of ['/', '/some/']) {
      const { status, text } = await ask(server, path);
      expect(status).toBe(200);
      expect(text).toContain('1 run, the latest first.');
      expect(text).toContain('<a href="/some/gas%20%26%20co/">A small gas</a>');
      expect(text).toContain('2 of 2 expectations met');
    }
  });

  it('makes the page of a run of its data, and sends the files beside it', async () => {
    const { status, text, headers } = await ask(server, '/some/gas%20%26%20co/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toBe(renderReport(await readRun(run)));
    const series = await ask(server, '/some/gas%20%26%20co/series.csv');
    expect(series.status).toBe(200);
    expect(series.text).toMatch(/^t,/);
    expect((await ask(server, '/some/gas%20%26%20co')).headers.location).toBe('/some/gas%20%26%20co/');
    // A directory that is called as another server leads there no more than any other.
    for (const slashes of ['//', '///']) expect((await ask(server, `${slashes}some`)).headers.location).toBe('/some/');
  });

  it('lays chosen runs over each other, and says in what their scenarios differ', async () => {
    const twin = join(root, 'some', 'twin');
    cpSync(run, twin, { recursive: true });
    try {
      expect((await ask(server, '/')).text).toContain('name="run" value="/some/gas%20%26%20co/"');
      const chosen = ['/some/gas%20%26%20co/', '/some/twin/'].map((address) => `run=${encodeURIComponent(address)}`);
      const { status, text } = await ask(server, `/?${chosen.join('&')}`);
      expect(status).toBe(200);
      const { document } = parseHTML(text);
      const panels = [...document.querySelectorAll('.panel-data')].map(
        (data) => JSON.parse(String(data.textContent)) as PanelData,
      );
      expect(panels.map(({ curves }) => curves.map(({ label }) => label))).toEqual(
        panels.map(() => ['gas & co', 'twin']),
      );
      expect(panels.length).toBeGreaterThan(2);
      for (const { curves } of panels) expect(curves[0].y).toEqual(curves[1].y);
      expect(document.querySelector('#differences')?.textContent).toContain('None: the same scenario');
    } finally {
      rmSync(twin, { recursive: true });
    }
    for (const query of ['run=%2Fnothing%2F', 'run=%2Fup%2F', 'run=%2F..%2F'])
      expect((await ask(server, `/?${query}`)).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/some/../../secret.txt',
    '/link.txt',
    '/up/secret.txt',
    '/.hidden/secret.txt',
    '/seen/secret.txt',
    '/%00',
    '/%',
    '//etc/passwd',
    '/nothing',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await ask(server, path);
    expect(status).toBe(404);
    expect(text).not.toContain('secret');
  });

  it('answers only those who mean it, by its own address and from its own pages', async () => {
    const { host, port } = new URL(server.address);
    const headers = [
      [{ Host: host }, 200],
      [{ Host: `localhost:${port}` }, 200],
      [{ Host: host, Origin: `http://${host}` }, 200],
      [{ Host: `attacker.example:${port}` }, 403],
      [{ Host: '127.0.0.1' }, 403],
      [{ Host: host, Origin: 'https://attacker.example' }, 403],
      [{ Host: host, Origin: 'null' }, 403],
    ] as const;
    for (const [own, status] of headers)
      expect({ own, status: (await ask(server, '/', { headers: own })).status }).toEqual({ own, status });
  });

  it('only reads, and lets no other site have what it reads', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(server, '/', { method })).status).toBe(405);
    const { headers } = await ask(server, '/');
    expect(headers).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('says of a damaged run what is wrong, and goes on with the others', async () => {
    const damaged = join(root, 'damaged');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'provenance.json'), '{}');
    expect((await ask(server, '/')).text).toContain('damaged/scenario.yaml');
    expect((await ask(server, '/damaged/')).status).toBe(500);
    expect((await ask(server, '/some/gas%20%26%20co/')).status).toBe(200);
  });

  it('refuses a port that is taken', async () => {
    await expect(servePages(root, Number(new URL(server.address).port))).rejects.toThrow(
      /^--port: expected a free port, got \d+/,
    );
  });
});
