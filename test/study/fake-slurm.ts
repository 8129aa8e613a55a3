import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Programs that answer like Slurm's and run the tasks of a job as processes of this machine, one after the other. */
export interface FakeSlurm {
  /** Puts the programs on the PATH of this process; the returned function takes them off again. */
  install(): () => void;
  /** The words of every call of sbatch, refused ones too. */
  calls(): readonly string[];
  /** How many tasks are in the queue. */
  queued(): number;
  /** Tasks wait while it is held. */
  hold(held: boolean): void;
  /**
   * The next `times` tasks to start meet a fault: `lose` kills all their processes when a member is at work, `vanish` takes them out
   * of the queue before they start, `usr1` signals their shell then, as before the end of the wall time.
   */
  fault(kind: 'lose' | 'vanish' | 'usr1', times: number): void;
  /** sbatch refuses, or squeue fails, with this message; null ends it. */
  refuse(message: string | null): void;
  silence(squeueFails: boolean): void;
  /** sbatch refuses arrays of more tasks, and whatever goes beyond so many in the queue. */
  quota(tasks: number): void;
  /** Tasks stay in the queue with this reason and never start. */
  stick(reason: string): void;
  maxArraySize(size: number): void;
  /** The MiB of the largest node. */
  largest(mebibytes: number): void;
  maxTime(text: string): void;
}

export function createFakeSlurm(directory: string): FakeSlurm {
  const programs = join(directory, 'bin');
  const state = join(directory, 'state');
  for (const path of [programs, join(state, 'queue'), join(state, 'faults')]) mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(programs, name), `#!/bin/sh\nstate='${state}'\n${text}`);
    chmodSync(join(programs, name), 0o755);
  }
  const set = (name: string, value: string | null) => {
    if (value === null) rmSync(join(state, name), { force: true });
    else writeFileSync(join(state, name), value);
  };
  const calls = join(state, 'calls');
  let faults = 0;
  return {
    install() {
      const before = process.env.PATH;
      process.env.PATH = `${programs}${delimiter}${before}`;
      return () => {
        process.env.PATH = before;
      };
    },
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
    queued: () => readdirSync(join(state, 'queue')).length,
    hold: (held) => set('hold', held ? '' : null),
    fault(kind, times) {
      for (let k = 0; k < times; k++) set(`faults/${kind}.${faults++}`, '');
    },
    refuse: (message) => set('refuse', message),
    silence: (fails) => set('silence', fails ? '' : null),
    quota: (tasks) => set('quota', String(tasks)),
    stick: (reason) => set('stick', reason),
    maxArraySize: (size) => set('max-array-size', String(size)),
    largest: (mebibytes) => set('largest', String(mebibytes)),
    maxTime: (text) => set('max-time', text),
  };
}

const texts = {
  scontrol: `
case "$*" in
  "show config") echo "ClusterName = fake"; echo "MaxArraySize            = $(cat "$state/max-array-size" 2>/dev/null || echo 1001)" ;;
  *) echo "PartitionName=main Default=YES MaxNodes=2 MaxTime=$(cat "$state/max-time" 2>/dev/null || echo UNLIMITED) State=UP" ;;
esac
`,

  squeue: `
[ ! -e "$state/silence" ] || { echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2; exit 1; }
for word in "$@"; do case $word in --name=*) names=\${word#--name=} ;; esac; done
cat "$state"/queue/* 2>/dev/null | while IFS= read -r line; do
  case ",$names," in *",\${line%%|*},"*) echo "$line" ;; esac
done
`,

  scancel: `
for word in "$@"; do
  case $word in
    --name=*) for name in $(echo "\${word#--name=}" | tr , ' '); do
        files=$(grep -l "^$name|" "$state"/queue/* 2>/dev/null)
        rm -f $files
        for file in $files; do pid=$(cat "$state/pid.\${file##*/}" 2>/dev/null) && kill -s TERM -- "-$pid"; done
      done ;;
    *) rm -f "$state/queue/$word" ;;
  esac
done
`,

  sbatch: `
echo "$*" >>"$state/calls"
for word in "$@"; do
  case $word in
    --job-name=*) name=\${word#*=} ;;
    --array=*) array=\${word#*=} ;;
    --chdir=*) directory=\${word#*=} ;;
    --output=*) output=\${word#*=} ;;
  esac
done
refuse() { echo "sbatch: error: Batch job submission failed: $1" >&2; exit 1; }
[ ! -e "$state/refuse" ] || refuse "$(cat "$state/refuse")"
for word in "$@"; do
  case $word in
    --mem=*) memory=\${word#*=}; [ "\${memory%M}" -le "$(cat "$state/largest" 2>/dev/null || echo 99999)" ] || refuse 'Memory specification can not be satisfied' ;;
  esac
done
array=\${array%\\%*}
last=\${array#0-}
if [ -e "$state/quota" ]; then
  [ $(($(ls "$state/queue" | wc -l) + last + 1)) -le "$(cat "$state/quota")" ] || refuse "QOSMaxSubmitJobPerUserLimit"
fi
job=$(($(cat "$state/last" 2>/dev/null || echo 0) + 1))
echo $job >"$state/last"
index=0
while [ $index -le $last ]; do
  echo "$name|$job|$index|PENDING|$(cat "$state/stick" 2>/dev/null || echo Resources)" >"$state/queue/\${job}_$index"
  index=$((index + 1))
done
for script in "$@"; do :; done
[ -e "$state/stick" ] || setsid "$(dirname "$0")/fake-slurmd" "$name" "$job" "$last" "$directory" "$output" "$script" </dev/null >/dev/null 2>&1 &
echo $job
`,

  'fake-slurmd': `
name=$1 job=$2 last=$3 directory=$4 output=$5 script=$6
meets() { for file in "$state/faults/$1".*; do [ -e "$file" ] && rm "$file" && return 0; done; return 1; }
at_work() { while ! ls members/*/run/ready >/dev/null 2>&1; do sleep 0.02; done; sleep 0.1; }
index=0
cd "$directory"
while [ $index -le $last ]; do
  task=$state/queue/\${job}_$index
  while [ -e "$state/hold" ]; do sleep 0.02; done
  if [ -e "$task" ]; then
    if ! meets vanish; then
      log=$(echo "$output" | sed "s/%a/$index/")
      echo "$name|$job|$index|RUNNING|None" >"$task"
      SLURM_ARRAY_TASK_ID=$index setsid "$script" >>"$log" 2>&1 &
      pid=$!
      echo $pid >"$state/pid.\${job}_$index"
      if meets lose; then at_work; kill -s KILL -- "-$pid"; elif meets usr1; then at_work; kill -USR1 "$pid"; fi
      wait $pid
    fi
    rm -f "$task"
  fi
  index=$((index + 1))
done
`,
} as const;
