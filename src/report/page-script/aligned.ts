import uPlot from 'uplot';
import type { CurveData, PanelData } from '../plot-data.ts';

type Column = readonly (number | null | undefined)[];

/** A curve with its places in the table. */
export interface PlacedCurve {
  readonly curve: CurveData;
  readonly index: number;
  readonly lower?: number;
  readonly upper?: number;
}

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
