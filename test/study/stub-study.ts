import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MemberEstimate, StudyHandle } from '../../src/study/executor.ts';

/** A study whose members count to `steps`, 20 ms each, instead of simulating anything. */
export interface StubStudy extends StudyHandle {
  /** The words that run a member, its id last. */
  command(directory: string, id: string): readonly string[];
  /** The members in the order in which processes began to work on them. */
  begun(): readonly string[];
  /** The members that two processes worked on at the same time. */
  collisions(): readonly string[];
  /** The steps that the process that finished a member made itself; the others it found in the checkpoint. */
  ownSteps(id: string): number;
}

export interface StubOptions {
  readonly count: number;
  readonly steps?: number;
  readonly estimate?: MemberEstimate;
  /** Ends every member at its start instead, in shell words. */
  readonly instead?: string;
}

export function createStubStudy(
  directory: string,
  { count, steps = 1, estimate = { seconds: 100, memory: 1e6 }, instead = '' }: StubOptions,
): StubStudy {
  const members = Array.from({ length: count }, (_, k) => ({ id: `c0ffee${String(k).padStart(4, '0')}`, estimate }));
  for (const { id } of members) mkdirSync(join(directory, 'members', id), { recursive: true });
  const program = join(directory, 'member.sh');
  writeFileSync(program, programText(steps, instead));
  const lines = (name: string) => {
    const path = join(directory, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  };
  const result = (id: string) => join(directory, 'members', id, 'result.json');
  return {
    directory,
    members,
    threads: 1,
    unfinished: () => members.map(({ id }) => id).filter((id) => !existsSync(result(id))),
    command: (path, id) => ['/bin/sh', program, 'study', 'member', path, id],
    begun: () => lines('begun'),
    collisions: () => lines('collisions'),
    ownSteps: (id) => (JSON.parse(readFileSync(result(id), 'utf8')) as { own: number }).own,
  };
}

const programText = (steps: number, instead: string) => `
cd "$3/members/$4" && mkdir -p run || exit 1
echo "$4" >>../../begun
# One that was killed may stay for a while, as a zombie.
other=$(cat run/worker 2>/dev/null) && case $(ps -o stat= -p "$other") in "" | Z*) ;; *) echo "$4" >>../../collisions ;; esac
echo $$ >run/worker
rm -f run/ready
${instead}
step=$(sed -n 's/.*"steps": *\\([0-9]*\\).*/\\1/p' run/summary.json 2>/dev/null)
step=\${step:-0}
first=$step
trap 'echo "{\\"steps\\": $step}" >run/summary.json; rm run/worker run/ready; exit 3' USR1 TERM
touch run/ready
while [ "$step" -lt ${steps} ]; do
  sleep 0.02
  step=$((step + 1))
done
rm run/worker run/ready
echo "{\\"own\\": $((step - first))}" >result.tmp
mv result.tmp result.json
`;
