import uPlot from 'uplot';
import type { PanelData } from '../plot-data.ts';
import type { PlacedCurve } from './chart.ts';

type Column = readonly (number | null | undefined)[];

/** The curves of a panel as columns over one x, each followed by the two ends of its interval where it has one. */
export function alignedCurves({ at, curves }: PanelData): { table: uPlot.AlignedData; curves: PlacedCurve[] } {
  let index = 1;
  const placed: PlacedCurve[] = curves.map((curve) => {
    const own = index;
    index += curve.lower === undefined ? 1 : 3;
    return curve.lower === undefined ? { curve, index: own } : { curve, index: own, lower: own + 1, upper: own + 2 };
  });
  const columnsOf = ({ y, lower, upper }: PanelData['curves'][number]): Column[] =>
    lower === undefined || upper === undefined ? [y] : [y, lower, upper];
  if (curves.every(({ x }) => x === undefined))
    return { table: [at, ...curves.flatMap(columnsOf)] as unknown as uPlot.AlignedData, curves: placed };
  const tables = curves.map((curve) => [curve.x ?? at, ...columnsOf(curve)] as unknown as uPlot.AlignedData);
  return { table: uPlot.join(tables), curves: placed };
}
