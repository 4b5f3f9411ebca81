#!/usr/bin/env python3
"""Writes what judging deals costs and how often ordinary deals are held into docs/rules.md, between its two "figures"
comments.

    build/bench/bin/deals_quality --json deals.jsonl
    build/bench/bin/ownership_bench --benchmark_out=bench.json --benchmark_out_format=json
    bench/write_deal_figures.py deals.jsonl bench.json docs/rules.md

Nothing is typed by hand: a figure in the document is a line of the two reports.
"""
import json
import pathlib
import sys

BEGIN, END = "<!-- figures: written by bench/write_deal_figures.py -->\n", "<!-- end of figures -->\n"


def share(count, of):
    return f"{100 * count / of:.2f} %"


def quality_table(rows):
    kinds = list(dict.fromkeys(row["data"] for row in rows))
    names = sorted({(row["kind"] != "sum", row["kind"], row["name"]) for row in rows},
                   key=lambda name: (name[0], -max(r["count"] for r in rows if r["name"] == name[2]), name[2]))
    of = {kind: next(row["of"] for row in rows if row["data"] == kind) for kind in kinds}
    lines = ["| " + " | ".join(["", *(f"{kind} ({of[kind]:,} deals)" for kind in kinds)]) + " |",
             "|---" * (len(kinds) + 1) + "|"]
    for _, kind, name in names:
        cells = []
        for data in kinds:
            found = [row["count"] for row in rows if row["data"] == data and row["name"] == name]
            cells.append(share(found[0] if found else 0, of[data]))
        label = {"sum": name, "rule": f"`{name}`", "name alert": f"`{name}` (name alert)"}[kind]
        lines.append("| " + " | ".join([label.replace("`together`", "several small flags together"), *cells]) + " |")
    return lines


def cost_table(report):
    lines = ["| Measured | Figure |", "|---|---|"]
    for row in report["benchmarks"]:
        name = row["name"].split("/")[0]
        if name == "BM_TransactionOfTen":
            lines.append(f"| a deal of ten parties, processor time, median and 99th percentile | {row['p50_us'] / 1000:.2f} ms, {row['p99_us'] / 1000:.2f} ms |")
        if name == "BM_LoadStoredGraph":
            lines.append(f"| loading stored ownership data of 1,000,000 companies and 2,000,000 interests | {row['cpu_time'] / 1000:.1f} s, {row['resident_MB']:.0f} MB |")
        if name == "BM_LinkAfterListChange":
            lines.append(f"| linking them again after one list entry in a hundred changed in anything but names | {row['cpu_time'] / 1000:.2f} s |")
        if name == "BM_LinkAfterNamesChange":
            every = int(row["name"].split("/")[1])
            lines.append(f"| the same after one in {every:,} got another name, processor time of all threads | {row['cpu_time'] / 1000:.2f} s |")
        if name == "BM_CloseWholeGraph":
            lines.append(f"| the 50 % closure of the whole graph under every regime | {row['cpu_time'] / 1000:.2f} s |")
    return lines


def main():
    rows = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    report = json.loads(pathlib.Path(sys.argv[2]).read_text())
    document = pathlib.Path(sys.argv[3])
    lines = ["**Ordinary purchases and sales of ordinary companies: share that is held, per rule**", ""]
    lines += quality_table(rows)
    cost = cost_table(report)
    if len(cost) > 2:
        lines += ["", "**Cost**", ""] + cost
    text = document.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    document.write_text(text[:begin] + "\n" + "\n".join(lines) + "\n\n" + text[end:])


if __name__ == "__main__":
    main()
