#!/usr/bin/env python3
"""A publisher's web server for tests, well-behaved or not. Python standard library only.

    list_server.py DIRECTORY [--tls]

Serves the files of DIRECTORY on a free port of 127.0.0.1 (--tls: as https, by a certificate that DIRECTORY/.ca.pem signed,
a certificate authority of its own), writes the port to DIRECTORY/.port and one line per request to
DIRECTORY/.requests. The first piece of the path says how: /plain/FILE as a good server does (ETag, Last-Modified,
conditions, ranges), the others as below.
"""

import email.utils
import gzip
import hashlib
import http.server
import os
import pathlib
import ssl
import subprocess
import sys
import time

ROOT = pathlib.Path(sys.argv[1])
HTML = b"<!DOCTYPE html><html><body>We are sorry, the page is not available.</body></html>"
seen = {}  # path -> requests so far


class Publisher(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def start(self, status, length, **headers):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def whole(self, status, body, **headers):
        self.start(status, len(body), **headers)
        self.wfile.write(body)

    def hang_up(self):
        self.wfile.flush()
        self.close_connection = True

    def good(self, name, validators=True, cut_at=None):
        path = ROOT / name
        body = path.read_bytes()
        modified = email.utils.formatdate(path.stat().st_mtime, usegmt=True)
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        headers = {"ETag": etag, "Last_Modified": modified} if validators else {}
        if validators and self.headers.get("If-None-Match") == etag:
            return self.start(304, None, **headers)
        span = self.headers.get("Range")
        if span and self.headers.get("If-Range") == etag:
            first = int(span.split("=")[1].rstrip("-"))
            headers["Content_Range"] = "bytes %d-%d/%d" % (first, len(body) - 1, len(body))
            return self.whole(206, body[first:], **headers)
        if cut_at is None:
            return self.whole(200, body, **headers)
        self.start(200, len(body), **headers)
        self.wfile.write(body[:cut_at])
        return self.hang_up()

    def do_GET(self):
        _, how, name = self.path.split("?")[0].split("/", 2)
        count = seen[self.path] = seen.get(self.path, 0) + 1
        with open(ROOT / ".requests", "a", encoding="ascii") as log:
            log.write("%s range=%s none-match=%s since=%s\n" % (
                self.path, self.headers.get("Range", ""), self.headers.get("If-None-Match", ""),
                self.headers.get("If-Modified-Since", "")))
        if how == "plain":
            return self.good(name)
        if how == "bare":  # says nothing that a next request could refer to
            return self.good(name, validators=False)
        if how == "cut":  # always breaks off, and knows no ranges
            body = (ROOT / name).read_bytes()
            self.start(200, len(body))
            self.wfile.write(body[: len(body) // 2])
            return self.hang_up()
        if how == "cut-once":  # the first answer breaks off in the middle
            return self.good(name, cut_at=(ROOT / name).stat().st_size // 2 if count == 1 else None)
        if how == "cut-then-new":  # breaks off, and then the file is another one
            if count == 1:
                return self.good(name, cut_at=(ROOT / name).stat().st_size // 2)
            return self.good(name + ".new")
        if how == "says-more":  # announces more than there is
            body = (ROOT / name).read_bytes()
            self.start(200, len(body) + 1000)
            self.wfile.write(body)
            return self.hang_up()
        if how == "says-less":  # announces less than there is
            body = (ROOT / name).read_bytes()
            self.start(200, len(body) - 9)
            self.wfile.write(body)
            return self.hang_up()
        if how == "wrong-part":  # breaks off, then gives another part than was asked for
            body = (ROOT / name).read_bytes()
            if count == 1:
                return self.good(name, cut_at=len(body) // 2)
            if count == 2:
                return self.whole(206, body[5:], Content_Range="bytes 5-%d/%d" % (len(body) - 1, len(body)))
            return self.good(name)
        if how == "slow":  # a few bytes a second
            body = (ROOT / name).read_bytes()
            self.start(200, len(body))
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.2)
            return None
        if how == "silent":  # takes the request and says nothing
            time.sleep(30)
            return self.hang_up()
        if how == "restless":  # another file each time
            return self.whole(200, (ROOT / name).read_bytes() + b"\r\n" * count, ETag='"%d"' % count)
        if how == "html":
            return self.whole(200, HTML, Content_Type="text/html")
        if how == "fails-once" and count > 1:
            return self.good(name)
        if how.isdigit() or how == "fails-once":
            status = 500 if how == "fails-once" else int(how)
            return self.start(status, None) if status == 304 else self.whole(status, HTML, Content_Type="text/html")
        if how.startswith("hop"):  # hop3/FILE -> hop2/FILE -> hop1/FILE -> plain/FILE
            left = int(how[3:]) - 1
            return self.whole(302, b"", Location="/%s/%s" % ("hop%d" % left if left else "plain", name))
        if how == "loop":
            return self.whole(302, b"", Location=self.path)
        if how == "to-http":
            return self.whole(301, b"", Location="http://list.example/" + name)
        if how == "to-file":
            return self.whole(301, b"", Location="file:///etc/hostname")
        if how == "bomb":  # 64 MiB in 64 KiB
            return self.whole(200, gzip.compress(b"id,name\n" + b"x" * (64 << 20)))
        return self.whole(404, HTML)


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # clients that go away are what is tested


def certified():
    """The TLS side of a server that only somebody who trusts .ca.pem believes."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=ROOT, check=True, stdin=subprocess.DEVNULL, capture_output=True)

    new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    (ROOT / ".san").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n", encoding="ascii")
    openssl(*new, "-x509", "-days", "2", "-subj", "/CN=Publisher CA", "-keyout", ".ca.key", "-out", ".ca.pem")
    openssl(*new, "-subj", "/CN=publisher", "-keyout", ".server.key", "-out", ".server.csr")
    openssl("x509", "-req", "-days", "2", "-in", ".server.csr", "-CA", ".ca.pem", "-CAkey", ".ca.key", "-CAcreateserial",
            "-extfile", ".san", "-out", ".server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ROOT / ".server.pem", ROOT / ".server.key")
    return context


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Publisher)
    if "--tls" in sys.argv[2:]:
        # The greeting is taken by the thread of the connection, so that a client who breaks it off holds up nobody.
        server.socket = certified().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    port = ROOT / ".port.new"
    port.write_text(str(server.server_port), encoding="ascii")
    os.rename(port, ROOT / ".port")
    server.serve_forever()
