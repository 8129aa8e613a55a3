import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectProvenance, packageVersion, sourceCommit } from '../../src/output/provenance.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const hasGit = (() => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

test('provenance names the package version, the machine and the facts of the run', () => {
  const facts = {
    kernels: 'plain',
    threads: 2,
    seed: '7',
    scenarioFile: 'a.yaml',
    methods: [],
    settings: { kappa: 0.1 },
  };
  const provenance = collectProvenance(facts);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(provenance).toMatchObject({ ...facts, software: 'landau-fisher', version, node: process.version });
  expect(packageVersion()).toBe(version);
  expect(provenance.cores).toBeGreaterThanOrEqual(1);
  expect(provenance.platform).toContain(process.platform);
  expect(String(provenance.commit)).toMatch(/^([0-9a-f]{40}\+?|null)$/);
  expect(new Date(provenance.startedAt).toISOString()).toBe(provenance.startedAt);
});

test.skipIf(!hasGit)(
  'the commit is that of the checkout, marked when its sources differ (where git is installed)',
  () => {
    const root = temporaryDirectory();
    const git = (...words: string[]) =>
      execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        encoding: 'utf8',
      }).trim();
    expect(sourceCommit(root)).toBe(null);
    git('init', '--quiet');
    expect(sourceCommit(root)).toBe(null);
    writeFileSync(join(root, 'package.json'), '{}');
    mkdirSync(join(root, 'src'));
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    const commit = git('rev-parse', 'HEAD');
    expect(sourceCommit(root)).toBe(commit);
    writeFileSync(join(root, 'notes.txt'), 'not a source');
    expect(sourceCommit(root)).toBe(commit);
    writeFileSync(join(root, 'src', 'new.ts'), '');
    expect(sourceCommit(root)).toBe(`${commit}+`);
    const installed = join(root, 'node_modules', 'landau-fisher');
    mkdirSync(installed, { recursive: true });
    expect(sourceCommit(installed)).toBe(null);
  },
);
