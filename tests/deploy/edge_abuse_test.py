#!/usr/bin/env python3
"""HTTP/2 abuse against the sample proxy: nothing falls over, and a caller who behaves is answered every time.

    edge_abuse_test.py --bin build/dev/bin --work build/dev/abuse [--full]

--full (part of ./dev soak) holds 10,000 half-open connections, attacks for 10 s each, and also judges the latencies: the
caller hardly notices. The short run only prints them: of its few hundred calls a handful would decide, on a machine that
may be busy with other things. The attacks come from addresses of their own (127.0.x.x) at the lowest priority, as they
would from another machine.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time

import edge
import http2

HERE = pathlib.Path(__file__).resolve().parent
# Below this a p99 says more about the machine than about the proxy: one fsync that waits, one time slice lost.
FLOOR = 0.01


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(client, seconds, label):
    """Calls at most 200 times a second, as an order system does, not as a benchmark."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until or len(times) < 50:
        times.append(client.screen(f"Lindgren Bakery Equipment {label} {len(times)}"))
        time.sleep(max(0.0, 0.005 - times[-1]))
    return times


def describe(title, times, more=""):
    print(f"{title:20} {len(times):6} calls, p50 {percentile(times, 0.5) * 1e3:7.2f} ms, "
          f"p99 {percentile(times, 0.99) * 1e3:7.2f} ms, worst {max(times) * 1e3:7.2f} ms  {more}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--work", required=True, type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/bin"):
        print("skipped: haproxy is not installed (./dev setup check)")
        return 77
    seconds = 10 if options.full else 1
    half_open = [("half_open", ["--connections", "10000" if options.full else "500"])]
    # As many addresses as it takes to hold them all: the limit per address does not help then.
    half_open.append(("half_open", ["--connections", "10000" if options.full else "500", "--each", "90"]))
    server = edge.Edge(options.bin, options.work)
    failed = []
    try:
        client = http2.Client(server.port, server.ca, edge.Edge.TOKEN)
        measure(client, 0.5, "warm")
        before = measure(client, seconds * 2, "before")
        describe("before", before)
        allowed = max(3 * percentile(before, 0.99), FLOOR)
        for name, more in [(attack, []) for attack in http2.ATTACKS if attack != "half_open"] + half_open:
            with subprocess.Popen([sys.executable, "-B", HERE / "http2.py", name, "--port", str(server.port), "--ca",
                                   server.ca, "--seconds", str(seconds + 0.5), *more], text=True,
                                  stdout=subprocess.PIPE) as attacker:
                time.sleep(0.3)
                during = measure(client, seconds, name)
                told = json.loads(attacker.communicate(timeout=120)[0])
            describe(name, during, " ".join(f"{key} {value}" for key, value in told.items()))
            if options.full and percentile(during, 0.99) > allowed:
                failed.append(f"{name}: p99 {percentile(during, 0.99) * 1e3:.1f} ms, allowed {allowed * 1e3:.1f} ms")
            if not told["connections"]:
                failed.append(f"{name}: the attack never got a connection, so nothing was tried")
            if server.cordond.poll() is not None or server.proxy.poll() is not None:
                failed.append(f"{name}: a process ended")
                break
            fresh = http2.Client(server.port, server.ca, edge.Edge.TOKEN)
            describe("  a new connection", measure(fresh, 0, name + " after"))
            fresh.close()
        answer = server.cordon("screen", "Lindgren Bakery Equipment AB")
        if answer.returncode != 0:
            failed.append("afterwards: " + answer.stderr)
    finally:
        server.stop()
    for line in failed:
        print("FAILED", line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
