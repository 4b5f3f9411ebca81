#!/usr/bin/env python3
"""A scripted workload, killed and failed (EIO, ENOSPC) at each system call that writes: what was answered stands.

    syscall_faults.py --bin build/dev/bin --work build/dev/syscalls [--every 1]

The workload: one import into a new data directory, then ten screenings that are recorded one by one. Each round injects
one fault with strace, runs the same command again without it, and checks: that takes at most five seconds; every answer
that was printed is recorded as it was printed; no request has two records, none is missing; the log has no gap and
`audit verify` is content. `--every N` takes one round of N. Python standard library only.
"""

import argparse
import json
import pathlib
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

CALLS = ["write", "pwrite64", "fsync", "fdatasync", "rename", "ftruncate"]
FAULTS = {"EIO": "error=EIO:when={n}", "ENOSPC": "error=ENOSPC:when={n}+", "KILL": "signal=SIGKILL:when={n}"}
PARTIES = 10
LONGEST_RESTART = 5.0  # seconds; of processor time where others may be busy too


class Stage:
    """One command, and the data directory it begins with."""

    def __init__(self, options, name, prepare, arguments):
        self.options = options
        self.name = name
        self.prepare = prepare
        self.arguments = arguments

    def command(self, data):
        return [str(self.options.bin / "cordon"), "--data-dir", str(data), *self.arguments]


def answers(text):
    """What was printed, line by line; a line that broke off is none."""
    found = {}
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if row.get("disposition") and row.get("screening"):
            found[row["row"]] = (row["screening"], row["disposition"])
    return found


def children_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def require(condition, what):
    if not condition:
        raise AssertionError(what)


def records(data):
    database = sqlite3.connect(f"file:{data}/cordon.db?mode=ro", uri=True)
    rows = database.execute("SELECT id, request_id, body FROM screening").fetchall()
    database.close()
    return rows


def verify(options, data):
    done = subprocess.run([options.bin / "cordon", "--data-dir", data, "audit", "verify", "-o", "json"],
                          capture_output=True, text=True, timeout=60, check=False)
    require(done.returncode == 0, f"audit verify: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def round_of(stage, call, fault, n):
    """False when no process came to its n-th call of this kind."""
    data = stage.options.work / "data"
    shutil.rmtree(data, ignore_errors=True)
    stage.prepare(data)
    trace = stage.options.work / "trace"
    injected = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", "-o", str(trace), "-e", f"trace={call}",
         "-e", f"inject={call}:{FAULTS[fault].format(n=n)}", *stage.command(data)],
        capture_output=True, text=True, timeout=120, check=False)
    killed = injected.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
    if not killed and "(INJECTED)" not in trace.read_text(errors="replace"):
        require(injected.returncode == 0, f"without a fault: exit {injected.returncode}\n{injected.stderr}")
        return False
    before = answers(injected.stdout)
    if stage.name == "screens" and injected.returncode == 0:
        require(len(before) == PARTIES, f"exit 0 with {len(before)} answers of {PARTIES}")

    clock = time.monotonic if stage.options.every == 1 else children_time
    start = clock()
    again = subprocess.run(stage.command(data), capture_output=True, text=True, timeout=120, check=False)
    took = clock() - start
    require(again.returncode == 0, f"the same again: exit {again.returncode}\n{again.stderr}")
    require(took <= LONGEST_RESTART, f"the same again took {took:.1f} s")
    verify(stage.options, data)
    if stage.name != "screens":
        return True

    after = answers(again.stdout)
    require(len(after) == PARTIES, f"{len(after)} answers of {PARTIES} in the second run")
    for row, answer in before.items():
        require(after[row] == answer, f"row {row} was answered {answer}, then {after[row]}")
    stored = {f"screenings/{name}": json.loads(body) for name, _, body in records(data)}
    for row, (name, disposition) in after.items():
        require(name in stored, f"row {row} was answered without a record")
        require(stored[name]["disposition"] == disposition, f"row {row}: the record says something else")
    requests = [request for _, request, _ in records(data)]
    require(len(set(requests)) == len(requests) == PARTIES, f"{len(requests)} records for {PARTIES} requests")
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    deny = options.work / "deny.csv"
    deny.write_text("id,name\nD-1,Northgate Freight Brokers\n")
    parties = options.work / "parties.csv"
    parties.write_text("name\n" + "".join(f"Harmless Bakery {i}\n" for i in range(PARTIES)))
    imported = options.work / "imported"

    importing = Stage(options, "import", lambda data: None, ["lists", "import", str(deny), "--as", "DENY"])
    screens = Stage(options, "screens", lambda data: shutil.copytree(imported, data),
                    ["screen", "-f", str(parties), "--batch", "faults", "-o", "jsonl"])
    subprocess.run(importing.command(imported), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # One record at a time, so that there is something to lose between them.
    (imported / "policy.textproto").write_text("limits { max_batch: 1 }\n")

    rounds = failed = number = 0
    for stage in (importing, screens):
        for call in CALLS:
            for fault in FAULTS:
                n = 1
                while True:
                    number += 1
                    if number % options.every == 0 or n == 1:
                        try:
                            if not round_of(stage, call, fault, n):
                                break
                            rounds += 1
                        except AssertionError as error:
                            failed += 1
                            print(f"{stage.name}: {fault} at {call} {n}: {error}", flush=True)
                    n += 1
                    if n > 500:
                        print(f"{stage.name}: {call} has no end")
                        return 1
    print(f"{rounds} faults, {failed} of them not survived")
    return 1 if failed or rounds == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
