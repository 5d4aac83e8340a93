#!/usr/bin/env bash
# Takes the picture of a report that README.md shows: Docs/Images/report.png. Needs chromium and a built routing-bench.
set -euo pipefail
cd "$(dirname "$0")/../.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
swift run -c release routing-bench replay --trace Data/Traces/AzureLLMInferenceTrace_conv.csv \
  --policy cheap,normal,high_confidence,thompson --report "$work/out.html"
mkdir -p Docs/Images
# The answer, the differences and what the money buys; the tables between them are left out to keep the picture small.
sed 's#</style>#table,.note{display:none}section:nth-of-type(2){display:none}</style>#' "$work/out.html" >"$work/picture.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,1600 \
  --screenshot=Docs/Images/report.png "file://$work/picture.html"
