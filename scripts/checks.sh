# For scripts that consist of checks. They are counted, timed and listed at the end, which is a line
# "N passed, N failed, N skipped".

# Without a Redis to test with, tests fail instead of being skipped.
export CI=true
# "npm run --silent" would silence the npm commands in here as well, and with them what they say of an error.
unset npm_config_loglevel

passed=0 failed=0 skipped=0
parts=() seconds=()
report=$(mktemp) failures=$(mktemp) aside=$(mktemp -d)
trap 'rm -rf "$report" "$failures" "$aside"' EXIT

check() {
  local name=$1 begin=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    printf '== FAILED: %s\n' "$name"
    failed=$((failed + 1))
  fi
  parts+=("$name") seconds+=($((SECONDS - begin)))
}

# Starts a command beside the checks that follow, under the name of the check that awaits it. Meant for what keeps one core
# busy or waits for the network, and not for tests, which watch a clock.
begin() {
  local name=$1
  shift
  "$@" >"$aside/$name.output" 2>&1 &
  echo $! >"$aside/$name.pid"
}

# The check that awaits what has begun under its name. Its time is what is left of it.
check_begun() {
  check "$1" ended "$1"
}

ended() {
  wait "$(cat "$aside/$1.pid")"
  local result=$?
  cat "$aside/$1.output"
  return "$result"
}

# A check that consists of checks: adds up the closing lines of what it runs, too.
check_tests() {
  check "$1" recorded "${@:2}"
  local line
  while read -r line; do
    [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]] || continue
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    skipped=$((skipped + BASH_REMATCH[3]))
  done <"$report"
}

# What failed is printed once more at the end, because the tests of ten parts are too much to read through.
recorded() {
  "$@" 2>&1 | tee "$report"
  local result=${PIPESTATUS[0]}
  if [ "$result" -ne 0 ]; then
    printf '\n== %s\n' "$*"
    sed 's/\x1b\[[0-9;]*m//g' "$report" |
      grep -E -A 25 '^ *FAIL |^failed: |^npm error|Unhandled (Error|Rejection)|Serialized Error' | head -n 200
  fi >>"$failures"
  return "$result"
}

# Prints the time of each part and the closing line, and fails if a check has.
finish() {
  cat "$failures"
  printf '\n%-32s %7s\n' part seconds
  local part
  for part in "${!parts[@]}"; do printf '%-32s %7d\n' "${parts[part]}" "${seconds[part]}"; done
  printf '%-32s %7d\n' 'all of them' "$SECONDS"
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
}
