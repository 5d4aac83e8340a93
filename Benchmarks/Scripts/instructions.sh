#!/usr/bin/env bash
# Counts instructions per decision under valgrind and writes a report that `routing-bench compare` reads.
#
# usage: instructions.sh BINARY [--models LIST] [--paths LIST] [--inject-slowdown P] > report.json
#
# A run of N decisions and one of 2N differ by N decisions and nothing else: starting, reading the catalogue and making
# traffic take the same in both. Hashing is made the same in every process. SHORT=N sets N (default 2000); compare only
# reports of the same N, for the figure is a mean over the requests that were decided.
set -euo pipefail

binary=${1:?"usage: instructions.sh BINARY [--models LIST] [--paths LIST]"}
shift
models=64,512 paths=scan,scan-from-names,thompson,prepared-live
options=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --models) models=$2 ;;
    --paths) paths=$2 ;;
    --inject-slowdown) options+=("$1" "$2") ;;
    *) echo "instructions.sh: unknown option '$1'" >&2 && exit 2 ;;
  esac
  shift 2
done
short=${SHORT:-2000}
command -v valgrind >/dev/null || { echo "instructions.sh: valgrind is not installed" >&2 && exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Valgrind reads debug information whether it needs it or not, and older ones stumble over that of newer compilers.
strip --strip-debug -o "$scratch/bench" "$binary"

# What a run of so many decisions takes, in instructions; its report stays in a file.
count() {
  SWIFT_DETERMINISTIC_HASHING=1 valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    "$scratch/bench" --models "$1" --paths "$2" --decisions "$3" --json "$scratch/report" "${options[@]}" 2>"$scratch/log" ||
    { cat "$scratch/log" >&2 && exit 2; }
  sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$scratch/log"
}

first=1
for size in ${models//,/ }; do
  for path in ${paths//,/ }; do
    less=$(count "$size" "$path" "$short")
    more=$(count "$size" "$path" $((2 * short)))
    each=$(awk "BEGIN { printf \"%.3f\", ($more - $less) / $short }")
    echo "$path at $size: $each instructions per decision" >&2
    report=$(<"$scratch/report")
    row=${report#*\"results\":[}
    [[ $first == 1 ]] && printf '%s"results":[' "${report%%\"results\":*}" || printf ','
    printf '%s' "${row%]\}}" | sed "s/\"instructions_per_decision\":null/\"instructions_per_decision\":$each/"
    first=0
  done
done
printf ']}\n'
