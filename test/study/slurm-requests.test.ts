import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halves, jobArrays } from '../../src/study/executors/slurm/job-arrays.ts';
import { parseMemory, parseTime, slurmSettings } from '../../src/study/executors/slurm/settings.ts';

const members = fc
  .array(
    fc.record({
      seconds: fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      memory: fc.double({ min: 1e6, max: 1e11, noNaN: true }),
      losses: fc.nat(7),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => list.map(({ losses, ...estimate }, k) => ({ id: `m${k}`, estimate, losses })));
const settings = fc.record(
  { seconds: fc.integer({ min: 60, max: 1e6 }), mebibytes: fc.integer({ min: 1, max: 1e6 }), share: fc.constant(60) },
  { requiredKeys: ['share'] },
);
const limits = fc.record({
  arraySize: fc.integer({ min: 2, max: 20 }),
  seconds: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 600, max: 1e6 })),
});

describe('the job arrays of some members', () => {
  test('hold every member once, in arrays that the cluster takes', () => {
    fc.assert(
      fc.property(members, settings, limits, (list, given, most) => {
        const arrays = jobArrays(list, given, most);
        const ids = arrays.flatMap(({ tasks }) => tasks.flat());
        expect(ids.toSorted()).toEqual(list.map(({ id }) => id).toSorted());
        for (const { tasks, request, modest } of arrays) {
          expect(tasks.length).toBeLessThanOrEqual(most.arraySize);
          expect(tasks.every((task) => task.length > 0)).toBe(true);
          for (const { minutes, lead, mebibytes } of modest === undefined ? [request] : [request, modest]) {
            expect(60 * minutes).toBeLessThanOrEqual(Math.max(60, most.seconds));
            expect(lead).toBeGreaterThan(0);
            expect(lead).toBeLessThanOrEqual(15 * minutes);
            expect(mebibytes).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  test('ask for as much as each of their members is estimated to need, and no less', () => {
    fc.assert(
      fc.property(members, (list) => {
        const known = new Map(list.map((member) => [member.id, member.estimate]));
        for (const { tasks, request } of jobArrays(list, { share: 60 }, { arraySize: 1001, seconds: Infinity }))
          for (const task of tasks) {
            const estimates = task.map((id) => known.get(id)!);
            for (const { memory } of estimates) expect(request.mebibytes * 2 ** 20).toBeGreaterThan(1.5 * memory);
            const work = estimates.reduce((sum, { seconds }) => sum + seconds, 0);
            expect(60 * request.minutes - request.lead).toBeGreaterThan(work);
            if (task.length > 1) expect(work).toBeLessThanOrEqual(60);
          }
      }),
    );
  });

  test('give a member that was lost a task of its own, with twice the memory and time for every loss up to four', () => {
    const request = (losses: number) => {
      const alike = [0, 1].map((k) => ({ id: `m${k}`, estimate: { seconds: 1, memory: 1e8 }, losses }));
      return jobArrays(alike, { share: 60 }, { arraySize: 10, seconds: Number.POSITIVE_INFINITY });
    };
    const [never] = request(0);
    expect(never.tasks).toEqual([['m0', 'm1']]);
    expect(never).not.toHaveProperty('modest');
    for (const losses of [1, 2, 3, 4, 5, 6]) {
      const [array] = request(losses);
      expect(array.tasks).toEqual([['m0'], ['m1']]);
      expect(array.request.mebibytes).toBe(never.request.mebibytes * 2 ** Math.min(losses, 4));
      expect(array.request.minutes).toBe(array.modest!.minutes * 2 ** Math.min(losses, 4));
      expect(array.modest!.mebibytes).toBe(never.request.mebibytes);
    }
  });

  test('make two halves of one another', () => {
    fc.assert(
      fc.property(members, limits, (list, most) => {
        for (const array of jobArrays(list, { share: 60 }, most)) {
          const [first, second] = halves(array);
          expect([...first.tasks, ...second.tasks]).toEqual(array.tasks);
          expect(first.tasks.length - second.tasks.length).toBeOneOf([0, 1]);
          expect(second.request).toEqual(array.request);
        }
      }),
    );
  });
});

describe('the settings of the executor', () => {
  test('take times as Slurm writes them', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(23), fc.nat(59), fc.nat(59), (days, hours, minutes, seconds) => {
        const whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
        expect(parseTime(`${days}-${hours}:${minutes}:${seconds}`)).toBe(whole);
        expect(parseTime(`${days}-${hours}:${minutes}`)).toBe(whole - seconds);
        expect(parseTime(`${days}-${hours}`)).toBe(whole - seconds - 60 * minutes);
        expect(parseTime(`${hours}:${minutes}:${seconds}`)).toBe(whole - 86400 * days);
        expect(parseTime(`${minutes}:${seconds}`)).toBe(60 * minutes + seconds);
        expect(parseTime(`${minutes}`)).toBe(60 * minutes);
      }),
    );
    for (const text of ['', 'UNLIMITED', '1h', '-5', '1:2:3:4']) expect(parseTime(text)).toBeUndefined();
  });

  test('take memory as Slurm writes it', () => {
    expect(['2G', '2048M', '2048', '2097152K', '1T', '3MB'].map(parseMemory)).toEqual([
      2048,
      2048,
      2048,
      2048,
      2 ** 20,
      3,
    ]);
    for (const text of ['', '0', '-1G', '2X', 'G', '1.5G']) expect(parseMemory(text)).toBeUndefined();
  });

  test('are words for sbatch as a shell takes them apart', () => {
    expect(slurmSettings({ sbatch: ` --qos=low  --constraint="a b" 'c d'e ` }).sbatch).toEqual([
      '--qos=low',
      '--constraint=a b',
      'c de',
    ]);
  });

  test.each([
    ['partitoin', 'x', 'expected a setting of the executor slurm (partition, account, '],
    ['time', 'soon', 'expected minutes or [days-]hours:minutes:seconds'],
    ['time', '0', 'expected minutes or [days-]hours:minutes:seconds'],
    ['mem', '2 GB', 'expected an amount such as 800M or 2G'],
    ['limit', '0', 'expected a whole number of at least 1'],
    ['attempts', '1.5', 'expected a whole number of at least 1'],
    ['poll', '600', 'expected a positive number of seconds up to 60'],
    ['settle', '-1', 'expected a positive number of seconds'],
    ['interrupt', 'ask', 'expected leave or cancel'],
    ['partition', '', 'expected a value'],
    ['sbatch', '--qos=a --array=0-5', 'expected arguments that this executor does not set itself'],
    ['sbatch', '-J name', 'expected arguments that this executor does not set itself'],
  ])('are refused in one line: %s=%s', (name, value, expected) => {
    const read = () => slurmSettings({ [name]: value });
    expect(read).toThrow(`--option ${name}=${value}: ${expected}`);
    expect(read).toThrow(/^[^\n]+$/);
  });
});
