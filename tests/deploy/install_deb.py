#!/usr/bin/env python3
"""Installs the package in a bare Debian, runs what it installed, upgrades, removes and purges it.

    install_deb.py --deb build/release/cordon_0.1.0_amd64.deb --root ROOT.tar --work build/deb

ROOT.tar holds a minimal Debian 12 (debootstrap --variant=minbase, packed) whose apt can install packages; without
--root one is made with debootstrap. Needs root; skips (exit 77) without. Python standard library only.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

# Runs inside, as root, in namespaces of its own: ends with whatever it started.
SCRIPT = r"""
set -eu
export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d
apt-get -qq -o Acquire::Retries=3 update >/dev/null
echo '== install'
apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$1" sqlite3 zstd >/install.log 2>&1 || { tail -40 /install.log; exit 1; }
grep -q 'systemctl enable --now cordond' /install.log
test "$(stat -c '%U %a' /var/lib/cordon)" = 'cordon 700'
for unit in cordond.service cordon-update.timer cordon-update.service cordon-backup.timer cordon-backup.service; do
  test -f "/usr/lib/systemd/system/$unit"
done
missing=$(ldd /usr/bin/cordond /usr/bin/cordon | grep 'not found' || true)
test -z "$missing" || { echo "$missing"; exit 1; }
echo '== serve'
as() { setpriv --reuid cordon --regid cordon --clear-groups env HOME=/var/lib/cordon CORDON_DATA_DIR=/var/lib/cordon "$@"; }
serve() {
  rm -f /var/lib/cordon/ready
  # Not through the function: signals must reach the server itself.
  setpriv --reuid cordon --regid cordon --clear-groups env HOME=/var/lib/cordon cordond --data-dir /var/lib/cordon --config /etc/cordon/policy.textproto --metrics-address 9464 --ready-file /var/lib/cordon/ready 2>>/serve.log &
  server=$!
  for _ in $(seq 200); do [ -s /var/lib/cordon/ready ] && return; sleep 0.1; done
  cat /serve.log; exit 1
}
serve
printf 'id,name\nQ1,Qorvandel Gyroscope Bureau\n' > /own.csv
as cordon lists import /own.csv --as WATCH >/dev/null
code=0; as cordon screen 'Qorvandel Gyroscope Bureau' -o jsonl >/answer || code=$?
# 5: the policy in /etc requires official lists, which nobody has loaded yet, and says so.
test "$code" = 5 && grep -q REQUIRED_LIST_MISSING /answer
as cordon doctor -o table || true
mkdir /backup && chown cordon /backup
as cordon-backup --keys /backup/keys /backup/daily
kill -HUP $server; sleep 1; kill -TERM $server; wait $server
grep -q '"what":"policy"' /serve.log
grep '"msg":"stopped","exit":0' /serve.log >/dev/null
as cordon-restore --keys /backup/keys /backup/daily/2* /backup/restored
echo '== upgrade'
echo '# mine' >> /etc/cordon/policy.textproto
apt-get -qq -o Dpkg::Use-Pty=0 install -y --reinstall --no-install-recommends "$1" >/upgrade.log 2>&1 || { tail -40 /upgrade.log; exit 1; }
tail -1 /etc/cordon/policy.textproto | grep -q '^# mine$'
serve; as cordon explain latest | grep -q Qorvandel; kill -TERM $server; wait $server
echo '== remove'
apt-get -qq -o Dpkg::Use-Pty=0 remove -y cordon >/remove.log 2>&1
test ! -e /usr/bin/cordond; test -f /etc/cordon/policy.textproto; test -f /var/lib/cordon/cordon.db
apt-get -qq -o Dpkg::Use-Pty=0 purge -y cordon >/purge.log 2>&1
test ! -e /etc/cordon; test -f /var/lib/cordon/cordon.db
grep -q 'were left' /purge.log
echo '== done'
"""


def make_root(work):
    debootstrap = shutil.which("debootstrap", path="/usr/sbin:/usr/bin")
    if not debootstrap:
        return None
    root = work / "root"
    subprocess.run([debootstrap, "--variant=minbase", "bookworm", str(root)], check=True, stdout=subprocess.DEVNULL)
    return root


def main():
    parser = argparse.ArgumentParser(description="installs the package in a bare Debian")
    parser.add_argument("--deb", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, help="tar of a minimal Debian 12; default: made with debootstrap")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("skipped: needs root")
        return 77
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    if options.root:
        subprocess.run(["tar", "-xf", str(options.root), "-C", str(options.work)], check=True)
        root = options.work / "root" if (options.work / "root/etc").exists() else options.work
    else:
        root = make_root(options.work)
    if root is None:
        print("skipped: neither --root nor debootstrap")
        return 77
    shutil.copy(options.deb, root / options.deb.name)
    inside = ('set -e; mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; '
              'exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$1" sh -c "$2" sh "$3"')
    done = subprocess.run(["unshare", "-m", "-p", "-f", "--kill-child", "bash", "-c", inside, "_", str(root.absolute()),
                           SCRIPT, f"/{options.deb.name}"], stdin=subprocess.DEVNULL, check=False)
    print("package: installed, served, upgraded, removed" if done.returncode == 0 else "package: FAILED")
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
