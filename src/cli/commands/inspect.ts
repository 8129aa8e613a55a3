import { Command } from '@commander-js/extra-typings';
import { InputError, RunError } from '../../core/errors.ts';
import { writeFileAtomically } from '../../output/files.ts';
import { setOption } from '../options.ts';
import type { CommandContext } from '../terminal.ts';

/** `landau check <scenario.yaml>`: all that comes before the first step; what `--json` prints is a ScenarioCheck. */
export function checkCommand({ terminal }: CommandContext) {
  return new Command('check')
    .description('check a scenario without running it: particles, collision law, equilibrium, cost')
    .argument('<scenario>', 'the scenario file')
    .addOption(setOption())
    .option('--json', 'print it as JSON')
    .action(async (file, { set, json }) => {
      const { checkScenario } = await import('../scenario-check.ts');
      const check = await checkScenario(file, set);
      if (json) terminal.out.write(`${JSON.stringify(check, null, 2)}\n`);
      else terminal.out.write((await import('../check-text.ts')).checkText(check, terminal.out));
      for (const warning of check.warnings) terminal.err.write(`${file}: warning: ${warning}\n`);
    });
}

/** `landau list`: all that a scenario can name; what `--json` prints is a Catalogue. */
export function listCommand({ terminal }: CommandContext) {
  return new Command('list')
    .description('list scenarios, distributions, methods, integrators and columns')
    .option('--json', 'print it as JSON')
    .action(async ({ json }) => {
      const { catalogue } = await import('../catalogue.ts');
      const all = catalogue();
      if (json) terminal.out.write(`${JSON.stringify(all, null, 2)}\n`);
      else terminal.out.write((await import('../catalogue.ts')).listText(all, terminal.out));
    });
}

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
      const { scenarioJsonSchema, studyJsonSchema } = await import('../../scenario/serialise.ts');
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
