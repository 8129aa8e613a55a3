import type { IntervalRecord, StudyRecord } from '../../src/output/study-record.ts';

const around = (value: number): IntervalRecord => ({
  lower: 0.9 * value,
  upper: 1.1 * value,
  from: 'bootstrap',
});
export const scores = ['plain', 'extrapolated'];
export const cells = [10, 20, 40];

/** error = C h^p with p = 2 and 4, over two scores and three lattices. */
export const record: StudyRecord = {
  title: 'Orders & <errors> of 100 %',
  software: 'landau-fisher',
  version: '1.2.3',
  axes: [
    { name: 'method.score', label: 'method.score', values: scores },
    { name: 'cells', label: 'cells per axis', values: cells },
  ],
  seeds: { count: 8, shared: false },
  confidence: 0.95,
  interval: 'bca',
  resamples: 2000,
  members: scores.flatMap((_, s) =>
    cells.map((n, c) => ({
      id: `id-${s}-${c}`,
      place: [s, c],
      repetition: 0,
      seed: `1/${s}/${c}/0`,
      status: s + c === 3 ? ('failed' as const) : ('finished' as const),
      ...(s + c === 3 ? { message: 'a <particle> was lost' } : {}),
      values: [n ** (-2 * (s + 1))],
    })),
  ),
  targets: [
    {
      name: 'error',
      label: 'relative L2 error of gas at the end',
      unit: '1',
      statistic: 'mean',
      points: scores.flatMap((_, s) =>
        cells.map((n, c) => {
          const value = n ** (-2 * (s + 1));
          return { place: [s, c], count: 8, value, standardError: 0.05 * value, interval: around(value) };
        }),
      ),
      fits: scores.map((score, s) => ({
        against: 'cells',
        group: { 'method.score': score },
        model: 'power' as const,
        slope: -2 * (s + 1),
        intercept: 0,
        interval: { lower: -2 * (s + 1) - 0.1, upper: -2 * (s + 1) + 0.1, from: 'bootstrap' as const },
      })),
      limits: [],
    },
  ],
  verdicts: [
    {
      target: 'error',
      subject: 'slope',
      group: { 'method.score': 'plain' },
      expected: '-2 +- 0.1',
      measured: -2,
      interval: around(-2),
      passed: true,
    },
    {
      target: 'error',
      subject: 'value',
      group: { 'method.score': 'plain', cells: 10 },
      expected: '<= 1e-3',
      measured: 1e-2,
      interval: null,
      passed: false,
    },
  ],
};
