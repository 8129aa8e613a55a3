import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputStops, schedule } from '../../src/simulation/schedule.ts';

const scenario = fc
  .record({
    start: fc.integer({ min: -20, max: 20 }).map((k) => k / 8),
    span: fc.integer({ min: 1, max: 100 }).map((k) => k / 10),
    rows: fc.integer({ min: 1, max: 20 }),
    snapshots: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    steps: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ start, span, rows, snapshots, steps }) => ({
    time: { integrator: 'rk4', step: span / steps, start, until: start + span } as const,
    output: { every: span / rows, checkpoint: 60, ...(snapshots === undefined ? {} : { snapshots: span / snapshots }) },
  }));

/** All stops, one after the other. */
const stopsOf = (scenario: Parameters<typeof outputStops>[0]) => [...schedule(scenario.time, outputStops(scenario))];

describe('the schedule', () => {
  it('starts at the start, ends at the end, and strictly increases', () => {
    fc.assert(
      fc.property(scenario, ({ time, output }) => {
        const stops = stopsOf({ time, output });
        expect(stops[0]).toMatchObject({ t: time.start, row: true, snapshot: true });
        expect(stops.at(-1)).toMatchObject({ t: time.until, row: true, snapshot: true });
        for (let k = 1; k < stops.length; k++) expect(stops[k].t).toBeGreaterThan(stops[k - 1].t);
      }),
    );
  });

  it('has exactly the rows and snapshots asked for, at multiples that do not drift', () => {
    fc.assert(
      fc.property(scenario, ({ time, output }) => {
        const stops = stopsOf({ time, output });
        const rows = stops.filter(({ row }) => row).map(({ t }) => t);
        const expected = Math.round((time.until - time.start) / output.every);
        expect(rows.length).toBe(expected + 1);
        rows.forEach((t, k) => {
          expect(Math.abs(t - (time.start + k * output.every))).toBeLessThan(
            1e-12 * (Math.abs(time.until) + Math.abs(time.start)),
          );
        });
        const snapshots = stops.filter(({ snapshot }) => snapshot).length;
        expect(snapshots).toBe(
          output.snapshots === undefined ? 2 : Math.round((time.until - time.start) / output.snapshots) + 1,
        );
      }),
    );
  });

  it('has rows at the decimals that were asked for', () => {
    const time = { integrator: 'rk4', step: 0.1, start: 0.3, until: 1.2 } as const;
    const rows = (until: number) => stopsOf({ time: { ...time, until }, output: { every: 0.1, checkpoint: 60 } });
    expect(rows(1.2).map(({ t }) => t)).toEqual([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2]);
    // They do not depend on the end.
    expect(rows(1.1).map(({ t }) => t)).toEqual(
      rows(1.2)
        .map(({ t }) => t)
        .slice(0, -1),
    );
  });

  it('never asks for a step longer than the nominal one, and with adaptive steps only stops for outputs', () => {
    fc.assert(
      fc.property(scenario, ({ time, output }) => {
        const stops = stopsOf({ time, output });
        for (let k = 1; k < stops.length; k++)
          expect(stops[k].t - stops[k - 1].t).toBeLessThanOrEqual(time.step * (1 + 2e-6));
        const outputs = stopsOf({ time: { ...time, adaptive: { tolerance: 1e-3 } }, output });
        expect(outputs).toEqual(stops.filter(({ row, snapshot }) => row || snapshot));
      }),
    );
  });

  it('merges a row and a snapshot that differ by round-off only', () => {
    const time = { integrator: 'rk4', step: 1, start: 0, until: 1 } as const;
    const stops = stopsOf({ time, output: { every: 0.1, snapshots: 0.30000000000000004, checkpoint: 60 } });
    expect(stops.filter(({ snapshot }) => snapshot).length).toBe(5);
    expect(stops.length).toBe(11);
  });

  it('of more steps than memory holds begins at once', () => {
    const step = { time: { start: 0, until: 1, step: 1e-12 }, output: { every: 0.5, checkpoint: 60 } };
    const stops = schedule(step.time, outputStops(step as Parameters<typeof outputStops>[0]));
    expect([stops.next().value?.t, stops.next().value?.t]).toEqual([0, 1e-12]);
  });
});
