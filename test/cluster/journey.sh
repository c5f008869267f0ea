#!/usr/bin/env bash
# A CI job that tries out two new versions of an app, with nothing but iter8ctl: a good one and a slow one. It ends with an
# error at the first thing that is not as users are told.
#
# It needs KUBECONFIG, whose current namespace is $NAMESPACE, and there a Metric "latency" with values for the versions
# v1, v2 and slow, and the VirtualServices "shop" and "cart", each of which splits the traffic of v1 and a new version.
set -euo pipefail

scratch=$(mktemp -d)
background=() # process ids
end() {
  ((${#background[@]} == 0)) || kill "${background[@]}" 2>"$scratch/kill" || true
  wait
  rm -r "$scratch"
}
trap end EXIT

# run CODE ARG…: iter8ctl with these arguments must end with that exit code; "says" looks at what it printed.
run() {
  local expected=$1 code=0
  shift
  printf '\n$ iter8ctl %s\n' "$*"
  iter8ctl "$@" >"$scratch/out" 2>"$scratch/err" || code=$?
  cat "$scratch/out" "$scratch/err"
  ((code == expected)) || fail "exit code $code instead of $expected"
}

# start NAME ARG…: iter8ctl in the background; its output goes to NAME.out and NAME.err.
start() {
  local name=$1
  shift
  printf '\n$ iter8ctl %s &\n' "$*"
  iter8ctl "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" &
  background+=($!)
}

# stop NAME CODE: ends the process that was started last, as Ctrl-C and Kubernetes do; it must end with that exit code.
stop() {
  local name=$1 expected=$2 code=0
  kill -TERM "${background[-1]}"
  wait "${background[-1]}" || code=$?
  unset 'background[-1]'
  ((code == expected)) || fail "$name ended with exit code $code instead of $expected"
}

# says FILE PATTERN…: a line of the file must match each pattern, in this order.
says() {
  local file=$scratch/$1 from=1 line pattern
  shift
  for pattern in "$@"; do
    line=$(tail -n "+$from" "$file" | grep -nE -e "$pattern") || fail "no line with: $pattern" "$file"
    from=$((from + ${line%%:*}))
  done
}

# await FILE PATTERN: a process in the background must come to print that line within ten seconds.
await() {
  local tries
  for ((tries = 100; tries > 0; tries--)); do
    ! grep -qE -e "$2" "$scratch/$1" || return 0
    sleep 0.1
  done
  fail "no line with: $2" "$scratch/$1"
}

# fail WORDS [FILE]
fail() {
  printf 'FAILED: %s\n' "$1" >&2
  [[ $# -lt 2 ]] || cat "$2" >&2
  exit 1
}

# flags APP VERSION: of a canary of that version
flags() {
  local place=networking.istio.io/v1/VirtualService/$1:.spec.http[0].route
  printf '%s\n' --target "$NAMESPACE/$1" --baseline v1 --candidate "$2" --objective 'latency<=50' \
    --weight-ref "v1=${place}[0].weight" --weight-ref "$2=${place}[1].weight" --weight-increment 20 \
    --interval 1s --iterations 3
}

# --- an empty cluster, an engine beside it

run 0 install --crds-only
says out 'experiments\.iter8\.tools (created|unchanged)$' 'metrics\.iter8\.tools (created|unchanged)$'
run 0 install --crds-only
says out 'experiments\.iter8\.tools unchanged$' 'metrics\.iter8\.tools unchanged$'
run 5 get experiments
says err '^error: no experiments'

start controller controller --namespace "$NAMESPACE" --install-namespace "$NAMESPACE" --listen 127.0.0.1:0

# --- a good version

mapfile -t good < <(flags shop v2)
run 0 create experiment good "${good[@]}"
says out '^experiment\.iter8\.tools/good created$'
start rows get experiments -w

run 0 describe good
says out 'Experiment name: good' 'Testing pattern: Canary'
run 0 assert good --timeout 60s -c candidateWon
says err 'candidateWon'
run 0 assert good --timeout 60s -c completed -c winner=v2
run 0 describe good
says out 'Experiment stage: Completed' 'Number of completed iterations: 3' 'Winning version: v2'
run 0 get experiments
says out '^NAME +TYPE +TARGET +STAGE' "^good +Canary +$NAMESPACE/shop +Completed +3"

await rows.out 'Experiment completed successfully$'
stop rows 130
says rows.out '^NAME ' 'Completed Loop 1$' "^good +Canary +$NAMESPACE/shop +Completed +3"

run 2 create experiment good "${good[@]}"
says err '^error: .*good' '^hint: .*--replace'

# --- a slow one

mapfile -t slow < <(flags cart slow)
run 0 create experiment slow "${slow[@]}"
run 3 watch slow --exit-status --timeout 60s
says out ' Completed .*v1 won'
run 3 assert -c candidateWon
says err 'slow'
run 3 assert slow -c candidateWon --timeout 60s
run 0 describe slow -o json --jq '.winner.recommended'
says out '^v1$'

# --- a clean one

run 2 cleanup
says err 'good' 'slow' '--yes'
run 0 cleanup --dry-run=client
run 0 get experiments -o name
says out '/good$' '/slow$'
run 0 cleanup --yes
says out '/good deleted$' '/slow deleted$'
run 5 get experiments
says err '^error: no experiments'
run 5 describe good

stop controller 0
says controller.err '"message":"leading"' '"message":"stopped"'
printf '\nall as it should be\n'
