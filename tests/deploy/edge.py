"""The sample proxy of deploy/haproxy before a real cordond with one known caller, for the tests that go through it."""

import os
import shutil
import signal
import socket
import subprocess
import time

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command, **more):
    return subprocess.run([str(part) for part in command], text=True, capture_output=True, stdin=subprocess.DEVNULL,
                          timeout=60, check=False, **more)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Edge:
    """Starts both; `cordond` and `proxy` are the processes, `port` is where TLS is spoken, `ca` who signed it."""

    TOKEN = "0123456789abcdef0123456789abcdef"

    def __init__(self, binaries, work, rows=""):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self.binaries, self.work, self.processes = binaries, work, []
        self.ca, self.token_file = work / "ca.pem", work / "token"
        try:
            self._start(rows)
        except BaseException:
            self.stop()
            raise

    def _start(self, rows):
        work = self.work
        made = run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                   "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout",
                   work / "key.pem", "-out", self.ca)
        assert made.returncode == 0, made.stderr
        (work / "cordon.pem").write_text(self.ca.read_text() + (work / "key.pem").read_text())
        self.token_file.write_text(self.TOKEN + "\n")
        digest = run("sh", "-c", f"tr -d '\\n' < {self.token_file} | sha256sum").stdout.split()[0]
        (work / "callers").write_text(f'callers {{ name: "erp" token_sha256: "{digest}" {rows} }}\n')
        os.chmod(work / "callers", 0o600)
        with open(work / "log", "wb") as log:
            self.cordond = subprocess.Popen(
                [self.binaries / "cordond", "--data-dir", work / "data", "--listen", "127.0.0.1:0", "--callers",
                 work / "callers", "--ready-file", work / "ready"], stderr=log)
            self.processes.append(self.cordond)
            until = time.monotonic() + 30
            while not (work / "ready").exists() and time.monotonic() < until:
                time.sleep(0.02)
            self.port = free_port()
            config = (ROOT / "deploy/haproxy/haproxy.cfg").read_text("utf-8")
            for was, now in (("/etc/haproxy/cordon.pem", str(work / "cordon.pem")),
                             ("bind :443", f"bind 127.0.0.1:{self.port}"),
                             ("127.0.0.1:50061", (work / "ready").read_text().split()[0]),
                             ("    stats socket /run/haproxy/admin.sock mode 660 level admin\n", "")):
                assert was in config, was
                config = config.replace(was, now)
            (work / "haproxy.cfg").write_text(config)
            checked = run("haproxy", "-c", "-f", work / "haproxy.cfg")
            assert checked.returncode == 0, checked.stdout + checked.stderr
            self.proxy = subprocess.Popen(["haproxy", "-db", "-f", work / "haproxy.cfg"], stderr=log, stdout=log)
            self.processes.append(self.proxy)
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def cordon(self, *arguments, token=True):
        flags = ["--server", f"127.0.0.1:{self.port}", "--server-ca", self.ca, "-o", "jsonl"]
        return run(self.binaries / "cordon", *flags, *(["--token-file", self.token_file] if token else []), *arguments)
