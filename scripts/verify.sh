#!/usr/bin/env bash
# Everything that has to hold before a change lands, in the order in which it is cheapest to learn.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
source scripts/checks.sh

# Strictly, so that a package which refuses this Node is noticed, of which npm would only warn.
install_and_test() {
  npm ci --engine-strict && npm test
}

# @param the version, and which tests; all of them if none are named
test_on_node() {
  npx --yes "node@$1" node_modules/vitest/vitest.mjs run --config vitest.fast.config.ts --mode nodes "${@:2}"
}

# What the repetitions of the suite need: the peers that they resolve, and the Nodes, those of the consumers among them.
fetch_peers_and_nodes() {
  local folder version
  for folder in nest-11 lowest; do
    npm ci --prefix "test/package/compat/$folder" || return 1
  done
  for version in 20.19.0 20 22.12.0 22 24 26; do
    npx --yes "node@$version" --version || return 1
  done
}

# As users compile them: in either module format, with every compiler that they may have.
compile_against_the_build() {
  local compiler module
  for compiler in tools/openapi/node_modules/typescript node_modules/typescript node_modules/typescript7; do
    for module in nodenext node16; do
      node "$compiler/bin/tsc" -p test/package/typings --module "$module" || return 1
    done
  done
}

check_tests 'npm ci && npm test' install_and_test

begin 'types (TypeScript 6)' npm run --silent typecheck
begin 'peers and Nodes' fetch_peers_and_nodes
check 'types (TypeScript 7)' npm run --silent typecheck:7
check 'lint' npm run --silent lint
check 'format' npm run --silent format:check
check_begun 'types (TypeScript 6)'
check_begun 'peers and Nodes'
check 'generated types' npm run --silent openapi -- --check
check 'build' npm run --silent build
check 'types of the build' compile_against_the_build
check 'API report' npm run --silent api
check 'package' npm run --silent check:package
check 'sample application' npm run --silent smoke

check_tests 'tests on Nest 11' npx vitest run --config vitest.nest11.config.ts
check_tests 'tests on the lowest peers' npx vitest run --config vitest.lowest.config.ts
# Node 20 and 26 run everything. Between them, only sockets, timers and contexts could differ from both.
for version in 22 24; do
  check_tests "tests on Node $version" test_on_node "$version" test/http test/timing test/module test/webhooks
done
check_tests 'tests on Node 26' test_on_node 26
check_tests 'packed and installed' npm run --silent test:consumers

finish
