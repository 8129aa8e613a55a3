import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError, RunError } from '../core/errors.ts';
import { isDirectory, isThere, namesIn } from '../core/file-system.ts';
import { sha256 } from '../output/checksums.ts';
import { diskError, isLeftover, makeDirectory, writeFileAtomically } from '../output/files.ts';
import { isLockFile } from '../output/lock-file.ts';
import { packageVersion, programCommit } from '../output/provenance.ts';
import { removeIfEmpty } from '../output/run-directory.ts';
import type { ParsedStudy } from '../scenario/parse-study.ts';
import { readStudy } from '../scenario/read-scenario.ts';
import type { StudyMember } from '../scenario/study-point.ts';
import { estimateCost } from '../simulation/estimate.ts';
import { checkPoint, countPoint } from './check-point.ts';
import type { MemberEstimate } from './executor.ts';
import { memberId, studyLayout } from './layout.ts';
import { type Plan, type PlannedMember, refuseRunning, studyLockFile, writePlan } from './open-study.ts';

/** Number of points whose runs are timed for the estimate. The times of the others are computed from counts, and scaled accordingly. */
const timedPoints = 12;

/** Seconds during which points are assembled, as at the start of their runs, to check that they can start. */
const assemblySeconds = 5;

/**
 * Plans the study in `file`: checks the scenario of every member and every target, and writes the plan into `directory`. An existing
 * study is planned again; its members keep their results. In a large study only some points, far apart from each other, are assembled;
 * the plan records how many. At other points, a member that cannot start will have a failed result. Throws InputError, with positions in
 * the study file, before anything is written, and if writing fails; an older plan is then kept.
 */
export function planStudy(file: string, directory: string): Plan {
  checkDirectory(directory);
  return planParsed(readStudy(file), file, directory);
}

/** As `planStudy`, for a parsed study. `reference` is the text of a file in `directory` that its members name. */
export function planParsed(parsed: ParsedStudy, file: string, directory: string, reference?: string): Plan {
  checkDirectory(directory);
  const { estimates, columns, assembled } = checkPoints(parsed);
  const files = new Map<string, string>();
  if (reference !== undefined) files.set(resolve(directory, studyLayout.reference), sha256(reference));
  const members = parsed.members.map((member) => planMember(parsed, member, estimates.get(pointOf(member))!, files));
  const plan: Plan = {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    title: parsed.study.title,
    file: resolve(file),
    study: parsed.study,
    tables: parsed.tables,
    columns,
    assembled,
    members,
  };
  write(directory, plan, reference);
  return plan;
}

interface CheckedPoints {
  readonly estimates: ReadonlyMap<string, MemberEstimate>;
  readonly columns: Plan['columns'];
  readonly assembled: number;
}

function pointOf({ place }: StudyMember): string {
  return place.join(' ');
}

function checkPoints(parsed: ParsedStudy): CheckedPoints {
  const points = [...new Map(parsed.members.map((member) => [pointOf(member), member])).values()];
  const estimates = new Map<string, MemberEstimate>();
  const sums = { timed: 0, counted: 0 };
  const began = performance.now();
  let columns: Plan['columns'] = {};
  let assembled = 0;
  for (const k of farApart(points.length)) {
    const member = points[k];
    let estimate: MemberEstimate;
    if (assembled < timedPoints) {
      const point = checkPoint(parsed, member);
      if (assembled === 0) columns = point.columns;
      estimate = point.estimate;
      sums.timed += estimate.seconds;
      sums.counted += estimateCost(member.scenario, { budget: 0 }).seconds;
      assembled++;
    } else {
      const inTime = performance.now() - began < 1000 * assemblySeconds;
      const counted = inTime ? checkPoint(parsed, member, 0).estimate : countPoint(parsed, member);
      if (inTime) assembled++;
      estimate = { ...counted, seconds: (counted.seconds * sums.timed) / sums.counted };
    }
    estimates.set(pointOf(member), estimate);
  }
  return { estimates, columns, assembled };
}

/** 0 ... count - 1: both ends, steps of the golden section, and the rest, so that every initial part is spread over the range. */
function farApart(count: number): Iterable<number> {
  const all = Array.from({ length: count }, (_, k) => k);
  return new Set([0, count - 1, ...all.map((k) => Math.floor(count * ((k * golden) % 1))), ...all]);
}

const golden = (Math.sqrt(5) - 1) / 2;

function planMember(
  { axes }: ParsedStudy,
  { place, repetition, scenario }: StudyMember,
  estimate: MemberEstimate,
  known: Map<string, string>,
): PlannedMember {
  return {
    id: memberId(scenario, { known }),
    place,
    axes: Object.fromEntries(axes.map(({ name, values }, a) => [name, values[place[a]]])),
    seed: String(scenario.seed),
    repetition: repetition ?? null,
    estimate,
  };
}

function write(directory: string, plan: Plan, reference: string | undefined): void {
  const isNew = !isThere(directory);
  try {
    try {
      makeDirectory(directory);
    } catch (cause) {
      throw diskError(directory, cause);
    }
    if (reference !== undefined) writeFileAtomically(join(directory, studyLayout.reference), reference);
    writePlan(directory, plan);
    removeLeftovers(directory);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    if (isNew) removeIfEmpty(directory);
    throw new InputError(`${error.message}; the study is not planned: make room for it, or choose another --output`);
  }
}

/** Removes files that a killed process left half written. */
function removeLeftovers(directory: string): void {
  for (const name of namesIn(directory)) if (isHalfWritten(name)) rmSync(join(directory, name), { force: true });
}

function isHalfWritten(name: string): boolean {
  return Object.values(studyLayout).some((file) => isLeftover(name, file));
}

function checkDirectory(directory: string): void {
  if (directory === '')
    throw new InputError("--output: expected the name of a directory, got ''; leave it out for the default");
  if (!isThere(directory)) return;
  if (!isDirectory(directory))
    throw new InputError(`${directory}: expected a directory for the study, got a file; choose another --output`);
  refuseRunning(directory);
  if (isThere(join(directory, studyLayout.plan))) return;
  const isOwn = (name: string) =>
    ['members', studyLayout.reference].includes(name) || isLockFile(name, studyLockFile) || isHalfWritten(name);
  if (!namesIn(directory).every(isOwn))
    throw new InputError(
      `${directory}: expected an empty directory or one with a study, got other files; choose another --output`,
    );
}
