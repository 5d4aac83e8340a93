#!/bin/sh
# Builds the documentation sites of the public modules into .build-docs/site, one folder a module.
# Any warning, a dangling symbol link among them, is an error.
set -eu

cd "$(dirname "$0")/../.."
scratch=.build-docs
modules="RoutingCore RoutingFormats TrafficReplay"

docc=$(command -v docc || true)
if [ -z "$docc" ]; then
  docc=$(dirname "$(readlink -f "$(command -v swift)")")/docc
fi
if [ ! -x "$docc" ]; then
  echo "build-docs: docc is neither in PATH nor beside swift" >&2
  exit 1
fi

# Old graphs must not pass for new ones.
find "$scratch" -name '*.symbols.json' -delete 2>/dev/null || true
swift package --scratch-path "$scratch" dump-symbol-graph \
  --minimum-access-level public --skip-synthesized-members

rm -rf "$scratch/site" "$scratch/symbols"
mkdir -p "$scratch/site"
for module in $modules; do
  graph=$(find "$scratch" -path '*/symbolgraph/*' -name "$module.symbols.json" | head -n 1)
  if [ -z "$graph" ]; then
    echo "build-docs: no symbol graph of $module" >&2
    exit 1
  fi
  # Alone in a folder: every other graph there would become a module of the site.
  mkdir -p "$scratch/symbols/$module"
  cp "$graph" "$scratch/symbols/$module/"
  echo "build-docs: $module"
  "$docc" convert "Docs/$module.docc" \
    --additional-symbol-graph-dir "$scratch/symbols/$module" \
    --fallback-display-name "$module" \
    --fallback-bundle-identifier "swift-tokenhub.$module" \
    --output-path "$scratch/site/$module" \
    --warnings-as-errors
done
