"""Viewers of a station's live stream: most take what comes at once, one is slow, one takes nothing.

    python3 live_viewers.py PORT QUICK SLOW     looks until standard input ends; prints what each has got, as JSON, a line a viewer

QUICK viewers read at once; one more reads SLOW bytes a second, and another reads nothing after the answer's first bytes. They come from
eight addresses, as a station serves so many streams of one address only. Each line has the kind of viewer, the digests of its pictures in
their order, the counts that it was told are missing, and whether its next picture after each of those was a key frame.
"""
import hashlib
import json
import selectors
import socket
import sys
import time

port, quick, slow = (int(argument) for argument in sys.argv[1:])


class Viewer:
    def __init__(self, kind, number):
        self.kind = kind
        self.link = socket.socket()
        if kind != "quick":
            # Little waits in the system on its way here.
            self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
        self.link.bind((f"127.0.0.{2 + number % 8}", 0))
        self.link.connect(("127.0.0.1", port))
        self.link.sendall(b"GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.link.setblocking(False)
        self.raw, self.stream, self.status = bytearray(), bytearray(), None
        self.pictures, self.missing, self.jumped_to_key = [], [], []
        self.is_after_jump = self.has_ended = False

    def read(self, count):
        try:
            data = self.link.recv(count)
        except BlockingIOError:
            return 0
        except ConnectionError:
            data = b""
        if not data:
            self.has_ended = True
        self.raw += data
        self.parse()
        return len(data)

    def parse(self):
        if self.status is None:
            end = self.raw.find(b"\r\n\r\n")
            if end < 0:
                return
            self.status = int(self.raw[9:12])
            del self.raw[:end + 4]
        while (end := self.raw.find(b"\r\n")) >= 0:
            size = int(self.raw[:end], 16)
            if len(self.raw) < end + 2 + size + 2:
                break
            self.stream += self.raw[end + 2:end + 2 + size]
            del self.raw[:end + 2 + size + 2]
        while len(self.stream) >= 4:
            size = int.from_bytes(self.stream[:4], "big")
            if len(self.stream) < 4 + size:
                break
            self.take(self.stream[4], bytes(self.stream[6:4 + size]))
            del self.stream[:4 + size]

    def take(self, kind, content):
        if kind == 3:
            if self.is_after_jump:
                self.jumped_to_key.append(content[0] == 1)
            self.is_after_jump = False
            self.pictures.append(hashlib.sha256(content[17:]).hexdigest()[:16])
        elif kind == 7:
            self.missing.append(json.loads(content)["count"])
            self.is_after_jump = True


viewers = [Viewer("quick", number) for number in range(quick)]
viewers += [Viewer("slow", quick), Viewer("mute", quick + 1)]
selector = selectors.DefaultSelector()
for viewer in viewers[:quick]:
    selector.register(viewer.link, selectors.EVENT_READ, viewer)
selector.register(sys.stdin, selectors.EVENT_READ)
last, is_looking = time.monotonic(), True
while is_looking:
    for key, _ in selector.select(0.05):
        if key.data is None:
            is_looking = False
        else:
            key.data.read(1 << 18)
            if key.data.has_ended:
                selector.unregister(key.fileobj)
    now = time.monotonic()
    if not viewers[quick].has_ended:
        viewers[quick].read(max(1, int(slow * min(1, now - last))))
    last = now
    if viewers[-1].status is None:
        viewers[-1].read(256)
for viewer in viewers:
    print(json.dumps({
        "kind": viewer.kind, "status": viewer.status or 0, "pictures": viewer.pictures, "missing": viewer.missing,
        "jumpedToKey": viewer.jumped_to_key, "hasEnded": viewer.has_ended,
    }))
