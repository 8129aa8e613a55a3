import { Document, isScalar, visit } from 'yaml';
import * as z from 'zod';
import { orText } from '../schema/quantities.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { studySchema } from './study.ts';

/** The resolved scenario as YAML with all defaults; parseScenario reads it back to the same value. */
export function scenarioToYaml(scenario: Scenario): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, list) {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A column that editors suggest in `expect`; `<species>` and `<other>` are placeholders for names of species. */
export interface OfferedColumn {
  readonly name: string;
  readonly label: string;
}

/**
 * JSON schema (draft 2020-12) of a scenario as written, for editors: types, ranges, defaults and help texts.
 * It does not contain relations between fields, which parseScenario checks. `columns` are suggested in `expect`; others are also allowed.
 */
export function scenarioJsonSchema(columns: readonly OfferedColumn[] = []): Record<string, unknown> {
  const { properties, ...rest } = z.toJSONSchema(scenarioSchema(), {
    target: 'draft-2020-12',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      orText(jsonSchema, zodSchema);
      // A kernel replaces the exponent.
      if (jsonSchema.properties?.background !== undefined)
        jsonSchema.oneOf = [{ required: ['exponent'] }, { required: ['kernel'] }];
      // A particle replaces the mass.
      if (jsonSchema.properties?.particle === undefined) return;
      jsonSchema.required = jsonSchema.required?.filter((key) => key !== 'mass') ?? [];
      jsonSchema.anyOf = [{ required: ['mass'] }, { required: ['particle'] }];
    },
  });
  const title = 'landau-fisher scenario';
  if (columns.length === 0) return { ...rest, properties, title };
  const { additionalProperties: bounds, ...expect } = (properties as Properties).expect;
  const offered = { ...expect, ...offers(columns), additionalProperties: { $ref: '#/$defs/bounds' } };
  return { ...rest, properties: { ...properties, expect: offered }, $defs: { bounds }, title };
}

type Properties = Readonly<Record<'expect', z.core.JSONSchema.BaseSchema>>;

/**
 * Suggests columns without a species as keys, and the others as patterns of keys, for help texts, and as snippets, for
 * completion: `defaultSnippets` is the keyword of the YAML language server.
 */
function offers(columns: readonly OfferedColumn[]) {
  const field = ({ label }: OfferedColumn) => ({ $ref: '#/$defs/bounds', description: `${label}.` });
  const whole = columns.filter(({ name }) => !name.includes('<'));
  const ofSpecies = columns.filter(({ name }) => name.includes('<'));
  const nameOfSpecies = '[A-Za-z][A-Za-z0-9_-]*';
  return {
    properties: Object.fromEntries(whole.map((column) => [column.name, field(column)])),
    patternProperties: Object.fromEntries(
      ofSpecies.map((column) => [
        `^${column.name.replaceAll('.', '\\.').replace(/<\w+>/g, nameOfSpecies)}$`,
        field(column),
      ]),
    ),
    defaultSnippets: ofSpecies.map(({ name, label }) => ({
      label: name,
      description: `${label}.`,
      body: { [name.replace(/<(\w+)>/g, placeholder)]: { below: '$3' } },
    })),
  };
}

/** A tab stop of an editor: first the species, then its partner. */
function placeholder(_all: string, word: string): string {
  return `\${${word === 'species' ? 1 : 2}:${word}}`;
}

/** JSON schema of a study file, see parseStudy. */
export function studyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(studySchema(), { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'landau-fisher study' };
}
