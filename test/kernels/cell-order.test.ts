import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/core/errors.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { type Cells, chunkLimit, countLength, orderByCell, type Sorting } from '../../src/kernels/cell-order.ts';

const example = fc
  .record({
    d: fc.constantFrom(2 as const, 3 as const),
    n: fc.integer({ min: 0, max: 60 }),
    stencil: fc.integer({ min: 2, max: 5 }),
    extents: fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 3, maxLength: 3 }),
    numbers: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 180,
      maxLength: 180,
    }),
  })
  .map(({ d, n, stencil, extents, numbers }) => {
    const cells: Cells = {
      origin: [0.3, -1, 2].slice(0, d),
      spacing: 0.25,
      first: [2, -3, 0].slice(0, d),
      extents: extents.slice(0, d),
      stencil,
    };
    const velocities = createVectorField(d, n);
    velocities.data.forEach((_, at) => {
      const k = Math.floor(at / n);
      const xi = cells.first[k] + 0.01 + (extents[k] - 0.02) * numbers[at];
      velocities.data[at] = cells.origin[k] + cells.spacing * xi;
    });
    return { cells, velocities };
  });

function order(
  { cells, velocities }: { cells: Cells; velocities: ReturnType<typeof createVectorField> },
  sorting: Sorting,
) {
  const slots = new Uint32Array(velocities.n);
  const { chunks, colours } = orderByCell(
    cells,
    sorting,
    velocities,
    slots,
    new Uint32Array(countLength(cells, sorting)),
  );
  return { slots, chunks, colours };
}

/** Cell of particle p on every axis. */
function cellOf(
  { origin, spacing, first }: Cells,
  { d, n, data }: { d: number; n: number; data: Float64Array },
  p: number,
) {
  return Array.from({ length: d }, (_, k) => Math.floor((data[k * n + p] - origin[k]) / spacing) - first[k]);
}

describe('the order of cells', () => {
  it('gives every particle a place of its own, those of a cell neighbouring places in their old order', () => {
    fc.assert(
      fc.property(example, (each) => {
        const { slots } = order(each, 'cells');
        const { cells, velocities } = each;
        const at = new Uint32Array(velocities.n);
        slots.forEach((slot, p) => {
          at[slot] = p;
        });
        expect([...slots].sort((a, b) => a - b)).toEqual(Array.from(slots, (_, p) => p));
        const seen = new Set<string>();
        let last = '';
        for (let slot = 0; slot < at.length; slot++) {
          const cell = cellOf(cells, velocities, at[slot]).join();
          if (cell === last) expect(at[slot]).toBeGreaterThan(at[slot - 1]);
          else expect(seen.has(cell)).toBe(false);
          seen.add(cell);
          last = cell;
        }
      }),
    );
  });

  it('cuts the particles into chunks of which two of one colour touch no node in common', () => {
    fc.assert(
      fc.property(example, fc.constantFrom('cells', 'chunks'), (each, sorting) => {
        const { slots, chunks, colours } = order(each, sorting);
        const { cells, velocities } = each;
        const covered = [...chunks].sort(([a], [b]) => a - b);
        expect(covered.reduce((end, [begin, stop]) => (begin === end ? stop : -1), 0)).toBe(velocities.n);
        expect(chunks.length).toBeLessThanOrEqual(chunkLimit(cells));
        expect(colours.reduce((end, [begin, stop]) => (begin === end ? stop : -1), 0)).toBe(chunks.length);
        for (const [from, to] of colours) {
          const owner = new Map<string, number>();
          for (let p = 0; p < velocities.n; p++) {
            const chunk = chunks.findIndex(([begin, end]) => begin <= slots[p] && slots[p] < end);
            if (chunk < from || chunk >= to) continue;
            const [i, j] = cellOf(cells, velocities, p);
            for (let a = i; a < i + cells.stencil; a++)
              for (let b = j; b < (velocities.d === 3 ? j + cells.stencil : j + 1); b++) {
                const node = velocities.d === 3 ? `${a} ${b}` : `${a}`;
                expect(owner.get(node) ?? chunk).toBe(chunk);
                owner.set(node, chunk);
              }
          }
        }
      }),
    );
  });

  it('refuses a velocity outside all cells, NaN included', () => {
    const cells: Cells = { origin: [0, 0], spacing: 1, first: [0, 0], extents: [4, 5], stencil: 2 };
    for (const v of [4, -0.1, Number.NaN, Number.POSITIVE_INFINITY])
      for (const data of [
        [v, 1],
        [1, v === 4 ? 5 : v],
      ]) {
        const velocities = createVectorField(2, 1, Float64Array.from(data));
        expect(() => order({ cells, velocities }, 'chunks')).toThrow(RunError);
      }
    expect(order({ cells, velocities: createVectorField(2, 1, Float64Array.of(3.9, 4.9)) }, 'cells').chunks).toEqual([
      [0, 1],
    ]);
  });
});
