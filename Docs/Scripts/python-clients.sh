#!/usr/bin/env bash
# Makes .build-python, the Python environment of the clients that Tests/GatewaySocketTests drives, and fails where it cannot
# be made: without it those tests are skipped. What is there already and made of the same list is kept.
set -euo pipefail
cd "$(dirname "$0")/../.."

list=Docs/Scripts/python-clients.txt
environment=.build-python
python="$environment/bin/python3"

works() { "$python" -c 'import openai, prometheus_client.parser' >/dev/null 2>&1; }

if cmp -s "$list" "$environment/made-of.txt" && works; then exit 0; fi

rm -rf "$environment"
if ! python3 -m venv "$environment" 2>/dev/null; then
  # Debian keeps the module in a package of its own.
  rm -rf "$environment"
  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  python3 -m venv "$environment"
fi
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --requirement "$list"
"$python" -m pip check --quiet --disable-pip-version-check
"$python" -c 'import openai, prometheus_client.parser'
cp "$list" "$environment/made-of.txt"
