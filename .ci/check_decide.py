#!/usr/bin/env python3
"""Compares answers of `routing-bench decide` with what the scenarios expect, numbers to 1e-12."""

import json
import sys


def same(actual, expected):
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(same(actual.get(key), value) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, float) or isinstance(actual, float):
        return abs(actual - expected) <= 1e-12 * max(abs(actual), abs(expected))
    return actual == expected


scenarios = [json.loads(line) for line in open(sys.argv[1])]
answers = [json.loads(line) for line in open(sys.argv[2])]
wrong = [s["id"] for s, a in zip(scenarios, answers) if s["id"] != a["id"] or not same(a, s["expect"])]
if len(scenarios) != len(answers):
    wrong.append(f"{len(answers)} answers to {len(scenarios)} scenarios")
print(f"{len(answers) - len(wrong)} of {len(scenarios)} agree", *wrong[:10])
sys.exit(1 if wrong else 0)
