#!/usr/bin/env python3
"""Builds the worked examples of clients/ and runs each against a real cordond.

    run_clients.py --bin build/dev/bin --work build/dev/clients [--demand]

C++ is built by CMake. Python runs where grpcio is installed. Go, Java and Node are built and run when CORDON_CLIENTS=all
(./dev check sets it and installs their tools), because building them takes a minute and Node's libraries come over the
network; then a missing tool is a failure. Without it they are named as skipped.

Every client must: stop a held and a blocked order, let a clear one go, HOLD when the server is away, HOLD when it does
not answer in time, and be recorded once when an answer came too late and the retry got it.

Python standard library only. run_clients_test.py shows that each check can fail.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid

JAVA_JARS = ("grpc-api grpc-context grpc-core grpc-netty grpc-protobuf grpc-protobuf-lite grpc-stub protobuf "
             "protobuf-util gson guava perfmark-api opencensus-api jsr305 error_prone_annotations "
             "geronimo-annotation-1.3-spec netty-buffer netty-codec netty-codec-http netty-codec-http2 "
             "netty-codec-socks netty-common netty-handler netty-handler-proxy netty-resolver netty-transport "
             "netty-transport-native-unix-common").split()


class Missing(Exception):
    """A tool or library is not installed."""


def run(command, log, **more):
    with open(log, "ab") as out:
        if subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more).returncode:
            sys.stdout.write(pathlib.Path(log).read_text("utf-8", "replace")[-6000:])
            raise RuntimeError(f"{command[0]} failed; see above")


def tool(name, package):
    # Debian's first: what a version manager puts before it was not tried with Debian's libraries.
    found = shutil.which(name, path="/usr/bin:/bin") or shutil.which(name)
    if not found:
        raise Missing(f"{name} (package {package})")
    return found


class Workshop:
    """Builds one client per method; each returns the command that runs it."""

    def __init__(self, source, bin_dir, work):
        self.source, self.bin, self.work = source, bin_dir, work
        self.protos = sorted(str(p.relative_to(source / "proto")) for p in (source / "proto").rglob("*.proto"))

    def fresh(self, name):
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def protoc(self, folder, *options, without=()):
        protos = [p for p in self.protos if not p.startswith(without)] if without else self.protos
        run([tool("protoc", "protobuf-compiler"), "-I", str(self.source / "proto"), *options, *protos], folder / "log")

    def cpp(self):
        return [str(self.bin / "cordon-order-client")], {}

    def python(self):
        folder = self.fresh("python")
        python = tool("python3", "python3")
        if subprocess.run([python, "-c", "import grpc, google.protobuf"], stderr=subprocess.DEVNULL).returncode:
            raise Missing("grpcio (package python3-grpcio)")
        plugin = tool("grpc_python_plugin", "protobuf-compiler-grpc")
        self.protoc(folder, f"--plugin=protoc-gen-grpc_python={plugin}", f"--python_out={folder}",
                    f"--grpc_python_out={folder}")
        return [python, "-B", str(self.source / "clients/python/order_client.py")], {"PYTHONPATH": str(folder)}

    def go(self):
        folder = self.fresh("go")
        go = tool("go", "golang-go")
        tool("protoc-gen-go", "protoc-gen-go")
        tool("protoc-gen-go-grpc", "protoc-gen-go-grpc")
        (folder / "src").mkdir()
        # Google's own messages come with the library golang-google-genproto-dev.
        self.protoc(folder, f"--go_out={folder}/src", f"--go-grpc_out={folder}/src", without=("google/", "grpc/"))
        environment = {"GO111MODULE": "off", "GOPATH": f"{folder}:/usr/share/gocode", "GOFLAGS": "-p=2",
                       "GOCACHE": str(self.work / "go-cache")}
        run([go, "build", "-o", str(folder / "order_client"), str(self.source / "clients/go/order_client.go")],
            folder / "log", env={**os.environ, **environment}, cwd=folder)
        return [str(folder / "order_client")], {}

    def java(self):
        folder = self.fresh("java")
        javac, java = tool("javac", "default-jdk-headless"), tool("java", "default-jre-headless")
        plugin = tool("grpc_java_plugin", "protobuf-compiler-grpc-java-plugin")
        jars = [f"/usr/share/java/{name}.jar" for name in JAVA_JARS]
        for jar in ("grpc-netty", "protobuf-util", "netty-codec-http2"):
            if not os.path.exists(f"/usr/share/java/{jar}.jar"):
                raise Missing(f"{jar}.jar (packages libgrpc-java, libprotobuf-java, libnetty-java)")
        (folder / "stubs").mkdir()
        self.protoc(folder, f"--plugin=protoc-gen-grpc-java={plugin}", f"--java_out={folder}/stubs",
                    f"--grpc-java_out={folder}/stubs")
        classpath = ":".join(jars)
        stubs = [str(p) for p in (folder / "stubs").rglob("*.java")]
        run([javac, "-nowarn", "-proc:none", "-encoding", "UTF-8", "-d", str(folder / "classes"), "-cp", classpath,
             *stubs, str(self.source / "clients/java/OrderClient.java")], folder / "log")
        return [java, "-XX:TieredStopAtLevel=1", "-cp", f"{folder}/classes:{classpath}", "OrderClient"], {}

    def node(self):
        folder = self.fresh("node")
        node, npm = tool("node", "nodejs"), tool("npm", "npm")
        for name in ("package.json", "package-lock.json", "tsconfig.json", "src"):
            here = self.source / "clients/node" / name
            (shutil.copytree if here.is_dir() else shutil.copy)(here, folder / name)
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder / "log", cwd=folder)
        run([npm, "run", "build"], folder / "log", cwd=folder)
        return [node, str(folder / "dist/order_client.js")], {"CORDON_PROTO_DIR": str(self.source / "proto")}


class Server:
    def __init__(self, cordond, folder):
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        ready = folder / "ready"
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [cordond, "--data-dir", str(folder / "data"), "--listen", "127.0.0.1:0", "--no-unix-socket",
                 "--ready-file", str(ready)], stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("cordond did not get ready: " + (folder / "log").read_text())
            time.sleep(0.02)
        self.address = ready.read_text().split()[0]

    def sleep(self):
        self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)

    def recorded(self, request_id):
        uri = f"file:{self.folder}/data/cordon.db?mode=ro"
        with sqlite3.connect(uri, uri=True) as database:
            return database.execute("SELECT count(*) FROM screening WHERE request_id = ?", (request_id,)).fetchone()[0]

    def close(self):
        self.wake()
        self.process.kill()
        self.process.wait()


class Client:
    def __init__(self, command, environment, orders):
        self.command, self.environment, self.orders = command, {**os.environ, **environment}, orders

    def start(self, server, order, **flags):
        arguments = ["--server", server, "--order", str(self.orders / order)]
        for flag, value in flags.items():
            arguments += ["--" + flag.replace("_", "-"), str(value)]
        return subprocess.Popen(self.command + arguments, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @staticmethod
    def finish(process):
        out, err = process.communicate(timeout=60)
        if process.returncode == 2:
            raise AssertionError(f"usage error: {err}")
        try:
            return process.returncode, json.loads(out)
        except json.JSONDecodeError:
            raise AssertionError(f"exit {process.returncode}, no JSON line: {out!r} {err!r}") from None

    def ask(self, server, order, **flags):
        return self.finish(self.start(server, order, **flags))


def expect(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, expected {wanted!r}")


def check_answer(client, server, order, code, disposition):
    ended, verdict = client.ask(server.address, order, deadline_ms=5000)
    expect(f"exit of {order}", ended, code)
    expect(f"disposition of {order}", verdict["disposition"], disposition)
    expect(f"proceed of {order}", verdict["proceed"], code == 0)
    expect("attempts", verdict["attempts"], 1)
    expect("screening named", verdict["screening"].startswith("screenings/"), True)


def check_no_answer(ended, verdict, reason):
    expect("exit", ended, 5)
    expect("disposition", verdict["disposition"], "HOLD")
    expect("proceed", verdict["proceed"], False)
    if not verdict["reason"].startswith(reason):
        raise AssertionError(f"reason {verdict['reason']!r}, expected it to begin with {reason}")


def away(client, _server):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        check_no_answer(*client.ask(f"127.0.0.1:{nobody.getsockname()[1]}", "clear.json", attempts=2), "UNAVAILABLE")


def slow(client, server):
    server.sleep()
    try:
        ended, verdict = client.ask(server.address, "clear.json", deadline_ms=300, attempts=2)
    finally:
        server.wake()
    check_no_answer(ended, verdict, "DEADLINE_EXCEEDED")
    expect("attempts", verdict["attempts"], 2)


def too_late(client, server):
    """The server sleeps when the order comes and wakes later: some attempt gets the answer, one record is made."""
    request_id = str(uuid.uuid4())
    server.sleep()
    try:
        process = client.start(server.address, "clear.json", deadline_ms=800, attempts=20, request_id=request_id)
        time.sleep(2.5)
    finally:
        server.wake()
    ended, verdict = client.finish(process)
    expect("exit", ended, 0)
    expect("more than one attempt", verdict["attempts"] > 1, True)
    again = client.ask(server.address, "clear.json", request_id=request_id, deadline_ms=5000)[1]
    expect("screening of the same request", again["screening"], verdict["screening"])
    expect("records of one request", server.recorded(request_id), 1)


def reused(client, server):
    """Another order under a used request id is an error of the caller, not an answer."""
    request_id = str(uuid.uuid4())
    expect("exit", client.ask(server.address, "clear.json", request_id=request_id, deadline_ms=5000)[0], 0)
    ended, verdict = client.ask(server.address, "held.json", request_id=request_id, deadline_ms=5000)
    check_no_answer(ended, verdict, "ALREADY_EXISTS")
    expect("attempts", verdict["attempts"], 1)


SCENARIOS = [
    ("clear", lambda c, s: check_answer(c, s, "clear.json", 0, "CLEAR")),
    ("held", lambda c, s: check_answer(c, s, "held.json", 3, "HOLD")),
    ("blocked", lambda c, s: check_answer(c, s, "blocked.json", 4, "BLOCK")),
    ("away", away), ("slow", slow), ("too late", too_late), ("reused id", reused),
]


def misspelt(client, _server):
    """A field nobody knows is refused before anything is sent."""
    process = client.start("127.0.0.1:1", "misspelt.json")
    _, err = process.communicate(timeout=60)
    expect("exit of a misspelt order", process.returncode, 2)
    if "naem" not in err:
        raise AssertionError(f"the message does not name the field: {err!r}")


def try_client(name, client, server):
    failures = 0
    for title, scenario in SCENARIOS + [("misspelt", misspelt)]:
        start = time.monotonic()
        try:
            scenario(client, server)
            print(f"ok    {name:7} {title:10} {time.monotonic() - start:5.1f} s", flush=True)
        except (AssertionError, subprocess.TimeoutExpired) as problem:
            failures += 1
            print(f"FAIL  {name:7} {title}: {problem}", flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser(description="runs the worked examples against a real server")
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--source", default=pathlib.Path(__file__).resolve().parents[2], type=pathlib.Path)
    parser.add_argument("--clients", default="", help="comma-separated; default cpp,python, or all of CORDON_CLIENTS=all")
    options = parser.parse_args()
    everything = os.environ.get("CORDON_CLIENTS") == "all"
    names = options.clients.split(",") if options.clients else ["cpp", "python", "go", "java", "node"]
    workshop = Workshop(options.source, options.bin.absolute(), options.work.absolute())
    orders = workshop.fresh("orders")
    for order in (options.source / "clients/orders").glob("*.json"):
        shutil.copy(order, orders)
    (orders / "misspelt.json").write_text((orders / "clear.json").read_text().replace('"name"', '"naem"', 1))
    server = Server(str(options.bin.absolute() / "cordond"), workshop.work / "server")
    failures = 0
    try:
        for name in names:
            if not options.clients and not everything and name not in ("cpp", "python"):
                print(f"skipped {name}: runs in ./dev check, or with CORDON_CLIENTS=all")
                continue
            try:
                command, environment = getattr(workshop, name)()
            except Missing as missing:
                print(f"{'FAIL ' if everything else 'skipped'} {name}: not installed: {missing}")
                failures += 1 if everything else 0
                continue
            failures += try_client(name, Client(command, environment, orders), server)
    finally:
        server.close()
    print(f"clients: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
