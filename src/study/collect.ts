import type { MemberRecord, StudyRecord, TargetRecord } from '../output/study-record.ts';
import type { StudyScenario } from '../scenario/study.ts';
import { type StudyAxis, studyAxes } from '../scenario/study-members.ts';
import { judgeTarget } from './claims.ts';
import { extrapolate, fitLine } from './fit-lines.ts';
import { groupBy } from './group-by.ts';
import { linesAlong } from './line-groups.ts';
import type { OpenStudy } from './open-study.ts';
import type { Plan } from './plan.ts';
import { pointStatistics, type Sample } from './point-statistics.ts';
import { type ReferenceColumn, readReferenceColumn } from './reference-column.ts';
import { type MemberResult, orNull, readResult, resultColumns } from './result.ts';
import { targetValue } from './target-value.ts';
import { targetLabel, targetUnit } from './target-words.ts';

/** All that a study has found so far, from the results of its members and nothing else. */
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
    verdicts: Object.values(study.targets).flatMap((target, t) => judgeTarget(target, targets[t], axes)),
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
    return {
      id,
      place,
      repetition,
      seed,
      status: result?.status ?? 'missing',
      ...(result?.message === undefined ? {} : { message: result.message }),
      values: valuesOf(result),
    };
  });
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
