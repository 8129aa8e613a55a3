import { packageVersion, programCommit } from '../output/program.ts';
import { sha256 } from '../output/sealed-json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { inputFiles } from '../simulation/input-files.ts';

export interface IdOptions {
  /** Version and commit. */
  readonly program?: string;
  /** Files that were read before: their SHA-256 by their paths. New ones are added. */
  readonly known?: Map<string, string>;
}

/**
 * The id of a member: 16 hexadecimal digits of the SHA-256 of its resolved scenario, what the files say that it names, and the
 * program's version and commit. Members that would compute the same have the same id, in whatever study they are.
 */
export function memberId(
  scenario: Scenario,
  { program = `${packageVersion()} ${programCommit()}`, known }: IdOptions = {},
): string {
  const inputs = inputFiles(scenario, 'scenario.yaml', known).map((input) => input.sha256);
  return sha256([program, ...inputs, JSON.stringify(scenario)].join('\n')).slice(0, 16);
}
