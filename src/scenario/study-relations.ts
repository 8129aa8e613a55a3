import type { Path } from '../schema/path.ts';
import { describeValue, didYouMean, type Problem, plain } from '../schema/problem.ts';
import {
  type ClaimScenario,
  type ClaimSubject,
  type Coordinate,
  claimSubjects,
  isFullAxis,
  isRange,
  type StudyScenario,
  spread,
  type TargetScenario,
} from './study.ts';

/** The largest number of members. More are a mistake; planning them would take hours. */
const mostMembers = 1e5;

/** Conditions that involve several keys of a study. */
export function studyProblems(study: StudyScenario): Problem[] {
  return [
    ...baseProblems(study),
    ...Object.entries(study.axes).flatMap(([name, axis]) => axisProblems(name, axis)),
    ...sizeProblems(study),
    ...Object.entries(study.targets).flatMap(([name, target]) => targetProblems(name, target, study)),
  ];
}

function baseProblems({ scenario, base }: StudyScenario): Problem[] {
  if (scenario === undefined && base === undefined)
    return [{ path: [], expected: 'the key scenario or the key base', got: 'neither' }];
  if (scenario !== undefined && base !== undefined)
    return [{ path: ['base'], at: 'key', expected: 'scenario or base', got: 'both' }];
  return [];
}

type AxisScenario = StudyScenario['axes'][string];

function axisProblems(name: string, axis: AxisScenario): Problem[] {
  const problems: Problem[] = [];
  const path = ['axes', name];
  if (!isFullAxis(axis)) return [...namelessProblems(name, path), ...valueProblems(axis, path)];
  if (axis.path === undefined && Object.keys(axis.paired).length === 0) problems.push(...namelessProblems(name, path));
  const lists = [
    { at: [...path, 'values'], values: axis.values },
    ...Object.entries(axis.paired).map(([key, values]) => ({ at: [...path, 'paired', key], values })),
  ];
  for (const { at, values } of lists) {
    if (isRange(values)) {
      const { from, to, spacing } = values;
      if (spacing === 'log' && !(from > 0 && to > 0))
        return [{ path: [...at, 'spacing'], expected: 'from and to > 0 with log', got: `${from} and ${to}` }];
    }
    const count = spread(values).length;
    const wanted = spread(axis.values).length;
    if (count !== wanted)
      problems.push({ path: at, expected: `${wanted} values, as many as the axis has`, got: String(count) });
  }
  return [...problems, ...valueProblems(spread(axis.values), [...path, 'values'])];
}

function namelessProblems(name: string, path: Path): Problem[] {
  if (name.includes('.')) return [];
  const expected = 'the path of a value of the scenario, such as time.step, or one of the keys path and paired';
  return [{ path, at: 'key', expected, got: plain(name) }];
}

function valueProblems(values: readonly unknown[], path: Path): Problem[] {
  return values.flatMap((value, k) =>
    values.indexOf(value) < k
      ? [{ path: [...path, k], expected: 'every value once', got: `${describeValue(value)} a second time` }]
      : [],
  );
}

function sizeProblems({ axes, seeds }: StudyScenario): Problem[] {
  const members = Object.values(axes).reduce((count, axis) => count * valuesOf(axis).length, seeds?.count ?? 1);
  if (members <= mostMembers) return [];
  return [{ path: ['axes'], at: 'key', expected: `at most ${mostMembers} members`, got: String(members) }];
}

function targetProblems(name: string, target: TargetScenario, study: StudyScenario): Problem[] {
  const path = ['targets', name];
  const problems: Problem[] = [];
  const { at, exact, relative, statistic, fit, richardson, expect } = target;
  if (exact !== undefined && at === 'rise')
    problems.push({ path: [...path, 'at'], expected: 'end, sup or a time with exact', got: at });
  if (relative && exact === undefined && at !== 'rise')
    problems.push({
      path: [...path, 'relative'],
      expected: 'the key exact, or at: rise, with relative',
      got: 'neither',
    });
  if (statistic !== 'mean' && study.seeds === undefined)
    problems.push({ path: [...path, 'statistic'], expected: 'mean in a study without seeds', got: statistic });
  if (fit !== undefined) {
    const least = 2;
    problems.push(...againstProblems([...path, 'fit', 'against'], fit.against, study, least, fit.model === 'power'));
  }
  if (richardson !== undefined) {
    const least = richardson.order === undefined ? 3 : 2;
    problems.push(...againstProblems([...path, 'richardson', 'against'], richardson.against, study, least, true));
  }
  const needs: Readonly<Record<ClaimSubject, [boolean, string]>> = {
    slope: [fit !== undefined, 'fit'],
    limit: [richardson !== undefined, 'richardson'],
    order: [richardson !== undefined, 'richardson'],
    value: [true, ''],
  };
  for (const subject of claimSubjects) {
    const claims = expect[subject];
    const [there, needed] = needs[subject];
    if (claims !== undefined && !there)
      problems.push({
        path: [...path, 'expect', subject],
        at: 'key',
        expected: `the key ${needed} in the target`,
        got: 'none',
      });
    claims?.forEach((claim, k) => {
      const along = subject === 'slope' ? fit?.against : subject === 'value' ? undefined : richardson?.against;
      problems.push(...claimProblems([...path, 'expect', subject, k], claim, study, along));
    });
  }
  return problems;
}

/** The axis with a name; undefined for names that all objects have, such as constructor. */
function axisNamed({ axes }: StudyScenario, name: string) {
  return Object.hasOwn(axes, name) ? axes[name] : undefined;
}

function againstProblems(path: Path, name: string, study: StudyScenario, least: number, positive: boolean): Problem[] {
  const axis = axisNamed(study, name);
  if (axis === undefined) return [unknownAxis(path, name, study)];
  const values = valuesOf(axis);
  const wrong = values.find((value) => typeof value !== 'number' || (positive && !(value > 0)));
  if (wrong !== undefined)
    return [
      { path, expected: `an axis of numbers${positive ? ' > 0' : ''}`, got: `${name} with ${describeValue(wrong)}` },
    ];
  if (values.length < least)
    return [{ path, expected: `an axis of at least ${least} values`, got: `${name} with ${values.length}` }];
  return [];
}

function claimProblems(path: Path, claim: ClaimScenario, study: StudyScenario, along: string | undefined): Problem[] {
  const { where, near, within, below, above, interval } = claim;
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(where)) {
    const at = [...path, 'where', name];
    const axis = axisNamed(study, name);
    if (axis === undefined) problems.push({ ...unknownAxis(at, name, study), at: 'key' });
    else if (name === along)
      problems.push({ path: at, at: 'key', expected: 'an axis other than the axis of the line', got: name });
    else if (!valuesOf(axis).includes(value)) {
      const values = valuesOf(axis).map(describeValue).join(', ');
      problems.push({ path: at, expected: `one of the values ${values}`, got: describeValue(value) });
    }
  }
  if ([near, below, above, interval].every((part) => part === undefined))
    problems.push({ path, expected: 'at least one of near, below, above, interval', got: describeValue(claim.where) });
  if ((near === undefined) !== (within === undefined))
    problems.push({
      path: [...path, near === undefined ? 'near' : 'within'],
      expected: `a number, required with ${near === undefined ? 'within' : 'near'}`,
      got: 'nothing',
    });
  if (interval !== undefined && Object.keys(interval).length === 0)
    problems.push({ path: [...path, 'interval'], expected: 'at least one of contains, below, above', got: 'none' });
  return problems;
}

function unknownAxis(path: Path, name: string, { axes }: StudyScenario): Problem {
  const names = Object.keys(axes);
  const wayOut = didYouMean(name, names);
  const expected = names.length === 0 ? 'an axis, but the study has none' : `one of the axes ${names.join(', ')}`;
  return { path, expected, got: plain(name), ...(wayOut && { wayOut }) };
}

function valuesOf(axis: AxisScenario): readonly Coordinate[] {
  return (isFullAxis(axis) ? spread(axis.values) : axis) as readonly Coordinate[];
}
