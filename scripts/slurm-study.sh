#!/usr/bin/env bash
# The proof of the Slurm executor: a study of 200 members on a real Slurm of two nodes (slurm-sandbox.sh), in the middle of
# which a node loses its power and the client is killed. Afterwards every table must have the same bytes as those of the
# local executor. Writes what came out into docs/slurm.md; ends with 0 when all is as claimed.
# Usage: scripts/slurm-study.sh [directory]     (after npm run build, as root, with Debian's munge and slurm-wlm; 5 to 20 minutes)
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
sandbox=$root/test/study/slurm-sandbox.sh
page=$root/docs/slurm.md
landau="node ${LANDAU_PROGRAM:-$root/dist/cli/main.js}"
work=${1:-$(mktemp --directory)}
mkdir -p "$work"
# munged runs as a user of its own.
chmod a+x "$work"
export SLURM_SANDBOX=$work/slurm
client=
clean_up() {
  [ -z "$client" ] || kill -KILL "$client" 2>/dev/null || true
  "$sandbox" stop
  # Kept: what went wrong, and what was asked for by name.
  [ -z "$is_done" ] || rm -r "$work"
}
is_done=
trap clean_up EXIT

say() { printf '%s  %s\n' "$(date +%T)" "$1"; }
tables='table.csv members.csv lines.csv verdicts.csv'
members=200

# Checkpoints every 0.05 s of work, so that whatever is killed goes on from one.
cat >"$work/study.yaml" <<'STUDY'
title: Two hundred short relaxations
description: The entropy of independent samples, at five particle numbers and forty seeds.
base:
  title: Relaxation of a two-temperature gas
  dimension: 2
  species:
    - name: gas
      mass: 1
      density: 1
      initial: { anisotropic: { temperatures: [0.7, 1.3] } }
      particles: { sampling: monte-carlo, count: 300 }
  collisions: { exponent: 0, strength: 0.0625 }
  method: { name: blob, smoothing: { temperature: 0.15 } }
  time: { step: 0.01, until: 1, integrator: rk4 }
  output: { every: 0.05, checkpoint: 0.05 }
axes:
  species.gas.particles.count: { values: [200, 250, 300, 350, 400], label: particles }
seeds: 40
targets:
  entropy: { column: entropy, at: end, statistic: deviation, fit: { against: species.gas.particles.count } }
STUDY

say 'local executor'
began=$SECONDS
$landau study run "$work/study.yaml" --output "$work/local" --no-report --quiet >"$work/local.log"
local_seconds=$((SECONDS - began))

say 'starting Slurm'
"$sandbox" start
eval "$("$sandbox" env)"
slurm_version=$(sinfo --version)

start_client() { # log
  setsid $landau study run "$work/study.yaml" --output "$work/cluster" --no-report --quiet --executor slurm \
    --option share=10 --option poll=1 --option settle=5 --option time=5 --option mem=512M >"$1" 2>&1 &
  client=$!
}

finished() { find "$work/cluster/members" -name result.json 2>/dev/null | wc --lines; }

wait_until() { # results
  until [ "$(finished)" -ge "$1" ]; do
    sleep 0.5
    [ $((SECONDS - began)) -lt 1200 ] || { say "only $(finished) members after 20 minutes"; exit 1; }
  done
}

say 'Slurm executor'
began=$SECONDS
start_client "$work/client-1.log"
wait_until $((members / 5))
say "$(finished) finished: node n1 loses its power"
"$sandbox" crash n1
crashed_at=$(finished)
wait_until $((members * 2 / 5))
say "$(finished) finished: the client is killed"
killed_at=$(finished)
kill -KILL "$client"
wait "$client" 2>/dev/null || true
sleep 3
start_client "$work/client-2.log"
wait_until $((members / 2))
say "$(finished) finished: node n1 comes back"
"$sandbox" revive n1
code=0
wait "$client" || code=$?
client=
cluster_seconds=$((SECONDS - began))
say "client ended with $code, $(finished) finished"

books=$work/cluster/slurm
attempts=$(cat "$books"/records/* | grep --count '^begin')
again=$(grep --count '^begin' "$books"/records/* | awk -F: '$2 > 1' | wc --lines)
cut_off=$(awk '/^begin/ { n++ } /^end/ { n-- } END { print n }' "$books"/records/*)
submissions=$(ls "$books"/*.members | wc --lines)
tasks=$(cat "$books"/*.members | wc --lines)
found=$(sed -n 's/^found \([0-9]*\) tasks.*/\1/p' "$work/client-2.log")

same=yes
for table in $tables; do
  cmp "$work/local/$table" "$work/cluster/$table" || same=no
done
if [ "$same" = no ] || [ "$code" != 0 ] || [ "$(finished)" != "$members" ]; then
  say "the proof FAILED; see $work"
  exit 1
fi
say 'every table has the same bytes'

# The lines between the marks of the page.
{
  sed '/<!-- proof -->/q' "$page"
  cat <<FIGURES

| quantity | value |
|---|---|
| Slurm | $slurm_version, two nodes of $(sed -n 's/^NodeName=n1 .*CPUs=\([0-9]*\).*/\1/p' "$SLURM_CONF") CPUs on one machine of $(nproc) cores |
| members finished | $(finished) of $members |
| members finished when node n1 failed | $crashed_at |
| members finished when the client was killed (\`kill -9\`) | $killed_at |
| tasks that the second client found in the queue | ${found:-0} |
| submissions, tasks | $submissions, $tasks |
| attempts at members | $attempts |
| members started more than once | $again |
| attempts that ended without a record | $cut_off |
| wall time, local with 2 workers | $local_seconds s |
| wall time, Slurm with these failures | $cluster_seconds s |
| $tables | the same bytes as the local executor's |

FIGURES
  sed -n '/<!-- end of proof -->/,$p' "$page"
} >"$work/page.md"
cp "$work/page.md" "$page"
[ $# -gt 0 ] || is_done=yes
