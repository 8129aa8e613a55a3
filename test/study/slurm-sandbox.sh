#!/usr/bin/env bash
# A complete Slurm of its own on this machine: munged, slurmctld and two slurmd, in one private directory.
# For tests and for trying studies without a cluster; needs root and Debian's packages munge and slurm-wlm.
# No file outside the directory is written, and `stop` leaves neither a process nor a file behind.
set -euo pipefail

usage='usage: test/study/slurm-sandbox.sh start | stop | status | env | crash NODE | revive NODE

  start         start what is not running; wait until every node is idle
  stop          end every job and every process, remove the directory
  status        processes and nodes; exit code 0 when all are up, 3 otherwise
  env           print the lines a shell needs:  eval "$(test/study/slurm-sandbox.sh env)"
  crash NODE    what a power failure does to a node: SIGKILL to its slurmd and to all that runs under it
  revive NODE   start the slurmd of that node again

environment
  SLURM_SANDBOX        the directory            (default: ${TMPDIR:-/tmp}/slurm-sandbox)
  SLURM_SANDBOX_NODES  how many nodes           (default: 2)
  SLURM_SANDBOX_CPUS   CPUs that a node claims  (default: 2)'

here=${SLURM_SANDBOX:-${TMPDIR:-/tmp}/slurm-sandbox}
node_count=${SLURM_SANDBOX_NODES:-2}
cpus=${SLURM_SANDBOX_CPUS:-2}
# Debian keeps the daemons out of the PATH of most shells.
PATH=$PATH:/usr/sbin:/sbin
export SLURM_CONF=$here/slurm.conf
# Says that the directory is ours to remove.
marker=$here/.slurm-sandbox

fail() {
  printf 'slurm-sandbox: %s\n' "$1" >&2
  exit 2
}

check_host() {
  [ "$(id -u)" = 0 ] || fail 'expected root (slurmd starts jobs in the name of their users), got another user; run it in a container'
  [[ $here =~ ^/[A-Za-z0-9_./-]+$ ]] || fail "expected an absolute path without spaces for SLURM_SANDBOX, got '$here'"
  local program
  for program in munged mungekey slurmctld slurmd sbatch setpriv; do
    command -v "$program" >/dev/null || fail "expected the program $program, got none; apt-get install munge slurm-wlm"
  done
  id munge >/dev/null 2>&1 || fail 'expected a user munge (munged refuses to be root), got none; apt-get install munge'
}

new_nodes() { seq --format 'n%g' "$node_count"; }

# A Slurm that runs keeps the nodes it was started with.
configured_nodes() { sed -n 's/^NodeName=\([^ ]*\) .*/\1/p' "$SLURM_CONF"; }

# True when the process in a pid file lives and is still that program. A zombie does not live: the first process of a
# container may take its time to bury it.
alive() { # pid-file program
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] && ! dead "$pid"
}

dead() { ! grep --quiet '^State:[[:space:]]*[^ZX]' "/proc/$1/status" 2>/dev/null; }

wait_for() { # seconds command...
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ " ${taken_ports:-} " == *" $port "* ]] && continue
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      taken_ports="${taken_ports:-} $port"
      chosen_port=$port
      return
    fi
  done
}

write_configuration() {
  local host node
  host=$(hostname -s)
  [ -z "$(ls -A "$here" 2>/dev/null)" ] || [ -f "$marker" ] ||
    fail "expected a new directory, got $here with files of others in it; choose another SLURM_SANDBOX"
  mkdir -p "$here"
  : >"$marker"
  chmod 755 "$here"
  rm -rf "$here"/{munge,munge-run,state,log,run}
  mkdir "$here"/{munge,munge-run,state,log,run}
  mungekey --create --keyfile="$here/munge/key" --bits=1024
  chmod 700 "$here/munge" && chmod 400 "$here/munge/key"
  chown -R munge:munge "$here/munge" "$here/munge-run"
  free_port
  {
    cat <<CONF
ClusterName=sandbox
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$chosen_port
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
# cred_expire is also how long a task waits that lost its node before it starts again; Slurm's own choice is 120 s.
AuthInfo=socket=$here/munge-run/socket,cred_expire=20
# Containers rarely give away their cgroups: follow a job by its process group and gather no accounting.
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=1,bf_interval=5
# The nodes claim what this file says, not what the machine has.
SlurmdParameters=config_overrides
ReturnToService=2
# A node that is silent for so long is down; its jobs are put back into the queue.
SlurmdTimeout=10
SlurmctldTimeout=10
KillWait=5
MinJobAge=10
MessageTimeout=10
MaxArraySize=1001
StateSaveLocation=$here/state
SlurmdSpoolDir=$here/run/%n
SlurmctldPidFile=$here/run/slurmctld.pid
SlurmdPidFile=$here/run/%n.pid
SlurmctldLogFile=$here/log/slurmctld.log
SlurmdLogFile=$here/log/%n.log
PlugStackConfig=$here/plugstack.conf
CONF
    for node in $(new_nodes); do
      free_port
      printf 'NodeName=%s NodeHostname=%s NodeAddr=127.0.0.1 Port=%d CPUs=%d RealMemory=4096 State=UNKNOWN\n' \
        "$node" "$host" "$chosen_port" "$cpus"
    done
    printf 'PartitionName=main Nodes=%s Default=YES MaxTime=INFINITE State=UP\n' "$(new_nodes | paste -sd,)"
  } >"$here/slurm.conf.new"
  : >"$here/plugstack.conf"
  # Last: a directory with this file is whole.
  mv "$here/slurm.conf.new" "$here/slurm.conf"
}

as_munge() { setpriv --reuid=munge --regid=munge --clear-groups -- "$@"; }

start_munged() {
  alive "$here/munge-run/pid" munged && return
  as_munge test -x "$here" || fail "expected a directory that the user munge may enter, got $here; chmod a+x the ones above it"
  rm -f "$here"/munge-run/*
  as_munge munged --key-file="$here/munge/key" \
    --socket="$here/munge-run/socket" --pid-file="$here/munge-run/pid" --seed-file="$here/munge/seed" \
    --log-file="$here/munge/log" --num-threads=4 ||
    fail "munged did not start: $(tail -n 1 "$here/munge/log" 2>/dev/null)"
}

start_slurmctld() {
  alive "$here/run/slurmctld.pid" slurmctld && return
  slurmctld || fail "slurmctld did not start: $(tail -n 1 "$here/log/slurmctld.log" 2>/dev/null)"
}

start_node() {
  alive "$here/run/$1.pid" slurmd && return
  mkdir -p "$here/run/$1"
  slurmd -N "$1" || fail "slurmd of $1 did not start: $(tail -n 1 "$here/log/$1.log" 2>/dev/null)"
}

all_idle() {
  [ "$(sinfo --noheader --Node --format='%T' | grep --count --extended-regexp '^(idle|mixed|allocated)$')" = \
    "$(configured_nodes | wc --lines)" ]
}

# What runs in jobs, on one node or (without an argument) on all. A job's processes inherit this configuration and the name
# of their node, which no other process has both. The slurmstepd above a job knows no node: it is the job's parent, and the
# job in its title, "slurmstepd: [12.batch]", has a socket in the node's directory. Nothing is ever looked up by the name of
# a program alone: other Slurms and the caller's own shell are not ours.
job_processes() { # [node]
  local file pid
  for file in $(grep --files-with-matches --null-data --line-regexp --fixed-strings "SLURM_CONF=$SLURM_CONF" \
    /proc/[0-9]*/environ 2>/dev/null); do
    pid=${file#/proc/}
    pid=${pid%/environ}
    ! dead "$pid" || continue
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
      '' | slurmctld | slurmd | slurmscriptd) ;;
      slurmstepd) { [ $# = 0 ] || step_of_node "$pid" "$1"; } && echo "$pid" ;;
      *)
        grep --quiet --null-data --line-regexp "SLURMD_NODENAME=${1:-.*}" "$file" 2>/dev/null || continue
        echo "$pid"
        pid=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status" 2>/dev/null) || continue
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = slurmstepd ] && echo "$pid"
        ;;
    esac
  done
  return 0
}

step_of_node() { # pid node
  local job
  job=$(cat "/proc/$1/cmdline" 2>/dev/null | tr '\0' ' ' | sed -n 's/.*\[\([0-9]*\)\..*/\1/p')
  [ -n "$job" ] && compgen -G "$here/run/$2/$2_$job.*" >/dev/null
}

kill_jobs() { # [node]
  local pids
  # Again until none is left: a shell may start a process between the look and the signal.
  while pids=$(job_processes "$@" | sort -u) && [ -n "$pids" ]; do
    kill -KILL $pids 2>/dev/null || true
    sleep 0.05
  done
}

end_process() { # pid-file program
  local pid
  alive "$1" "$2" || return 0
  pid=$(cat "$1")
  kill -KILL "$pid" 2>/dev/null || true
  wait_for 5 dead "$pid" || fail "process $pid ($2) did not end"
}

check_node() {
  [ -f "$SLURM_CONF" ] || fail "expected a Slurm in $here, got none; start one with test/study/slurm-sandbox.sh start"
  grep --quiet "^NodeName=${1:-} " "$SLURM_CONF" || fail "expected one of $(configured_nodes | paste -sd' '), got '${1:-}'"
}

stop() {
  local node
  if [ -f "$SLURM_CONF" ]; then
    # Always KILL: asked politely, slurmctld waits for nodes that are gone, to save a state that is removed here.
    end_process "$here/run/slurmctld.pid" slurmctld
    for node in $(configured_nodes); do end_process "$here/run/$node.pid" slurmd; done
    kill_jobs
  fi
  end_process "$here/munge-run/pid" munged
  [ ! -f "$marker" ] || rm -r "$here"
}

status() {
  local node all=0
  if [ ! -f "$SLURM_CONF" ]; then
    echo "no Slurm in $here"
    return 3
  fi
  report() { # name pid-file program
    if alive "$2" "$3"; then printf '%-10s up, process %s\n' "$1" "$(cat "$2")"; else
      printf '%-10s down\n' "$1"
      all=3
    fi
  }
  report munged "$here/munge-run/pid" munged
  report slurmctld "$here/run/slurmctld.pid" slurmctld
  for node in $(configured_nodes); do report "slurmd $node" "$here/run/$node.pid" slurmd; done
  [ "$all" != 0 ] || sinfo --Node --format='%N %T' || all=3
  return "$all"
}

case ${1:-} in
  start)
    check_host
    [ -f "$SLURM_CONF" ] || write_configuration
    start_munged
    wait_for 10 test -S "$here/munge-run/socket" || fail "munged gives no socket; see $here/munge/log"
    start_slurmctld
    for node in $(configured_nodes); do start_node "$node"; done
    wait_for 60 all_idle || fail "the nodes did not come up within 60 s; see $here/log"
    ;;
  stop) stop ;;
  status) status ;;
  env) printf 'export SLURM_CONF=%q\n' "$SLURM_CONF" ;;
  crash)
    check_node "${2:-}"
    # slurmd first: it would see its jobs die and report that.
    end_process "$here/run/$2.pid" slurmd
    kill_jobs "$2"
    ;;
  revive)
    check_node "${2:-}"
    start_node "$2"
    ;;
  *)
    printf '%s\n' "$usage" >&2
    exit 2
    ;;
esac
