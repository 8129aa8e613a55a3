import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';
import { linearisedCommand } from './explore-linearised.ts';
import { mapCommand } from './explore-map.ts';
import { sphereCommand } from './explore-sphere.ts';

/** `landau explore`: where the theory stands at its edges, by computation instead of simulation. */
export function exploreCommand(context: CommandContext) {
  const command = new Command('explore').description(
    'compute where the Fisher information can increase, and the constants behind the theorem',
  );
  for (const create of [linearisedCommand, sphereCommand, mapCommand]) command.addCommand(create(context));
  // Output and exit of a subcommand are set when it is called: its parent gets its own only after it is created.
  return command.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}
