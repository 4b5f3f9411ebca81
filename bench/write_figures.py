#!/usr/bin/env python3
"""Writes the figures of the quality report into docs/matching.md, between its two "figures" comments.

    ./dev quality --json quality.jsonl --svg docs/operating-curve.svg
    bench/write_figures.py quality.jsonl docs/matching.md

Nothing is typed by hand: a figure in the document is a line of the report.
"""
import json
import pathlib
import sys

BEGIN, END = "<!-- figures: written by bench/write_figures.py -->\n", "<!-- end of figures -->\n"
PAIRS = "labelled pairs: "


def share(value):
    return f"{100 * value:.2f} %"


def target(row, sign):
    return f"{sign} {100 * row['target']:.1f} %" if row["target"] else ""


def section_table(rows, found, sign):
    lines = [f"| | {found} | of | share | target |", "|---|---|---|---|---|"]
    for row in rows:
        if row.get("of") == 0:
            continue
        counts = f"{row['count']:,} | {row['of']:,}" if "of" in row else " | "
        lines.append(f"| {row['name']} | {counts} | {share(row['share'])} | {target(row, sign)} |")
    return lines


def pair_table(rows):
    lines = ["| pairs | half | F1 | recall | precision |", "|---|---|---|---|---|"]
    kinds = dict.fromkeys(row["section"] for row in rows)
    for kind in kinds:
        figures = {row["name"]: share(row["share"]) for row in rows if row["section"] == kind}
        for half in ("tuning half", "half set aside"):
            cells = " | ".join(figures.get(f"{half}: {name}", "") for name in ("F1", "recall", "precision"))
            lines.append(f"| {kind[len(PAIRS):]} | {half} | {cells} |")
    return lines


def main():
    rows = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    document = pathlib.Path(sys.argv[2])
    section = lambda name: [row for row in rows if row["section"] == name]
    lines = ["**Every name of the list as it is**", ""] + section_table(section("list names"), "found", "at least")
    lines += ["", "**Clean companies**", ""] + section_table(section("clean companies"), "alert", "at most")
    lines += ["", "**What buyers do to names**", ""] + section_table(section("evasion"), "found", "at least")
    lines += ["", "**Across scripts**", ""] + section_table(section("cross-script"), "found", "at least")
    lines += ["", "**Pairs judged by hand**", ""] + pair_table([row for row in rows if row["section"].startswith(PAIRS)])
    text = document.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    document.write_text(text[:begin] + "\n" + "\n".join(lines) + "\n\n" + text[end:])


if __name__ == "__main__":
    main()
