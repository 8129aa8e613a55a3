// Corrects all checksums in the edited directory of a run or a study, so that readers of the files must check their contents.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

export function mendRun(directory: string): void {
  const scenario = contentOf(join(directory, 'scenario.yaml'));
  if (scenario !== undefined)
    reseal(join(directory, 'provenance.json'), (value) => ({ ...value, scenarioHash: sha256(scenario) }));
  reseal(join(directory, 'summary.json'), (value) => ({ ...value, outputs: marksOf(directory, value.outputs) }));
  for (const name of ['checkpoint.bin', 'checkpoint.previous.bin'])
    resealCheckpoint(join(directory, name), (header) => ({
      ...header,
      outputs: marksOf(directory, header.outputs),
      identity: isMap(header.identity) ? { ...header.identity, scenario: String(scenario ?? '') } : header.identity,
    }));
}

export function mendStudy(directory: string): void {
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    if (/\.json$/.test(name)) reseal(join(directory, name), (value) => value);
}

/** Edits the header of a checkpoint; the rest does not change. */
export function resealCheckpoint(path: string, change: (header: Json) => unknown): void {
  const bytes = contentOf(path);
  if (bytes === undefined) return;
  const first = bytes.indexOf('\n');
  const second = bytes.indexOf('\n', first + 1);
  if (first < 0 || second < 0) return;
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', first + 1, second));
  } catch {
    return;
  }
  if (!isMap(header)) return;
  const body = Buffer.concat([Buffer.from(JSON.stringify(change(header))), bytes.subarray(second)]);
  const title = bytes.toString('latin1', 0, first).replace(/[0-9a-f]{64}$/, sha256(body));
  writeFileSync(path, Buffer.concat([Buffer.from(`${title}\n`, 'latin1'), body]));
}

function reseal(path: string, change: (value: Json) => Json): void {
  const bytes = contentOf(path);
  if (bytes === undefined) return;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return;
  }
  if (!isMap(value)) return;
  const { sha256: _, ...rest } = change(value);
  writeFileSync(path, JSON.stringify({ ...rest, sha256: sha256(JSON.stringify(rest)) }));
}

/** The same marks, with the hashes of the current files. */
function marksOf(directory: string, marks: unknown): unknown {
  if (!isMap(marks) || !isMap(marks.lines) || !isMap(marks.whole)) return marks;
  const lines = Object.entries(marks.lines).map(([name, mark]) => {
    const bytes = contentOf(join(directory, name));
    if (bytes === undefined || !isMap(mark)) return [name, mark];
    const count = typeof mark.lines === 'number' && Number.isInteger(mark.lines) ? mark.lines : 0;
    let end = 0;
    let found = 0;
    for (; found < count; found++) {
      const newline = bytes.indexOf('\n', end);
      if (newline < 0) break;
      end = newline + 1;
    }
    return [name, { lines: found, bytes: end, sha256: sha256(bytes.subarray(0, end)) }];
  });
  const whole = Object.entries(marks.whole).map(([name, sum]) => {
    const bytes = contentOf(join(directory, name));
    return [name, bytes === undefined ? sum : sha256(bytes)];
  });
  return { lines: Object.fromEntries(lines), whole: Object.fromEntries(whole) };
}

/** The bytes of a regular file; undefined for anything else. */
export function contentOf(path: string): Buffer | undefined {
  try {
    return existsSync(path) && lstatSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
