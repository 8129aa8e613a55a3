import type { SubmissionFiles } from './submissions.ts';

/**
 * The script that every task of an array runs, for /bin/sh. It needs the study's directory at the same path, the program
 * at the same path, and nothing else of the node; flock(1), where there is one, keeps two tasks from one member.
 *
 * `command` runs one member whose id is its last word.
 */
export function taskScript(directory: string, files: SubmissionFiles, command: readonly string[]): string {
  return `#!/bin/sh
# A task of a job array of "landau study run --executor slurm": computes the members on one line of
# ${files.members}, one after the other. Told to stop, the member at work saves its checkpoint.
stops=0
child=
# USR1 comes to this shell alone, some time before the end of the wall time, and is passed on.
# TERM comes to every process of the task: passed on, it would come twice, and the second one ends a run at once.
trap 'stops=$((stops + 1)); [ -z "$child" ] || kill -USR1 "$child" 2>/dev/null' USR1
trap 'stops=$((stops + 1))' TERM

cd ${quote(directory)} || exit 2
number=\${SLURM_ARRAY_TASK_ID:?expected to be started by sbatch --array}
members=$(sed -n "$((number + 1))p" ${files.members}) || exit 2
# Slurm starts a task again when its node is lost. Something that takes down one node after another must end.
[ "\${SLURM_RESTART_COUNT:-0}" -lt 5 ] || { echo "given up after \${SLURM_RESTART_COUNT} restarts by Slurm" >&2; exit 1; }

# Runs a command in the background, for a shell hears signals only while it waits; its exit code goes to $code.
attend() {
  "$@" &
  child=$!
  seen=$stops
  wait "$child"
  code=$?
  # A signal cuts the wait short, not the command. 127: the command had ended before the signal came.
  while [ "$seen" != "$stops" ]; do
    seen=$stops
    wait "$child"
    again=$?
    [ "$again" = 127 ] || code=$again
  done
  child=
}

worst=0
for id in $members; do
  [ "$stops" = 0 ] || break
  [ ! -e "members/$id/result.json" ] || continue
  # A node that was given up may still be at work: its task holds the lock until it ends.
  exec 9>>"${files.records}/$id"
  if command -v flock >/dev/null; then
    attend flock --timeout 600 --conflict-exit-code 75 9
    [ "$stops" = 0 ] || break
    if [ "$code" = 75 ]; then
      echo "member $id: another task is still at work on it" >&2
      worst=75
      continue
    fi
  fi
  [ ! -e "members/$id/result.json" ] || continue
  echo "begin ${files.number} $number \${SLURMD_NODENAME:-$(uname -n)}" >&9
  attend ${command.slice(0, -1).map(quote).join(' ')} "$id"
  echo "end ${files.number} $number $code" >&9
  [ "$code" = 0 ] || worst=$code
done
exit "$worst"
`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
