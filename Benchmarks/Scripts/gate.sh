#!/usr/bin/env bash
# Compares the working copy with another commit on this machine: builds both and has them measure in turn.
#
# usage: gate.sh BASE_REF [COMPARE OPTIONS]     such as: gate.sh origin/main --markdown gate.md --junit gate.xml
#
# Exit status 0 when nothing got worse, 1 when something did, 2 when the two cannot be compared. BUILDS=DIR keeps the
# builds of both, so that a later run, or a cache, need not begin anew.
set -euo pipefail

base=${1:?"usage: gate.sh BASE_REF [COMPARE OPTIONS]"}
shift
root=$(git rev-parse --show-toplevel)
builds=${BUILDS:-$root/.build/gate}
mkdir -p "$builds"
builds=$(cd "$builds" && pwd)
if ! commit=$(git rev-parse --verify --quiet "$base^{commit}"); then
  echo "gate.sh: there is no commit '$base'" >&2
  exit 2
fi

# Always the same folder: what a build depends on begins with its path.
tree=$builds/base-tree
git worktree prune
[[ -e $tree ]] || git worktree add --quiet --detach "$tree" "$commit"
git -C "$tree" checkout --quiet --force --detach "$commit"

build() {
  echo "building $3" >&2
  swift build --quiet -c release --package-path "$1" --scratch-path "$2" --product routing-bench >&2 || exit 2
}
build "$tree" "$builds/base" "$base (${commit:0:12})"
build "$root" "$builds/new" "the working copy"

status=0
"$builds/new/release/routing-bench" compare --run "$builds/base/release/routing-bench" \
  "$builds/new/release/routing-bench" "$@" || status=$?
exit "$status"
