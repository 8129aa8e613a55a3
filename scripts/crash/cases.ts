// The cases of crash.ts: runs with every kind of method and integrator, a study and a comparison, each of about a second.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command that is interrupted. */
export interface Case {
  readonly name: string;
  readonly isRun: boolean;
  /** The command line that begins it in a directory. */
  begin(path: string): string[];
  /** The command line that resumes it. */
  goOn(path: string): string[];
  /** The files whose bits are compared. */
  parts(path: string): string[];
}

const particles = ', particles: { sampling: lattice, count: 64 }';
const random = ', particles: { sampling: monte-carlo, count: 64 }';
const blob = 'method: { name: blob }';

/** Writes the input files of all cases into a directory. */
export function writeCases(place: string): Case[] {
  const run = (
    name: string,
    species: string,
    method: string,
    time: string,
    more: readonly string[] = [],
    file = name,
  ) => {
    const path = join(place, `${file}.yaml`);
    writeFileSync(path, scenario(species, method, time));
    return runCase(name, path, more);
  };
  const heun = 'integrator: heun, step: 0.002, until: 0.2, adaptive: { tolerance: 1.0e-8 }';
  const base = join(place, 'base.yaml');
  writeFileSync(base, scenario(random, 'method: { name: pair-collisions }', 'step: 0.002, until: 0.4'));
  writeFileSync(
    join(place, 'study.yaml'),
    `title: Interrupted\nscenario: base.yaml\naxes: { time.step: [0.002, 0.001] }\ntargets: { warm: { column: temperature.light } }\n`,
  );
  return [
    run('heun, adaptive', particles, blob, heun, [], 'heun'),
    run('heun, adaptive, 2 threads', particles, blob, heun, ['--threads', '2'], 'heun'),
    run('implicit-midpoint', particles, blob, 'integrator: implicit-midpoint, step: 0.002, until: 0.2'),
    run('discrete-gradient', particles, blob, 'integrator: discrete-gradient, step: 0.002, until: 0.2'),
    run('rkc', particles, blob, 'integrator: rkc, step: 0.02, until: 2'),
    run('legendre', '', 'method: { name: legendre, order: 4 }', 'step: 0.01, until: 0.2'),
    run('spectral-grid', '', 'method: { name: spectral-grid, nodes: 16 }', 'integrator: rk4, step: 0.004, until: 0.2'),
    run('pair-collisions', random, 'method: { name: pair-collisions }', 'step: 0.0005, until: 0.4'),
    wholeCase('study', ['study', 'run', join(place, 'study.yaml')], (path) => tables(path)),
    wholeCase('comparison', ['compare', base, '--methods', 'pair-collisions@64,blob@64'], (path) =>
      readdirSync(join(path, 'members')).map((member) => join('members', member, 'run', 'series.csv')),
    ),
  ];
}

/** A case of one scenario file. */
export function runCase(name: string, file: string, more: readonly string[] = []): Case {
  const options = ['--no-report', '--allow', 'doubtful', ...more];
  return {
    name,
    isRun: true,
    begin: (path) => ['run', file, '--output', path, '--set', 'output.checkpoint=0.02', ...options],
    /** A run that was killed before its directory was complete begins again. */
    goOn(path) {
      if (['provenance.json', 'summary.json'].every((part) => existsSync(join(path, part))))
        return ['run', '--resume', path, ...options];
      rmSync(path, { recursive: true, force: true });
      return this.begin(path);
    },
    parts: (path) => ['series.csv', ...readdirSync(join(path, 'snapshots')).map((part) => join('snapshots', part))],
  };
}

/** A case that resumes with the same command. */
function wholeCase(name: string, words: readonly string[], parts: (path: string) => string[]): Case {
  const begin = (path: string) => [...words, '--output', path, '--no-report'];
  return { name, isRun: false, begin, goOn: begin, parts };
}

/** Costs are times of this machine. */
function tables(path: string): string[] {
  return readdirSync(path).filter((part) => part.endsWith('.csv') && part !== 'costs.csv');
}

/** All compared bits, by file. HDF5 writes the time into a snapshot, so the SHA-256 stored with each of its datasets is compared. */
export function bitsOf(one: Case, path: string): Readonly<Record<string, string>> {
  const parts = one.parts(path).sort();
  return Object.fromEntries(
    parts.map((part) => {
      const bytes = readFileSync(join(path, part), 'latin1');
      return [part, part.endsWith('.h5') ? (bytes.match(/[0-9a-f]{64}/g) ?? []).join(' ') : bytes];
    }),
  );
}

function scenario(species: string, method: string, time: string): string {
  return `title: crash
dimension: 2
seed: 3
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }${species} }
  - { name: heavy, mass: 2, density: 1, initial: { maxwellian: { temperature: 2 } }${species} }
collisions: { exponent: -1, strength: 0.2 }
${method}
time: { ${time} }
output: { every: 0.05, snapshots: 0.1 }
`;
}
