#!/usr/bin/env python3
"""Our logs checked by Go's golang.org/x/mod/sumdb/{tlog,note}, and Go's logs checked by ours.

    interop_test.py --cordon build/dev/bin/cordon --work build/dev/interop

Needs Go and the Debian package golang-golang-x-mod-dev; exits 77 (skipped) with a message where they are absent.
"""

import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
GOPATH = "/usr/share/gocode"
MUTATIONS = 60  # of a receipt, by the program itself; tests/audit/verify has many hundreds


def skip(why):
    print(f"skipped: {why}; install golang-go and golang-golang-x-mod-dev")
    sys.exit(77)


def build_tool(work):
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin:/usr/lib/go/bin")
    if go is None:
        skip("Go is not installed")
    if not os.path.isdir(f"{GOPATH}/src/golang.org/x/mod/sumdb/tlog"):
        skip("the Go packages sumdb/tlog and sumdb/note are not installed")
    tool = work / "tlogtool"
    environment = dict(os.environ, GO111MODULE="off", GOPATH=GOPATH, GOFLAGS="", GOCACHE=str(work / "gocache"),
                       GOTOOLCHAIN="local", CGO_ENABLED="0")
    subprocess.run([go, "build", "-o", str(tool), str(HERE / "tlogtool.go")], env=environment, check=True)
    return str(tool)


def run(arguments, expect=0):
    result = subprocess.run(arguments, capture_output=True, text=True)
    if result.returncode != expect:
        sys.exit(f"{' '.join(map(str, arguments))}: exit code {result.returncode}, expected {expect}\n"
                 f"{result.stdout}{result.stderr}")
    return result.stdout


def ours_by_go(cordon, tool, directory):
    """The product's own log, of several tiles, in each format."""
    data = directory / "data"
    base = [cordon, "--data-dir", data, "--no-progress"]
    parties = directory / "parties.csv"
    parties.write_text("name\n" + "".join(f"Harbour Crane Works {n}\n" for n in range(600)))
    deny = directory / "deny.csv"
    deny.write_text("id,name\n1,Northgate Freight\n")
    run(base + ["lists", "import", deny, "--as", "DENY"])
    run(base + ["screen", "-f", parties, "--fail-on", "block"])
    run(base + ["audit", "rotate-key"])
    run(base + ["screen", "Northgate Freight", "--fail-on", "block"])
    run(base + ["audit", "verify"])
    run(base + ["audit", "export", "--out", directory / "tiles"])
    size = int((directory / "tiles/checkpoint").read_text().split("\n")[1])
    if size <= 512:
        sys.exit(f"the checkpoint covers {size} entries only")
    assert run([tool, "verify", directory / "tiles"]) == f"ok {size}\n"
    lines = directory / "log.jsonl"
    run(base + ["audit", "export", "--format", "jsonl", "--out", lines])
    # That there were two exports is in the log as well.
    assert run([tool, "lines", lines]) == f"ok {size + 1}\n"
    key = (directory / "tiles/log.vkey").read_text().strip()
    for index in (0, 255, 256, size - 1):
        proof = directory / f"{index}.tlog-proof"
        run(base + ["audit", "export", "--format", "receipt", "--entries", str(index), "--out", proof])
        assert run([tool, "receipt", proof, key]) == f"ok {index}\n"
    # What ours finds, Go finds as well.
    bundle = directory / "tiles/tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(b"Crane", b"Krane", 1))
    run([tool, "verify", directory / "tiles"], expect=1)
    run(base + ["audit", "verify", directory / "tiles"], expect=8)


def gos_by_ours(cordon, tool, directory):
    base = [cordon, "--data-dir", directory / "none", "audit", "verify"]
    for size in (1, 2, 255, 256, 257, 700, 66_000):
        log = directory / f"go-{size}"
        run([tool, "write", log, str(size)])
        key = log / "log.vkey"
        receipts = sorted((log / "receipts").iterdir())
        for receipt in receipts:
            run(base + ["--receipt", receipt, "--key", key])
        run(base + [log, "--key", key])
    refused = 0
    chance = random.Random(20261122)
    good = (directory / "go-700/receipts/0.tlog-proof").read_bytes()
    bad = directory / "bad.tlog-proof"
    while refused < MUTATIONS:
        at = chance.randrange(len(good))
        if chance.random() < 0.8:
            changed = bytes([good[at] ^ (1 << chance.randrange(7))])
        else:
            changed = b""
        bad.write_bytes(good[:at] + changed + good[at + 1:])
        run(base + ["--receipt", bad, "--key", directory / "go-700/log.vkey"], expect=8)
        refused += 1
    tile = directory / "go-700/tile/0/001"
    content = bytearray(tile.read_bytes())
    content[40] ^= 1
    tile.write_bytes(content)
    told = run(base + [directory / "go-700", "-o", "table"], expect=8)
    assert "first at entry 257" in told, told


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cordon", required=True)
    parser.add_argument("--work", required=True)
    options = parser.parse_args()
    work = pathlib.Path(options.work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    tool = build_tool(work)
    cordon = os.path.abspath(options.cordon)
    with tempfile.TemporaryDirectory() as directory:
        ours_by_go(cordon, tool, pathlib.Path(directory))
        gos_by_ours(cordon, tool, pathlib.Path(directory))
    print("ours verify with Go, Go's with ours")


if __name__ == "__main__":
    main()
