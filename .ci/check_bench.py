#!/usr/bin/env python3
"""Fails when the bench breaks a promise: allocations on a fast path, or too small a ratio to the reference.

Judges counts and ratios within one run; nanoseconds are for people. What is prepared allocates while it learns, so it
may take a block in a thousand decisions. Ratios are half or less of what a quiet machine shows.
"""

import json
import sys

MINIMUM_RATIO = {
    "scan": {6: 25, 64: 80, 512: 100, 4096: 125},
    "prepared-warm": {6: 50, 64: 250, 512: 1000, 4096: 3000},
}
# How many times as fast as the scan the prepared path is under the same conditions.
MINIMUM_GAIN = {6: 0.9, 64: 1.3, 512: 2, 4096: 3}
MOST_ALLOCATIONS = {"prepared-live": 0.001, "prepared-warm": 0.001, "array-of-structs": 0.01}

failures = []
results = json.load(open(sys.argv[1]))["results"]
rows = {(row["path"], row["models"]): row for row in results}
sizes = {row["models"] for row in results}
if not {6, 64, 512, 4096} <= sizes:
    failures.append(f"sizes {sorted(sizes)} are measured, 6, 64, 512 and 4096 are wanted")
for path, ratios in MINIMUM_RATIO.items():
    for models in ratios:
        if (path, models) not in rows:
            failures.append(f"{path} at {models} models is not measured")
for (path, models), row in rows.items():
    name = f"{path} at {models} models"
    allocations = row["allocations_per_decision"]
    if path == "reference":
        if allocations == 0:
            failures.append(f"{name}: no allocation was counted, so the counter is broken")
        continue
    if allocations > MOST_ALLOCATIONS.get(path, 0):
        failures.append(f"{name}: {allocations} allocations per decision")
    if row["ratio_to_reference"] < MINIMUM_RATIO.get(path, {}).get(models, 0):
        failures.append(f"{name}: {row['ratio_to_reference']:.1f} times the reference")
    if path == "prepared-live" and ("scan", models) in rows:
        gain = row["ratio_to_reference"] / rows["scan", models]["ratio_to_reference"]
        if gain < MINIMUM_GAIN.get(models, 0):
            failures.append(f"{name}: {gain:.2f} times the scan")
print("\n".join(failures) or f"{len(results)} rows keep the promises")
sys.exit(1 if failures else 0)
