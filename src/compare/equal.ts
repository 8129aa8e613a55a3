import type { ComparedQuantity, ComparisonMember, EqualTable } from '../output/comparison-record.ts';

interface Point {
  readonly cost: number;
  readonly error: number;
}

/**
 * Compares the curves of error against cost of all labels at a common cost or at a common error. The common cost is the largest
 * that all curves reach, the common error the smallest. Between two members of a label the curve is linear in the logarithms of
 * cost and error; outside the curve there is no value. A label with a single finished member is a point and has no curve.
 */
export function equalTable(
  by: 'cost' | 'error',
  quantities: readonly ComparedQuantity[],
  members: readonly ComparisonMember[],
): EqualTable {
  const labels = [...new Set(members.map(({ label }) => label))];
  return {
    by,
    rows: quantities.map(({ name: quantity }) => {
      const curves = labels.map((label) => curveOf(members, label, quantity));
      const target = commonTarget(
        by,
        curves.filter((curve) => curve.length > 1),
      );
      const at = by === 'cost' ? errorAt : costAt;
      return {
        quantity,
        target,
        values: labels.map((label, k) => ({ label, value: target === null ? null : at(curves[k], target) })),
      };
    }),
  };
}

/** The members of a label as points, sorted by cost. Members with an error of 0 are left out: it has no logarithm. */
function curveOf(members: readonly ComparisonMember[], label: string, quantity: string): readonly Point[] {
  return members
    .flatMap(({ label: own, measured }): Point[] => {
      const error = measured?.errors[quantity]?.mean;
      return own === label && measured && error !== undefined && error > 0
        ? [{ cost: measured.seconds.mean, error }]
        : [];
    })
    .sort((a, b) => a.cost - b.cost);
}

function commonTarget(by: 'cost' | 'error', curves: readonly (readonly Point[])[]): number | null {
  if (curves.length === 0) return null;
  return by === 'cost'
    ? Math.min(...curves.map((curve) => Math.max(...curve.map(({ cost }) => cost))))
    : Math.max(...curves.map((curve) => Math.min(...curve.map(({ error }) => error))));
}

function errorAt(curve: readonly Point[], cost: number): number | null {
  const k = curve.findIndex((point, i) => i > 0 && curve[i - 1].cost <= cost && cost <= point.cost);
  return k < 0 ? null : alongLogarithms(cost, curve[k - 1].cost, curve[k].cost, curve[k - 1].error, curve[k].error);
}

/** The lowest cost at which the curve has the error. */
function costAt(curve: readonly Point[], error: number): number | null {
  const k = curve.findIndex((point, i) => i > 0 && (curve[i - 1].error - error) * (point.error - error) <= 0);
  return k < 0 ? null : alongLogarithms(error, curve[k - 1].error, curve[k].error, curve[k - 1].cost, curve[k].cost);
}

/** y at x on the straight line in logarithms through (x0, y0) and (x1, y1). */
function alongLogarithms(x: number, x0: number, x1: number, y0: number, y1: number): number {
  if (x === x0 || x0 === x1) return y0;
  if (x === x1) return y1;
  return y0 * (y1 / y0) ** (Math.log(x / x0) / Math.log(x1 / x0));
}
