import { join } from 'node:path';
import { stringify } from 'yaml';
import { InputError } from '../core/errors.ts';
import { readBytes, writeFileAtomically } from '../output/files.ts';
import { sha256 } from '../output/sealed-json.ts';
import { type StudyScenario, studySchema } from '../scenario/study.ts';
import { parseYaml } from '../scenario/syntax.ts';
import { studyLayout } from './layout.ts';

/** The first line of the file: the checksum of the rest. */
const seal = /^# landau study plan, SHA-256 of what follows: ([0-9a-f]{64})\n/;

/** Writes the study with every default written out. Throws RunError when the disk refuses. */
export function writeResolved(directory: string, study: StudyScenario): void {
  const text = stringify(study, { aliasDuplicateObjects: false });
  const line = `# landau study plan, SHA-256 of what follows: ${sha256(text)}\n`;
  writeFileAtomically(join(directory, studyLayout.study), line + text);
}

/** The study as it was written with the plan. Throws InputError when it is missing or was changed. */
export function readResolved(directory: string): StudyScenario {
  const path = join(directory, studyLayout.study);
  const whole = readBytes(path, 'a resolved study').toString('utf8');
  const told = seal.exec(whole);
  const text = whole.slice(told?.[0].length ?? 0);
  if (told?.[1] !== sha256(text))
    throw new InputError(
      `${path}: expected a study as landau study plan wrote it, got one that was changed or damaged; ` +
        'change the study file instead, and plan it again',
    );
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch {
    throw new InputError(`${path}: expected a study in YAML, got text that does not parse; plan the study again`);
  }
  const result = studySchema().safeParse(value);
  if (result.success) return result.data;
  const [{ path: place, message }] = result.error.issues;
  throw new InputError(
    `${path} ${place.join('.')}: expected ${message}, got something else; plan the study again with this version`,
  );
}
