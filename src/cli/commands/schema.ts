import { Command } from '@commander-js/extra-typings';
import { InputError, RunError } from '../../core/errors.ts';
import { writeFileAtomically } from '../../output/atomic-file.ts';
import type { CommandContext } from '../terminal.ts';

/** `landau schema`: the JSON schema of scenario and study files, for editors that complete and check YAML. */
export function schemaCommand({ terminal }: CommandContext) {
  return new Command('schema')
    .description('print the JSON schema of scenario files, for editors')
    .option('--study', 'that of study files instead')
    .option('--output <file>', 'write it to a file instead')
    .addHelpText(
      'after',
      `
Editors with a YAML language server check a scenario that begins with the line
  # yaml-language-server: $schema=scenario.schema.json`,
    )
    .action(async ({ output, study }) => {
      const { scenarioJsonSchema, studyJsonSchema } = await import('../../scenario/json-schema.ts');
      const text = `${JSON.stringify(study ? studyJsonSchema() : scenarioJsonSchema(), null, 2)}\n`;
      if (output === undefined) terminal.out.write(text);
      else write(output, text);
    });
}

function write(path: string, text: string): void {
  try {
    writeFileAtomically(path, text);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new InputError(`--output: ${error.message}`);
  }
}
