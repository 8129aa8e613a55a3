import { scenarioJsonSchema, studyJsonSchema } from '../scenario/serialise.ts';
import { columnPatterns } from './example-columns.ts';

/** The text of a JSON schema for editors; that of scenarios offers the columns of the series in `expect`. */
export function editorSchema(kind: 'scenario' | 'study'): string {
  const schema = kind === 'study' ? studyJsonSchema() : scenarioJsonSchema(columnPatterns());
  return `${JSON.stringify(schema, null, 2)}\n`;
}
