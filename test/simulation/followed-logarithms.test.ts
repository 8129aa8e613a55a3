import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layout } from '../../src/output/layout.ts';
import { coulombLogarithm } from '../../src/physics/coulomb-collisions.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, prepareEvolution } from '../../src/simulation/assemble.ts';
import { resumeRun, runScenario } from '../../src/simulation/run.ts';
import { coulombLogarithms, startingPlasma } from '../../src/simulation/scenario-mixture.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const newDirectory = temporaryDirectories();

/** Two ion species of like mass, one of them heated so fast that collisions hardly matter: it stays a Maxwellian, at a known temperature. */
const text = (
  temperatures: readonly [string, string],
  lnLambda: string,
  method: string,
  more = '',
  pairs = '',
  time = 'step: 1, until: 10, integrator: rk4',
) => `title: ions
dimension: 3
units: { mass: u, density: 1e20 m^-3, temperature: keV, time: ns }
species:
  - { name: D, particle: D, density: 1e20 m^-3, initial: { maxwellian: { temperature: ${temperatures[0]} } }, particles: { count: 200, sampling: monte-carlo, matchMoments: true } }
  - { name: T, particle: T, density: 3e20 m^-3, initial: { maxwellian: { temperature: ${temperatures[1]} } }, particles: { count: 200, sampling: monte-carlo, matchMoments: true } }
collisions: { exponent: -3, strength: { coulomb: { lnLambda: ${lnLambda} } }, ${pairs} }
method: ${method}
time: { ${time} }
output: { every: 1 }
${more}`;
const heating = 'forcing: [{ heating: { species: D, power: 4.5 } }]';

function stateAt(t: number, ...keys: Parameters<typeof text>) {
  const simulation = assemble(parseScenario(text(...keys), 'ions.yaml'));
  simulation.evolution.advance(t);
  const row = new Float64Array(simulation.places.size);
  simulation.analysis.measure(simulation.evolution.snapshot(), row);
  const value = (name: string) => row[simulation.places.get(name) ?? -1];
  return { value, simulation, state: simulation.evolution.save() };
}

describe('a Coulomb logarithm that is followed', () => {
  it.each([
    ['{ name: legendre, tolerance: 1e-6, elements: 0.6 }', 1e-4],
    [
      '{ name: blob, summation: direct, score: plain, reconstruction: mollified, smoothing: { temperature: 0.3 }, spacing: 0.8 }',
      2e-3,
    ],
  ])('is that of the present state, in its column and in the exchange of energy: %s', (method, accuracy) => {
    // (3/2) n T rises by 4.5 a time unit at n = 1: from 1 to 4 keV.
    const run = stateAt(1, ['1 keV', '0.7 keV'], 'followed', method, heating);
    const fresh = stateAt(0, ['4 keV', '0.7 keV'], 'auto', method);
    const [D, T] = startingPlasma(fresh.simulation.scenario, 'ions.yaml');
    const right = coulombLogarithm(D, T, [D, T]).value;
    expect(run.value('coulomb_logarithm.D.T') / right).toBeCloseTo(1, 4);
    expect(coulombLogarithm(D, D, [D, T]).value / run.value('coulomb_logarithm.D.D')).toBeCloseTo(1, 4);
    // That of the start is 7 % less.
    const start = stateAt(0, ['1 keV', '0.7 keV'], 'auto', method).simulation.logarithms[1].value;
    expect(start / right).toBeLessThan(0.94);
    expect(Math.abs(run.value('energy_exchange.D.T') / fresh.value('energy_exchange.D.T') - 1)).toBeLessThan(accuracy);
  });

  it('is that of the present state on a grid', () => {
    const grid = '{ name: spectral-grid, nodes: 16, box: { D: 3.6, T: 2.8 } }';
    const [warm, cold] = [text(['1.5 keV', '0.9 keV'], 'auto', grid), text(['1 keV', '0.9 keV'], 'followed', grid)].map(
      (written) => parseScenario(written, 'ions.yaml'),
    );
    const [fresh, run] = [warm, cold].map((scenario) => prepareEvolution(scenario).evolution);
    const gain = () => run.snapshot().exchange!.energy[1];
    const before = gain();
    run.restore(fresh.save());
    expect(gain() / fresh.snapshot().exchange!.energy[1]).toBeCloseTo(1, 4);
    expect(Math.abs(gain() / before - 1)).toBeGreaterThan(0.1);
    // That of the start is 2 % less.
    expect(coulombLogarithms(cold)[1].value / coulombLogarithms(warm)[1].value).toBeLessThan(0.985);
  });

  it('is taken before every step of pair collisions', () => {
    const at = (lnLambda: string, pairs = '') =>
      stateAt(
        ...([3e4, ['1 keV', '0.7 keV'], lnLambda, '{ name: pair-collisions }'] as const),
        ...(['forcing: [{ heating: { species: D, power: 3e-4 } }]', pairs, 'step: 3e4, until: 3e5'] as const),
      );
    const run = at('followed');
    // Half of the heating comes before the collisions of the step: 3/2 n T rises by 4.5, as to 4 keV.
    const fresh = stateAt(0, ['4 keV', '0.7 keV'], 'auto', '{ name: pair-collisions }');
    const [D, T] = startingPlasma(fresh.simulation.scenario, 'ions.yaml');
    const pair = ([a, b]: readonly (typeof D)[]) =>
      `{ between: [${a.name}, ${b.name}], strength: { coulomb: { lnLambda: ${coulombLogarithm(a, b, [D, T]).value} } } }`;
    const fixed = at('auto', `pairs: [${pair([D, D])}, ${pair([D, T])}]`);
    for (const column of ['temperature.T', 'temperature_xx.D', 'entropy'])
      expect(run.value(column) / fixed.value(column)).toBeCloseTo(1, 9);
    expect(Math.abs(at('auto').value('temperature.T') / run.value('temperature.T') - 1)).toBeGreaterThan(1e-5);
  });

  it('keeps energy and momentum, with the same result by other steps', () => {
    const strong =
      'forcing: [{ heating: { species: D, power: 0.3 } }]\nbaths: [{ name: bath, particle: alpha, density: 1e20 m^-3, temperature: 0.5 keV }]';
    const legendre = (keys: string) => `{ name: legendre, elements: 0.6, order: 6, hottest: 2, coldest: 0.6, ${keys} }`;
    const [own, given] = ['tolerance: 1e-8', 'steps: given'].map((keys) =>
      stateAt(
        2,
        ['1 keV', '0.7 keV'],
        'followed',
        legendre(keys),
        strong,
        '',
        'step: 0.05, until: 10, integrator: rk4',
      ),
    );
    expect(own.value('energy_drift')).toBeLessThan(1e-13);
    for (const column of ['temperature.D', 'temperature.T', 'coulomb_logarithm.D.bath', 'energy_from.bath'])
      expect(own.value(column) / given.value(column)).toBeCloseTo(1, 6);
    expect(own.simulation.evolution.counts.steps).toBeLessThan(40);
  });

  it.each([
    ['legendre', '{ name: legendre, tolerance: 1e-3, elements: 0.6, order: 4 }'],
    ['spectral-grid', '{ name: spectral-grid, nodes: 20, box: 3 }', 0.01],
    ['blob', '{ name: blob, reconstruction: mollified, score: plain, smoothing: { temperature: 0.3 }, spacing: 0.8 }'],
    [
      'random batches',
      '{ name: blob, summation: random-batch, reconstruction: mollified, score: plain, smoothing: { temperature: 0.3 }, spacing: 0.8 }',
    ],
    ['pair-collisions', '{ name: pair-collisions }'],
  ])('goes on to the same bits after a stop: %s', async (_name, method, step = 0.2) => {
    const time = `step: ${step}, until: ${3 * step}, integrator: heun`;
    const baths = 'baths: [{ name: bath, particle: alpha, density: 1e20 m^-3, temperature: 0.5 keV }]';
    const parse = () => {
      const forcing = 'forcing: [{ heating: { species: D, power: 1 } }]';
      const written = text(['1 keV', '0.7 keV'], 'followed', method, `${forcing}\n${baths}`, '', time);
      return parseScenario(
        written.replaceAll('count: 200', 'count: 40').replace('every: 1', `every: ${step}`),
        'ions.yaml',
      );
    };
    const [whole, stopped] = [newDirectory(), newDirectory()].map((parent) => join(parent, 'run'));
    await runScenario(parse(), { directory: whole });
    const stop = new AbortController();
    let reports = 0;
    const onProgress = () => {
      if (++reports > 2) stop.abort();
    };
    const { status, t } = await runScenario(parse(), { directory: stopped, onProgress, signal: stop.signal });
    expect([status, t < 3 * step]).toEqual(['interrupted', true]);
    const series = (directory: string) => readFileSync(join(directory, layout.series), 'utf8');
    expect(series(stopped)).not.toBe(series(whole));
    await resumeRun({ directory: stopped });
    expect(series(stopped)).toBe(series(whole));
  });

  it('is refused where it would not be followed', () => {
    const refused = (method: string) => () => stateAt(0, ['1 keV', '0.7 keV'], 'followed', method);
    expect(refused('{ name: blob, summation: mesh }')).toThrow(
      /mesh cannot be used: expected constant strengths, got lnLambda: followed/,
    );
    expect(refused('{ name: linear-fokker-planck }')).toThrow(
      /lnLambda: expected a constant one with the method linear-fokker-planck, .* take auto, or the method blob or pair-collisions or spectral-grid or legendre/,
    );
  });
});
