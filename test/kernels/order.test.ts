import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/core/errors.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { carve, doublesOf, words } from '../../src/kernels/wasm.ts';
import {
  beginSort,
  type Cells,
  chunkCount,
  lastingLengths,
  passingLengths,
  sortingBytes,
} from '../../src/kernels/wasm-order.ts';
import { type Round, runRounds } from '../../src/kernels/wasm-team.ts';
import { compiled } from './compiled.ts';

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

type Sorting = 'cells' | 'chunks';

/** The compiled sort: place of every particle, which is told by its weight, and the chunks. */
function order(
  { cells, velocities }: { cells: Cells; velocities: ReturnType<typeof createVectorField> },
  sorting: Sorting,
) {
  const { d, n } = velocities;
  const weights = Float64Array.from({ length: n }, (_, p) => p);
  const particles = { velocities, weights, factor: 1, ...(sorting === 'cells' ? { scaledScore: velocities } : {}) };
  const [passing, lasting] = [passingLengths(cells, particles), lastingLengths(cells, particles)];
  const scratch = sortingBytes(cells);
  const arrays = compiled.arrays([doublesOf(passing), doublesOf(lasting), scratch / 4, d * n])!;
  const room = carve(arrays[1], lasting);
  const sort = beginSort(cells, particles, carve(arrays[0], passing), room, arrays[3]);
  const run = (rounds: readonly Round[]) => runRounds(compiled, { address: arrays[2].address, bytes: scratch }, rounds);
  run([sort.count]);
  const chunks = sort.place({ offset: [0, 0, 0].slice(0, d), slope: 0 });
  run([sort.arrange]);
  if (sorting === 'cells') run([sort.sortCells(chunks), sort.bring]);
  const length = sorting === 'cells' ? 2 * d + 1 : d + 1;
  const slots = new Uint32Array(n);
  for (let place = 0; place < n; place++) slots[room.sorted[0].data[place * length + d]] = place;
  if (sorting === 'cells') {
    expect(words(room.places[0]).subarray(0, n)).toEqual(slots);
    expect(arrays[3].data).toEqual(velocities.data);
  }
  return { slots, chunks: chunks.bounds, colours: chunks.colours };
}

/** Cell of particle p on every axis. */
function cellOf(
  { origin, spacing, first }: Cells,
  { d, n, data }: { d: number; n: number; data: Float64Array },
  p: number,
) {
  return Array.from({ length: d }, (_, k) => Math.floor((data[k * n + p] - origin[k]) / spacing) - first[k]);
}

/** Numbers within (0, 1) without any order. */
function fraction(k: number): number {
  return 0.5 + 0.49 * Math.sin(12.9898 * (k + 1) ** 1.1);
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

  it('is that of a stable sort however many ranges threads sort apart', () => {
    const [n, d] = [9001, 3] as const;
    const cells: Cells = { origin: [0, 0, 0], spacing: 1, first: [0, 0, 0], extents: [9, 5, 4], stencil: 4 };
    const data = Float64Array.from({ length: d * n }, (_, k) => cells.extents[Math.floor(k / n)] * fraction(k));
    const velocities = createVectorField(d, n, data);
    const cell = Array.from({ length: n }, (_, p) => cellOf(cells, velocities, p));
    const chunk = (p: number) => [Math.floor(cell[p][0] / 4), Math.floor(cell[p][1] / 4)];
    const before = (a: readonly number[], b: readonly number[]) => {
      const k = a.findIndex((value, axis) => value !== b[axis]);
      return k < 0 ? 0 : a[k] - b[k];
    };
    const expected = (key: (p: number) => readonly number[]) => {
      const keys = cell.map((_, p) => key(p));
      const places = new Uint32Array(n);
      const sorted = Array.from({ length: n }, (_, p) => p).sort((p, q) => before(keys[p], keys[q]) || p - q);
      sorted.forEach((p, place) => {
        places[p] = place;
      });
      return places;
    };
    expect(order({ cells, velocities }, 'chunks').slots).toEqual(expected(chunk));
    expect(order({ cells, velocities }, 'cells').slots).toEqual(expected((p) => [...chunk(p), ...cell[p]]));
  });

  it('cuts the particles into chunks of which two of one colour touch no node in common', () => {
    fc.assert(
      fc.property(example, fc.constantFrom('cells', 'chunks'), (each, sorting) => {
        const { slots, chunks, colours } = order(each, sorting);
        const { cells, velocities } = each;
        const covered = [...chunks].sort(([a], [b]) => a - b);
        expect(covered.reduce((end, [begin, stop]) => (begin === end ? stop : -1), 0)).toBe(velocities.n);
        expect(chunks.length).toBeLessThanOrEqual(chunkCount(cells));
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
