#!/usr/bin/env python3
"""The container file built for real and its image run: without a registry, on a base made by debootstrap.

    container_build.py --deb build/release/cordon_0.1.0_amd64.deb --work build/container [--root ROOT]

ROOT is a minimal Debian 12 (a folder; debootstrap --variant=minbase); without it one is made. Needs root and buildah; skips
(exit 77) without. Images and storage stay below WORK. Python standard library only.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What has to hold inside: the user, no writing outside the volume, a server that screens, records and stops. The sample
# policy requires lists that a fresh volume does not have, so everything is answered as incomplete (5), which is a HOLD.
INSIDE = r"""
set -e
test "$(id -u)" = 65532
! touch /etc/cordon/x 2>/dev/null
cordond --data-dir /var/lib/cordon --config /etc/cordon/policy.textproto --listen 127.0.0.1:0 \
  --ready-file /var/lib/cordon/ready &
server=$!
trap 'kill -9 $server 2>/dev/null || true' EXIT
for i in $(seq 300); do test -s /var/lib/cordon/ready && break; sleep 0.1; done
ask="cordon --server unix:/var/lib/cordon/cordond.sock -o jsonl"
$ask lists status >/var/lib/cordon/status && code=0 || code=$?
test $code = 5
$ask screen "Lindgren Bakery Equipment AB" >/var/lib/cordon/answer && code=0 || code=$?
test $code = 5
grep -q '"disposition":"HOLD"' /var/lib/cordon/answer
kill -TERM $server
wait $server
cordon --data-dir /var/lib/cordon audit verify
"""


class Buildah:
    def __init__(self, work):
        self.base = ["buildah", "--root", str(work / "store"), "--runroot", str(work / "run"), "--storage-driver", "vfs"]

    def __call__(self, *arguments, check=True):
        done = subprocess.run([*self.base, *map(str, arguments)], text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if check and done.returncode:
            raise SystemExit(f"FAIL  buildah {' '.join(map(str, arguments))}\n{done.stdout[-4000:]}")
        return done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description="builds the container file and runs what comes out")
    parser.add_argument("--deb", required=True, type=Path)
    parser.add_argument("--work", required=True, type=lambda path: Path(path).absolute())
    parser.add_argument("--root", type=Path, help="folder with a minimal Debian 12; default: made with debootstrap")
    options = parser.parse_args()
    tools = "/usr/sbin:/usr/bin"
    if os.geteuid() != 0 or not shutil.which("buildah", path=tools):
        print("skipped: needs root and buildah")
        return 77
    root, work = options.root, options.work
    if root is None and not shutil.which("debootstrap", path=tools):
        print("skipped: neither --root nor debootstrap")
        return 77
    work.mkdir(parents=True, exist_ok=True)
    for old in ("store", "run", "context"):
        shutil.rmtree(work / old, ignore_errors=True)
    if root is None:
        root = work / "root"
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(root)], check=True, stdout=subprocess.DEVNULL)
    (work / "context").mkdir()
    shutil.copy(options.deb, work / "context" / options.deb.name)
    buildah = Buildah(work)
    base = buildah("from", "scratch")
    buildah("add", base, root, "/")
    buildah("commit", "--format", "docker", base, "localhost/debian:12-slim")
    buildah("bud", "--isolation", "chroot", "--format", "docker", "--pull-never", "-f", ROOT / "deploy/Containerfile", "-t",
            "cordon", work / "context")
    config = json.loads(buildah("inspect", "--type", "image", "cordon"))["Docker"]["config"]
    assert config["User"] == "65532:65532", config["User"]
    assert config["Entrypoint"][0] == "cordond" and "/var/lib/cordon" in config["Volumes"], config
    container = buildah("from", "--pull-never", "cordon")
    print(buildah("run", "--isolation", "chroot", container, "--", "sh", "-c", INSIDE)[-600:])
    print("container: built, served, recorded, stopped, verified")
    return 0


if __name__ == "__main__":
    sys.exit(main())
