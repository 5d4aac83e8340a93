#!/usr/bin/env python3
"""Fails when the bench breaks a promise: no allocation on the compiled path, and a minimum ratio to the reference.

Judges counts and ratios within one run; nanoseconds are for people.
"""

import json
import sys

MINIMUM_RATIO = {64: 40, 4096: 80}

failures = []
results = json.load(open(sys.argv[1]))["results"]
sizes = {row["models"] for row in results}
if not {6, 64, 512, 4096} <= sizes:
    failures.append(f"sizes {sorted(sizes)} are measured, 6, 64, 512 and 4096 are wanted")
for row in results:
    name = f"{row['path']} at {row['models']} models"
    if row["path"] == "reference":
        if row["allocations_per_decision"] == 0:
            failures.append(f"{name}: no allocation was counted, so the counter is broken")
        continue
    if row["allocations_per_decision"] != 0:
        failures.append(f"{name}: {row['allocations_per_decision']} allocations per decision")
    if row["path"] == "compiled" and row["ratio_to_reference"] < MINIMUM_RATIO.get(row["models"], 0):
        failures.append(f"{name}: {row['ratio_to_reference']:.1f} times the reference")
print("\n".join(failures) or f"{len(results)} rows keep the promises")
sys.exit(1 if failures else 0)
