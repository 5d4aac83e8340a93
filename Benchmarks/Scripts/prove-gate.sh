#!/usr/bin/env bash
# Shows what the gate sees: runs that are slowed down on purpose must close it, unchanged runs must not.
#
# usage: prove-gate.sh BINARY [PERCENT] [SLOWED] [UNCHANGED] [-- COMPARE OPTIONS]
#
# A process that never rests runs beside each comparison, so that the machine is busy whatever else it does (LOAD=0 for
# none, LOAD=2 for two). Exit status 0 when nine of ten slowed runs were caught and no unchanged run was.
set -euo pipefail

binary=${1:?"usage: prove-gate.sh BINARY [PERCENT] [SLOWED] [UNCHANGED] [-- COMPARE OPTIONS]"}
shift
numbers=()
while [[ $# -gt 0 && $1 != -- ]]; do
  numbers+=("$1")
  shift
done
[[ ${1:-} == -- ]] && shift
percent=${numbers[0]:-5} slowed=${numbers[1]:-10} unchanged=${numbers[2]:-20}

load=()
trap '[[ ${#load[@]} -eq 0 ]] || kill "${load[@]}" 2>/dev/null || true' EXIT
for ((number = 0; number < ${LOAD:-1}; number += 1)); do
  while :; do :; done &
  load+=($!)
done

# Runs one comparison and tells what it found: its name, status, rows that regressed, and the medians.
compare() {
  local name=$1 status=0 table
  shift
  table=$("$binary" compare --run "$binary" "$binary" "$@") || status=$?
  if [[ $status -gt 1 ]]; then
    echo "the comparison failed with status $status" >&2
    exit 2
  fi
  closed=$status
  rows=$(grep -c 'REGRESSION' <<<"$table" || true)
  judged=$(grep -cE ' ok$|REGRESSION' <<<"$table" || true)
  medians=$(awk '/ ok$|REGRESSION/ { for (i = 1; i < NF; i += 1) if ($(i + 1) == "%") { printf "%s ", $i; break } }' <<<"$table")
  echo "$name: status $status, $rows of $judged rows, slower by $medians%, load $(cut -d' ' -f1 /proc/loadavg)"
}

caught=0 caught_rows=0 slowed_rows=0 alarms=0
for ((number = 1; number <= slowed; number += 1)); do
  compare "slowed by $percent % $number" --inject-slowdown "$percent" "$@"
  caught=$((caught + closed)) caught_rows=$((caught_rows + rows)) slowed_rows=$((slowed_rows + judged))
done
for ((number = 1; number <= unchanged; number += 1)); do
  compare "unchanged $number" "$@"
  alarms=$((alarms + closed))
done
echo "caught $caught of $slowed runs slowed by $percent % ($caught_rows of $slowed_rows rows);" \
  "alarms in $alarms of $unchanged unchanged runs"
[[ $((caught * 10)) -ge $((slowed * 9)) && $alarms -eq 0 ]]
