#!/usr/bin/env python3
"""Fails when a request through the dispatcher allocates more than it may.

Judges counts; nanoseconds are for people, since they say as much of the machine.
"""

import json
import sys

# The goal of a whole answer; a stream has a reader, its state and each piece on top.
MOST_ALLOCATIONS = {"provider-alone": 0.1, "send": 10, "stream": 22}

failures = []
results = json.load(open(sys.argv[1]))["results"]
for row in results:
    limit = MOST_ALLOCATIONS[row["path"]]
    if row["allocations"] is None or row["allocations"] > limit:
        failures.append(f"{row['path']} at {row['models']} models: {row['allocations']} allocations, at most {limit}")
    if not row["count"]:
        failures.append(f"{row['path']} at {row['models']} models was not measured")
if {row["path"] for row in results} != set(MOST_ALLOCATIONS):
    failures.append(f"{sorted(MOST_ALLOCATIONS)} are wanted")
print("\n".join(failures) or f"{len(results)} rows keep the promises")
sys.exit(1 if failures else 0)
