#!/usr/bin/env python3
"""The files of deploy/ against what they speak of: units, alert rules, dashboard, proxy, scripts.

    deploy_test.py --bin build/dev/bin --work build/dev/deploy

Names of metrics, reasons, options and files are compared always; systemd-analyze, promtool, haproxy and shellcheck are
asked where they are installed. Python standard library only.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import unittest

import edge
from edge import run

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OPTIONS = argparse.Namespace()
MOST_EXPOSURE = 1.5


def text(path):
    return (ROOT / path).read_text("utf-8")


def needs(tool):
    return unittest.skipUnless(shutil.which(tool, path="/usr/sbin:/usr/bin:" + os.environ.get("PATH", "")),
                               f"{tool} is not installed")


class Names(unittest.TestCase):
    def test_metrics_that_rules_and_dashboard_ask_for_exist(self):
        served = set(re.findall(r'"(cordon_[a-z_]+)"', text("service/grpc/metrics.cc")))
        self.assertIn("cordon_list_age_seconds", served)
        for file in ("deploy/prometheus/alerts.yml", "deploy/prometheus/dashboard.json", "docs/operations.md"):
            asked = set(re.findall(r"\bcordon_[a-z_]+\b", text(file)))
            unknown = {name for name in asked if re.sub(r"_(bucket|count|sum)$", "", name) not in served}
            self.assertFalse(unknown, file)
        on_page = set(re.findall(r"\bcordon_[a-z_]+\b", text("docs/operations.md")))
        self.assertFalse(served - on_page, "metrics that docs/operations.md does not explain")

    def test_reasons_that_rules_ask_for_exist(self):
        reasons = set(re.findall(r'\{"([A-Z_]+)",', text("service/screening/errors.cc")))
        asked = set(re.findall(r'reason="([A-Z_]+)"', text("deploy/prometheus/alerts.yml")))
        self.assertTrue(asked)
        self.assertFalse(asked - reasons)

    def test_every_alert_says_what_to_do(self):
        rules = text("deploy/prometheus/alerts.yml").split("- alert: ")[1:]
        for rule in rules:
            for field in ("expr:", "severity:", "summary:", "action:"):
                self.assertIn(field, rule, rule.splitlines()[0])

    def test_dashboard_is_whole(self):
        board = json.loads(text("deploy/prometheus/dashboard.json"))
        self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
        self.assertIn("cordon_list_age_seconds", json.dumps(board["panels"][0]))

    def test_options_of_the_units_exist(self):
        helps = {"cordond": run(OPTIONS.bin / "cordond", "--help").stdout,
                 "cordon": run(OPTIONS.bin / "cordon", "--help").stdout,
                 "cordon-backup": text("deploy/bin/cordon-backup")}
        for unit in (DEPLOY / "systemd").glob("*.service"):
            for program, arguments in re.findall(r"^ExecStart=/usr/bin/(\S+)(.*)$", unit.read_text(), re.M):
                for option in re.findall(r"--[a-z-]+", arguments):
                    self.assertIn(option, helps[program], unit.name)

    def test_installed_paths_that_files_name_are_installed(self):
        installed = text("cmake/CordonInstall.cmake")
        for needle in ("deploy/bin/cordon-backup", "deploy/systemd", "deploy/cordond.default", "/etc/cordon"):
            self.assertIn(needle, installed)
        for conffile in text("deploy/debian/conffiles").split():
            self.assertIn(os.path.dirname(conffile), installed)


class Tools(unittest.TestCase):
    @needs("systemd-analyze")
    def test_units_are_hardened(self):
        for unit in sorted((DEPLOY / "systemd").glob("*.service")):
            said = run("systemd-analyze", "security", "--offline=true", unit).stdout
            found = re.search(r"exposure level for \S+: ([0-9.]+)", said)
            self.assertIsNotNone(found, said)
            self.assertLessEqual(float(found.group(1)), MOST_EXPOSURE, unit.name)

    @needs("systemd-analyze")
    def test_units_are_understood(self):
        """Every setting is known to systemd; the programs stand in for ours, which are not installed here."""
        work = OPTIONS.work / "units"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        for unit in (DEPLOY / "systemd").iterdir():
            (work / unit.name).write_text(re.sub(r"(?m)^(Exec\w+=)/usr/bin/cordon\S*", r"\1/bin/true", unit.read_text("utf-8")))
        said = run("systemd-analyze", "verify", *sorted(work.iterdir()))
        self.assertEqual((said.returncode, said.stderr), (0, ""))

    @needs("promtool")
    def test_alert_rules_are_rules(self):
        said = run("promtool", "check", "rules", DEPLOY / "prometheus/alerts.yml")
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)

    @needs("shellcheck")
    def test_scripts_are_clean(self):
        said = run("shellcheck", "--severity=warning", *sorted((DEPLOY / "bin").iterdir()), DEPLOY / "debian/postinst", DEPLOY / "debian/prerm",
                   DEPLOY / "debian/postrm")
        self.assertEqual(said.returncode, 0, said.stdout)

    def test_scripts_parse(self):
        for script in sorted((DEPLOY / "bin").iterdir()) + [DEPLOY / "debian/postinst", DEPLOY / "debian/postrm"]:
            self.assertEqual(run("bash", "-n", script).returncode, 0, script)


class Supervised(unittest.TestCase):
    """Type=notify, without systemd: what the server tells the socket that NOTIFY_SOCKET names."""

    def test_ready_reloading_and_stopping_are_told(self):
        work = OPTIONS.work / "supervised"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor, open(work / "log", "wb") as log:
            os.chdir(work)  # a socket's path is short
            supervisor.bind("notify")
            supervisor.settimeout(30)
            server = subprocess.Popen([OPTIONS.bin / "cordond", "--data-dir", work / "data", "--listen", "127.0.0.1:0"],
                                      env={**os.environ, "NOTIFY_SOCKET": f"/proc/{os.getpid()}/cwd/notify"}, stderr=log)
            try:
                self.assertIn(b"READY=1", supervisor.recv(4096))
                server.send_signal(signal.SIGHUP)
                self.assertRegex(supervisor.recv(4096), rb"RELOADING=1\nMONOTONIC_USEC=[0-9]+")
                self.assertIn(b"READY=1", supervisor.recv(4096))
                server.send_signal(signal.SIGTERM)
                self.assertIn(b"STOPPING=1", supervisor.recv(4096))
                self.assertEqual(server.wait(30), 0)
            finally:
                server.kill()
                server.wait()
                os.chdir(ROOT)


@needs("haproxy")
class Edge(unittest.TestCase):
    """The sample proxy before a real server: who comes through, and as whom."""

    @classmethod
    def setUpClass(cls):
        cls.edge = edge.Edge(OPTIONS.bin, OPTIONS.work / "edge")

    @classmethod
    def tearDownClass(cls):
        cls.edge.stop()

    def test_a_caller_with_a_token_is_recorded_as_itself(self):
        answer = self.edge.cordon("screen", "Lindgren Bakery Equipment AB")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        record = self.edge.cordon("explain", "latest")
        self.assertIn("token:erp", record.stdout, record.stderr)

    def test_without_a_token_nobody_comes_through(self):
        answer = self.edge.cordon("screen", "Lindgren Bakery Equipment AB", token=False)
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("bearer token", answer.stderr)

    def test_lists_are_not_changed_from_outside(self):
        (self.edge.work / "own.csv").write_text("id,name\nQ1,Qorvandel Gyroscope Bureau\n")
        answer = self.edge.cordon("lists", "import", self.edge.work / "own.csv", "--as", "WATCH")
        self.assertNotEqual(answer.returncode, 0)
        self.assertEqual(self.edge.cordon("screen", "Qorvandel Gyroscope Bureau").returncode, 0, "the list is not there")

    def test_what_is_not_grpc_is_turned_away(self):
        context = ssl.create_default_context(cafile=str(self.edge.work / "ca.pem"))
        with socket.create_connection(("127.0.0.1", self.edge.port), 5) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as wire:
                wire.sendall(b"GET /cordon.v1.ScreeningService/ScreenParty HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertIn(b" 403 ", wire.recv(4096).split(b"\r\n")[0])


if __name__ == "__main__":
    PARSER = argparse.ArgumentParser()
    PARSER.add_argument("--bin", required=True, type=lambda path: pathlib.Path(path).absolute())
    PARSER.add_argument("--work", required=True, type=lambda path: pathlib.Path(path).absolute())
    OPTIONS, REST = PARSER.parse_known_args()
    unittest.main(argv=[sys.argv[0], *REST])
