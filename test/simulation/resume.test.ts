import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layout } from '../../src/output/layout.ts';
import { readRun } from '../../src/output/read-run.ts';
import { isComplete } from '../../src/output/run-record.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, prepareEvolution } from '../../src/simulation/assemble.ts';
import { resumeRun, runScenario } from '../../src/simulation/run.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const newDirectory = temporaryDirectories();

const text = `title: resume
dimension: 2
seed: 11
species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: 51 } }
  - { name: b, mass: 2, density: 0.5, initial: { anisotropic: { temperatures: [1, 2] } }, particles: { sampling: monte-carlo, count: 40 } }
collisions: { exponent: -3, strength: 0.02 }
time: { integrator: heun, step: 0.05, until: 0.6 }
output: { every: 0.1, snapshots: 0.3 }
`;

const pairs = ['method.name=pair-collisions'];
const batches = ['method={ name: blob, summation: random-batch, batch: { size: 8 } }'];
const methods = [
  ['pair collisions', pairs],
  ['pair collisions of unequal weights', [...pairs, 'species.a.particles={ sampling: lattice, count: 64 }']],
  ['pair collisions by the scheme of Takizuka and Abe', [...pairs, 'method.scheme=takizuka-abe']],
  ['random batches', [...batches, 'time.projection=energy']],
  ['random batches in adaptive steps', [...batches, 'time.adaptive={ tolerance: 0.1 }']],
  ['closed moments', ['method.name=moments', 'collisions.exponent=0']],
] as const;

const parse = (changes: readonly string[]) => parseScenario(text, 'resume.yaml', changes);

/** Stops after some rows, as a signal would make it. */
async function interrupted(changes: readonly string[]): Promise<string> {
  const directory = join(newDirectory(), 'run');
  const stop = new AbortController();
  let reports = 0;
  const onProgress = () => {
    if (++reports > 3) stop.abort();
  };
  const summary = await runScenario(parse(changes), { directory, onProgress, signal: stop.signal });
  expect(summary.status).toBe('interrupted');
  expect(summary.t).toBeLessThan(0.6);
  return directory;
}

const series = (directory: string) => readFileSync(join(directory, layout.series), 'utf8');

describe('a run that was interrupted', () => {
  it.each(methods)('goes on to the same bits: %s', async (_name, changes) => {
    const whole = join(newDirectory(), 'run');
    const { status, watchdogs, fisher } = await runScenario(parse(changes), { directory: whole });
    // mollifiers of fifty particles are wider than f
    expect(isComplete(status)).toBe(true);
    const directory = await interrupted(changes);
    expect(series(directory)).not.toBe(series(whole));
    const summary = await resumeRun({ directory });
    expect(summary).toMatchObject({ status, watchdogs, fisher });
    expect(series(directory)).toBe(series(whole));
    const [{ summary: one }, { summary: other }] = await Promise.all([whole, directory].map(readRun));
    expect(other.steps).toBe(one.steps);
    expect(other.evaluations).toBe(one.evaluations);
  });
});

describe('a pause between any two steps', () => {
  const legendre = [
    'method={ name: legendre, tolerance: 1e-6, order: 5 }',
    'collisions.strength=1',
    'species.b.initial={ maxwellian: { temperature: 2 } }',
    'time={ step: 0.05, until: 1 }',
  ];
  // moment-preserving mollifiers of so few particles would hardly overlap
  const particles = [
    ...['species.a.particles.count=20', 'species.b.particles.count=20'],
    'method={ name: blob, reconstruction: mollified, score: plain }',
  ];
  const grid = [
    'method={ name: spectral-grid, nodes: 28, box: 8 }',
    'species.b.mass=1',
    'species.b.initial={ anisotropic: { temperatures: [1, 1.2] } }',
    'collisions.exponent=0',
  ];
  it.each([
    ...methods,
    ['explicit steps of blobs', particles],
    ['adaptive steps of blobs', [...particles, 'time.adaptive={ tolerance: 0.01 }']],
    ['the discrete gradient', [...particles, 'time.integrator=discrete-gradient']],
    ['spectral grid', grid],
    ['Legendre method', legendre],
  ] as const)('and a restored state in the middle of it give the same bits: %s', (_name, changes) => {
    const whole = prepareEvolution(parse(changes)).evolution;
    whole.advance(0.3);
    whole.advance(0.6);
    let paused = prepareEvolution(parse(changes)).evolution;
    let pauses = 0;
    for (const t of [0.3, 0.6]) {
      for (let calls = 0; paused.t < t; calls++) {
        paused.advance(t, () => true);
        if (paused.t < t) pauses++;
        if (calls === 1) {
          const again = prepareEvolution(parse(changes)).evolution;
          again.restore(structuredClone(paused.save()));
          paused = again;
        }
      }
    }
    expect(paused.t).toBe(whole.t);
    const f = ({ snapshot }: typeof whole) => snapshot().species.map(({ values }) => Array.from(values));
    expect(f(paused)).toStrictEqual(f(whole));
    expect(pauses > 0).toBe(_name !== 'closed moments');
  });
});

describe('the warnings of a method', () => {
  it('name the pair and the weights that set the step of pair collisions, and say what unequal weights cost', async () => {
    const told = (...changes: string[]) => assemble(parse([...pairs, ...changes])).evolution.warnings;
    expect(told('collisions.strength=1e-6')).toEqual([]);
    const lattice = [
      'species.a.particles={ sampling: lattice, count: 400 }',
      'collisions={ exponent: -3, strength: 0, pairs: [{ between: [a, a], strength: 5 }] }',
    ];
    expect(told(...lattice)).toEqual([
      expect.stringMatching(
        /^time\.step: .* pairs of a, with weights of up to [\d.e-]+, lose .* or equal weights, which allow steps up to [\d.]+ times as long$/,
      ),
      expect.stringMatching(/^particles: weights of a differ by up to \d+ times, .* take sampling: monte-carlo/),
    ]);
  });

  it('are told once, before the first step, and stay among the events of the run', async () => {
    const directory = join(newDirectory(), 'run');
    const told: string[] = [];
    const changes = [...pairs, 'collisions.strength=5', 'time.until=0.1'];
    await runScenario(parse(changes), { directory, onWarning: (message) => told.push(message) });
    expect(told).toEqual([
      expect.stringMatching(
        /^time\.step: expected at most \S+ for rates of relaxation good to 10 %, got 0\.05: pairs of [ab].* lose .*shorter one$/,
      ),
    ]);
    const { events, provenance } = await readRun(directory);
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([
      expect.objectContaining({ message: told[0], t: 0 }),
    ]);
    const longest = Number(/at most (\S+)/.exec(told[0])![1]);
    expect(Number(provenance.settings['longest time step for rates to 10 %']) / longest).toBeCloseTo(1, 1);
  });

  it('are told again to whoever goes on with the run, those of its reference too, but recorded once', async () => {
    const changes = [
      'method={ name: legendre, degree: 4, tolerance: 1e-4, order: 4 }',
      'species.a.initial={ ball: { radius: 2 } }',
      'species.b.initial={ maxwellian: { temperature: 2 } }',
      'collisions.exponent=0',
      'reference=legendre',
      'output={ every: 0.01 }',
      'time.until=0.1',
    ];
    const directory = await interrupted(changes);
    const told: string[] = [];
    const stop = new AbortController();
    stop.abort();
    await resumeRun({ directory, onWarning: (message) => told.push(message), signal: stop.signal });
    expect(told).toEqual([
      expect.stringMatching(/^method.elements: the elements resolve the start only to/),
      expect.stringMatching(/^reference: legendre: method.elements: the elements resolve the start only to/),
    ]);
    const { events } = await readRun(directory);
    expect(events.filter(({ kind }) => kind === 'warning').map(({ message }) => message)).toEqual(told);
  });

  it('are none when the step is short enough', async () => {
    const directory = join(newDirectory(), 'run');
    const told: string[] = [];
    const changes = [...pairs, 'collisions.strength=0.001', 'time.until=0.1'];
    await runScenario(parse(changes), { directory, onWarning: (message) => told.push(message) });
    expect(told).toEqual([]);
    const { events } = await readRun(directory);
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });
});
