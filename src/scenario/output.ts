import { integer, map, number, optional, withDefault } from './fields.ts';

export function output() {
  const snapshots = number('Time between two stored distributions', { above: 0 });
  const budget = map('The budget of dI/dt at every row, pair by pair, by Lemma 2.1 and Proposition 3.1.', {
    draws: integer('Velocities drawn of each species of a pair; the cost is that of as many densities', {
      from: 2,
      to: 10000,
    }),
  });
  return map('What is saved, and when.', {
    every: number('Time between two rows of the series, no longer than the run', { above: 0 }),
    snapshots: optional(snapshots, 'the start and the end are stored'),
    budget: optional(budget, 'it is not measured'),
    checkpoint: withDefault(number('Seconds of wall time between two checkpoints', { above: 0 }), 60),
  });
}
