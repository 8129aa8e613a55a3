import type { ComparisonMember, ComparisonRecord, MemberSeries } from '../../src/output/comparison-record.ts';
import { bkwRecord } from './record.ts';

const run = bkwRecord();
const methods = ['blob', 'legendre', 'spectral-grid'];

/** Three methods at two resolutions of one run: errors that fall with the cost, and a member that was refused. */
function member(method: string, k: number, resolution: number): ComparisonMember {
  const error = { mean: 10 ** (-2 - k) * (10 / resolution) ** (k + 1), standardError: k === 0 ? 1e-4 : null };
  return {
    ...{ id: `${method}@${resolution}`, label: method, method, resolution, status: 'finished' },
    ...{ runs: [`members/${method}-${resolution}/run`], doubleStep: null, warnings: [] },
    measured: {
      ...{ particles: 100 * resolution, steps: 50, evaluations: 120, memory: 2e8 },
      seconds: { mean: 0.1 * resolution * (k + 1), standardError: null },
      errors: { temperature: error, fisher_best: error },
      drift: { momentum: 1e-15, energy: 10 ** (-15 + 5 * k) },
      increase: { entropy: 0, fisher: null },
      statements: [
        {
          ...{ column: 'fisher', estimate: 'fisher_best', value: 4.07, reference: 4.068, uncertainty: 0 },
          parts: { scatter: null, estimator: 0.002, resolution: 0.001, step: null },
          ...{ stated: 0.003, within: k < 2, change: 3.5 },
        },
      ],
    },
  };
}

const members = methods.flatMap((method, k) => [10, 20].map((resolution) => member(method, k, resolution)));

export const record: ComparisonRecord = {
  title: 'Two species by three methods',
  ...{ dimension: 2, species: run.summary.species.map(({ name }) => name), scenarioFile: 'gas.yaml' },
  ...{ software: 'landau-fisher', version: '1.2.3', platform: 'linux x64', threads: 1, seeds: 1 },
  reference: { kind: 'exact', name: 'BKW', citation: 'A. V. Bobylev (1975)' },
  errorAt: 'end',
  quantities: [
    { name: 'temperature', label: 'temperature' },
    { name: 'fisher_best', label: 'Fisher information' },
  ],
  members: [
    ...members,
    {
      ...{ id: 'moments', label: 'moments', method: 'moments', resolution: null, status: 'refused', runs: [] },
      ...{ reason: 'expected a Maxwell kernel', doubleStep: null, measured: null, warnings: [] },
    },
  ],
  equal: {
    by: 'cost',
    rows: [{ quantity: 'temperature', target: 2, values: methods.map((label) => ({ label, value: 1e-3 })) }],
  },
  equilibrium: { temperature: run.summary.equilibrium.temperature, entropy: -5, fisher: 4 },
};

export const series: readonly MemberSeries[] = members.map(({ id }) => ({ id, series: run.series }));
