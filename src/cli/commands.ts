import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { animateCommand } from './commands/animate.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { dissipationCommand } from './commands/dissipation.ts';
import { exploreCommand } from './commands/explore.ts';
import { initCommand } from './commands/init.ts';
import { checkCommand, listCommand, schemaCommand } from './commands/inspect.ts';
import { reportCommand, runCommand } from './commands/run.ts';
import { studyCommand } from './commands/study.ts';
import { theoremCommand } from './commands/theorem.ts';
import { openCommand, viewCommand } from './commands/view.ts';
import type { CommandContext } from './terminal.ts';

/** Every command by its name, in the order of the help. */
export const commands: Readonly<Record<string, (context: CommandContext) => CommandUnknownOpts>> = {
  init: initCommand,
  run: runCommand,
  check: checkCommand,
  compare: compareCommand,
  report: reportCommand,
  view: viewCommand,
  open: openCommand,
  animate: animateCommand,
  study: studyCommand,
  theorem: theoremCommand,
  dissipation: dissipationCommand,
  explore: exploreCommand,
  list: listCommand,
  schema: schemaCommand,
  completion: completionCommand,
};
