#!/usr/bin/env python3
"""Asks Cordon about one order and says whether it may proceed: a worked example of a client that fails closed. See
clients/README.md for the rules it follows, which are the same in every language.

    order_client.py --server 127.0.0.1:50061 --order order.json

Needs grpcio and stubs generated from proto/ (in PYTHONPATH).
"""

import argparse
import json
import random
import sys
import time
import uuid

import grpc
from google.protobuf import json_format

from cordon.v1 import match_pb2, screening_pb2, screening_pb2_grpc, transaction_pb2
from google.rpc import error_details_pb2, status_pb2

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0  # seconds
RETRY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


class Verdict:
    """What the order system needs to know. Made as a HOLD: only a whole, recorded answer changes that."""

    def __init__(self):
        self.disposition, self.answered = "HOLD", False
        self.screening, self.reason, self.attempts = "", "", 0

    @property
    def proceed(self):
        return self.answered and self.disposition in ("CLEAR", "NOTE")

    @property
    def exit_code(self):
        if self.disposition == "BLOCK":
            return 4
        if not self.answered:
            return 5
        return 0 if self.proceed else 3


def retry_delay(error):
    """Seconds the server asks for; None when it names none, and then a refusal is final."""
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            info = error_details_pb2.RetryInfo()
            if detail.Unpack(info):
                return info.retry_delay.seconds + info.retry_delay.nanos / 1e9
    return None


def judge(answer, request_id):
    verdict = Verdict()
    verdict.screening = answer.name
    known = answer.disposition in match_pb2.Disposition.values() and answer.disposition != 0
    name = match_pb2.Disposition.Name(answer.disposition) if known else ""
    if name in ("HOLD", "ESCALATE", "BLOCK"):
        verdict.disposition = name
    if not answer.name or not answer.record_sha256 or answer.request_id != request_id:
        verdict.reason = "the answer has no record of this request"
    elif answer.incomplete:
        verdict.reason = f"incomplete: {answer.incomplete[0].reason}"
    elif not known:
        verdict.reason = f"unknown disposition {answer.disposition}"
    else:
        verdict.disposition, verdict.answered = name, True
    return verdict


def screen_order(stub, request, deadline, attempts, token):
    pause = FIRST_PAUSE
    metadata = (("authorization", f"Bearer {token}"),) if token else ()
    for attempt in range(1, attempts + 1):
        try:
            verdict = judge(stub.ScreenTransaction(request, timeout=deadline, metadata=metadata), request.request_id)
            verdict.attempts = attempt
            return verdict
        except grpc.RpcError as error:
            verdict = Verdict()
            verdict.attempts, verdict.reason = attempt, f"{error.code().name}: {error.details()}"
            asked = retry_delay(error)
            told = error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED and asked is not None
            if attempt == attempts or not (told or error.code() in RETRY):
                return verdict
        # Half of the pause is chance, so that many clients do not come back at the same moment.
        time.sleep(max(asked or 0, random.uniform(pause / 2, pause)))
        pause = min(pause * 2, LONGEST_PAUSE)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def connect(options):
    # A server that restarts is found again within the attempts, not a second later.
    arguments = [("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 2000)]
    if not options.ca:
        return grpc.insecure_channel(options.server, arguments)
    credentials = grpc.ssl_channel_credentials(
        read(options.ca), read(options.key) if options.key else None, read(options.cert) if options.cert else None)
    return grpc.secure_channel(options.server, credentials, arguments)


def main():
    parser = argparse.ArgumentParser(description="asks Cordon whether an order may proceed")
    parser.add_argument("--server", required=True)
    parser.add_argument("--order", required=True, help="cordon.v1.Transaction as JSON")
    parser.add_argument("--request-id", default="", help="UUID; stored with the order before the first attempt")
    parser.add_argument("--deadline-ms", type=int, default=1000, help="of each attempt")
    parser.add_argument("--attempts", type=int, default=4)
    parser.add_argument("--ca")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--token-file")
    options = parser.parse_args()
    if options.deadline_ms < 1 or options.attempts < 1:
        parser.error("--deadline-ms and --attempts are at least 1")
    try:
        # Unknown fields are an error: a misspelt one would be a fact that nobody screens.
        transaction = json_format.Parse(read(options.order), transaction_pb2.Transaction())
        token = read(options.token_file).decode().strip() if options.token_file else ""
    except (OSError, json_format.ParseError) as error:
        parser.error(str(error))
    request = screening_pb2.ScreenTransactionRequest(
        transaction=transaction, request_id=options.request_id or str(uuid.uuid4()), external_ref=transaction.id)
    with connect(options) as channel:
        stub = screening_pb2_grpc.ScreeningServiceStub(channel)
        verdict = screen_order(stub, request, options.deadline_ms / 1000, options.attempts, token)
    print(json.dumps({"order": transaction.id, "disposition": verdict.disposition, "proceed": verdict.proceed,
                      "screening": verdict.screening, "request_id": request.request_id, "reason": verdict.reason,
                      "attempts": verdict.attempts}))
    return verdict.exit_code


if __name__ == "__main__":
    sys.exit(main())
