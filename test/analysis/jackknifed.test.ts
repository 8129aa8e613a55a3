import { describe, expect, it } from 'vitest';
import { entropy } from '../../src/analysis/entropy.ts';
import { fisher } from '../../src/analysis/fisher.ts';
import { jackknifed } from '../../src/analysis/jackknifed.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { measure, withColumns } from '../methods/simulation.ts';
import { meanAndError } from '../reconstruction/samples.ts';

/** The columns of H and I at the start of a gas of pairs that collide at random. */
function columnsOf(dimension: number, species: readonly string[], factor: number, seed: number) {
  const list = species.map((one, i) => `  - { name: s${i}, ${one} }`).join('\n');
  const simulation = assemble(
    parseScenario(
      `
title: sample
dimension: ${dimension}
seed: ${seed}
species:
${list}
collisions: { exponent: 0, strength: ${dimension === 2 ? 0.0625 : 1 / 24} }
method: { name: pair-collisions, smoothing: { rule: silverman, factor: ${factor} } }
time: { step: 0.1, until: 1 }
output: { every: 1 }
`,
      'sample.yaml',
    ),
  );
  const { exact } = simulation;
  return measure(withColumns(simulation, [entropy, fisher, jackknifed], exact && { exact }));
}

const sampled = (count: number) => `particles: { sampling: monte-carlo, count: ${count}, matchMoments: true }`;
const maxwellian = `mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, ${sampled(1000)}`;
const bkw = `mass: 1, density: 1, initial: { bkw: { temperature: 1, amplitude: 0.2 } }, ${sampled(1000)}`;

describe('the jackknife of random samples', () => {
  it.each([
    [2, 'Maxwellian', 1, maxwellian],
    [2, 'Maxwellian', 1.5, maxwellian],
    [2, 'BKW state', 1, bkw],
    [2, 'BKW state', 1.5, bkw],
    [3, 'Maxwellian', 1, maxwellian],
    [3, 'Maxwellian', 1.5, maxwellian],
    [3, 'BKW state', 1, bkw],
    [3, 'BKW state', 1.5, bkw],
  ])('bounds its bias: d = %i, a %s, factor %s of Silverman', (dimension, _, factor, species) => {
    const samples = [0, 1, 2, 3].map((seed) => columnsOf(dimension, [species], factor, seed));
    for (const name of ['entropy', 'fisher']) {
      const errors = meanAndError(samples.map((now) => now[`${name}_jackknife`] - now[`${name}_exact`]));
      const bound = meanAndError(samples.map((now) => now[`${name}_jackknife_bias`]));
      // what the means of four samples scatter is no bias
      expect(Math.abs(errors.mean)).toBeLessThan(bound.mean + 3 * errors.error);
      // and the bound is no excuse: the largest, that of I at factor 1 in d = 3, is a quarter of I
      expect(bound.mean).toBeLessThan(0.27 * Math.abs(samples[0][`${name}_exact`]));
    }
  });

  it('adds the species to totals, their deviations as independent ones', () => {
    const other = `mass: 2, density: 0.5, initial: { maxwellian: { temperature: 2 } }, ${sampled(500)}`;
    const now = columnsOf(2, [maxwellian, other], 1.5, 1);
    for (const name of ['entropy_jackknife', 'entropy_jackknife_bias', 'fisher_jackknife', 'fisher_jackknife_bias'])
      expect(now[name]).toBeCloseTo(now[`${name}.s0`] + now[`${name}.s1`], 13);
    for (const name of ['entropy_jackknife_error', 'fisher_jackknife_error'])
      expect(now[name]).toBeCloseTo(Math.hypot(now[`${name}.s0`], now[`${name}.s1`]), 13);
  });

  it('has no totals where one species is none of them', () => {
    const lattice =
      'mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 400 }';
    const names = Object.keys(columnsOf(2, [maxwellian, lattice], 1.5, 1)).filter((name) => name.includes('jackknife'));
    expect(names).toContain('fisher_jackknife.s0');
    expect(names.every((name) => name.endsWith('.s0'))).toBe(true);
  });
});
