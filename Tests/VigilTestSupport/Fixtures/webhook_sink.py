"""Takes webhooks on 127.0.0.1 and fails as it is told: webhook_sink.py PORT MODE RECORD.

Port 0 takes a free one, which is printed. MODE is a file with one of the words below, read at each request. For each POST a line of
JSON is appended to the file RECORD: path, headers, body, and whether it was taken, before it is answered.
"""
import json
import socketserver
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, mode_file, record_file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
# What "all" goes through, again and again.
WAYS = ["ok", "500", "close", "redirect", "429", "garbage", "cut", "deaf", "404", "slow", "endless", "reset"]
count = 0
deafened = set()


class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        mode = open(mode_file).read().strip()
        if mode == "all":
            mode = WAYS[count % len(WAYS)]
            count += 1
            # Only once a message, or it would come more than twice.
            if mode == "deaf":
                mode = "ok" if self.headers["webhook-id"] in deafened else mode
                deafened.add(self.headers["webhook-id"])
        # One that takes a message and cannot say so has taken it all the same.
        taken = mode in ("ok", "deaf", "endless")
        line = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body,
                "taken": taken, "mode": mode}
        with open(record_file, "a") as record:
            record.write(json.dumps(line) + "\n")
        self.close_connection = True
        if mode == "ok":
            self.answer(204)
        elif mode == "redirect":
            self.answer(302, ("Location", "/stolen"))
        elif mode == "429":
            self.answer(429, ("Retry-After", "1"))
        elif mode == "garbage":
            self.wfile.write(b"\x00\xff220 mail.example ESMTP\r\n" * 3)
        elif mode == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
        elif mode == "slow":
            time.sleep(8)
        elif mode == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif mode == "heads":
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while True:
                    self.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")
            except OSError:
                pass
        elif mode == "reset":
            # Closing without waiting for what was sent resets the connection.
            self.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))
        elif mode not in ("close", "deaf"):
            self.answer(int(mode))


ThreadingHTTPServer.daemon_threads = True
ThreadingHTTPServer.allow_reuse_address = True
socketserver.TCPServer.request_queue_size = 64
server = ThreadingHTTPServer(("127.0.0.1", port), Sink)
print(server.server_address[1], flush=True)
server.serve_forever()
