"""Reads a stream of events as an EventSource does (WHATWG HTML, 9.2.6), and prints the events.

Arguments: host, port, path, a JSON object of headers, the number of events to read (0 for all), and optionally the number of events after
which to break the connection and to connect again with Last-Event-ID.
"""

import http.client
import json
import sys

host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
headers, limit = json.loads(sys.argv[4]), int(sys.argv[5])
break_after = int(sys.argv[6]) if len(sys.argv) > 6 else 0


def events(response, state):
    """The events of one connection; state keeps the last event id over connections."""
    data, kind, last = [], "", state["last"]
    first = True
    while True:
        # The server ends lines with line feeds; an EventSource takes all three kinds of line ends.
        raw = response.readline()
        if not raw:
            return
        line = raw.decode("utf-8", errors="strict").rstrip("\n").rstrip("\r")
        if first:
            line = line.removeprefix("\ufeff")
            first = False
        if line == "":
            state["last"] = last
            if data:
                yield {"event": kind or "message", "data": "\n".join(data), "id": last}
            data, kind = [], ""
        elif line.startswith(":"):
            state["comments"] += 1
        else:
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if field == "event":
                kind = value
            elif field == "data":
                data.append(value)
            elif field == "id" and "\0" not in value:
                last = value
            elif field == "retry":
                state["retry"] = int(value)
            else:
                state["unknown"].append(field)


state = {"last": "", "comments": 0, "retry": None, "unknown": []}
seen, statuses, types = [], [], []
connections = 0
while True:
    connections += 1
    connection = http.client.HTTPConnection(host, port, timeout=60)
    sent = {"Accept": "text/event-stream", "Cache-Control": "no-store", **headers}
    if state["last"]:
        sent["Last-Event-ID"] = state["last"]
    connection.request("GET", path, headers=sent)
    response = connection.getresponse()
    statuses.append(response.status)
    types.append(response.getheader("content-type"))
    if response.status != 200:
        break
    count = 0
    for event in events(response, state):
        event["connection"] = connections
        seen.append(event)
        count += 1
        # Whoever runs this waits for the first event before it makes others happen.
        print(json.dumps({"seen": event["event"]}), file=sys.stderr, flush=True)
        if limit and len(seen) >= limit:
            break
        if connections == 1 and break_after and count >= break_after:
            break
    connection.close()
    if connections == 1 and break_after and count >= break_after:
        continue
    break
print(json.dumps({"events": seen, "statuses": statuses, "types": types, "state": state}))
