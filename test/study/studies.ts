import { cpSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Executor } from '../../src/study/executor.ts';
import { type MemberOptions, runMember } from '../../src/study/member.ts';
import { type OpenStudy, openStudy } from '../../src/study/open-study.ts';
import { planStudy } from '../../src/study/plan.ts';

/** Quick runs of sixteen particles, with a target that depends on the seed and one that depends on the step. */
export const quick = `title: A quick study
base:
  title: A small gas
  dimension: 2
  seed: 7
  species:
    - name: gas
      mass: 1
      density: 1
      initial: { anisotropic: { temperatures: [0.6, 1.4] } }
      particles: { sampling: monte-carlo, count: 16 }
  collisions: { exponent: 0, strength: 0.25 }
  method: { name: blob, reconstruction: mollified, smoothing: { temperature: 0.5 }, spacing: 1, tolerance: 1e-6 }
  time: { integrator: heun, step: 0.1, until: 0.4 }
  output: { every: 0.2 }
axes:
  time.step: [0.2, 0.1]
seeds: 3
targets:
  temperature: { column: temperature_xx.gas, fit: { against: time.step } }
  drift: { column: energy_drift, at: sup }
statistics: { resamples: 100 }
`;

/** Writes a study file and returns its path. */
export function studyFile(directory: string, text: string, name = 'study.yaml'): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** Plans the study in `text` in a directory of its own there. A text is planned once in a file of tests, which takes a while, and copied. */
export function plannedStudy(directory: string, text: string): OpenStudy {
  const place = join(directory, 'out');
  const known = planned.get(text);
  if (known === undefined || !existsSync(known)) {
    // Beside the directory, with which it is removed after the tests of a file.
    const original = mkdtempSync(join(dirname(directory), 'study-'));
    planStudy(studyFile(original, text), join(original, 'out'));
    planned.set(text, join(original, 'out'));
    return plannedStudy(directory, text);
  }
  cpSync(known, place, { recursive: true });
  return openStudy(place);
}

const planned = new Map<string, string>();

/** Runs all unfinished members in this process, in the order of the plan or another one. */
export async function runAll(
  study: OpenStudy,
  order = (ids: readonly string[]): readonly string[] => ids,
): Promise<void> {
  for (const id of order(study.unfinished())) await runMember(study.directory, id);
}

/** Runs members in this process, one after the other, without a process of their own. */
export function inThisProcess(onProgress: MemberOptions['onProgress'] = () => {}): Executor {
  return {
    name: 'in this process',
    description: 'for tests',
    async run(study, { signal, onBegin }) {
      for (const id of study.unfinished()) {
        if (signal?.aborted) return;
        onBegin?.(id);
        await runMember(study.directory, id, { onProgress, ...(signal && { signal }) });
      }
    },
  };
}
