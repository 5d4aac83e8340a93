#!/usr/bin/env bash
# Builds the documentation of every library into .build-docs/site/<module>; any warning is an error.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=.build-docs

# The tools of the toolchain stand beside its compiler, which may be reached through a link.
tools=$(dirname "$(readlink -f "$(command -v swift)")")
modules=(
  RoutingCore Routing RoutingFormats TrafficReplay ReplayReporting ProviderAdapters FoundationTransport RoutingTestKit
  Digests GatewayState JournalStore TokenHubClient TokenHubAPI TokenHubTestKit
)

for module in "${modules[@]}"; do
  swift build --quiet --scratch-path "$scratch" --target "$module"
done
built="$scratch/debug/Modules"
triple=$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",*/\1/p' | head -n 1)

for module in "${modules[@]}"; do
  # Only the module's own symbols: what a folder holds becomes part of the site.
  rm -rf "$scratch/graphs/$module"
  mkdir -p "$scratch/graphs/$module" "$scratch/site"
  "$tools/swift-symbolgraph-extract" -module-name "$module" -I "$built" -target "$triple" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$scratch/graphs/$module"
  find "$scratch/graphs/$module" -name '*@*' -delete
  "$tools/docc" convert "Docs/$module.docc" --additional-symbol-graph-dir "$scratch/graphs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "swift-tokenhub.$module" \
    --output-path "$scratch/site/$module" --warnings-as-errors
  echo "$scratch/site/$module"
done
