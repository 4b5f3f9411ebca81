#!/usr/bin/env python3
"""Shows that run_clients.py finds a client that does not fail closed: one that lets everything pass, one that holds
everything, and one that says nothing. Python standard library only."""

import contextlib
import io
import pathlib
import sys
import tempfile
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run_clients  # noqa: E402

FAKE = """
import json, sys
verdict = {verdict}
if verdict: print(json.dumps(verdict))
sys.exit({code})
"""


class Judged(unittest.TestCase):
    def failures_of(self, verdict, code):
        """Titles of the scenarios that find the fake client wrong."""
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder) / "fake.py"
            script.write_text(FAKE.format(verdict=verdict, code=code))
            client = run_clients.Client([sys.executable, str(script)], {}, pathlib.Path(folder))
            server = types.SimpleNamespace(address="127.0.0.1:1", sleep=lambda: None, wake=lambda: None,
                                           recorded=lambda _: 2)
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                run_clients.try_client("fake", client, server)
            return {line.split(":")[0].split(None, 2)[2] for line in out.getvalue().splitlines() if "FAIL" in line}

    def test_lets_everything_pass(self):
        verdict = dict(disposition="CLEAR", proceed=True, attempts=1, screening="screenings/x", reason="")
        self.assertEqual(self.failures_of(verdict, 0),
                         {"held", "blocked", "away", "slow", "too late", "reused id", "misspelt"})

    def test_holds_everything(self):
        verdict = dict(disposition="HOLD", proceed=False, attempts=2, screening="", reason="UNAVAILABLE: x")
        self.assertEqual(self.failures_of(verdict, 5),
                         {"clear", "held", "blocked", "slow", "too late", "reused id", "misspelt"})

    def test_records_twice(self):
        verdict = dict(disposition="CLEAR", proceed=True, attempts=2, screening="screenings/x", reason="")
        self.assertIn("too late", self.failures_of(verdict, 0))

    def test_says_nothing(self):
        self.assertIn("clear", self.failures_of(None, 0))


if __name__ == "__main__":
    unittest.main()
