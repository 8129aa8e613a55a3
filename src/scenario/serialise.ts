import { Document, isScalar, visit } from 'yaml';
import * as z from 'zod';
import { orText } from '../schema/quantities.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { studySchema } from './study.ts';

/** The resolved scenario as YAML, every default written out; parseScenario reads it back to the same value. */
export function scenarioToYaml(scenario: Scenario): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, list) {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/**
 * JSON schema (draft 2020-12) of a scenario as it is written, for editors: types, ranges, defaults and help texts.
 * Relations between fields are not in it; parseScenario checks those.
 */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema(), {
    target: 'draft-2020-12',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      orText(jsonSchema, zodSchema);
      // A particle gives the mass.
      if (jsonSchema.properties?.particle === undefined) return;
      jsonSchema.required = jsonSchema.required?.filter((key) => key !== 'mass') ?? [];
      jsonSchema.anyOf = [{ required: ['mass'] }, { required: ['particle'] }];
    },
  });
  return { ...schema, title: 'landau-fisher scenario' };
}

/** The same of a study file, see parseStudy. */
export function studyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(studySchema(), { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'landau-fisher study' };
}
