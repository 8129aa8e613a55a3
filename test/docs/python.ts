import { spawnSync } from 'node:child_process';

/** Whether there is a Python with these modules. They are looked for, not loaded, which takes a second or two. */
export function hasPython(python: string, modules: readonly string[]): boolean {
  const program = `import sys, importlib.util as i\nsys.exit(not all(map(i.find_spec, sys.argv[1:])))`;
  return spawnSync(python, ['-c', program, ...modules]).status === 0;
}
