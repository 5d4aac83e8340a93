#!/usr/bin/env python3
"""An HTTP/1.1 server that behaves and misbehaves on demand, for tests. Python 3.8, standard library only.

    python3 http_test_server.py [PORT]

It listens on 127.0.0.1, prints its port as its first line, and ends when its standard input ends, so that whoever
started it cannot leave it behind. `http_test_server.py 8080 < /dev/tty` serves until Ctrl-D.

The query `id` names an exchange, so that another request can ask what became of it.

    /echo                     the request as JSON: method, target, headers (pairs), body (hexadecimal)
    /new-id                   a name that was not used before
    /status/N                 status N with the query's `retry-after`, `authenticate` and a small JSON body
    /bytes/N                  N bytes, the i-th being i modulo 256; `chunked=1` in chunks of 1, 2, 3 and so on
    /gzip/N                   N zeros, compressed
    /slow-head?ms=N           an answer after N milliseconds
    /trickle?count=N&ms=M     N pieces of one byte, M milliseconds apart
    /hang                     never answers
    /hang-body                a head and five bytes, and no more
    /hold?id=X                a head and "first", then "second" once /release?id=X was asked
    /endless?ms=N             64 KiB every N milliseconds, or as fast as it goes, for as long as they are taken
    /reset                    the connection is reset before a head
    /reset-body               ... after a head and five bytes
    /close                    the connection is closed before a head
    /early-eof                closed after five of a hundred bytes
    /early-eof-chunked        closed within a chunk
    /not-http                 something that is no HTTP
    /redirect?to=URL          status 302, or the query's `status`, to an address; without `to` to none
    /closed?id=X              waits up to `ms` for X's connection to be closed by its client: {"closed": true}
    /visits?id=X              what arrived at /visit?id=X: {"count": N, "headers": [...]}
    /visit                    counts; asks to be kept in a cache, and for a cookie to be kept
    /unused-port              the number of a port at which nobody listens
    (https)                   no handshake succeeds
    /sse                      three events and [DONE], every event split within

Model providers, with plain answers and, where the body says `"stream": true`, as events:

    /health
    /v1/models
    /v1/chat/completions, /compatible-mode/v1/chat/completions        OpenAI's shape
    /v1/messages                                                      Anthropic's shape

These answer 401 without a credential, 400 to a body without model or messages, and N where the model is `status-N`.
A stream of the model `hold-X` stops in its middle until its client closes, which `/closed?id=X` tells of, and the
connection of one of `reset-X` is reset there.
"""

import gzip
import itertools
import json
import select
import socket
import struct
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

LONGEST = 30.0


class Ledger:
    """What became of named exchanges."""

    def __init__(self):
        self.condition = threading.Condition()
        self.closed, self.released, self.visits = set(), set(), {}
        self.numbers = itertools.count(1)

    def add(self, names, name):
        with self.condition:
            names.add(name)
            self.condition.notify_all()

    def wait(self, names, name, seconds):
        with self.condition:
            return self.condition.wait_for(lambda: name in names, seconds)

    def visit(self, name, headers):
        with self.condition:
            self.visits.setdefault(name, []).append(headers)


LEDGER = Ledger()


class Exchange:
    """One request on a connection, and the means to answer it."""

    def __init__(self, connection, method, target, headers, body):
        self.connection, self.method, self.target = connection, method, target
        self.headers, self.body = headers, body
        parts = urlsplit(target)
        self.path = parts.path
        self.query = {k: v[-1] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
        self.id = self.query.get("id", "")
        self.keeps = True

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name), None)

    def number(self, name, default):
        return int(self.query.get(name, default))

    def raw(self, data):
        self.connection.sendall(data)

    def head(self, status=200, fields=(), length=None):
        lines = [f"HTTP/1.1 {status} Status"] + [f"{k}: {v}" for k, v in fields]
        if length is None:
            lines.append("Transfer-Encoding: chunked")
        elif length >= 0:
            lines.append(f"Content-Length: {length}")
        self.raw(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def whole(self, body, status=200, fields=(), kind="application/octet-stream"):
        bare = status in (204, 304) or self.method == "HEAD"
        self.head(status, [("Content-Type", kind), *fields], -1 if status in (204, 304) else len(body))
        if not bare:
            self.raw(body)

    def json(self, value, status=200, fields=()):
        self.whole(json.dumps(value).encode(), status, fields, "application/json")

    def chunk(self, data):
        self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    def end_chunks(self):
        self.raw(b"0\r\n\r\n")

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.keeps = False

    def wait_for_close(self):
        """Waits until the client closes, and writes it down."""
        end = time.monotonic() + LONGEST
        self.keeps = False
        while time.monotonic() < end:
            if select.select([self.connection], [], [], 0.5)[0]:
                try:
                    gone = not self.connection.recv(4096)
                except OSError:
                    gone = True
                if gone:
                    return LEDGER.add(LEDGER.closed, self.id)


def pattern(count):
    return (bytes(range(256)) * (count // 256 + 1))[:count]


def send_bytes(x, count):
    body = pattern(count)
    if not x.query.get("chunked"):
        return x.whole(body)
    x.head(fields=[("Content-Type", "application/octet-stream")])
    at, size = 0, 1
    while at < count:
        x.chunk(body[at:at + size])
        at, size = at + size, size + 1
    x.end_chunks()


def send_trickle(x):
    x.head(fields=[("Content-Type", "text/plain")])
    for _ in range(x.number("count", 10)):
        x.chunk(b".")
        time.sleep(x.number("ms", 50) / 1000)
    x.end_chunks()


def send_endless(x):
    x.head(fields=[("Content-Type", "application/octet-stream")])
    x.keeps = False
    piece = pattern(65536)
    try:
        while True:
            x.chunk(piece)
            time.sleep(x.number("ms", 0) / 1000)
    except OSError:
        LEDGER.add(LEDGER.closed, x.id)


def send_held(x):
    x.head(fields=[("Content-Type", "text/plain")])
    x.chunk(b"first")
    LEDGER.wait(LEDGER.released, x.id, LONGEST)
    x.chunk(b"second")
    x.end_chunks()


def send_redirect(x):
    fields = [("Location", x.query["to"])] if "to" in x.query else []
    x.whole(b"elsewhere", x.number("status", 302), fields, "text/plain")


def send_answer(x, body, events):
    """A model's stream, which `hold-X` and `reset-X` as the model's name stop in its middle."""
    what, _, name = body["model"].partition("-")
    if what not in ("hold", "reset"):
        return send_sse(x, events)
    x.id = name
    x.head(fields=[("Content-Type", "text/event-stream")])
    x.chunk("".join(events[:len(events) // 2]).encode())
    if what == "hold":
        x.wait_for_close()
    else:
        # What was sent would be lost with the connection where it has not been read yet.
        time.sleep(0.2)
        x.reset()


def send_sse(x, events):
    """Events in chunks that respect neither lines nor characters."""
    x.head(fields=[("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache")])
    text = "".join(events).encode()
    at, size = 0, 1
    while at < len(text):
        x.chunk(text[at:at + size])
        at, size = at + size, size % 97 + 7
    x.end_chunks()


def event(value, name=None):
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def send_unused_port(x):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    x.whole(str(port).encode(), kind="text/plain")


def send_misc(x):
    """The paths of a few lines; False where there is no such path."""
    path = x.path
    if path == "/echo":
        x.json({"method": x.method, "target": x.target, "headers": x.headers,
                "body": x.body.hex()})
    elif path == "/new-id":
        x.whole(f"exchange-{next(LEDGER.numbers)}".encode(), kind="text/plain")
    elif path.startswith("/status/"):
        fields = [(name, x.query[key]) for key, name in
                  (("retry-after", "Retry-After"), ("authenticate", "WWW-Authenticate")) if key in x.query]
        status = int(path[8:])
        x.json({"error": {"message": f"status {status}"}}, status, fields)
    elif path.startswith("/bytes/"):
        send_bytes(x, int(path[7:]))
    elif path.startswith("/gzip/"):
        x.whole(gzip.compress(bytes(int(path[6:]))), fields=[("Content-Encoding", "gzip")])
    elif path == "/slow-head":
        time.sleep(x.number("ms", 500) / 1000)
        x.whole(b"late", kind="text/plain")
    elif path == "/trickle":
        send_trickle(x)
    elif path == "/hang":
        x.wait_for_close()
    elif path == "/hang-body":
        x.head()
        x.chunk(b"hello")
        x.wait_for_close()
    elif path == "/hold":
        send_held(x)
    elif path == "/release":
        LEDGER.add(LEDGER.released, x.id)
        x.whole(b"ok")
    elif path == "/endless":
        send_endless(x)
    elif path in ("/reset", "/reset-body"):
        if path == "/reset-body":
            x.head(length=100)
            x.raw(b"hello")
            time.sleep(0.1)
        x.reset()
    elif path in ("/close", "/early-eof", "/early-eof-chunked", "/not-http"):
        x.keeps = False
        if path == "/early-eof":
            x.head(length=100)
            x.raw(b"hello")
        elif path == "/early-eof-chunked":
            x.head()
            x.raw(b"64\r\nhello")
        elif path == "/not-http":
            x.raw(b"What do you want?\r\n\r\n")
    elif path == "/redirect":
        send_redirect(x)
    elif path == "/closed":
        x.json({"closed": LEDGER.wait(LEDGER.closed, x.id, x.number("ms", 1000) / 1000)})
    elif path == "/visits":
        with LEDGER.condition:
            visits = LEDGER.visits.get(x.id, [])
            x.json({"count": len(visits), "headers": visits})
    elif path == "/visit":
        LEDGER.visit(x.id, x.headers)
        x.whole(b"seen", fields=[("Cache-Control", "max-age=3600"), ("Set-Cookie", "crumb=1")], kind="text/plain")
    elif path == "/unused-port":
        send_unused_port(x)
    elif path == "/sse":
        send_sse(x, [event({"n": 1, "text": "né"}), event({"n": 2}), event({"n": 3}), "data: [DONE]\n\n"])
    else:
        return False
    return True


WORDS = ["Hello", ", ", "wörld", "!"]


def model_request(x):
    """The body of a request to a model, or None after a refusal was sent."""
    if not (x.header("authorization") or x.header("x-api-key")):
        return x.json({"type": "error", "error": {"type": "authentication_error", "message": "no credential"}}, 401)
    try:
        body = json.loads(x.body)
        assert isinstance(body["model"], str) and isinstance(body["messages"], list)
    except (ValueError, KeyError, TypeError, AssertionError):
        return x.json({"type": "error", "error": {"type": "invalid_request_error", "message": "bad body"}}, 400)
    if body["model"].startswith("status-"):
        status = int(body["model"][7:])
        fields = [("Retry-After", "7")] if status in (429, 503, 529) else []
        return x.json({"type": "error", "error": {"type": "test_error", "message": f"status {status}"}}, status, fields)
    return body


def send_openai(x):
    body = model_request(x)
    if body is None:
        return
    common = {"id": "chatcmpl-1", "created": 1700000000, "model": body["model"]}
    usage = {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}
    if not body.get("stream"):
        message = {"role": "assistant", "content": "".join(WORDS)}
        return x.json({**common, "object": "chat.completion", "usage": usage,
                       "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
    deltas = [({"role": "assistant", "content": ""}, None), *(({"content": w}, None) for w in WORDS), ({}, "stop")]
    chunks = [{**common, "object": "chat.completion.chunk",
               "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]} for delta, reason in deltas]
    if (body.get("stream_options") or {}).get("include_usage"):
        chunks.append({**common, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    send_answer(x, body, [*map(event, chunks), "data: [DONE]\n\n"])


def send_anthropic(x):
    body = model_request(x)
    if body is None:
        return
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "stop_sequence": None}
    if not body.get("stream"):
        return x.json({**message, "content": [{"type": "text", "text": "".join(WORDS)}], "stop_reason": "end_turn",
                       "usage": {"input_tokens": 9, "output_tokens": 4}})
    start = {**message, "content": [], "stop_reason": None, "usage": {"input_tokens": 9, "output_tokens": 1}}
    events = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": w}} for w in WORDS),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
         "usage": {"output_tokens": 4}},
        {"type": "message_stop"},
    ]
    send_answer(x, body, [event(e, e["type"]) for e in events])


def answer(x):
    if x.path in ("/v1/chat/completions", "/compatible-mode/v1/chat/completions"):
        send_openai(x)
    elif x.path == "/v1/messages":
        send_anthropic(x)
    elif x.path == "/health":
        x.json({"status": "ok"})
    elif x.path == "/v1/models":
        x.json({"object": "list", "data": [{"id": "test-model", "object": "model"}]})
    elif not send_misc(x):
        x.json({"error": {"message": "no such path"}}, 404)


def read_request(connection, stream):
    """The next request of a connection, or None at its end."""
    line = stream.readline(65537)
    parts = line.decode("latin-1").split()
    if len(parts) != 3:
        return None
    headers = []
    while True:
        line = stream.readline(65537).decode("utf-8", "replace")
        if line in ("\r\n", "\n"):
            break
        if not line:
            return None
        name, _, value = line.partition(":")
        headers.append([name, value.strip()])
    fields = {name.lower(): value for name, value in headers}
    if "chunked" in fields.get("transfer-encoding", ""):
        body = b""
        while size := int(stream.readline(65537).split(b";")[0], 16):
            body += stream.read(size)
            stream.readline(65537)
        stream.readline(65537)
    else:
        body = stream.read(int(fields.get("content-length", 0)))
    return Exchange(connection, parts[0], parts[1], headers, body)


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    exchange = None
    try:
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":
            # A handshake for TLS, which has no line to read.
            connection.recv(65536)
            return connection.sendall(b"HTTP/1.1 400 Status\r\nContent-Length: 0\r\n\r\n")
        with connection.makefile("rb") as stream:
            while exchange := read_request(connection, stream):
                answer(exchange)
                if not exchange.keeps:
                    break
    except (OSError, ValueError):
        # The client went away in the middle.
        if exchange:
            LEDGER.add(LEDGER.closed, exchange.id)
    finally:
        connection.close()


def listen(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def main():
    threading.stack_size(256 * 1024)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
        listener.listen(512)
        print(listener.getsockname()[1], flush=True)
        threading.Thread(target=listen, args=(listener,), daemon=True).start()
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
