import { resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The built command beside this room. */
const ownProgram = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/**
 * The words of the process that runs or resumes one member: Node, the program and `study member <directory> <id>`. It
 * exits with 0 when the member is finished, 3 when a SIGTERM, SIGINT or SIGUSR1 made it save a checkpoint, 1 when it failed.
 */
export function memberCommand(directory: string, id: string, program: string = ownProgram): readonly string[] {
  return [process.execPath, program, 'study', 'member', resolve(directory), id];
}
