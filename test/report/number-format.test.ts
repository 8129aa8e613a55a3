import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/html.ts';
import {
  formatCount,
  formatDuration,
  formatNumber,
  plainNumber,
  plainUnit,
  properSigns,
} from '../../src/report/number-format.ts';
import { linkedReference } from '../../src/report/sections/record.ts';

/** Reads a printed number back. */
function read(markup: string): number {
  const text = markup
    .replaceAll('−', '-')
    .replace(/\u00a0/g, '')
    .replace(/^10<sup>/, '1×10<sup>')
    .replace(/×10<sup>(.*)<\/sup>/, 'e$1');
  return Number(text);
}

describe('numbers', () => {
  it('read back to as many digits as were asked for', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 12 }), (x, digits) => {
        const back = read(formatNumber(x, digits).markup);
        expect(back === 0 ? 0 : back).toBe(Number(x.toPrecision(digits)) === 0 ? 0 : Number(x.toPrecision(digits)));
      }),
    );
  });

  it('have a proper minus, a proper exponent and no idle zeros', () => {
    expect(formatNumber(-1.2e-13).markup).toBe('−1.2\u00a0×\u00a010<sup>−13</sup>');
    expect(formatNumber(1e-9).markup).toBe('10<sup>−9</sup>');
    expect(formatNumber(0.5).markup).toBe('0.5');
    expect(formatNumber(-0).markup).toBe('0');
    expect(formatNumber(Number.NaN).markup).toBe('–');
    expect(plainNumber(-2.5e-7)).toBe('−2.5\u00a0×\u00a010⁻⁷');
    expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
    expect(formatDuration(4210)).toBe('1 h 10 min');
    expect(formatDuration(61)).toBe('1 min 1 s');
    expect(plainUnit('1/(m v^2)')).toBe('1/(m v²)');
    expect(plainUnit('1')).toBe('');
    expect(plainUnit('1e20 m-3 eV')).toBe('10²⁰ m⁻³ eV');
    expect(plainUnit('419382.88 m s-1')).toBe('419383 m s⁻¹');
    expect(properSigns('<= 1e-12 always')).toBe('≤ 10⁻¹² always');
    expect(properSigns('1.25 +- 0.01 at t = 5')).toBe('1.25 ± 0.01 at t = 5');
  });
});

describe('markup', () => {
  it('escapes any text, once', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { markup } = html`<p title="${text}">${text}</p>`;
        const inner = markup.slice('<p title="'.length, -'</p>'.length);
        expect(inner.replaceAll('">', '')).not.toMatch(/[<>]/);
        const undo = (escaped: string) =>
          escaped.replace(
            /&(lt|gt|quot|#39|amp);/g,
            (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name]!,
          );
        expect(undo(inner)).toBe(`${text}">${text}`);
      }),
    );
  });

  it('makes DOIs, arXiv numbers and addresses of a citation links, and nothing else', () => {
    const { markup } = linkedReference('A. <B>, doi:10.1000/x.y; arXiv:2512.17082, https://example.org/a?b=1&c=2.');
    expect([...markup.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      'https://doi.org/10.1000/x.y',
      'https://arxiv.org/abs/2512.17082',
      'https://example.org/a?b=1&amp;c=2',
    ]);
    expect(markup).toContain('&lt;B&gt;');
    expect(linkedReference('J. Comput. Phys. 1 (2020) 1').markup).not.toContain('<a');
  });
});
