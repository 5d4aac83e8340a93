"""Reads the exposition of metrics on standard input with prometheus_client's parser, checks its rules, prints what it says.

Beyond what the parser refuses: no family twice, no series twice, every family with help and type, histograms that add up.
"""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

text = sys.stdin.read()
problems = []
families = {}
for family in text_string_to_metric_families(text):
    if family.name in families:
        problems.append(f"{family.name} is there twice")
    if not family.documentation:
        problems.append(f"{family.name} has no help")
    if family.type not in ("counter", "gauge", "histogram"):
        problems.append(f"{family.name} is of type {family.type}")
    series = set()
    groups = {}
    for sample in family.samples:
        key = (sample.name, tuple(sorted(sample.labels.items())))
        if key in series:
            problems.append(f"{key} is there twice")
        series.add(key)
        if family.type == "counter" and sample.value < 0:
            problems.append(f"{key} is negative")
        if family.type == "histogram":
            rest = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
            group = groups.setdefault(rest, {"buckets": []})
            if sample.name.endswith("_bucket"):
                group["buckets"].append((float(sample.labels["le"]), sample.value))
            else:
                group[sample.name.rsplit("_", 1)[1]] = sample.value
    for rest, group in groups.items():
        bounds = [bound for bound, _ in group["buckets"]]
        counts = [count for _, count in group["buckets"]]
        if bounds != sorted(bounds) or counts != sorted(counts) or bounds[-1] != float("inf"):
            problems.append(f"{family.name} {rest} has buckets out of order")
        if counts[-1] != group.get("count") or "sum" not in group:
            problems.append(f"{family.name} {rest} does not add up")
    families[family.name] = {
        "type": family.type,
        "samples": [{"name": s.name, "labels": s.labels, "value": s.value} for s in family.samples if s.value != float("inf")],
    }
helps = [line for line in text.splitlines() if line.startswith("# HELP ")]
types = [line for line in text.splitlines() if line.startswith("# TYPE ")]
if len(helps) != len(families) or len(types) != len(families):
    problems.append(f"{len(families)} families, {len(helps)} HELP lines, {len(types)} TYPE lines")
if not text.endswith("\n"):
    problems.append("the last line does not end")
print(json.dumps({"problems": problems, "families": families}))
