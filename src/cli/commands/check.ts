import { Command } from '@commander-js/extra-typings';
import { setOption } from '../scenario-option.ts';
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
