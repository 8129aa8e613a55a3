import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

/** Batches so small that the method warns of its forces. */
const batches = 'method={ name: blob, summation: random-batch, batch: { size: 2 } }';

function tinyFile(place: string): string {
  const file = join(place, 'tiny.yaml');
  writeFileSync(file, tiny);
  return file;
}

test('landau run prints the warnings of a method on stderr, and nothing of them on stdout', async () => {
  const place = newDirectory();
  const file = tinyFile(place);
  const directory = join(place, 'run');
  const words = [
    'run',
    file,
    '--output',
    directory,
    '--set',
    batches,
    '--set',
    'time.until=0.1',
    '--json',
    '--no-report',
  ];
  const { out, err } = await command(...words, '--quiet');
  expect(err).toMatch(
    /^[^\n]*\/run: warning: method\.batch\.size: the force of one draw of batches of 2 errs by [^\n]*\n$/,
  );
  expect(JSON.parse(out).summary.status).toBe('finished');
});

test('landau check prints the warnings that a run would, and succeeds all the same', async () => {
  const file = tinyFile(newDirectory());
  const { code, out, err } = await command('check', file, '--set', batches);
  expect(code).toBe(0);
  expect(err).toMatch(
    /^[^\n]*\/tiny\.yaml: warning: method\.batch\.size: the force of one draw of batches of 2 errs by [^\n]*\n$/,
  );
  expect(out).not.toContain('warning');
  const asData = await command('check', file, '--set', batches, '--json');
  expect({ code: asData.code, err: asData.err }).toEqual({ code: 0, err });
  expect(JSON.parse(asData.out).warnings.map((line: string) => `${file}: warning: ${line}\n`)).toEqual([err]);
  expect(await command('check', file, '--json')).toMatchObject({ code: 0, err: '' });
});
