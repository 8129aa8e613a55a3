import type uPlot from 'uplot';
import { type PanelData, spreadLabels } from '../plot-data.ts';
import type { PlacedCurve } from './aligned.ts';
import type { NameLabel } from './chart-options.ts';
import { element, wordColour } from './elements.ts';

const LABEL_HEIGHT = 15;

/** Names at the ends of the curves, which hide and show them, and of the levels. */
export function nameLabels(
  data: PanelData,
  curves: readonly PlacedCurve[],
  toggle: (curve: number, shown: boolean) => void,
): NameLabel[] {
  const named = curves.flatMap(({ curve }, place): NameLabel[] => {
    if (!curve.named) return [];
    const node = element('button', { type: 'button', class: 'curve-label', 'aria-pressed': 'true' }, curve.label);
    node.title = `${curve.label}: click to hide or show`;
    node.addEventListener('click', () => {
      const shown = node.getAttribute('aria-pressed') !== 'true';
      node.setAttribute('aria-pressed', String(shown));
      toggle(place, shown);
    });
    return [{ node, colour: curve.colour, curve: place }];
  });
  const levels = data.levels
    .filter(({ label }) => label !== '')
    .map(({ label, y, colour }): NameLabel => ({ node: element('span', { class: 'curve-label' }, label), colour, y }));
  const all = [...named, ...levels];
  for (const { node, colour } of all) node.style.color = wordColour(colour);
  return all;
}

/** Puts the names to where the curves end, without overlap. */
export function placeNames(
  u: uPlot,
  box: HTMLElement,
  data: PanelData,
  table: uPlot.AlignedData,
  curves: readonly PlacedCurve[],
  labels: readonly NameLabel[],
): void {
  const last = (place: number) => {
    const { index } = curves[place];
    const { max = Infinity } = u.scales.x;
    for (let row = table[0].length - 1; row >= 0; row--) {
      const value = table[index][row];
      if (value != null && table[0][row] <= max * (1 + 1e-12)) return value;
    }
    return data.y.domain[0];
  };
  const height = u.over.clientHeight;
  const wanted = labels.map(({ curve, y }) => Math.min(Math.max(u.valToPos(y ?? last(curve ?? 0), 'y'), 0), height));
  const heights = spreadLabels(wanted, LABEL_HEIGHT, 0, height);
  labels.forEach(({ node }, k) => {
    node.style.left = `${u.over.offsetLeft + u.over.clientWidth + 5}px`;
    node.style.top = `${u.over.offsetTop + heights[k]}px`;
    node.style.maxWidth = `${Math.max(20, box.clientWidth - u.over.offsetLeft - u.over.clientWidth - 5)}px`;
  });
}
