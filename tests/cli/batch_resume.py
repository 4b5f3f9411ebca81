#!/usr/bin/env python3
"""A batch that is killed and run again: no row recorded twice, none lost.

    batch_resume.py --bin build/dev/bin --work build/dev/batch [--rows 1000000] [--kills 5]

Runs `cordon screen -f parties.csv --batch NAME`, kills it (-9) at random moments, runs it again until it ends, then counts
in the database. Once in process, once against a server that is killed as well. Python standard library only.
"""

import argparse
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

LISTED = "Qorvandel Gyroscope Bureau"


class Run:
    def __init__(self, options, name):
        self.options = options
        self.work = options.work / name
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.data = self.work / "data"
        self.server = None
        self.parties = self.work / "parties.csv"
        with open(self.parties, "w", encoding="utf-8") as file:
            file.write("ref,name\n")
            for row in range(options.rows):
                file.write(f"R{row},{LISTED if row % 1000 == 7 else f'Batch Example Trading {row}'}\n")
        own = self.work / "own.csv"
        own.write_text(f"id,name\nQ1,{LISTED}\n")
        subprocess.run([options.bin / "cordon", "--data-dir", self.data, "lists", "import", own, "--as", "WATCH"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def serve(self):
        ready = self.work / "ready"
        ready.unlink(missing_ok=True)
        with open(self.work / "log", "ab") as log:
            self.server = subprocess.Popen([self.options.bin / "cordond", "--data-dir", self.data, "--listen",
                                            "127.0.0.1:0", "--ready-file", ready], stderr=log)
        until = time.monotonic() + 60
        while not ready.exists():
            assert self.server.poll() is None and time.monotonic() < until, (self.work / "log").read_text()
            time.sleep(0.02)
        return ready.read_text().split()[0]

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGKILL)
            self.server.wait()
            self.server = None

    def screen(self, address):
        where = ["--server", address] if address else ["--data-dir", self.data]
        with open(self.work / "out.csv", "wb") as out, open(self.work / "err", "wb") as err:
            return subprocess.Popen([self.options.bin / "cordon", *where, "--no-progress", "-o", "csv", "screen", "-f",
                                     self.parties, "--batch", "suppliers-2026-11"], stdout=out, stderr=err)

    def recorded(self):
        with sqlite3.connect(f"file:{self.data}/cordon.db?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*), count(DISTINCT request_id) FROM screening").fetchone()


def check(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got}, expected {wanted}")


def resume(options, name, with_server):
    run = Run(options, name)
    chance = random.Random(options.seed)
    kills, start = 0, time.monotonic()
    pause = max(0.3, options.rows / 20000)
    try:
        while True:
            process = run.screen(run.serve() if with_server else "")
            if kills < options.kills:
                try:
                    process.wait(chance.uniform(0.2, 1) * pause)
                except subprocess.TimeoutExpired:
                    kills += 1
                    if with_server and kills % 2:
                        run.stop()  # the command sees its server vanish, and is killed while it waits
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    run.stop()
                    continue
            code = process.wait()
            run.stop()
            break
        check(f"{name}: exit", code, 3)
        rows = (run.work / "out.csv").read_text("utf-8").splitlines()
        check(f"{name}: rows of output", len(rows) - 1, options.rows)
        check(f"{name}: records, and different ones", run.recorded(), (options.rows, options.rows))
        held = sum(1 for line in rows[1:] if ",HOLD," in line or line.split(",")[2:3] == ["HOLD"])
        check(f"{name}: held rows", held, len(range(7, options.rows, 1000)))
        print(f"ok    {name}: {options.rows} rows, killed {kills} times, 0 twice, 0 lost, {time.monotonic() - start:.1f} s")
        # Run once more: the same screenings, nothing new.
        if options.rows <= 20000:
            first = (run.work / "out.csv").read_text("utf-8")
            check(f"{name}: exit of the repetition", run.screen(run.serve() if with_server else "").wait(), 3)
            check(f"{name}: the repetition says the same", (run.work / "out.csv").read_text("utf-8") == first, True)
            check(f"{name}: and records nothing", run.recorded()[0], options.rows)
    finally:
        run.stop()


def main():
    parser = argparse.ArgumentParser(description="kills a batch and runs it again")
    parser.add_argument("--bin", required=True, type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--work", required=True, type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    try:
        resume(options, "in_process", with_server=False)
        resume(options, "server", with_server=True)
    except AssertionError as problem:
        print(f"FAIL  {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
