import { dirname, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command, Option } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { isThere } from '../../core/file-system.ts';
import { shellWord } from '../../core/quoting.ts';
import { writeFileAtomically } from '../../output/files.ts';
import { type Choices, completed, type Start, starts } from '../init/choices.ts';
import { dimension, list, real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';

/** `landau init [file]` writes a commented and valid scenario from a few choices. */
export function initCommand({ terminal }: CommandContext) {
  return new Command('init')
    .description('write a commented scenario from flags or a few questions')
    .argument('[file]', 'the file to write', 'scenario.yaml')
    .addOption(
      new Option('--start <what>', 'the initial deviation from equilibrium').choices(Object.keys(starts) as Start[]),
    )
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3', dimension('--dimension'))
    .option('--masses <list>', 'masses of the species, such as 1,2', list('--masses'))
    .option('--temperatures <list>', 'their temperatures, such as 1,2', list('--temperatures'))
    .option('--exponent <gamma>', 'exponent of |v - v*|: -3 for Coulomb collisions', real('--exponent'))
    .option('--method <name>', 'the method; see landau list methods')
    .option('--particles <count>', 'particles of each species; a d-th power on a lattice', real('--particles'))
    .option('--yes', 'ask no questions; use the defaults for everything not set by a flag')
    .action(async (file, { yes, ...flags }) => {
      if (isThere(file)) throw new InputError(`${file}: expected a new file, got an existing one; choose another name`);
      const given = flags as Partial<Choices>;
      await refuseUnknownMethod(given.method);
      const answers = yes ? undefined : terminal.answers?.();
      const answered =
        answers === undefined ? given : await (await import('../init/questions.ts')).ask(answers, terminal.err, given);
      const { scenarioText } = await import('../init/scenario-text.ts');
      const text = scenarioText(completed(answered), schemaFor(file));
      await refuseInvalid(text);
      writeFileAtomically(file, text);
      const { formatFacts } = await import('../texts.ts');
      terminal.out.write(
        formatFacts([
          ['written', file],
          ['next', `landau check ${shellWord(file)}, then landau run ${shellWord(file)}`],
        ]),
      );
    });
}

async function refuseUnknownMethod(name: string | undefined): Promise<void> {
  const { methods } = await import('../../methods/methods.ts');
  const names: readonly string[] = methods.map((method) => method.name);
  if (name === undefined || names.includes(name)) return;
  const { didYouMean } = await import('../../schema/problem.ts');
  const wayOut = didYouMean(name, names);
  throw new InputError(
    `--method: expected one of ${names.join(', ')}, got ${name}${wayOut === undefined ? '' : `; ${wayOut}`}`,
  );
}

/** Throws InputError if the choices do not make a valid scenario, without line numbers, because the file does not exist yet. */
async function refuseInvalid(text: string): Promise<void> {
  const { parseScenario } = await import('../../scenario/parse-scenario.ts');
  try {
    parseScenario(text, 'new');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((line) => line.replace(/^new:\d+:\d+ /, 'landau init: ')));
  }
}

/** The path of the program's schema relative to a file, if both are below the current directory; otherwise its URL. */
function schemaFor(file: string): string {
  const schema = fileURLToPath(new URL('../../../scenarios/scenario.schema.json', import.meta.url));
  const [here, there] = [relative(process.cwd(), resolve(file)), relative(process.cwd(), schema)];
  if (here.startsWith('..') || there.startsWith('..')) return pathToFileURL(schema).href;
  return relative(dirname(resolve(file)), schema);
}
