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

/** Every command, in the order of the help. */
export const commands = [
  initCommand,
  runCommand,
  checkCommand,
  compareCommand,
  reportCommand,
  viewCommand,
  openCommand,
  animateCommand,
  studyCommand,
  theoremCommand,
  dissipationCommand,
  exploreCommand,
  listCommand,
  schemaCommand,
  completionCommand,
] as const;
