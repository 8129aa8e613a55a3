import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { minimal } from './texts.ts';

let directory = '';
const at = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'scenario-'));
  writeFileSync(at('rest.yaml'), minimal);
  writeFileSync(at('latin.yaml'), Buffer.from(minimal.replace('at rest', 'at r\xeast'), 'latin1'));
  writeFileSync(at('wide.yaml'), Buffer.from(`\uFEFF${minimal}`, 'utf16le'));
  writeFileSync(at('image.yaml'), Buffer.from([0x47, 0x49, 0x46, 0x38, 0x00, 0x01, 0x02]));
  writeFileSync(at('bytes.yaml'), Buffer.from([0x00, 0xff, 0xfe, 0x80]));
  writeFileSync(at('empty.yaml'), '');
  mkdirSync(at('folder.yaml'));
});

afterAll(() => rmSync(directory, { recursive: true }));

describe('reading a scenario file', () => {
  test('gives the scenario, overrides applied', () => {
    expect(readScenario(at('rest.yaml'), ['seed=7'])).toMatchObject({ title: 'One species at rest', seed: 7 });
  });

  test.each([
    ['nowhere/rest.yaml', '1:1', 'no such file'],
    ['rest.yml', '1:1', 'no such file; did you mean rest.yaml?'],
    ['rest.yaml/more.yaml', '1:1', 'no such file'],
    ['folder.yaml', '1:1', 'got a directory'],
    ['latin.yaml', '1:24', 'expected UTF-8 text'],
    ['wide.yaml', '1:1', 'expected UTF-8 text'],
    ['bytes.yaml', '1:2', 'expected UTF-8 text'],
    ['image.yaml', '1:5', 'expected a text file, got the control character U+0000'],
    ['empty.yaml', '1:1', 'got nothing'],
  ])('fails with one line: %s', (name, where, words) => {
    const file = at(name);
    let caught: unknown;
    try {
      readScenario(file);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    const lines = (caught as InputError).problems;
    expect(lines).toHaveLength(1);
    expect(lines[0].startsWith(`${file}:${where} `)).toBe(true);
    expect(lines[0]).toMatch(/: expected .+, got .+/);
    expect(lines[0]).toContain(words);
  });
});
