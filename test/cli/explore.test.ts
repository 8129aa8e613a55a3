import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { command } from './terminal.ts';

const json = async (...words: readonly string[]) => {
  const { code, out, err } = await command(...words, '--json');
  // What is long is told in advance.
  expect([code, err.replace(/^explore \w+: about .*\n/, '')]).toEqual([0, '']);
  return JSON.parse(out);
};

/** The title of a scenario that was written, which can be parsed and assembled. */
function assembledTitle(file: string): string {
  const scenario = parseScenario(readFileSync(file, 'utf8'), file);
  assemble(scenario, { file });
  return scenario.title;
}

const scenario = 'scenarios/bkw-two-species-2d-maxwell.yaml';

describe('landau theorem', () => {
  it('prints the bounds of a dimension', async () => {
    expect(await json('theorem', '--dimension', '3')).toEqual({
      dimension: 3,
      cross: 2.8284271247461903,
      self: 4.69041575982343,
    });
    expect(await json('theorem', '--dimension', '2')).toEqual({ dimension: 2, cross: 2, self: 4 });
    expect((await command('theorem')).out).toContain('|exponent| <= 2.82843');
  });

  it('prints a row for every pair of a scenario', async () => {
    const { dimension, rows, covered } = await json('theorem', scenario);
    expect([dimension, covered, rows.length]).toEqual([2, true, 3]);
    for (const row of rows) expect(Object.keys(row)).toEqual(['between', 'strength', 'exponent', 'bound', 'covered']);
    expect((await command('theorem', scenario)).out).toContain('covers every pair');
  });
});

describe('landau explore', () => {
  it('finds the growth rate of a mixture, which scales with the temperature as theta^(gamma/2); takes exponents pair by pair', async () => {
    const found = await json(
      ...['explore', 'linearised', '--dimension', '3', '--masses', '0.001,1', '--densities', '1,1', '--degree', '1'],
      ...['--strengths', '0,1;1,0', '--exponents', '0,-3;-3,1', '--orders', '8', '--theta', '4'],
    );
    const inPlainUnits = (rate: number) => rate * 4 ** 1.5;
    expect(inPlainUnits(found.growthRate)).toBeCloseTo(0.7668153, 6);
    const grid = ['--mass-ratios', '0.001', '--exponents', '-3', '--dimension', '3', '--orders', '8'];
    const [mapped] = (await json('explore', 'map', ...grid)).rows;
    expect(found.growthRate / mapped.growthRate).toBeCloseTo(4 ** -1.5, 8);
    // of splines, which converge
    expect(inPlainUnits(found.converged.rate)).toBeCloseTo(4.53355, 4);
    expect(inPlainUnits(found.converged.error)).toBeLessThan(1e-5);
    expect(found.eigenvalue).toBe(-found.growthRate / 2);
    expect(found.covered).toBe(false);
    expect(found.perturbation.map((one: readonly number[]) => one.length)).toEqual([9, 9]);
    expect(found.amplitude.largest).toBeGreaterThan(0);
  });

  it('maps it in splines where no Sonine order is given, which find more growth than polynomials', async () => {
    const isotropic = ['explore', 'map', '--mass-ratios', '0.1', '--exponents', '-4', '--degree', '0'];
    const [splines] = (await json(...isotropic)).rows;
    const [polynomials] = (await json(...isotropic, '--orders', '8')).rows;
    expect(splines.growthRate).toBeCloseTo(0.0232548, 6);
    expect(splines.error).toBeLessThan(1e-8);
    expect(splines.growthRate).toBeGreaterThan(polynomials.growthRate);
    expect(polynomials.growthRate).toBeGreaterThan(0.02);
  });

  it('finds initial data whose Fisher information grows, and writes them as a scenario', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'landau-growth-'));
    const file = join(directory, 'growth.yaml');
    const words = [
      'explore',
      'growth',
      '--masses',
      '1,1000',
      '--strengths',
      '0,1;1,0',
      '--degree',
      '0',
      '--spacing',
      '3',
      '--steps',
      '1',
    ];
    const found = await json(...words, '--exponent', '-3.5', '--bound', '0.5', '--scenario', file);
    expect(found.rate).toBeGreaterThan(100 * found.error);
    expect(found.initial.length).toBe(2);
    expect(assembledTitle(file)).toBe('Initial data whose Fisher information grows');
    rmSync(directory, { recursive: true });
    expect(await command(...words, '--until', '0')).toEqual({
      code: 2,
      out: '',
      err: '--until: expected a time > 0, got 0\n',
    });
    const none = await command(...words, '--exponent', '-1', '--scenario', file);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('found none; nothing is written to')]);
    const covered = await command(...words, '--exponent', '-1', '--strengths', '1,1;1,1');
    expect(covered.out).toMatch(/^dI\/dt +no growth found$/m);
    expect(covered.out).toMatch(/^near equilibrium +no growth of these functions$/m);
    expect(covered.out).toMatch(/^Theorem 1.1 +rules growth out$/m);
  });

  it.each([
    ['-1', 'rules growth out'],
    ['-3', 'does not cover every pair that collides'],
  ])('says what Theorem 1.1 says of growth at the exponent %s', async (exponent, words) => {
    const gas = ['--masses', '1,2', `--exponent=${exponent}`];
    const { out } = await command('explore', 'linearised', ...gas, '--degree', '0', '--orders', '1');
    expect(out).toMatch(new RegExp(`^Theorem 1\\.1 +${words}$`, 'm'));
  });

  it('states no error of a growth that was not found', async () => {
    const { converged } = await json('explore', 'linearised', '--masses', '1,1', '--degree', '0', '--orders', '1');
    expect(converged).toEqual({ rate: 0, error: null });
    const { out } = await command('explore', 'map', '--mass-ratios', '1', '--degree', '0');
    expect(out).toMatch(/^ *1 +-3 +1 +none found +not known +not covered$/m);
  });

  it('finds initial data whose Fisher information gains up to a time, and writes them as a scenario', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'landau-gain-'));
    const file = join(directory, 'gain.yaml');
    const found = await json(
      ...['explore', 'growth', '--masses', '1,100', '--strengths', '0,1;1,0', '--exponent', '-4', '--degree', '0'],
      ...['--until', '0.001', '--spacing', '4', '--bound', '0.3', '--steps', '0', '--scenario', file],
    );
    expect(found.gain).toBeGreaterThan(10 * found.error);
    expect(found.searched / found.gain).toBeCloseTo(1, 1);
    // no more than near the equilibrium
    expect(found.gain / (found.fisher - found.equilibrium)).toBeLessThan(found.linear.gain);
    expect([found.initial.length, found.linear.degree, found.steps]).toEqual([2, 0, 0]);
    expect(assembledTitle(file)).toBe('Initial data whose Fisher information increases');
    rmSync(directory, { recursive: true });
  });

  it('finds the spectrum of a gas, with the exact one of Maxwell molecules, and says where there is no gap', async () => {
    const soft = await command(
      ...['explore', 'spectrum', '--masses', '1', '--degrees', '0', '--count', '1', '--exponent', '-3'],
    );
    expect(soft.out).toContain('no spectral gap');
    const directory = mkdtempSync(join(tmpdir(), 'landau-'));
    const file = join(directory, 'decay.yaml');
    const gas = ['explore', 'spectrum', '--masses', '2', '--degrees', '2', '--count', '1'];
    const { degrees, gap, start } = await json(...gas, '--scenario', file, '--amplitude', '0.02');
    // 4 d c n / m^2
    expect(degrees[0].values[0]).toBeCloseTo(3, 9);
    expect(degrees[0].exact).toEqual([expect.closeTo(3, 12)]);
    expect(gap).toBe(degrees[0].values[0]);
    expect([start.degree, start.number, start.value]).toEqual([2, 1, expect.closeTo(3, 9)]);
    expect(assembledTitle(file)).toBe('Eigenfunction 1 of degree 2 of the linearised operator');
    // chi = a m v^2 P_2/sqrt(3): its mean square is a^2. At v = 1:
    const { terms } = parse(readFileSync(file, 'utf8')).species[0].initial.modulated;
    const chi = terms.reduce(
      (sum: number, { width, amplitude }: Record<string, number>) =>
        sum + (amplitude / width ** 2) * Math.exp(-0.5 / width ** 2),
      0,
    );
    expect(Math.abs(chi) / ((0.02 * 2) / Math.sqrt(3))).toBeCloseTo(1, 2);
    rmSync(directory, { recursive: true });
    const invariant = await command(...gas, '--scenario', file, '--eigenfunction', '1,1');
    expect([invariant.code, invariant.err]).toEqual([2, expect.stringContaining('expected a number > 1 of degree 1')]);
    const alone = await command(...gas, '--amplitude', '0.1');
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('expected --scenario with them, got none')]);
    expect(existsSync(file)).toBe(false);
    const wrong = await command('explore', 'spectrum', '--masses', '1', '--degrees', '1.5');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('expected whole numbers in 0..12, got 1.5')]);
  });

  it('does not blame the exponents, or the theorem, where nothing collides', async () => {
    const none = ['--masses', '1,2', '--strengths', '0,0;0,0'];
    const { out } = await command('explore', 'spectrum', ...none, '--degrees', '2', '--count', '1');
    expect(out).toContain('no spectral gap: a species without collisions does not decay');
    const linearised = await command('explore', 'linearised', ...none, '--orders', '1');
    expect(linearised.out).toContain('does not apply: no pair collides');
    expect(linearised.out).not.toContain('Sonine coefficients');
  });

  it('finds the constants of the sphere inequality', async () => {
    const even = await json('explore', 'sphere', '--dimension', '3', '--symmetric', '--band-limit', '8');
    expect(even.bound).toBe(5.5);
    expect(even.constant).toBeCloseTo(5.730424, 6);
    expect(even.attained).toBe(true);
    const plane = await json('explore', 'sphere', '--dimension', '2');
    expect([plane.bound, plane.attained]).toEqual([1, false]);
    expect(plane.constant).toBeCloseTo(1, 11);
  });

  it('proves bounds of the constant of even functions from both sides, and says of which functions', async () => {
    const { enclosure, oneAngle, proven } = await json('explore', 'sphere-bound', '--terms', '3');
    expect(Number(oneAngle.constant)).toBeGreaterThan(5.72);
    expect(Number(oneAngle.constant)).toBeLessThan(Number(enclosure[0]));
    expect([proven, oneAngle.squares.length, oneAngle.cubes.length]).toEqual([5.5, 4, 4]);
    const { out } = await command('explore', 'sphere-bound', '--terms', '3');
    expect(out).toContain(
      `one angle     >= ${oneAngle.constant}, proved for every even phi that depends on only one angle`,
    );
    expect(out).toContain('lower bound   >= d + 3 - 1/(d - 1) = 5.5, proved for every even phi (Lemma 3.2)');
  });

  it('maps the growth rate, as JSON or as comma-separated values', async () => {
    const grid = ['explore', 'map', '--mass-ratios', '0.1,0.001', '--exponents', '-2,-3.5', '--orders', '4'];
    const { rows } = await json(...grid);
    expect(rows.map((row: { growthRate: number }) => row.growthRate > 0)).toEqual([false, true, false, true]);
    expect(rows.map((row: { covered: boolean }) => row.covered)).toEqual([true, false, true, false]);
    const lines = (await command(...grid, '--csv')).out.trimEnd().split('\n');
    expect(lines[0]).toBe('massRatio,exponent,charge,growthRate,error,bound,covered');
    expect(lines.slice(1).map((line) => Number(line.split(',')[3]))).toEqual(
      rows.map((row: { growthRate: number }) => row.growthRate),
    );
  });

  describe('--svg', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'landau-pictures-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('draws a map beside what is printed', async () => {
      const file = join(folder, 'growth.svg');
      const grid = ['explore', 'map', '--mass-ratios', '0.1,0.001', '--exponents', '-2,-3.5', '--orders', '4'];
      const plain = await command(...grid);
      expect(await command(...grid, '--svg', file)).toEqual(plain);
      const picture = readFileSync(file, 'utf8');
      expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(picture).toContain('bound of Theorem 1.1');
    });

    it('draws the minimiser on the circle and on the sphere', async () => {
      for (const d of ['2', '3']) {
        const file = join(folder, `minimiser-${d}.svg`);
        const { code } = await command('explore', 'sphere', '--dimension', d, '--band-limit', '4', '--svg', file);
        expect(code).toBe(0);
        expect(readFileSync(file, 'utf8')).toContain(`sphere inequality, d = ${d}`);
      }
    });

    it('draws nothing that is not a map', async () => {
      const file = join(folder, 'line.svg');
      expect(await command('explore', 'map', '--mass-ratios', '1,0.1', '--orders', '2', '--svg', file)).toEqual({
        code: 2,
        out: '',
        err: 'picture of a map: expected several mass ratios and several exponents or several charges (not both), got 2, 1 and 1\n',
      });
      expect(existsSync(file)).toBe(false);
    });

    it('tells when the file cannot be written', async () => {
      const file = join(folder, 'missing', 'growth.svg');
      const { code, out, err } = await command(
        'explore',
        'sphere',
        '--dimension',
        '2',
        '--band-limit',
        '2',
        '--svg',
        file,
      );
      expect([code === 0, out]).toEqual([false, '']);
      expect(err).toContain(`${file}: cannot be written`);
    });
  });

  it.each([
    ['theorem --dimension 4', '--dimension: expected 2 or 3, got 4'],
    ['theorem --set time.step=1', '--set: expected a scenario to override, got none; name its file'],
    [`theorem ${scenario} --dimension 3`, `--dimension: expected 2, as in ${scenario}, got 3; leave the option out`],
    [
      'explore sphere --starts 1000000000',
      'explore sphere: expected at most 1 day, got about 484 days for 80 unknowns; take --starts 1000000',
    ],
    ['explore fields --points 1000000000', '--points: expected at most 1000000, got 1000000000'],
    ['explore linearised --masses 1,x', '--masses: expected a number, got x'],
    ['explore linearised --masses 1, --json', '--masses: expected a number, got nothing'],
    ['explore linearised --masses 1,-1', 'species 2: expected a positive mass, got -1'],
    [
      'explore linearised --masses 1,1 --densities 1',
      'linearised bracket: expected 2 densities, one for each species, got 1',
    ],
    [
      'explore linearised --masses 1,1 --strengths 1',
      '--strengths: expected 2 rows, as many as masses, got 1; list every pair',
    ],
    [
      'explore linearised --masses 1,1 --strengths 0,1;2,0',
      '--strengths: expected a symmetric matrix like "0,1;1,0", got row 1 different from column 1',
    ],
    [
      'explore linearised --masses 1,1 --exponent 0 --exponents 0,0;0,0',
      '--exponents: expected it instead of --exponent, got both; leave one out',
    ],
    ['explore linearised --masses 1 --exponent -5', 'pair 1-1: expected an exponent in (-5, 1], got -5'],
    [
      'explore linearised --masses 1 --orders 1.5',
      'linearised bracket: expected a highest Sonine order in 0..40, got 1.5',
    ],
    ['explore linearised', "landau: required option '--masses <list>' not specified; see landau help"],
    ['explore sphere --band-limit 0', 'sphere inequality: expected a band limit in 1..64, got 0'],
    ['explore map --mass-ratios 1 --charges 0', 'growth map: expected positive charges of the heavy species, got 0'],
  ])('%s is refused in one line', async (line, problem) => {
    expect(await command(...line.split(' '))).toEqual({ code: 2, out: '', err: `${problem}\n` });
  });

  it('explains itself', async () => {
    const { code, out } = await command('explore', 'linearised', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--strengths <matrix>');
    expect(out).toContain('common temperature (default: 1)');
  });
});

describe('landau explore fields', () => {
  it('has the properties of the fields and the identities of a random pair, the same for the same seed', async () => {
    const words = ['explore', 'fields', '--dimension', '2', '--exponent', '-1.5', '--points', '20'];
    const { count, rank, missed, properties, identities, densities } = await json(...words);
    expect([count, rank, missed, properties.length, identities.length]).toEqual([1, 1, 0, 5, 5]);
    for (const { residual } of properties) expect(residual).toBeLessThan(1e-14);
    for (const { residual, error } of identities) expect(residual).toBeLessThanOrEqual(error);
    expect((await json(...words)).densities).toEqual(densities);
    expect((await json(...words, '--seed', '2')).densities).not.toEqual(densities);
    expect((await command(...words)).out).toContain('5 of 5 residuals are within the error');
  });

  it.each([
    [['--masses', '1'], '--masses: expected two masses, such as 1,2, got 1'],
    [['--masses', '1,-2'], 'fields: expected positive masses, got [1,-2]'],
    [['--points', '0'], 'fields: expected a whole number of points >= 1, got 0'],
    [['--exponent', '2'], 'dissipation: expected an exponent in (-5, 1], got 2'],
  ])('refuses %j in one line', async (words, message) => {
    expect(await command('explore', 'fields', ...words)).toEqual({ code: 2, out: '', err: `${message}\n` });
  });
});
