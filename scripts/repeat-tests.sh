#!/usr/bin/env bash
# `npm test` again and again, each time in another order, until a run fails: npm run test:repeat [-- TIMES], 20 if left out.
set -euo pipefail
cd "$(dirname "$0")/.."
times=${1:-20}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for ((run = 1; run <= times; run++)); do
  begin=$SECONDS
  outcome=passed
  npm test >"$log" 2>&1 || outcome=failed
  seed=$(sed -nE 's/^Seed: +(-?[0-9]+)$/\1/p' "$log")
  if [ "$outcome" = failed ]; then cat "$log"; fi
  echo "run $run of $times: $outcome in $((SECONDS - begin)) s, seed ${seed:-none, no tests were run}"
  if [ "$outcome" = failed ]; then
    mapfile -t files < <(sed -nE 's/^FAIL (test\/\S+).*/\1/p' "$log" | sort --unique)
    echo "error: play it again with: npm run jest -- --seed=$seed ${files[*]}"
    exit 1
  fi
done
