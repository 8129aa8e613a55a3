import { describe, expect, test } from 'vitest';
import type { QueuedTask } from '../../src/study/executors/slurm/client-programs.ts';
import { createTaskWatch } from '../../src/study/executors/slurm/losses.ts';
import { submissionFiles } from '../../src/study/executors/slurm/submissions.ts';

const submitted = { files: submissionFiles(1), jobName: 'landau-x-0001', tasks: [['a', 'b'], ['c']] };
const task = (index: number, state = 'RUNNING', reason = 'None'): QueuedTask => ({
  jobName: 'landau-x-0001',
  job: '7',
  index,
  state,
  reason,
});
const all = new Set(['a', 'b', 'c', 'd']);

function watching(expected: boolean) {
  const watch = createTaskWatch(10);
  watch.add(submitted, expected);
  return watch;
}

describe('a task', () => {
  test('keeps its members busy while it is in the queue', () => {
    const watch = watching(false);
    const view = watch.observe([task(0), task(1, 'PENDING', 'Resources')], all, 0);
    expect([...view.busy]).toEqual(['a', 'b', 'c']);
    expect(view).toMatchObject({ over: [], hopeless: [], queued: 2, running: 1 });
  });

  test('that left the queue is over when its results have had time to come to light', () => {
    const watch = watching(false);
    watch.observe([task(0), task(1)], all, 0);
    for (const now of [100, 105, 109]) {
      const view = watch.observe([task(1)], all, now);
      expect(view.over).toEqual([]);
      expect(view.busy).toContain('a');
    }
    const view = watch.observe([task(1)], new Set(['b', 'c']), 110);
    expect(view.over).toEqual([{ submitted, index: 0, left: ['b'] }]);
    expect([...view.busy]).toEqual(['c']);
    expect(watch.observe([task(1)], all, 111).over).toEqual([]);
  });

  test('that comes back into the queue, because its node was lost, is waited for anew', () => {
    const watch = watching(true);
    watch.observe([], all, 0);
    watch.observe([task(0), task(1)], all, 9);
    expect(watch.observe([], all, 12).over).toEqual([]);
    expect(watch.observe([], all, 22).over).toHaveLength(2);
  });

  test('that completes is about to leave', () => {
    const watch = watching(true);
    expect(watch.observe([task(0, 'COMPLETING'), task(1)], all, 0).over).toEqual([]);
    expect(watch.observe([task(0, 'COMPLETING'), task(1)], all, 10).over).toHaveLength(1);
  });

  test('that an earlier client submitted and that is gone is nobody’s loss', () => {
    const watch = watching(false);
    expect(watch.observe([], all, 0)).toEqual({ busy: new Set(), over: [], hopeless: [], queued: 0, running: 0 });
    expect(watch.jobNames()).toEqual([]);
  });

  test('with nothing left to do is not followed, in the queue or not', () => {
    const watch = watching(true);
    expect(watch.observe([task(0)], new Set(['c']), 0).busy).toEqual(new Set(['c']));
    expect(watch.observe([task(0)], new Set(), 1)).toMatchObject({ over: [], queued: 0 });
    expect(watch.jobNames()).toEqual([]);
  });

  test.each(['PartitionTimeLimit', 'BadConstraints', 'launch failed requeued held'])(
    'that pends for %s is hopeless, and over at once',
    (reason) => {
      const watch = watching(true);
      const stuck = task(1, 'PENDING', reason);
      const view = watch.observe([task(0), stuck], all, 0);
      expect(view.hopeless).toEqual([stuck]);
      expect(view.over).toEqual([{ submitted, index: 1, left: ['c'], reason }]);
    },
  );

  test.each(['Resources', 'Priority', 'QOSMaxJobsPerUserLimit', 'JobArrayTaskLimit', 'BeginTime', 'ReqNodeNotAvail'])(
    'that pends for %s is waited for',
    (reason) => {
      const view = watching(true).observe([task(0), task(1, 'PENDING', reason)], all, 0);
      expect(view.hopeless).toEqual([]);
      expect(view.busy).toContain('c');
    },
  );
});
