import type { Estimate } from '../../core/statistics.ts';
import type { PairIdentities } from '../../theory/dissipation/identities.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/**
 * One identity of an ordered pair. `--json` prints this object; its keys are stable:
 *
 *     identity         the names of both sides
 *     left, right      { value, error } of each side, integrated independently
 *     residual, error  |left - right|, and the sum of both errors, which are estimates: a residual far above it contradicts the identity
 */
export interface IdentityResult {
  readonly identity: string;
  readonly left: Estimate;
  readonly right: Estimate;
  readonly residual: number;
  readonly error: number;
}

/** The identities of a pair, without those that do not apply to it. */
export function identityResults({ number, entropy, fisher }: PairIdentities): IdentityResult[] {
  const rows = [
    ['int Q_ji = 0', number, { value: 0, error: 0 }],
    ['dH/dt by the operator = (1.6)', entropy.operator, entropy.production],
    ['dI/dt by the operator = Lemma 2.1', fisher.operator, fisher.lemma],
    ['dI/dt by the operator = Proposition 2.2', fisher.operator, fisher.rotations],
    ['dI/dt by the operator = Proposition 3.1', fisher.operator, fisher.split],
  ] as const;
  return rows.flatMap(([identity, left, right]) =>
    right === undefined
      ? []
      : [{ identity, left, right, residual: Math.abs(left.value - right.value), error: left.error + right.error }],
  );
}

/** A table of the identities of several pairs, and a line with its summary. */
export function identitiesText(
  pairs: readonly { readonly between: string; readonly identities: readonly IdentityResult[] }[],
  out: Terminal['out'],
): string {
  const short = (value: number) => formatNumber(Number(value.toPrecision(2)));
  const rows = pairs.flatMap(({ between, identities }) =>
    identities.map(({ identity, left, right, residual, error }) => [
      between,
      identity,
      formatNumber(left.value),
      formatNumber(right.value),
      short(residual),
      short(error),
    ]),
  );
  const table = formatTable(
    [
      { head: 'pair' },
      { head: 'identity' },
      { head: 'left', align: 'right' },
      { head: 'right', align: 'right' },
      { head: 'residual', align: 'right' },
      { head: 'error', align: 'right' },
    ],
    rows,
    out,
  );
  const all = pairs.flatMap(({ identities }) => identities);
  const beyond = all.filter(({ residual, error }) => residual > error).length;
  return `${table}${all.length - beyond} of ${all.length} residuals are within the error, which is estimated from the change between three resolutions and the round-off of both sides\n`;
}
