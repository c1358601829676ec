"""Clients of a station's web server as they are: they ask, watch, download, read slowly, and vanish at any moment.

    python3 vanishing_clients.py PORT SECONDS CLIENTS     prints what they got, as JSON: answers by status, updates, refused connections
"""
import collections
import json
import random
import socket
import sys
import threading
import time

port, seconds, clients = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
end = time.monotonic() + seconds
counts, lock = collections.Counter(), threading.Lock()
PATHS = [
    "/healthz", "/readyz", "/metrics", "/api/v1/cameras", "/api/v1/events?limit=50", "/api/v1/notices",
    "/api/v1/cameras/door/scores", "/api/v1/cameras/nobody", "/api/v1/events/0/files", "/../../etc/passwd",
]


def note(key):
    with lock:
        counts[key] += 1


def connect():
    link = socket.create_connection(("127.0.0.1", port), timeout=20)
    return link


def request(path):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def ask(link, path):
    """One request and its whole answer."""
    link.sendall(request(path))
    data = b""
    while b"\r\n\r\n" not in data:
        part = link.recv(65536)
        if not part:
            return note("closed")
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        part = link.recv(65536)
        if not part:
            return note("closed")
        body += part
    note(head[9:12].decode())
    return body


def several(chance):
    with connect() as link:
        for _ in range(chance.randint(1, 10)):
            if ask(link, chance.choice(PATHS)) is None:
                return


def watch(chance):
    """Reads the stream of updates for a while, then is gone."""
    with connect() as link:
        link.sendall(request("/api/v1/stream"))
        until = time.monotonic() + chance.uniform(0, 5)
        while time.monotonic() < until:
            data = link.recv(65536)
            if not data:
                return note("closed")
            with lock:
                counts["updates"] += data.count(b"event: ")


def download(chance):
    """Takes a file, or only its beginning."""
    with connect() as link:
        events = json.loads(ask(link, "/api/v1/events?limit=5") or b"{}").get("events", [])
        if not events:
            return
        files = json.loads(ask(link, f"/api/v1/events/{chance.choice(events)['id']}/files") or b"{}").get("files", [])
        if not files:
            return
        link.sendall(request(chance.choice(files)["href"]))
        link.settimeout(2)  # the connection stays open after the file
        for _ in range(chance.randint(0, 20)):
            try:
                if not link.recv(chance.choice([1, 4096, 65536])):
                    break
            except TimeoutError:
                break
        note("download")


def half(chance):
    """Says the beginning of something, and vanishes or waits."""
    with connect() as link:
        text = request(chance.choice(PATHS))
        link.sendall(text[: chance.randint(0, len(text) - 1)])
        time.sleep(chance.uniform(0, 3))
        note("half")


def client(number):
    chance = random.Random(number)
    while time.monotonic() < end:
        try:
            chance.choice([several, several, watch, download, half])(chance)
        except (OSError, ValueError) as error:
            note(type(error).__name__)
        time.sleep(chance.uniform(0, 1))


threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(counts))
