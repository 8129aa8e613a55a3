import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorField, type Dimension, type VectorField } from '../../src/core/vector-field.ts';
import { createLabelState, prepareLabelSpace } from '../../src/reconstruction/label-space.ts';

/** The nodes h (j - (cells - 1)/2) on every axis that `keep` keeps. */
function nodes(d: Dimension, cells: number, h: number, keep = (_a: readonly number[]) => true): VectorField {
  const all = Array.from({ length: cells ** d }, (_, index) =>
    Array.from({ length: d }, (__, k) => h * ((Math.floor(index / cells ** k) % cells) - (cells - 1) / 2)),
  ).filter(keep);
  const field = createVectorField(d, all.length);
  all.forEach((a, p) => {
    a.forEach((x, k) => {
      field.data[k * all.length + p] = x;
    });
  });
  return field;
}

function vectorOf({ d, n, data }: VectorField, p: number): number[] {
  return Array.from({ length: d }, (_, k) => data[k * n + p]);
}

/** exp(-|a|^2/2) at the nodes. */
function gaussian(start: VectorField): Float64Array {
  return Float64Array.from({ length: start.n }, (_, p) =>
    Math.exp(-vectorOf(start, p).reduce((sum, x) => sum + x * x, 0) / 2),
  );
}

const entry = fc.double({ min: -0.4, max: 0.4, noNaN: true });

describe.each([2, 3] as const)('d = %i: f in label space', (d) => {
  const anchor = new Array<number>(d).fill(0.25);
  const h = 0.5;

  it('is exact for every linear map of a Gaussian, also at the edge of a lattice that has holes', () => {
    // A corner and a node within are missing.
    const start = nodes(d, 8, h, (a) => Math.hypot(...a) < 3 && Math.hypot(...a.map((x) => x - 0.25)) > 0.1);
    const density = gaussian(start);
    const space = prepareLabelSpace(start, { spacing: h, anchor, density }, 0)!;
    const out = createLabelState(d, start.n);
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: d * d, maxLength: d * d }),
        fc.constantFrom(3, 5, 7),
        (entries, points) => {
          const map = Array.from({ length: d }, (_, k) =>
            Array.from({ length: d }, (__, l) => entries[k * d + l] / 2 + (k === l ? 1 : 0)),
          );
          const moved = createVectorField(d, start.n);
          for (let p = 0; p < start.n; p++)
            map.forEach((row, k) => {
              moved.data[k * start.n + p] = 0.3 + row.reduce((sum, x, l) => sum + x * vectorOf(start, p)[l], 0);
            });
          space.evaluate(moved, points, out);
          const shift = out.logDensity[0] - Math.log(density[0]);
          for (let p = 0; p < start.n; p++) {
            expect(Math.abs(out.logDensity[p] - Math.log(density[p]) - shift)).toBeLessThan(1e-12);
            // A^T grad_v log f = grad_a log f_0 = -a
            map[0].forEach((_, l) => {
              const pulled = map.reduce((sum, row, k) => sum + row[l] * out.gradient.data[k * start.n + p], 0);
              expect(Math.abs(pulled + vectorOf(start, p)[l])).toBeLessThan(1e-10);
            });
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('divides by the determinant of the map', () => {
    const start = nodes(d, 8, h);
    const density = gaussian(start);
    const space = prepareLabelSpace(start, { spacing: h, anchor, density }, 0)!;
    const out = createLabelState(d, start.n);
    space.evaluate(
      createVectorField(
        d,
        start.n,
        start.data.map((x) => 2 * x),
      ),
      7,
      out,
    );
    out.logDensity.forEach((value, p) => {
      expect(value).toBeCloseTo(Math.log(density[p]) - d * Math.log(2), 12);
    });
  });

  it('knows nothing of particles in empty tails, nor where the map folds', () => {
    const start = nodes(d, 8, h);
    const density = gaussian(start);
    const least = 0.01;
    const space = prepareLabelSpace(start, { spacing: h, anchor, density }, least)!;
    const out = createLabelState(d, start.n);
    space.evaluate(start, 5, out);
    out.logDensity.forEach((value, p) => {
      expect(Number.isNaN(value)).toBe(!(density[p] > least));
    });
    space.evaluate(
      createVectorField(
        d,
        start.n,
        start.data.map((x, c) => (c < start.n ? -x : x)),
      ),
      5,
      out,
    );
    expect(out.logDensity.every(Number.isNaN)).toBe(true);
  });

  it('needs particles on nodes of the lattice, one on each', () => {
    const start = nodes(d, 4, h);
    const density = gaussian(start);
    const labels = { spacing: h, anchor, density };
    expect(prepareLabelSpace(start, labels, 0)).toBeDefined();
    const off = createVectorField(
      d,
      start.n,
      start.data.map((x, c) => (c === 3 ? x + 0.01 : x)),
    );
    expect(prepareLabelSpace(off, labels, 0)).toBeUndefined();
    expect(prepareLabelSpace(start, { ...labels, spacing: 0.3 }, 0)).toBeUndefined();
    const twice = createVectorField(
      d,
      start.n,
      start.data.map((x, c) => (c % start.n === 1 ? start.data[c - 1] : x)),
    );
    expect(prepareLabelSpace(twice, labels, 0)).toBeUndefined();
  });
});

it('a smooth map has differences of the order that was asked for', () => {
  const errors = [40, 80].map((cells) => {
    const h = 10 / cells;
    const start = nodes(2, cells, h);
    const moved = createVectorField(
      2,
      start.n,
      start.data.map((a) => a + 0.3 * Math.sin(a)),
    );
    const space = prepareLabelSpace(start, { spacing: h, anchor: [h / 2, h / 2], density: gaussian(start) }, 0)!;
    return [5, 7].map((points) => {
      const out = createLabelState(2, start.n);
      space.evaluate(moved, points, out);
      let worst = 0;
      for (let p = 0; p < start.n; p++) {
        const a = vectorOf(start, p);
        // Away from the edge, where the differences are centred.
        if (Math.max(...a.map(Math.abs)) > 1) continue;
        const [g, slope] = [1 + 0.3 * Math.cos(a[0]), -0.3 * Math.sin(a[0])];
        worst = Math.max(worst, Math.abs(out.gradient.data[p] - (-a[0] - slope / g) / g));
      }
      return worst;
    });
  });
  expect(Math.log2(errors[0][0] / errors[1][0])).toBeCloseTo(4, 0);
  expect(Math.log2(errors[0][1] / errors[1][1])).toBeCloseTo(6, 0);
});
