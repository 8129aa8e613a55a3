import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { InputError } from '../core/errors.ts';
import { readBytes, readJson, writeFileAtomically } from '../output/files.ts';
import { packageVersion } from '../output/provenance.ts';
import type { ParsedStudy, StudyMember } from '../scenario/parse-study.ts';
import { readStudy } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import { type Coordinate, type StudyScenario, studySchema } from '../scenario/study.ts';
import { checkPoint } from './check-point.ts';
import type { MemberEstimate, StudyHandle } from './executor.ts';
import { memberFolder, memberPath, studyLayout } from './layout.ts';
import type { TargetQuantity } from './target-value.ts';

/** One member in `plan.json`. */
export interface PlannedMember {
  readonly id: string;
  /** Its index on every axis. */
  readonly place: readonly number[];
  /** Its values on the axes. */
  readonly axes: Readonly<Record<string, Coordinate>>;
  readonly seed: string;
  /** Which of the seeds, from 0; null in a study without. */
  readonly repetition: number | null;
  readonly estimate: MemberEstimate;
}

/** What a study will compute, saved as `plan.json`. */
export interface Plan {
  readonly software: 'landau-fisher';
  readonly version: string;
  readonly title: string;
  /** The study file. */
  readonly file: string;
  /** The columns that the targets are made of. */
  readonly columns: Readonly<Record<string, TargetQuantity>>;
  readonly members: readonly PlannedMember[];
}

/**
 * Plans the study in `file`: checks the scenario of every member and every target, and writes the study, the plan and the
 * members' scenarios into `directory`. A study that is there is planned anew; members it already has keep their results.
 * Throws InputError, with places in the study file, before anything is written.
 */
export function planStudy(file: string, directory: string): Plan {
  checkDirectory(directory);
  const parsed = readStudy(file);
  const points = new Map<string, ReturnType<typeof checkPoint>>();
  const members = parsed.members.map((member) => {
    const key = member.place.join(' ');
    const point = points.get(key) ?? checkPoint(parsed, member);
    points.set(key, point);
    return planMember(parsed, member, point.estimate);
  });
  const [first] = points.values();
  const plan: Plan = {
    software: 'landau-fisher',
    version: packageVersion(),
    title: parsed.study.title,
    file: resolve(file),
    columns: first.columns,
    members,
  };
  parsed.members.forEach(({ scenario }, m) => {
    const { id } = members[m];
    const path = memberPath(directory, id, 'scenario');
    if (existsSync(path)) return;
    mkdirSync(memberFolder(directory, id), { recursive: true });
    writeFileAtomically(path, scenarioToYaml(scenario));
  });
  writeFileAtomically(join(directory, studyLayout.study), stringify(parsed.study, { aliasDuplicateObjects: false }));
  // Written last: a directory with a plan has all that the plan speaks of.
  writeFileAtomically(join(directory, studyLayout.plan), `${JSON.stringify(plan, null, 1)}\n`);
  return plan;
}

/** Throws InputError when the directory holds no plan. */
export function readPlan(directory: string): Plan {
  const path = join(directory, studyLayout.plan);
  if (!existsSync(path))
    throw new InputError(
      `${directory}: expected the directory of a study, got one without ${studyLayout.plan}; see landau study plan`,
    );
  return readJson<Plan>(path, 'the plan of a study', ['version', 'members', 'columns']);
}

/**
 * The id of a member: 16 hexadecimal digits of the SHA-256 of its resolved scenario and the program's version. Members that
 * would compute the same have the same id, in whatever study they are.
 */
export function memberId(scenario: Scenario, version: string = packageVersion()): string {
  return createHash('sha256')
    .update(`${version}\n${scenarioToYaml(scenario)}`)
    .digest('hex')
    .slice(0, 16);
}

function planMember({ axes }: ParsedStudy, { place, repetition, scenario }: StudyMember, estimate: MemberEstimate) {
  return {
    id: memberId(scenario),
    place,
    axes: Object.fromEntries(axes.map(({ name, values }, a) => [name, values[place[a]]])),
    seed: String(scenario.seed),
    repetition: repetition ?? null,
    estimate,
  };
}

function checkDirectory(directory: string): void {
  if (!existsSync(directory) || existsSync(join(directory, studyLayout.plan))) return;
  if (readdirSync(directory).filter((name) => name !== 'members').length > 0)
    throw new InputError(
      `${directory}: expected an empty directory or one with a study, got other files; choose another --output`,
    );
}

/** A planned study: what it is, what it will compute, and which members are done. */
export interface OpenStudy extends StudyHandle {
  readonly study: StudyScenario;
  readonly plan: Plan;
}

/** Opens the directory of a planned study. Throws InputError when it is none. */
export function openStudy(path: string): OpenStudy {
  const directory = resolve(path);
  const plan = readPlan(directory);
  // Two points may be one and the same computation.
  const members = [...new Map(plan.members.map(({ id, estimate }) => [id, { id, estimate }])).values()];
  return {
    directory,
    study: readResolved(directory),
    plan,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !existsSync(memberPath(directory, id, 'result'))),
  };
}

/** The study as it was written with the plan. */
export function readResolved(directory: string): StudyScenario {
  const path = join(directory, studyLayout.study);
  const result = studySchema().safeParse(parse(readBytes(path, 'a resolved study').toString('utf8')));
  if (result.success) return result.data;
  throw new InputError(
    `${path}: expected a study as landau study plan writes it, got ${result.error.issues[0].message}`,
  );
}
