import { describe, expect, it } from 'vitest';
import { distinctDashes } from '../../src/report/colour.ts';
import { papers, speciesColours, style, variantColours } from '../../src/report/style.ts';

type Triple = readonly [number, number, number];

/** How a colour in linear RGB looks to a dichromat: G. M. Machado et al., IEEE Trans. Vis. Comput. Graph. 15 (2009) 1291, severity 1. */
const visions: Readonly<Record<string, readonly Triple[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** sRGB to linear (IEC 61966-2-1). */
function linear(hex: string): Triple {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function seen(colour: Triple, vision: string): Triple {
  const [r, g, b] = visions[vision].map((row) =>
    Math.min(1, Math.max(0, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2])),
  );
  return [r, g, b];
}

/** CIE L*a*b*, white D65. */
function lab([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000: G. Sharma, W. Wu, E. N. Dalal, Color Res. Appl. 30 (2005) 21. */
function difference([L1, a1, b1]: Triple, [L2, a2, b2]: Triple): number {
  const degrees = 180 / Math.PI;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const G = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [(1 + G) * a1, (1 + G) * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) * degrees + 360) % 360);
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const turn = c1 * c2 === 0 ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const H = 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2 / degrees);
  const L = (L1 + L2) / 2;
  const C = (c1 + c2) / 2;
  const apart = Math.abs(h1 - h2) > 180;
  const h = c1 * c2 === 0 ? h1 + h2 : apart ? (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2 : (h1 + h2) / 2;
  const cosine = (angle: number) => Math.cos(angle / degrees);
  const T = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63);
  const S = [1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2), 1 + 0.045 * C, 1 + 0.015 * C * T];
  const R = -2 * Math.sqrt(C ** 7 / (C ** 7 + 25 ** 7)) * Math.sin((60 * Math.exp(-(((h - 275) / 25) ** 2))) / degrees);
  const [l, c, e] = [(L2 - L1) / S[0], (c2 - c1) / S[1], H / S[2]];
  return Math.sqrt(l * l + c * c + e * e + R * c * e);
}

function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map(linear)
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe('the difference of colours', () => {
  it('is that of the published test pairs', () => {
    expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(difference([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
    expect(difference([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
    expect(difference([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
  });
});

const palettes = { species: speciesColours, variant: variantColours } as const;

describe.each([
  ['species', 'light'],
  ['species', 'dark'],
  ['variant', 'light'],
  ['variant', 'dark'],
] as const)('the colours of %s on %s paper', (kind, scheme) => {
  const colours = palettes[kind][scheme];

  it.each(Object.keys(visions))('are at least 12 apart for %s vision', (vision) => {
    const looks = colours.map((colour) => lab(seen(linear(colour), vision)));
    for (const [k, one] of looks.entries())
      for (const other of looks.slice(k + 1)) expect(difference(one, other)).toBeGreaterThanOrEqual(12);
  });

  it('stand out from the paper by 3 : 1 or more, as WCAG 1.4.11 asks of graphics', () => {
    for (const colour of colours) expect(contrast(colour, papers[scheme])).toBeGreaterThanOrEqual(3);
  });

  it('are those of the page', () => {
    for (const [k, colour] of colours.entries()) expect(style).toContain(`--${kind}-${k}: ${colour};`);
  });
});

it.each(['light', 'dark'] as const)('no variant has the colour of a species on %s paper', (scheme) => {
  for (const one of speciesColours[scheme])
    for (const other of variantColours[scheme])
      expect(difference(lab(linear(one)), lab(linear(other)))).toBeGreaterThanOrEqual(12);
});

describe('dashes', () => {
  it('tell species apart without colour, and the ones that share a colour too', () => {
    const count = speciesColours.light.length;
    const own = Array.from({ length: count }, (_, k) => distinctDashes(k).dashes);
    expect(new Set(own).size).toBe(count);
    for (let k = 0; k < count; k++) expect(distinctDashes(k + count).dashes).not.toBe(distinctDashes(k).dashes);
  });
});
