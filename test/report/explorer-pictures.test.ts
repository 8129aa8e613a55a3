import { decode } from 'fast-png';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { type GrowthMap, growthMapPicture } from '../../src/report/growth-map-picture.ts';
import { sphereMinimiserPicture } from '../../src/report/sphere-minimiser-picture.ts';

const massRatios = [1, 0.1, 0.01];
const exponents = [-3, -3.5, -2];

function map(rate: (massRatio: number, exponent: number) => number, changes: Partial<GrowthMap> = {}): GrowthMap {
  const rows = massRatios.flatMap((massRatio) =>
    exponents.map((exponent) => ({
      massRatio,
      exponent,
      charge: 1,
      growthRate: rate(massRatio, exponent),
      bound: 2 * Math.SQRT2,
    })),
  );
  return { dimension: 3, degree: 1, orders: 4, selfCollisions: false, rows, ...changes };
}

/** Growth beyond the bound, the faster the lighter. */
const beyond = (massRatio: number, exponent: number) => (exponent > -2.9 || massRatio === 1 ? 0 : 1 / massRatio);

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
}

function read(picture: string) {
  const { document } = parseHTML(`<body>${picture}</body>`);
  const cells = [...document.querySelectorAll('g[data-mark=rect] rect')].map((rect): Cell => {
    const [x, y] = ['x', 'y'].map((name) => Number(rect.getAttribute(name)));
    return { x, y, fill: String(rect.getAttribute('fill')) };
  });
  const texts = [...document.querySelectorAll('text')].map((text) => String(text.textContent));
  return { document, cells, texts };
}

const pictures = {
  map: growthMapPicture(map(beyond)),
  sphere: sphereMinimiserPicture({
    ...{ dimension: 3, symmetric: true, axisymmetric: true, bandLimit: 4, constant: 5.75, bound: 5.5, attained: true },
    ...{ polarAngles: [0.5, 1.5, 2.5], azimuths: 2, values: Float64Array.of(2, 2, 1, 1, 3, 3) },
  }),
  circle: sphereMinimiserPicture({
    ...{ dimension: 2, symmetric: false, axisymmetric: false, bandLimit: 4, constant: 1, bound: 1, attained: false },
    ...{ polarAngles: [Math.PI / 2], azimuths: 4, values: Float64Array.of(0, 1, 0, -1) },
  }),
};

describe('the picture of', () => {
  it.each(Object.entries(pictures))('a %s needs nothing but itself', (_, picture) => {
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const addresses = [...picture.matchAll(/\b(?:href|src)="([^"]{5})/g)].map(([, address]) => address);
    expect(addresses.filter((address) => address !== 'data:')).toEqual([]);
    expect(picture).not.toMatch(/var\(|url\(|<style|<script/);
  });

  it.each(Object.entries(pictures))('a %s is well-formed XML', (_, picture) => {
    const open: string[] = [];
    for (const [, closing, name, rest] of picture.matchAll(/<(\/?)([A-Za-z]+)((?:[^<>"]|"[^"<]*")*)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!rest.endsWith('/')) open.push(name);
      expect(closing ? '' : rest.replace(/\s+[\w:-]+="[^"<]*"/g, '')).toMatch(/^\s*\/?$/);
    }
    expect(open).toEqual([]);
    // XML knows five entities by name and no others.
    expect(picture).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#\d+);)/);
  });
});

describe('a map of growth rates', () => {
  it('draws a cell where there is growth and leaves the others white', () => {
    const { cells } = read(pictures.map);
    expect(cells.length).toBe(4);
  });

  it('puts lighter species to the left and softer exponents down, one colour for one rate', () => {
    const { cells } = read(pictures.map);
    const [left, right] = [...new Set(cells.map(({ x }) => x))].sort((a, b) => a - b);
    const columns = [left, right].map((x) => cells.filter((cell) => cell.x === x));
    for (const column of columns) expect(new Set(column.map(({ fill }) => fill)).size).toBe(1);
    expect(columns[0][0].fill).not.toBe(columns[1][0].fill);
    // The white band of exponent -2 is the highest.
    expect(Math.min(...cells.map(({ y }) => y))).toBeGreaterThan(24);
  });

  it('draws the bound where it belongs on the axis of exponents', () => {
    const { document, cells, texts } = read(pictures.map);
    const heights = [...document.querySelectorAll('g[data-mark=rule] line')].map((line) =>
      Number(line.getAttribute('y1')),
    );
    // The cells of -3 and -3.5 begin half-way to their upper neighbours, at -2.5 and -3.25.
    const [upper, lower] = [...new Set(cells.map(({ y }) => y))].sort((a, b) => a - b);
    const expected = upper + ((2 * Math.SQRT2 - 2.5) / 0.75) * (lower - upper);
    expect(heights.length).toBe(2);
    for (const height of heights) expect(Math.abs(height - expected)).toBeLessThan(0.02);
    expect(texts.some((text) => text.includes('bound of Theorem 1.1, γ = −2.828'))).toBe(true);
  });

  it('has a logarithmic scale of colours exactly if the rates spread', () => {
    const last = (picture: string) => read(picture).cells.map(({ fill }) => fill);
    // Half of the largest rate is half-way up a linear scale, and the least rate at the bottom of a logarithmic one.
    const linear = last(growthMapPicture(map((m, g) => (g > -2.9 ? 0 : m === 1 ? 1 : 2))));
    expect(new Set(linear).size).toBe(2);
    const bottom = 'rgb(68,1,84)';
    expect(linear).not.toContain(bottom);
    expect(last(growthMapPicture(map((m, g) => (g > -2.9 ? 0 : 1 / m))))).toContain(bottom);
  });

  it('says so when nothing grows', () => {
    const { cells, texts } = read(growthMapPicture(map(() => 0)));
    expect(cells).toEqual([]);
    expect(texts.join(' ')).toContain('No cell has a rate above round-off');
  });

  it('refuses what is not a map', () => {
    const one = map(beyond);
    expect(() => growthMapPicture({ ...one, rows: one.rows.filter(({ exponent }) => exponent === -3) })).toThrow(
      'expected several mass ratios and several exponents or several charges (not both), got 3, 1 and 1',
    );
  });
});

describe('the minimiser', () => {
  it('is a map with its least value dark, its largest one light, the north pole up', () => {
    const { document } = read(pictures.sphere);
    const [address] = [...document.querySelectorAll('image')]
      .map((image) => String(image.getAttribute('href') ?? image.getAttribute('xlink:href')))
      .map((href) => decode(Buffer.from(href.replace(/^data:image\/png;base64,/, ''), 'base64')))
      .filter(({ width }) => width === 2);
    expect([...address.data]).toEqual([128, 128, 0, 0, 255, 255]);
  });

  it('tells the constant, its bound and whether it is attained', () => {
    expect(read(pictures.sphere).texts.join(' ')).toMatch(/K ≤ 5\.75 .* K ≥ 5\.5\. The minimiser has mean 1/);
    expect(read(pictures.circle).texts.join(' ')).toContain('It is not attained: φ = 1 + a h');
  });

  it('on the circle is a closed curve', () => {
    const path = String(read(pictures.circle).document.querySelector('g[data-mark=line] path')?.getAttribute('d'));
    const heights = [...path.matchAll(/,([\d.]+)/g)].map(([, height]) => Number(height));
    expect(heights.length).toBe(5);
    expect(heights[4]).toBe(heights[0]);
    expect(heights[1]).toBeLessThan(heights[0]);
  });
});
