#!/usr/bin/env python3
"""The backup drill: a server is written to, is backed up meanwhile, is killed, and comes back from the backup.

    backup_drill.py --bin build/dev/bin --work build/dev/drill

What must hold: whatever was answered before a backup began is in it; the restored directory verifies (cordon audit
verify), answers, and goes on recording with the signing key that was kept apart; a damaged backup, a directory that is
not empty and a missing key are refused or told. Python standard library only; skips (exit 77) without sqlite3 or zstd.
"""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Drill:
    def __init__(self, bin_dir, work):
        self.bin, self.work = bin_dir, work
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self.environment = {**os.environ, "PATH": f"{bin_dir}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        self.servers = []

    def run(self, *command, code=0):
        done = subprocess.run([str(part) for part in command], env=self.environment, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120)
        if done.returncode != code:
            raise AssertionError(f"{command}: exit {done.returncode}, expected {code}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def serve(self, data):
        ready = self.work / f"ready{len(self.servers)}"
        with open(self.work / "log", "ab") as log:
            server = subprocess.Popen([self.bin / "cordond", "--data-dir", data, "--listen", "127.0.0.1:0",
                                       "--ready-file", ready], stderr=log, env=self.environment)
        self.servers.append(server)
        until = time.monotonic() + 30
        while not ready.exists():
            assert server.poll() is None and time.monotonic() < until, (self.work / "log").read_text()
            time.sleep(0.02)
        return server, ready.read_text().split()[0]

    def screen(self, address, count, tag, answered):
        """Adds the names of the screenings that were answered."""
        names = self.work / f"{tag}.csv"
        names.write_text("name\n" + "".join(f"Drill {tag} Trading {i}\n" for i in range(count)))
        done = subprocess.run([str(self.bin / "cordon"), "--server", address, "screen", "-f", str(names), "-o", "csv"],
                              env=self.environment, text=True, capture_output=True, check=False)
        answered.extend(word for line in done.stdout.splitlines() for word in line.split(",")
                        if word.startswith("screenings/"))

    def close(self):
        for server in self.servers:
            if server.poll() is None:
                server.send_signal(signal.SIGKILL)
                server.wait()


def check(what, fine):
    if not fine:
        raise AssertionError(what)
    print(f"ok    {what}", flush=True)


def drill(d):
    backup, restore = ROOT / "deploy/bin/cordon-backup", ROOT / "deploy/bin/cordon-restore"
    data, target, keys = d.work / "data", d.work / "backups", d.work / "keys"
    server, address = d.serve(data)
    own = d.work / "own.csv"
    own.write_text("id,name\nQ1,Qorvandel Gyroscope Bureau\n")
    d.run("cordon", "--server", address, "lists", "import", own, "--as", "WATCH")

    before, during, end = [], [], threading.Event()
    d.screen(address, 300, "before", before)
    check("300 screenings were answered before the backup", len(before) == 300)

    def write():
        while not end.is_set():
            d.screen(address, 100, "during", during)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.3)
        d.run(backup, "--data-dir", data, "--keys", keys, target)
        time.sleep(1.1)  # backups are named by the second
        second = d.run(backup, "--data-dir", data, target)
    finally:
        end.set()
        writer.join()
    check("a backup without --keys says so", "signing key is not in it" in second)
    copies = sorted(path for path in target.iterdir() if not path.name.startswith("."))
    check("two backups, no remains", len(copies) == 2 and len(list(target.iterdir())) == 2)
    check("the signing key is not in a backup", not list(target.rglob("*.pem")))
    blob = next(path for path in (copies[0] / "blobs").rglob("*") if path.is_file())
    check("blobs are linked", (copies[1] / blob.relative_to(copies[0])).stat().st_nlink >= 2)
    server.send_signal(signal.SIGKILL)
    server.wait()

    for number, copy in enumerate(copies):
        restored = d.work / f"restored{number}"
        d.run(restore, "--keys", keys, copy, restored)
        check(f"backup {number}: its log verifies", '"ok":true' in d.run("cordon", "--data-dir", restored, "audit", "verify"))
        listed = d.run("sqlite3", "-readonly", restored / "cordon.db", "SELECT 'screenings/' || id FROM screening")
        check(f"backup {number}: whatever was answered before it is in it", set(before) <= set(listed.split()))
        _, address = d.serve(restored)
        d.run("cordon", "--server", address, "screen", "Qorvandel Gyroscope Bureau", code=3)
        again = d.run("cordon", "--server", address, "explain", before[0])
        check(f"backup {number}: it answers with its own list, and explains what was answered", before[0] in again)
        check(f"backup {number}: its log goes on", '"ok":true' in d.run("cordon", "--data-dir", restored, "audit", "verify"))

    told = d.run(restore, copies[0], restored, code=1)
    check("a directory that is not empty is left alone", "is not empty" in told)
    d.run(restore, copies[0], d.work / "keyless")
    d.run("cordon", "--data-dir", d.work / "keyless", "audit", "verify")
    check("without the key the restored directory can be audited", True)
    for what in ("cordon.db", str(blob.relative_to(copies[0]))):
        damaged = d.work / "damaged"
        shutil.rmtree(damaged, ignore_errors=True)
        shutil.copytree(copies[0], damaged)
        with open(damaged / what, "r+b") as file:
            file.seek(100)
            byte = file.read(1)
            file.seek(100)
            file.write(bytes([byte[0] ^ 1]))
        told = d.run(restore, damaged, d.work / "never", code=1)
        check(f"a backup with a damaged {what[:9]} is refused", "damaged" in told and not (d.work / "never").exists())
    told = d.run(backup, "--data-dir", d.work / "absent", target, code=1)
    check("a directory without a database is named", "holds no cordon.db" in told)
    d.run(backup, "--data-dir", data, data / "inside", code=1)
    check("a target inside the data directory is refused", not (data / "inside").exists())


def main():
    parser = argparse.ArgumentParser(description="backs up a server under load, kills it, restores it")
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    if not shutil.which("sqlite3") or not shutil.which("zstd"):
        print("skipped: no sqlite3 or zstd")
        return 77
    d = Drill(options.bin.absolute(), options.work.absolute())
    try:
        drill(d)
    except AssertionError as problem:
        print(f"FAIL  {problem}")
        return 1
    finally:
        d.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
