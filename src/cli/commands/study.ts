import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';
import { studyCollectCommand } from './study-collect.ts';
import { studyMemberCommand } from './study-member.ts';
import { studyPlanCommand } from './study-plan.ts';
import { studyReportCommand } from './study-report.ts';
import { studyRunCommand } from './study-run.ts';
import { studyStatusCommand } from './study-status.ts';

/** `landau study`: one scenario over a grid of its values, measured, fitted and held against claims. */
export function studyCommand(context: CommandContext) {
  const command = new Command('study').description(
    'run a scenario over a grid of its values: convergence orders, noise over seeds, extrapolations',
  );
  for (const create of [studyPlanCommand, studyRunCommand, studyStatusCommand, studyCollectCommand, studyReportCommand])
    command.addCommand(create(context));
  // For executors; docs/studies.md has it.
  command.addCommand(studyMemberCommand(context), { hidden: true });
  // Output and exit of a subcommand are set when it is called: its parent gets its own only after it is created.
  return command.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}
