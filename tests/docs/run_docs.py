#!/usr/bin/env python3
"""Runs the commands that README and docs/ show, so that what a newcomer copies works.

    run_docs.py --bin build/dev/bin README.md docs/cli.md      run the blocks of these pages
    run_docs.py --links README.md docs/*.md                    check their relative links instead

Per page: a fresh directory, a fresh CORDON_DATA_DIR, HOME inside it, the built programs in PATH, and then in order:

    ```csv file=parties.csv      the block is written to this file of the fresh directory (any language)
    ```sh run                    the block runs under bash -eu -o pipefail and must exit 0
    ```sh run exit=3             ... must exit 3 (for example: a match was found)
    ```text output               what the last run block printed on standard output must look like this; "..." stands
                                 for any text within a line, a line of "..." for any number of lines

All other blocks are left alone. A server started in the background is stopped when its page ends. Python standard
library only. run_docs_test.py shows that each kind of failure is found.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^(`{3,}|~{3,})\s*(.*?)\s*$")
BLOCK_TIMEOUT_S = 120


class Block:
    def __init__(self, page, line, info):
        self.page, self.line, self.words = page, line, info.split()
        self.lines = []

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"

    def option(self, key):
        for word in self.words[1:]:
            if word.startswith(key + "="):
                return word[len(key) + 1:]
        return None

    def place(self):
        return f"{self.page}:{self.line}"


def blocks_of(page, text):
    """The fenced blocks of a page; an unclosed fence is an error."""
    blocks, current, fence = [], None, ""
    for number, line in enumerate(text.split("\n"), 1):
        if current is None:
            found = FENCE.match(line)
            if found:
                fence, current = found.group(1), Block(page, number, found.group(2))
        elif line.strip() == fence:
            blocks.append(current)
            current = None
        else:
            current.lines.append(line)
    if current is not None:
        raise ValueError(f"{current.place()}: the block is never closed")
    return blocks


def looks_like(pattern, actual):
    """None if `actual` matches the shown output, else a message with the first line that does not fit."""
    wanted = [line.rstrip() for line in pattern.rstrip("\n").split("\n")]
    got = [line.rstrip() for line in actual.rstrip("\n").split("\n")]

    def line_fits(want, have):
        return re.fullmatch(".*".join(re.escape(part) for part in want.split("...")), have) is not None

    # reach[j]: wanted[:i] can stand for got[:j]
    reach = {0}
    for index, want in enumerate(wanted):
        if want.strip() == "...":
            reach = set(range(min(reach), len(got) + 1))
        else:
            step = {j + 1 for j in reach if j < len(got) and line_fits(want, got[j])}
            if not step:
                at = max(reach)
                have = got[at] if at < len(got) else "(end of output)"
                return f"line {index + 1} of the shown output does not fit\n  shown: {want}\n  real:  {have}"
            reach = step
    if len(got) not in reach:
        return "the real output goes on: " + got[max(reach)]
    return None


class PageRunner:
    def __init__(self, page, bin_dir):
        self.page, self.ran, self.stdout = page, 0, None
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="cordon-docs-"))
        self.work = self.root / "work"
        self.groups = []
        home = self.root / "home"
        for directory in (self.work, home):
            directory.mkdir()
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith(("CORDON_", "XDG_"))}
        self.environment.update(
            PATH=f"{bin_dir}:/usr/bin:/bin", HOME=str(home), CORDON_DATA_DIR=str(self.root / "data"),
            LC_ALL="C.UTF-8", NO_COLOR="1", TMPDIR=str(self.root))

    def close(self):
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                pass
        shutil.rmtree(self.root, ignore_errors=True)

    def run(self, block):
        """Runs one block; returns a message when it fails."""
        out, err = self.root / "stdout", self.root / "stderr"
        # Output goes to files: a server left in the background must not keep a pipe open.
        with open(out, "wb") as out_file, open(err, "wb") as err_file:
            process = subprocess.Popen(
                ["bash", "-eu", "-o", "pipefail", "-c", block.text], cwd=self.work, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file, start_new_session=True)
            self.groups.append(process.pid)
            try:
                status = process.wait(BLOCK_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                return f"{block.place()}: still running after {BLOCK_TIMEOUT_S} s"
        self.ran += 1
        self.stdout = out.read_text("utf-8", "replace")
        expected = int(block.option("exit") or 0)
        if status != expected:
            return (f"{block.place()}: exit {status}, expected {expected}\n--- block\n{block.text}"
                    f"--- stdout\n{self.stdout}--- stderr\n{err.read_text('utf-8', 'replace')}")
        return None

    def step(self, block):
        name = block.option("file")
        if name:
            if "/" in name or name.startswith("."):
                return f"{block.place()}: file={name} must be a plain file name"
            (self.work / name).write_text(block.text, "utf-8")
            return None
        if block.words[:2] == ["sh", "run"]:
            return self.run(block)
        if block.words[:2] == ["text", "output"]:
            if self.stdout is None:
                return f"{block.place()}: output without a run block before it"
            problem = looks_like(block.text, self.stdout)
            return problem and f"{block.place()}: {problem}\n--- real output\n{self.stdout}"
        return None


def run_page(page, bin_dir):
    """(blocks run, failure message or None); stops at the first failure, since later blocks build on earlier ones."""
    try:
        blocks = blocks_of(page, pathlib.Path(page).read_text("utf-8"))
    except ValueError as error:
        return 0, str(error)
    runner = PageRunner(page, bin_dir)
    try:
        for block in blocks:
            problem = runner.step(block)
            if problem:
                return runner.ran, problem
        return runner.ran, None
    finally:
        runner.close()


def anchors_of(text):
    """The fragment ids GitHub gives the headings of a page."""
    found, fenced = set(), False
    for line in text.split("\n"):
        if FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else re.match(r"^#{1,6}\s+(.*?)\s*#*$", line)
        if heading:
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1)).lower()
            found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def broken_links(page):
    path = pathlib.Path(page)
    text, fenced = path.read_text("utf-8"), False
    for number, line in enumerate(text.split("\n"), 1):
        if FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, fragment = target.partition("#")
            there = (path.parent / name) if name else path
            if not there.exists():
                yield f"{page}:{number}: link to {target}: no such file"
            elif fragment and there.suffix == ".md" and fragment not in anchors_of(there.read_text("utf-8")):
                yield f"{page}:{number}: link to {target}: no such heading"


def main():
    parser = argparse.ArgumentParser(description="runs the commands of documents, or checks their links")
    parser.add_argument("--bin", help="directory with the built programs")
    parser.add_argument("--links", action="store_true")
    parser.add_argument("pages", nargs="+")
    options = parser.parse_args()
    failures = 0
    if options.links:
        for page in options.pages:
            for problem in broken_links(page):
                print(problem)
                failures += 1
        print(f"links: {len(options.pages)} pages, {failures} broken")
        return 1 if failures else 0
    if not options.bin or not os.path.isdir(options.bin):
        parser.error(f"--bin {options.bin}: no such directory; build first (./dev build)")
    for page in options.pages:
        ran, problem = run_page(page, os.path.abspath(options.bin))
        print(f"{page}: {ran} blocks run{', FAILED' if problem else ''}")
        if problem:
            print(problem)
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
