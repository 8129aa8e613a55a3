import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import { readDescription } from '../../src/output/read-run.ts';
import { readSeries } from '../../src/output/series.ts';
import { collisionTime } from '../../src/physics/coulomb-collisions.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { ReferenceScenario } from '../../src/scenario/scenario.ts';
import { type Reference, readCsvReference, readReference } from '../../src/simulation/read-reference.ts';
import { resumeRun, runScenario } from '../../src/simulation/run.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';
import { readTable } from '../reference/read-table.ts';

const newDirectory = temporaryDirectories();

/** Maxwell molecules on the BKW solution with beta = 1/16, so K = 1 - exp(-t/8)/2, and a reference. */
const scenario = (reference: string, overrides: readonly string[] = []) =>
  parseScenario(
    `
title: reference
dimension: 2
species:
  - name: gas
    mass: 1
    density: 1
    initial: { bkw: { temperature: 1, amplitude: 0.5 } }
    particles: { sampling: lattice, count: 400, box: [-4, 4] }
collisions: { exponent: 0, strength: 0.0625 }
time: { integrator: rk4, step: 0.25, until: 2 }
output: { every: 0.25 }
reference: ${reference}
`,
    'reference.yaml',
    overrides,
  );

/** A directory with the reference's file in it, and the path that the scenario would have there. */
function place(name: string, content: string | Uint8Array): string {
  const directory = newDirectory();
  writeFileSync(join(directory, name), content);
  return join(directory, 'reference.yaml');
}

const usual = '{ file: other.csv, columns: { temperature.gas: T, energy: { column: E, error: dE } } }';

function problems(csv: string, reference = usual): readonly string[] {
  const file = place('other.csv', csv);
  try {
    readCsvReference(scenario(reference).reference as ReferenceScenario, file);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems.map((line) => line.replace(join(file, '..', '/'), ''));
    throw error;
  }
}

const rows = (lines: readonly string[]) => `# of another code\nt,T,E,dE\n${lines.join('\n')}\n`;
const good = ['0,1,2,0.1', '1,2,2,0.1', '2,3,2,0.1', '3,4,2,0.1', '4,5,2,0.1'];
const withLine = (k: number, line: string) => rows(good.map((own, i) => (i === k ? line : own)));

describe('a reference in CSV', () => {
  it('is read when it is sound, whatever its line ends, quotes and other columns', () => {
    expect(problems(rows(good))).toEqual([]);
    const text = `\uFEFF#code\r\n"t", "T",note,E,dE\r\n\r\n${good.map((line) => line.replace(/^([^,]+,[^,]+),/, '$1,words,')).join('\r\n')}`;
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['', ['other.csv:1: expected a line with the names of columns, got none']],
    ['# nothing\n', ['other.csv:1: expected a line with the names of columns, got none']],
    [rows(good.slice(1)), ['other.csv: expected at least 5 rows, for a cubic and its error, got 4']],
    [withLine(2, '2,,2,0.1'), ['other.csv:5 T: expected a number, got nothing']],
    [withLine(2, '2,nan,2,0.1'), ['other.csv:5 T: expected a number, got nan']],
    [withLine(2, '2,1e999,2,0.1'), ['other.csv:5 T: expected a number, got 1e999']],
    [
      withLine(2, '2,3 K,2,bar'),
      ['other.csv:5 T: expected a number, got 3 K', 'other.csv:5 dE: expected a number, got bar'],
    ],
    [withLine(2, '1,3,2,0.1'), ['other.csv:5 t: expected a time after 1, got 1']],
    [withLine(3, '0.5,3,2,0.1'), ['other.csv:6 t: expected a time after 2, got 0.5']],
    [withLine(1, '1,2,2'), ['other.csv:4: expected 4 cells, got 3']],
    [rows(good).replace('t,T', 'T,T'), ['other.csv:2: expected a different name for each column, got T twice']],
  ])('is refused with the line of each fault: %j', (csv, expected) => {
    expect(problems(csv)).toEqual(expected);
  });

  it('is refused without a column, with the nearest name', () => {
    expect(problems(rows(good), '{ file: other.csv, columns: { temperature.gas: tT } }')).toEqual([
      'other.csv: reference.columns.temperature.gas: expected one of the columns t, T, E, dE, got tT; did you mean t?',
    ]);
    expect(problems(rows(good), '{ file: other.csv, time: { column: time }, columns: { energy: E } }')[0]).toContain(
      'reference.time.column: expected one of the columns t, T, E, dE, got time',
    );
    expect(problems(rows(good), '{ file: other.csv, columns: { energy: { column: E, error: dQ } } }')[0]).toContain(
      'reference.columns.energy.error: expected one of the columns t, T, E, dE, got dQ',
    );
  });

  it('is refused when there is no such file', () => {
    expect(problems(rows(good), '{ file: another.csv, columns: { energy: E } }')).toEqual([
      'another.csv: expected the file of the reference, got no such file; its path is relative to the scenario file',
    ]);
  });

  it('is scaled, shifted, interpolated, and has no values beyond its times', () => {
    const file = place('other.csv', rows(good));
    const {
      curves,
      header,
      hash,
      file: name,
    } = readCsvReference(
      scenario(
        '{ file: other.csv, time: { scale: 0.5, offset: 1 }, columns: { energy: { column: T, scale: -2, offset: 3, error: dE } } }',
      ).reference as ReferenceScenario,
      file,
    );
    expect({ header, name }).toEqual({ header: ['of another code'], name: 'other.csv' });
    expect(hash).toBe(createHash('sha256').update(rows(good)).digest('hex'));
    // T = 1 + t', t = t'/2 + 1, E = 3 - 2 T
    for (const t of [1, 1.3, 2.25, 3]) {
      const { value, uncertainty } = curves[0].at(t);
      expect(value).toBeCloseTo(3 - 2 * (1 + 2 * (t - 1)), 12);
      expect(uncertainty).toBeCloseTo(0.2, 12);
    }
    for (const t of [0.99, 3.01]) expect(curves[0].at(t)).toEqual({ value: Number.NaN, uncertainty: Number.NaN });
  });
});

describe('a reference in netCDF', () => {
  const times = [0, 1, 2, 3, 4, 5];
  const encode = async (values: readonly number[]) =>
    (await loadHdf5()).encode((file) => {
      file.create_attribute('title', 'Another code');
      file.create_dataset({ name: 'time', data: Float64Array.from(times) });
      file.create_dataset({ name: 'energy', data: Float64Array.from(values) });
      file.create_dataset({
        name: 'temperature',
        data: Float64Array.from(times.flatMap((t) => [t, 10 + t * t])),
        shape: [6, 2],
      });
      file.create_dataset({ name: 'species', data: ['a', 'b'] });
    });
  const read = (file: string, columns: string): Promise<Reference | undefined> =>
    readReference(scenario(`{ file: other.nc, time: { column: time }, columns: ${columns} }`), file);

  it('is read by variable, and by the columns of a variable with a second axis', async () => {
    const file = place('other.nc', await encode(times.map((t) => t ** 3)));
    const reference = await read(file, '{ energy: energy, temperature.gas: "temperature[1]" }');
    expect(reference?.header).toEqual(['title: Another code']);
    expect(reference?.curves[0].at(2.5).value).toBeCloseTo(2.5 ** 3, 12);
    expect(reference?.curves[1].at(2.5).value).toBeCloseTo(10 + 2.5 ** 2, 12);
  });

  it('is refused with the row of each fault and the columns that there are', async () => {
    const file = place('other.nc', await encode(times.map((t) => (t === 3 ? Number.NaN : t))));
    await expect(read(file, '{ energy: energy }')).rejects.toThrow(
      /other\.nc: energy, row 4: expected a number, got NaN$/,
    );
    await expect(read(file, '{ energy: temperature }')).rejects.toThrow(
      'expected one of the columns time, energy, temperature[0], temperature[1], got temperature; did you mean temperature[0]?',
    );
    await expect(read(place('other.nc', 'no such bytes'), '{ energy: energy }')).rejects.toThrow(
      /other\.nc: expected a netCDF-4 file, got one that cannot be read/,
    );
  });

  it('knows packed and missing values by their attributes', async () => {
    const packed = async (stored: readonly number[], attributes: Readonly<Record<string, number>>) =>
      place(
        'other.nc',
        (await loadHdf5()).encode((file) => {
          file.create_dataset({ name: 'time', data: Float64Array.from(times) });
          const variable = file.create_dataset({ name: 'energy', data: Float64Array.from(stored) });
          for (const [name, value] of Object.entries(attributes)) variable.create_attribute(name, value);
        }),
      );
    const stored = times.map((t) => t ** 2);
    const reference = await read(
      await packed(stored, { scale_factor: 0.5, add_offset: 3, _FillValue: -1 }),
      '{ energy: energy }',
    );
    expect(reference?.curves[0].at(2).value).toBe(5);
    for (const [hole, attributes] of [
      [-1, { _FillValue: -1 }],
      [-2, { missing_value: -2 }],
      [9.969209968386869e36, {}],
    ] as const)
      await expect(read(await packed([...stored.slice(0, 5), hole], attributes), '{ energy: energy }')).rejects.toThrow(
        `other.nc: energy, row 6: expected a number, got a missing value (${hole})`,
      );
  });

  it('cannot be read while a scenario is assembled', () => {
    expect(() =>
      readCsvReference(
        scenario('{ file: other.nc, columns: { energy: energy } }').reference as ReferenceScenario,
        'a.yaml',
      ),
    ).toThrow('expected a CSV file without the option reference, got other.nc');
  });
});

describe('a run with a reference', () => {
  /** The exact solution as another code might give it: sparse, in its own units, with an entropy of the other sign. */
  const other = () => {
    const K = (t: number) => 1 - Math.exp(-t / 8) / 2;
    const lines = Array.from({ length: 13 }, (_, k) => {
      const t = k / 8;
      return `${t / 10},${2 * (4 * K(t) ** 2 - 4 * K(t) + 2)}`;
    });
    return `# BKW\n# fourth moment\ntime,I\n${lines.join('\n')}\n`;
  };
  const reference =
    '{ file: other.csv, time: { column: time, scale: 10 }, columns: { energy: { column: I, scale: 0.5, error: 0.01 } } }';

  it('has the columns that hold it against the other code, in its series, its expectations and its provenance', async () => {
    const file = place('other.csv', other());
    const directory = join(newDirectory(), 'run');
    const bounds = [
      'expect.energy_reference_error={ at: 1, below: 0 }',
      'expect.energy_reference_excess={ at: 1, below: 10 }',
    ];
    const summary = await runScenario(scenario(reference, bounds), { directory, file });
    expect(summary.verdicts.map(({ passed }) => passed)).toEqual([false, true]);
    const { columns } = readSeries(directory);
    columns.t.forEach((t, k) => {
      if (t > 1.5) {
        // the other code stopped at 1.5
        for (const kind of ['', '_error', '_uncertainty', '_excess'])
          expect(columns[`energy_reference${kind}`][k]).toBeNaN();
        return;
      }
      const K = 1 - Math.exp(-t / 8) / 2;
      const exact = 4 * K ** 2 - 4 * K + 2;
      const value = columns.energy_reference[k];
      expect(Math.abs(value - exact)).toBeLessThan(1e-7);
      expect(columns.energy_reference_error[k]).toBe(Math.abs(columns.energy[k] - value));
      expect(Math.abs(columns.energy_reference_uncertainty[k] - 0.01)).toBeLessThan(1e-7);
      expect(columns.energy_reference_excess[k]).toBe(
        Math.max(0, columns.energy_reference_error[k] - columns.energy_reference_uncertainty[k]),
      );
    });
    const { provenance } = readDescription(directory);
    expect(provenance.settings['reference file SHA-256']).toBe(createHash('sha256').update(other()).digest('hex'));
    expect(provenance.methods.at(-1)).toEqual({
      role: 'reference data',
      name: 'other.csv',
      reference: 'BKW fourth moment',
    });
  });

  it('is not resumed with another reference', async () => {
    const file = place('other.csv', other());
    const directory = join(newDirectory(), 'run');
    const stop = AbortSignal.abort();
    const { status } = await runScenario(scenario(reference), { directory, file, signal: stop });
    expect(status).toBe('interrupted');
    writeFileSync(join(file, '..', 'other.csv'), other().replace('# BKW', '# changed'));
    await expect(resumeRun({ directory })).rejects.toThrow(
      /expected the program and the files at the start of the run, got changes: the content of .*other\.csv/,
    );
    writeFileSync(join(file, '..', 'other.csv'), other());
    expect((await resumeRun({ directory })).status).toBe('finished');
  });
});

describe("PETSc's series", () => {
  const folder = fileURLToPath(new URL('../reference/', import.meta.url));
  const header = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n')[0];
  const files = ['petsc_two_species_m1_m2.csv', 'petsc_isotropisation.csv'];

  it.each(files)('is in units in which c_ij = Z_i^2 Z_j^2: t_0 is the collision time of unit charges in %s', (name) => {
    const [, v0, n0, t0, lnLambda] = /v_0=(\S+) m.*n_0=([^,]+),.*t_0=(\S+) s.*ln_lambda=(\S+)/
      .exec(header(name))!
      .map(Number);
    // the constants of PETSc's dmplexlandau, rounded
    const [mass, charge, eps0] = [9.10938356e-31, 1.6022e-19, 8.8542e-12];
    const time = (8 * Math.PI * ((eps0 * mass) / charge ** 2) ** 2 * v0 ** 3) / (n0 * lnLambda);
    // the header has eleven digits
    expect(Math.abs(time / t0 - 1)).toBeLessThan(1e-9);
    const scales = { mass: 'electron', density: n0, temperature: 1000 } as const;
    // the charge enters by its fourth power
    expect(Math.abs(collisionTime(lnLambda, scales) / t0 - 1)).toBeLessThan(6e-5);
  });

  it.each([
    {
      theirs: 'petsc_two_species_m1_m2.csv',
      spectral: 'case_i_m1_m2.csv',
      columns: { T1: ['T1', 2e-4], T2: ['T2', 2e-4], H: ['H', 1e-4], I: ['I', 1e-3] },
    },
    {
      theirs: 'petsc_isotropisation.csv',
      spectral: 'case_b_aniso_Tperp0.75_Tpar1.5.csv',
      columns: { Tper1: ['Tperp', 2e-5], Tpar1: ['Tpar', 4e-5], H: ['H', 1e-5], I: ['I', 5e-5] },
    },
  ] as const)(
    'agrees with a spectral solution within the error bars of the scenarios: $theirs',
    ({ theirs, spectral, columns }) => {
      const petsc = readTable(theirs);
      const exact = readTable(spectral);
      const shared = petsc.t.flatMap((t, k) => {
        const same = exact.t.findIndex((other) => Math.abs(other - t) < 1e-9);
        return same < 0 ? [] : [[k, same]];
      });
      expect(shared.length).toBeGreaterThan(5);
      for (const [name, [other, errorBar]] of Object.entries(columns))
        for (const [k, same] of shared) expect(Math.abs(petsc[name][k] - exact[other][same])).toBeLessThan(errorBar);
    },
  );

  it.each(files)('is shipped beside the scenarios as it is: %s', (name) => {
    const shipped = fileURLToPath(new URL(`../../scenarios/reference/${name}`, import.meta.url));
    expect(readFileSync(shipped, 'utf8')).toBe(readFileSync(join(folder, name), 'utf8'));
  });
});
