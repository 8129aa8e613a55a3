import { Command } from '@commander-js/extra-typings';
import { InputError, RunError } from '../../core/errors.ts';
import { writeFileAtomically } from '../../output/files.ts';
import { didYouMean } from '../../schema/problem.ts';
import { scenarioOf, setOption } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatFacts } from '../texts.ts';

/** `landau check <scenario.yaml>` does everything before the first step. `--json` prints a ScenarioCheck. */
export function checkCommand({ terminal }: CommandContext) {
  return new Command('check')
    .description('check a scenario without running it: particles, collision law, equilibrium, cost')
    .argument('<scenario>', 'the scenario file')
    .addOption(setOption())
    .option('--json', 'print it as JSON')
    .action(async (file, { set, json }) => {
      const scenario = await scenarioOf(file, set);
      const { checkScenario } = await import('../scenario-check.ts');
      const check = await checkScenario(file, scenario);
      if (json) terminal.out.write(`${JSON.stringify(check, null, 2)}\n`);
      else terminal.out.write((await import('../check-text.ts')).checkText(check, terminal.out));
      for (const warning of check.warnings) terminal.err.write(`${file}: warning: ${warning}\n`);
    });
}

/** `landau list [topic]`: all names that a scenario can use. `--json` prints a Catalogue, or its part for the topic. */
export function listCommand({ terminal }: CommandContext) {
  return new Command('list')
    .description('list scenarios, distributions, methods, integrators, columns and all other names for use in files')
    .argument('[topic]', 'the topic to list, as methods or columns (default: everything)')
    .option('--json', 'print it as JSON')
    .action(async (topic, { json }) => {
      const { listText, topics } = await import('../list-text.ts');
      const chosen = topic === undefined ? topics : topics.filter(({ name }) => name === topic);
      if (chosen.length === 0) {
        const names = topics.map(({ name }) => name);
        const wayOut = didYouMean(topic, names);
        throw new InputError(
          `landau list: expected one of ${names.join(', ')}, got ${topic}${wayOut === undefined ? '' : `; ${wayOut}`}`,
        );
      }
      if (!json) {
        terminal.out.write(listText(chosen, terminal.out));
        return;
      }
      const { catalogue } = await import('../catalogue.ts');
      const all = topic === undefined ? catalogue() : catalogue([chosen[0].part])[chosen[0].part];
      terminal.out.write(`${JSON.stringify(all, null, 2)}\n`);
    });
}

/** `landau schema`: the JSON schema of scenario and study files, for editors that complete and check YAML. */
export function schemaCommand({ terminal }: CommandContext) {
  return new Command('schema')
    .description('print the JSON schema of scenario files, for editors')
    .option('--study', 'print the schema of study files instead')
    .option('--output <file>', 'write it to a file instead')
    .addHelpText(
      'after',
      `
Editors with a YAML language server complete and check a scenario that begins with the line
  # yaml-language-server: $schema=scenario.schema.json`,
    )
    .action(async ({ output, study }) => {
      const { editorSchema } = await import('../catalogue.ts');
      const text = editorSchema(study ? 'study' : 'scenario');
      if (output === undefined) {
        terminal.out.write(text);
        return;
      }
      write(output, text);
      const line = `# yaml-language-server: $schema=${output}`;
      terminal.err.write(formatFacts([['next', `put this line at the top of a file in the same directory: ${line}`]]));
    });
}

function write(path: string, text: string): void {
  try {
    writeFileAtomically(path, text);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    // A full or broken disk is not an input error.
    if (!(error instanceof RunError) || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO') throw error;
    throw new InputError(`--output: ${error.message}`);
  }
}
