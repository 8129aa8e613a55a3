import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { linearAxis, logarithmicAxis, SMALLEST } from '../../src/report/axis.ts';
import { type Curve, linePanel } from '../../src/report/line-panel.ts';
import { spreadLabels } from '../../src/report/plot-data.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { decimate } from '../../src/report/svg.ts';
import { bkwRecord, coulombRecord } from './record.ts';

/** Coordinates of all points of lines and dots of a picture, and its size. */
function points(markup: string) {
  const { document } = parseHTML(`<body>${markup}</body>`);
  const [, , width, height] = String(document.querySelector('svg')!.getAttribute('viewBox')).split(' ').map(Number);
  const marks: [number, number][] = [];
  for (const path of document.querySelectorAll('g[data-mark=line] path'))
    for (const [, x, y] of String(path.getAttribute('d')).matchAll(/([-\d.e]+),([-\d.e]+)/g)) marks.push([+x, +y]);
  for (const dot of document.querySelectorAll('circle'))
    marks.push([Number(dot.getAttribute('cx')), Number(dot.getAttribute('cy'))]);
  const [left, right] = ['x-axis tick', 'x-axis tick'].map((label, k) => {
    const ticks = [...document.querySelectorAll(`g[data-mark="${label}"] path`)].map((tick) =>
      Number(/translate\(([-\d.e]+)/.exec(String(tick.getAttribute('transform')))?.[1]),
    );
    return k === 0 ? Math.min(...ticks) : Math.max(...ticks);
  });
  return { width, height, marks, left, right };
}

function curveOf(y: readonly number[]): Curve {
  const x = Float64Array.from(y.keys());
  return { label: 'one', x, y: Float64Array.from(y), colour: 'black', kind: 'measured' };
}

describe('a line picture', () => {
  const value = fc.oneof(fc.double({ noDefaultInfinity: true, min: -1e30, max: 1e30 }), fc.constantFrom(0, Number.NaN));

  it.each(['linear', 'log'] as const)('holds all of its finite points inside its axes (%s)', (scale) => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (y) => {
        const panel = linePanel({
          description: 'any curve',
          x: { label: 't' },
          y: { label: 'y', scale },
          curves: [curveOf(y)],
        });
        const drawn = y.filter((one) => Number.isFinite(one) && (scale === 'linear' || one >= SMALLEST)).length;
        if (drawn === 0) return panel === undefined;
        const { width, height, marks } = points(panel!.picture(2).markup);
        return (
          marks.length >= drawn &&
          marks.every(([x, h]) => x >= 58 && x <= width - 16 + 0.01 && h >= 27.99 && h <= height - 36 + 0.01)
        );
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('is left out when nothing can be drawn', () => {
    for (const y of [[], [Number.NaN], [0, -1]])
      expect(
        linePanel({ description: 'none', x: { label: 't' }, y: { label: 'y', scale: 'log' }, curves: [curveOf(y)] }),
      ).toBeUndefined();
  });

  it('draws round-off about a constant as a constant', () => {
    const panel = linePanel({
      description: 'constant',
      x: { label: 't' },
      y: { label: 'y', scale: 'linear' },
      curves: [curveOf([1, 1 + 1e-15, 1 - 1e-15, 1])],
    })!;
    const heights = points(panel.picture(2).markup).marks.map(([, h]) => h);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.02);
  });
});

describe('the names at the ends of curves', () => {
  it('never overlap, stay in order and keep near the ends of their curves', () => {
    const wanted = fc.array(fc.double({ min: -20, max: 220, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(wanted, (heights) => {
        const places = spreadLabels(heights, 14, 0, 200);
        const order = [...heights.keys()].sort((a, b) => heights[a] - heights[b]);
        for (let k = 1; k < order.length; k++)
          expect(places[order[k]] - places[order[k - 1]]).toBeGreaterThanOrEqual(14 - 1e-9);
        for (const place of places) {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(200 + 1e-9);
        }
      }),
    );
    expect(spreadLabels([30, 100], 14, 0, 200)).toEqual([30, 100]);
    expect(spreadLabels([100, 100], 14, 0, 200)).toEqual([93, 107]);
  });
});

describe('the pictures of a report', () => {
  const documents = [bkwRecord(), coulombRecord()].map((record) => parseHTML(renderReport(record)).document);

  it('keep all points between their axes', () => {
    for (const document of documents) {
      const pictures = [...document.querySelectorAll('svg.picture')];
      expect(pictures.length).toBeGreaterThan(15);
      for (const picture of pictures) {
        const { width, height, marks } = points(picture.outerHTML);
        for (const [x, y] of marks) {
          expect(x).toBeGreaterThanOrEqual(36);
          expect(x).toBeLessThanOrEqual(width - 11.99);
          expect(y).toBeGreaterThanOrEqual(21.99);
          expect(y).toBeLessThanOrEqual(height - 31.99);
        }
      }
    }
  });

  it('write no two ticks of one axis alike', () => {
    for (const document of documents) {
      for (const labels of document.querySelectorAll('g[data-mark$="axis tick label"]')) {
        const texts = [...labels.querySelectorAll('text')].map((text) => text.textContent);
        expect(new Set(texts).size).toBe(texts.length);
      }
    }
  });
});

describe('axes', () => {
  it('a logarithmic axis ends at 1, 2 or 5 times powers of ten around its values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: SMALLEST, max: 1e300, noNaN: true }), { minLength: 1 }), (values) => {
        const [lower, upper] = logarithmicAxis(values)!.domain;
        const round = [lower, upper].every((end) => /^[125](\.0+)?e/.test(end.toExponential()));
        const slack = 1 + 1e-9;
        return round && values.every((value) => value * slack >= lower && value <= upper * slack) && upper > lower;
      }),
    );
  });

  it('a linear axis contains its values and has a length', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true })), (values) => {
        const [lower, upper] = linearAxis(values).domain;
        return upper > lower && values.every((value) => lower <= value && value <= upper);
      }),
    );
  });
});

describe('decimation', () => {
  const line = fc
    .array(fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constant(Number.NaN)), {
      minLength: 1,
      maxLength: 3000,
    })
    .map((y) => ({ x: Float64Array.from(y.keys()), y: Float64Array.from(y) }));

  it('keeps both ends, the extremes and the gaps, in order, within the limit', () => {
    fc.assert(
      fc.property(line, (full) => {
        const limit = 100;
        const short = decimate(full, limit);
        const finite = (values: Float64Array) => Array.from(values).filter(Number.isFinite);
        expect(short.x.length).toBeLessThanOrEqual(Math.max(limit, 5 * Math.floor(limit / 4)));
        expect(short.x[0]).toBe(full.x[0]);
        expect(short.x.at(-1)).toBe(full.x.at(-1));
        expect(Math.min(...finite(short.y))).toBe(Math.min(...finite(full.y)));
        expect(Math.max(...finite(short.y))).toBe(Math.max(...finite(full.y)));
        expect(short.y.some(Number.isNaN)).toBe(full.y.some(Number.isNaN));
        expect(Array.from(short.x)).toEqual(Array.from(short.x).sort((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });
});
