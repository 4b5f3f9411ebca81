#!/usr/bin/env python3
"""run_docs.py finds a command that fails, an exit code or output that is not as shown, and a dead link."""

import os
import pathlib
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run_docs  # noqa: E402

FENCE = "`" * 3


def block(info, text):
    return f"{FENCE}{info}\n{text}\n{FENCE}\n"


# (name, page, blocks that ran, part of the failure or None)
PAGES = [
    ("good command", block("sh run", "true"), 1, None),
    ("failing command", block("sh run", "echo so; exit 4"), 1, "exit 4, expected 0"),
    ("failure in the middle of a pipe", block("sh run", "false | cat"), 1, "exit 1"),
    ("unset variable", block("sh run", 'echo "$NOT_SET"'), 1, "unbound"),
    ("expected exit code", block("sh run exit=3", "exit 3"), 1, None),
    ("expected exit code not met", block("sh run exit=3", "true"), 1, "exit 0, expected 3"),
    ("other blocks are not run", block("sh", "exit 1") + block("console", "exit 1"), 0, None),
    ("file for a later block", block("csv file=a.csv", "name\nX") + block("sh run", "grep -qx X a.csv"), 1, None),
    ("file outside", block("csv file=../a.csv", "name"), 0, "plain file name"),
    ("blocks share the directory", block("sh run", "touch a") + block("sh run", "test -f a"), 2, None),
    ("later blocks stay out after a failure", block("sh run", "false") + block("sh run", "true"), 1, "exit 1"),
    ("fresh data directory", block("sh run", 'test ! -e "$CORDON_DATA_DIR"; test -d "$HOME"'), 1, None),
    ("no standard input", block("sh run", "test -z \"$(cat)\""), 1, None),
    ("output as shown", block("sh run", "echo a; echo b 17 c") + block("text output", "a\nb ... c"), 1, None),
    ("output with lines left out", block("sh run", "seq 9") + block("text output", "1\n...\n9"), 1, None),
    ("output differs", block("sh run", "echo a; echo b") + block("text output", "a\nc"), 1, "real:  b"),
    ("output goes on", block("sh run", "seq 3") + block("text output", "1\n2"), 1, "goes on: 3"),
    ("output ends early", block("sh run", "seq 2") + block("text output", "1\n2\n3"), 1, "end of output"),
    ("output of nothing", block("text output", "x"), 0, "without a run block"),
    ("fence never closed", FENCE + "sh run\ntrue\n", 0, "never closed"),
    ("background process", block("sh run", "sleep 300 &\necho $! > pid") + block("sh run", "kill -0 $(cat pid)"), 2, None),
]


class RunDocsTest(unittest.TestCase):
    def test_pages(self):
        for name, text, ran, problem in PAGES:
            with self.subTest(name), tempfile.TemporaryDirectory() as directory:
                page = pathlib.Path(directory) / "page.md"
                page.write_text(text)
                actual_ran, actual = run_docs.run_page(str(page), directory)
                self.assertEqual(ran, actual_ran)
                if problem is None:
                    self.assertIsNone(actual)
                else:
                    self.assertIn(problem, actual or "no failure")

    def test_background_process_ends_with_the_page(self):
        with tempfile.TemporaryDirectory() as directory:
            page, pid_file = pathlib.Path(directory) / "page.md", pathlib.Path(directory) / "pid"
            page.write_text(block("sh run", f"sleep 300 &\necho $! > {pid_file}"))
            self.assertIsNone(run_docs.run_page(str(page), directory)[1])
            stat = pathlib.Path(f"/proc/{pid_file.read_text().strip()}/stat")
            # Gone, or killed and waiting for its parent to notice; the kernel takes a moment on a busy machine.
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline and self.alive(stat):
                time.sleep(0.01)
            self.assertFalse(self.alive(stat))

    @staticmethod
    def alive(stat):
        try:
            return stat.read_text().split()[2] not in ("Z", "X")
        except (FileNotFoundError, ProcessLookupError):
            return False

    def test_links(self):
        with tempfile.TemporaryDirectory() as directory:
            os.chdir(directory)
            pathlib.Path("b.md").write_text("# A `Heading`, with signs\n")
            pathlib.Path("a.md").write_text(
                "[x](b.md) [x](b.md#a-heading-with-signs) [x](https://example.com) `[x](no.md)`\n"
                "[x](gone.md) [x](b.md#gone)\n" + block("text", "[x](also-gone.md)"))
            self.assertEqual(["a.md:2: link to gone.md: no such file", "a.md:2: link to b.md#gone: no such heading"],
                             list(run_docs.broken_links("a.md")))
            os.chdir("/")


if __name__ == "__main__":
    unittest.main()
