import * as z from 'zod';
import { scenarioSchema } from './scenario.ts';
import { studySchema } from './study.ts';

/**
 * JSON schema (draft 2020-12) of a scenario as it is written, for editors: types, ranges, defaults and help texts.
 * Relations between fields are not in it; parseScenario checks those.
 */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema(), { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'landau-fisher scenario' };
}

/** The same of a study file, see parseStudy. */
export function studyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(studySchema(), { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'landau-fisher study' };
}
