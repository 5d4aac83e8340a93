#!/usr/bin/env python3
"""Writes Docs/Traceability.md: which test proves which rule of the contract.

Rules are the table rows of Docs/Specification; a test proves a rule by citing its id in the name given to @Test or
@Suite. Rows of the seeds are those of Docs/Specification/traceability.md, each with the rules that cover it. With
--check nothing is written: exit 1 when the file is out of date, when a test cites a rule that does not exist, or when a
row of the seeds has a rule that no test cites, or no rule at all.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "Docs/Traceability.md"
SPECIFICATIONS = [("routing.md", "R"), ("orchestration.md", "O"), ("http-api.md", "H"), ("clients.md", "C")]
RULE = re.compile(r"\b[ROHC]-\d+\b")
RANGE = re.compile(r"\b([ROHC])-(\d+) to \1-(\d+)\b")
ROW = re.compile(r"^\|\s*([ROHC]-\d+)\s*\|(.*)\|\s*$")
FEATURE = re.compile(r"^\|\s*(T\d-\d+)\s*\|[^|]*\|(.*)\|([^|]*)\|\s*$")
NAME = re.compile(r'@(?:Test|Suite)\(\s*"((?:[^"\\]|\\.)*)"', re.S)


def rules(name, letter):
    """The rules of one document by section, in its order: [(section, [(id, statement)])]."""
    sections, seen = [("", [])], set()
    for line in (ROOT / "Docs/Specification" / name).read_text().splitlines():
        if line.startswith("#"):
            sections.append((line.lstrip("# "), []))
        row = ROW.match(line)
        if row and row[1].startswith(letter) and row[1] not in seen:
            seen.add(row[1])
            cells = [cell.strip() for cell in row[2].replace("\\|", "¦").split("|")]
            sections[-1][1].append((row[1], max(cells, key=len)))
    return [section for section in sections if section[1]]


def citations():
    """Rule id -> [(file, test name)], in the order of files and lines; "A-1 to A-3" cites every rule that lies between."""
    known = {rule for name, letter in SPECIFICATIONS for _, rows in rules(name, letter) for rule, _ in rows}
    cited = {}
    for path in sorted((ROOT / "Tests").rglob("*.swift")):
        for match in NAME.finditer(path.read_text()):
            found = RULE.findall(match[1])
            for letter, first, last in RANGE.findall(match[1]):
                inside = (f"{letter}-{number}" for number in range(int(first) + 1, int(last)))
                found += [rule for rule in inside if rule in known]
            for rule in found:
                cited.setdefault(rule, []).append((path.relative_to(ROOT).as_posix(), match[1]))
    return cited


def features():
    """What the seeds name, row by row: [(id, feature, [rule ids])]."""
    rows = []
    for line in (ROOT / "Docs/Specification/traceability.md").read_text().splitlines():
        row = FEATURE.match(line)
        if row:
            rows.append((row[1], row[2].strip(), RULE.findall(row[3])))
    return rows


def cell(text, limit):
    text = text.replace("|", "¦").replace("<", "&lt;")
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def page(cited):
    total = proved = 0
    body, summary = [], []
    for name, letter in SPECIFICATIONS:
        document = rules(name, letter)
        count = sum(len(section[1]) for section in document)
        covered = sum(1 for section in document for rule, _ in section[1] if rule in cited)
        total, proved = total + count, proved + covered
        summary.append(f"| [{name}](Specification/{name}) | {count} | {covered} |")
        if not covered:
            continue
        for title, rows in document:
            if not any(rule in cited for rule, _ in rows):
                continue
            body += [f"\n## {name}: {title}\n", "| rule | statement | tests |", "|---|---|---|"]
            for rule, statement in rows:
                files = sorted({pathlib.Path(file).stem for file, _ in cited.get(rule, [])})
                tests = ", ".join(f"`{file}`" for file in files) or "**not covered yet**"
                body.append(f"| {rule} | {cell(statement, 90)} | {tests} |")
    missing = []
    for name, letter in SPECIFICATIONS:
        for title, rows in rules(name, letter):
            open_rules = [rule for rule, _ in rows if rule not in cited]
            if open_rules:
                missing.append(f"- {name}, {title}: {', '.join(open_rules)}")
    rows = features()
    body += ["\n## What the seeds name\n", "A row is proved when each of its rules is.\n"]
    body += ["| row | feature | rules | proved |", "|---|---|---|---|"]
    for row, feature, needed in rows:
        open_rules = [rule for rule in needed if rule not in cited]
        state = "yes" if not open_rules else "**not yet: " + ", ".join(open_rules) + "**"
        body.append(f"| {row} | {cell(feature, 100)} | {', '.join(needed)} | {state} |")
    whole = sum(all(rule in cited for rule in needed) for _, _, needed in rows)
    summary.append(f"| [rows of the seeds](Specification/traceability.md) | {len(rows)} | {whole} |")
    head = [
        "# Traceability",
        "",
        "Which test proves which rule of the [contract](Specification/routing.md). Generated by "
        "`Docs/Scripts/traceability.py` from the rule ids in test names; do not edit.",
        "",
        "| document | rules | cited by a test |",
        "|---|---|---|",
        *summary,
        f"| all rules | {total} | {proved} |",
    ]
    return "\n".join(head + body + ["\n## Not covered yet\n"] + missing) + "\n"


cited = citations()
known = {rule for name, letter in SPECIFICATIONS for _, rows in rules(name, letter) for rule, _ in rows}
unknown = sorted(set(cited) - known)
if unknown:
    sys.exit("tests cite rules that do not exist: " + ", ".join(f"{rule} in {cited[rule][0][0]}" for rule in unknown))
unproved = [
    f"{row} needs {', '.join(rule for rule in needed if rule not in cited) or 'a rule'}"
    for row, _, needed in features()
    if not needed or not all(rule in cited for rule in needed)
]
text = page(cited)
if "--check" in sys.argv[1:]:
    if unproved:
        sys.exit("rows of the seeds that are not proved: " + "; ".join(unproved))
    if not TARGET.exists() or TARGET.read_text() != text:
        sys.exit("Docs/Traceability.md is out of date: run Docs/Scripts/traceability.py")
else:
    TARGET.write_text(text)
