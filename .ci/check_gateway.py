#!/usr/bin/env python3
"""Fails when a chat completion through the gateway takes far more than it may.

Judges counts and ratios within one run, with room for a busy machine; microseconds are for people.
"""

import json
import math
import sys

PATHS = [
    "decision", "dispatcher-send", "dispatcher-stream", "gateway-send", "gateway-send-name", "gateway-send-plan",
    "gateway-stream",
]
FIGURES = ["us_p50", "us_p99", "allocations", "times_decision", "times_dispatcher"]
# About half as many again as were counted; a decision's are those of its worker.
MOST_ALLOCATIONS = {
    "decision": 0.5, "dispatcher-send": 15, "dispatcher-stream": 240, "gateway-send": 340, "gateway-send-name": 340,
    "gateway-send-plan": 340, "gateway-stream": 1050,
}
# The bare dispatcher does no JSON, no keys and no logs, so the gateway takes a multiple of it: 8 to 17 were measured.
MOST_TIMES_DISPATCHER = {
    "gateway-send": 45, "gateway-send-name": 45, "gateway-send-plan": 45, "gateway-stream": 30,
}

failures = []
document = json.load(open(sys.argv[1]))
for name, value in {"schema": "routing-bench/1", "build": "release", "stream_pieces": 20}.items():
    if document.get(name) != value:
        failures.append(f"{name} is {document.get(name)!r}, not {value!r}")
results = document["results"]
for row in results:
    where = f"{row['path']} at {row['models']} models"
    if not row["count"]:
        failures.append(f"{where} was not measured")
    for figure in FIGURES:
        value = row[figure]
        is_absent = figure == "times_dispatcher" and row["path"] == "decision"
        if is_absent != (value is None) or value is not None and not (math.isfinite(value) and value >= 0):
            failures.append(f"{where}: {figure} is {value}")
    if row["us_p99"] < row["us_p50"]:
        failures.append(f"{where}: the 99th percentile lies below the median")
    limit = MOST_ALLOCATIONS.get(row["path"], 0)
    if row["allocations"] is None or row["allocations"] > limit:
        failures.append(f"{where}: {row['allocations']} allocations, at most {limit}")
    limit = MOST_TIMES_DISPATCHER.get(row["path"])
    if limit is not None and row["times_dispatcher"] > limit:
        failures.append(f"{where}: {row['times_dispatcher']:.1f} times the dispatcher's time, at most {limit}")
for size in {row["models"] for row in results}:
    if [row["path"] for row in results if row["models"] == size] != PATHS:
        failures.append(f"at {size} models {PATHS} are wanted in this order")
# Neither the registry's size nor the form of a model's name may matter much to what the gateway adds.
sends = [row["allocations"] or 0 for row in results if row["path"].startswith("gateway-send")]
if len({row["models"] for row in results}) < 2:
    failures.append("one size alone says nothing about the registry's part")
elif max(sends) > 1.3 * min(sends):
    failures.append(f"whole answers take {min(sends)} to {max(sends)} allocations by registry and name")
print("\n".join(failures) or f"{len(results)} rows keep the promises")
sys.exit(1 if failures else 0)
