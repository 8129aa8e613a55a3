import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { malformed } from './malformed.ts';
import { landau } from './process.ts';
import { tiny } from './scenarios.ts';
import { command } from './terminal.ts';

const newDirectory = temporaryDirectories();

describe('a malformed scenario', () => {
  test('is one of more than a hundred different ones', () => {
    expect(new Set(malformed.map(({ text }) => text)).size).toBe(malformed.length);
    expect(malformed.length).toBeGreaterThan(100);
    expect(malformed.filter(({ text }) => text === tiny)).toEqual([]);
  });

  test.each(malformed)('with $change is told with its place, and nothing is written', async ({ text }) => {
    const directory = newDirectory();
    const file = join(directory, 'bad.yaml');
    const output = join(directory, 'run');
    writeFileSync(file, text);
    const { code, out, err } = await command('run', file, '--output', output);
    expect(code).toBe(2);
    expect(out).toBe('');
    const lines = err.trimEnd().split('\n');
    // A mistyped key is also a missing one, and an empty map misses all its keys.
    expect(lines.length).toBeLessThanOrEqual(4);
    for (const line of lines) {
      expect(line.startsWith(`${file}:`)).toBe(true);
      expect(line.slice(file.length)).toMatch(/^:\d+:\d+ \S.*: expected \S.*, got \S/);
    }
    expect(existsSync(output)).toBe(false);
  });

  test.each(malformed.filter((_, k) => k % 40 === 0))(
    'with $change is told by the real command likewise',
    async ({ text }) => {
      const directory = newDirectory();
      writeFileSync(join(directory, 'bad.yaml'), text);
      const { code, out, err } = await landau(directory, ['run', 'bad.yaml']).end;
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^bad\.yaml:\d+:\d+ .*: expected .*, got .*\n$/);
      expect(existsSync(join(directory, 'runs'))).toBe(false);
    },
  );
});
