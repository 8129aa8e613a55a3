import { InputError } from '../core/errors.ts';
import type {
  IntervalRecord,
  LineGroup,
  MemberRecord,
  StudyRecord,
  StudyVerdict,
  TargetRecord,
} from '../output/study-record.ts';
import { groupBy } from '../output/study-record.ts';
import {
  type ClaimScenario,
  type ClaimSubject,
  claimSubjects,
  type StudyScenario,
  type TargetScenario,
} from '../scenario/study.ts';
import { type StudyAxis, studyAxes } from '../scenario/study-members.ts';
import { extrapolate, fitLine, linesAlong } from './fit-lines.ts';
import { memberPath } from './layout.ts';
import type { OpenStudy, Plan } from './open-study.ts';
import { type MemberResult, orNull, readResult, resultColumns } from './result.ts';
import { pointStatistics, type Sample } from './statistics.ts';
import { type ReferenceColumn, readReferenceColumn, targetLabel, targetUnit, targetValue } from './target-value.ts';

/** Collects everything that a study has found so far, only from the results of its members. */
export function collectStudy({ directory, study, plan }: OpenStudy): StudyRecord {
  const axes = studyAxes(study);
  const members = collectMembers(directory, study, plan);
  const targets = Object.entries(study.targets).map(([name], t) => collectTarget(name, t, study, plan, axes, members));
  return {
    title: study.title,
    ...(study.description === undefined ? {} : { description: study.description }),
    software: plan.software,
    version: plan.version,
    axes: axes.map(({ name, label, values }) => ({ name, label, values })),
    seeds: study.seeds ?? null,
    ...study.statistics,
    members,
    targets,
    verdicts: Object.values(study.targets).flatMap((target, t) => judgeTarget(target, targets[t], axes, members)),
  };
}

function collectMembers(directory: string, { targets }: StudyScenario, plan: Plan): MemberRecord[] {
  const tables = new Map<string, ReferenceColumn>();
  const open = (file: string, column: string) => {
    const key = `${file} ${column}`;
    const table = tables.get(key) ?? readReferenceColumn(file, column);
    tables.set(key, table);
    return table;
  };
  const valuesOf = (result: MemberResult | undefined) => {
    if (result?.status !== 'finished') return Object.keys(targets).map(() => null);
    const columns = resultColumns(result);
    return Object.values(targets).map((target) => orNull(targetValue(target, columns, open)));
  };
  return plan.members.map(({ id, place, seed, repetition }) => {
    const result = readResult(directory, id);
    checkProgram(directory, id, result, plan);
    return {
      id,
      place,
      repetition,
      seed,
      status: result?.status ?? 'missing',
      ...(result?.message === undefined ? {} : { message: result.message }),
      ...(result?.doubtful === undefined ? {} : { doubtful: result.doubtful }),
      values: valuesOf(result),
    };
  });
}

/** Throws InputError for a result of a program other than the one that made the plan. */
function checkProgram(directory: string, id: string, result: MemberResult | undefined, plan: Plan): void {
  if (result === undefined || result.provenance === null) return;
  const { version, commit } = result.provenance;
  if (version !== plan.version || commit !== plan.commit)
    throw new InputError(
      `${memberPath(directory, id, 'result')}: expected a result of version ${plan.version}, commit ${plan.commit}, as planned, ` +
        `got one of version ${version}, commit ${commit}; plan and run the study again`,
    );
}

function collectTarget(
  name: string,
  index: number,
  study: StudyScenario,
  { columns }: Plan,
  axes: readonly StudyAxis[],
  members: readonly MemberRecord[],
): TargetRecord {
  const target = study.targets[name];
  const samples: Sample[] = groupBy(members, ({ place }) => place.join(' ')).map((there) => ({
    place: there[0].place,
    name: axes.map((axis, a) => `${axis.name}=${axis.values[there[0].place[a]]}`).join(' '),
    values: there.flatMap(({ values }) => values[index] ?? []),
    members: there.length,
  }));
  const { statistic, fit, richardson } = target;
  const named = { name, statistic };
  return {
    name,
    label: targetLabel(target, columns[target.column]),
    unit: targetUnit(target, columns[target.column]),
    statistic,
    points: samples.map((sample) => pointStatistics(sample, named, study)),
    fits:
      fit === undefined ? [] : linesAlong(fit.against, axes, samples).map((line) => fitLine(line, fit, named, study)),
    limits:
      richardson === undefined
        ? []
        : linesAlong(richardson.against, axes, samples).map((line) => extrapolate(line, richardson, named, study)),
  };
}

/** A number that a claim may refer to. */
interface Finding {
  readonly group: LineGroup;
  readonly measured: number | null;
  readonly interval: IntervalRecord | null;
  readonly remark?: string | undefined;
}

/**
 * Judges the claims about a target. A claim about a missing number fails, but it is pending while a member that it refers to has no
 * result.
 */
function judgeTarget(
  { expect }: Pick<TargetScenario, 'expect'>,
  record: TargetRecord,
  axes: readonly StudyAxis[],
  members: readonly MemberRecord[],
): StudyVerdict[] {
  const isOpen = openGroups(axes, members);
  return claimSubjects.flatMap((subject) =>
    (expect[subject] ?? []).flatMap((claim) =>
      findings(subject, record, axes)
        .filter(({ group }) => Object.entries(claim.where).every(([axis, value]) => group[axis] === value))
        .flatMap((finding) =>
          judge(claim, finding).map((verdict) => ({
            ...{ target: record.name, subject, ...verdict },
            ...(isOpen(finding.group) ? { passed: false, pending: true as const } : {}),
          })),
        ),
    ),
  );
}

/** Returns a test of whether a group has a member without a result; it scans the members once per combination of axes. */
function openGroups(axes: readonly StudyAxis[], members: readonly MemberRecord[]): (group: LineGroup) => boolean {
  const missing = members.filter(({ status }) => status === 'missing');
  const known = new Map<string, ReadonlySet<string>>();
  return (group) => {
    const given = axes.flatMap(({ name }, a) => (name in group ? [a] : []));
    const open = known.get(given.join()) ?? new Set(missing.map(({ place }) => coordinates(axes, given, place)));
    known.set(given.join(), open);
    return open.has(JSON.stringify(given.map((a) => group[axes[a].name])));
  };
}

function coordinates(axes: readonly StudyAxis[], given: readonly number[], place: readonly number[]): string {
  return JSON.stringify(given.map((a) => axes[a].values[place[a]]));
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
  const lack =
    interval === null ? 'there is no interval: it requires seeds, or a line through three points' : undefined;
  if (contains !== undefined) decide(`interval contains ${contains}`, lower <= contains && contains <= upper, lack);
  if (highest !== undefined) decide(`interval <= ${highest}`, upper <= highest, lack);
  if (lowest !== undefined) decide(`interval >= ${lowest}`, lower >= lowest, lack);
  return verdicts;
}
