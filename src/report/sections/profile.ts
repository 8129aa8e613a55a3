import type { ProfileStep } from '../../core/profile.ts';
import type { RunSummary } from '../../output/run-record.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatNumber } from '../number-format.ts';
import { table } from '../table.ts';

/** Steps below this share of the whole are left out, with all within them. */
const leastShare = 0.005;

/** Where the time of the run went, by the steps of the method. */
export function profile({ profile: steps = [] }: RunSummary): Html | undefined {
  const whole = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  if (whole === 0) return undefined;
  const rows = (some: readonly ProfileStep[], depth: number): Content[][] =>
    some
      .filter(({ seconds }) => seconds >= leastShare * whole)
      .flatMap(({ step, calls, seconds, steps: within }) => [
        [
          html`<span style="padding-left: ${String(1.5 * depth)}em">${step}</span>`,
          String(calls),
          formatNumber(seconds),
          `${((100 * seconds) / whole).toFixed(1)} %`,
        ],
        ...rows(within, depth + 1),
      ]);
  return html`<section id="profile" aria-labelledby="profile-title">
<h2 id="profile-title">Where the time went</h2>
${table(
  [
    { heading: 'Step' },
    { heading: 'Times', numeric: true },
    { heading: 'Seconds', numeric: true },
    { heading: 'Share', numeric: true },
  ],
  rows(steps, 0),
)}</section>
`;
}
