import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

test('landau run prints the warnings of a method on stderr, and nothing of them on stdout', async () => {
  const place = newDirectory();
  const file = join(place, 'tiny.yaml');
  writeFileSync(file, tiny);
  const directory = join(place, 'run');
  const batches = 'method={ name: blob, summation: random-batch, batch: { size: 2 } }';
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
