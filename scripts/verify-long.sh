#!/usr/bin/env bash
# What takes too long to run before every change, and has to hold before a release.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
source scripts/checks.sh

check_tests 'Redis Cluster' npm run --silent test:cluster
check_tests 'browser' npm run --silent test:browser
check_tests 'Valkey' npm run --silent test:valkey
check_tests 'long simulations' npm run --silent test:simulation
check_tests 'deliveries' npm run --silent test:deliveries
check_tests 'nest add' node scripts/consumers.mjs nest-add
check_tests 'soak' npm run --silent test:soak
check 'mutations' npm run --silent test:mutation

finish
