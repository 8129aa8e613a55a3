import { map, number, optional, withDefault } from './fields.ts';

export function output() {
  const snapshots = number('Time between two stored distributions', { above: 0 });
  return map('What is saved, and when.', {
    every: number('Time between two rows of the series, no longer than the run', { above: 0 }),
    snapshots: optional(snapshots, 'the start and the end are stored'),
    checkpoint: withDefault(number('Seconds of wall time between two checkpoints', { above: 0 }), 60),
  });
}
