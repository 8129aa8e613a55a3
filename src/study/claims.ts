import type { IntervalRecord, LineGroup, StudyVerdict, TargetRecord } from '../output/study-record.ts';
import type { ClaimScenario, TargetScenario } from '../scenario/study.ts';
import type { StudyAxis } from '../scenario/study-members.ts';
import { type ClaimSubject, claimSubjects } from '../scenario/study-targets.ts';

/** A number that claims can be about. */
interface Finding {
  readonly group: LineGroup;
  readonly measured: number | null;
  readonly interval: IntervalRecord | null;
  readonly remark?: string | undefined;
}

/** Holds what a target must show against what came out. What has no number fails every claim. */
export function judgeTarget(
  { expect }: Pick<TargetScenario, 'expect'>,
  record: TargetRecord,
  axes: readonly StudyAxis[],
): StudyVerdict[] {
  return claimSubjects.flatMap((subject) =>
    (expect[subject] ?? []).flatMap((claim) =>
      findings(subject, record, axes)
        .filter(({ group }) => Object.entries(claim.where).every(([axis, value]) => group[axis] === value))
        .flatMap((finding) => judge(claim, finding).map((verdict) => ({ target: record.name, subject, ...verdict }))),
    ),
  );
}

function findings(subject: ClaimSubject, record: TargetRecord, axes: readonly StudyAxis[]): readonly Finding[] {
  if (subject === 'value')
    return record.points.map(({ place, value, interval }) => ({
      group: Object.fromEntries(axes.map(({ name, values }, a) => [name, values[place[a]]])),
      measured: value,
      interval,
      ...(value === null ? { remark: 'no member has a value' } : {}),
    }));
  if (subject === 'slope')
    return record.fits.map(({ group, slope, interval, remark }) => ({ group, measured: slope, interval, remark }));
  return record.limits.map(({ group, limit, order, interval, orderInterval, remark }) =>
    subject === 'limit'
      ? { group, measured: limit, interval, remark }
      : { group, measured: limit === null ? null : order, interval: orderInterval, remark },
  );
}

type Verdict = Omit<StudyVerdict, 'target' | 'subject'>;

function judge(claim: ClaimScenario, { group, measured, interval, remark }: Finding): Verdict[] {
  const { near, within = 0, below, above } = claim;
  const verdicts: Verdict[] = [];
  const decide = (expected: string, holds: boolean, lack?: string) => {
    const why = remark ?? lack;
    verdicts.push({
      group,
      expected,
      measured,
      interval,
      passed: holds,
      ...(why === undefined ? {} : { remark: why }),
    });
  };
  const value = measured ?? Number.NaN;
  if (near !== undefined) decide(`${near} +- ${within}`, Math.abs(value - near) <= within);
  if (below !== undefined) decide(`<= ${below}`, value <= below);
  if (above !== undefined) decide(`>= ${above}`, value >= above);
  if (claim.interval === undefined) return verdicts;
  const { contains, below: highest, above: lowest } = claim.interval;
  const { lower, upper } = interval ?? { lower: Number.NaN, upper: Number.NaN };
  const lack = interval === null ? 'there is no interval: it needs seeds, or a line through three points' : undefined;
  if (contains !== undefined) decide(`interval contains ${contains}`, lower <= contains && contains <= upper, lack);
  if (highest !== undefined) decide(`interval <= ${highest}`, upper <= highest, lack);
  if (lowest !== undefined) decide(`interval >= ${lowest}`, lower >= lowest, lack);
  return verdicts;
}
