// Writes docs/licences.md: every package installed with the program according to package-lock.json, with its version, declared licence and
// licence file. Usage: npm run licences
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../dist/output/files.js';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Package {
  readonly version?: string;
  readonly dev?: boolean;
}
type Entry = readonly [path: string, data: Package];

const { packages }: { readonly packages: Readonly<Record<string, Package>> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
const bundled = ['uplot', 'd3-array', 'd3-contour', 'd3-scale-chromatic'].map(
  (name): Entry => [`node_modules/${name}`, packages[`node_modules/${name}`]],
);
const remarks: Readonly<Record<string, string>> = {
  'kd-tree-javascript': 'package.json says UNLICENSED; kdTree.js and the LICENCE file are under the MIT License',
};

function row([path, { version }]: Entry) {
  const name = path.replace(/^.*node_modules\//, '');
  const directory = join(root, path);
  const { license = 'none declared' } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined ? 'no licence file' : `${file}: ${titleOf(readFileSync(join(directory, file), 'utf8'))}`;
  return `| ${name} | ${version} | ${license} | ${remarks[name] ?? text} |`;
}

/** The licence of a text, recognised by a characteristic sentence. */
function titleOf(text: string) {
  const plain = text.replace(/\s+/g, ' ');
  if (/Permission is hereby granted, free of charge/.test(plain)) return 'MIT text';
  if (/Permission to use, copy, modify, and\/or distribute/.test(plain)) return 'ISC text';
  if (/Apache License/.test(plain)) return 'Apache 2.0 text';
  if (/Redistribution and use in source and binary forms/.test(plain)) return 'BSD text';
  return 'other text';
}

const head = ['| package | version | declared | licence file |', '|---|---|---|---|'];
const unique = (entries: readonly Entry[]) => [...new Set(entries.map(row))].sort();
writeFileAtomically(
  join(root, 'docs/licences.md'),
  [
    '# Licences of the dependencies',
    '',
    'Written by `npm run licences` from the installed packages.',
    '',
    '## Installed with the program',
    '',
    ...head,
    ...unique(installed),
    '',
    '## Bundled into the script of the pages',
    '',
    ...head,
    ...unique(bundled),
    '',
  ].join('\n'),
);
