"""Takes mail by SMTP on 127.0.0.1 and fails as it is told: mail_sink.py PORT MODE RECORD [TLS CERTIFICATE KEY].

Port 0 takes a free one, which is printed. MODE is a file with one of the words below, read at each step. For each mail a line of JSON
is appended to the file RECORD, before it is answered: who sent it to whom and how, whether it was taken, and what Python's email package
makes of it. TLS is `starttls` or `implicit`; with it, whoever logs in must be ada with the password "p@ss word".
"""
import asyncio
import base64
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

port, mode_file, record_file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
tls = sys.argv[4] if len(sys.argv) > 4 else ""
context = None
if tls:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[5], sys.argv[6])


def mode():
    return open(mode_file).read().strip()


def record(server, session, envelope, taken):
    mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
    parts = []
    for part in mail.walk():
        if part.is_multipart():
            parts.append({"type": part.get_content_type()})
            continue
        parts.append({
            "type": part.get_content_type(), "id": part["Content-ID"],
            "disposition": part.get_content_disposition(),
            "content": base64.b64encode(part.get_payload(decode=True)).decode()})
    line = json.dumps({
        "mode": mode(), "taken": taken, "sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
        "isEncrypted": tls == "implicit" or session.ssl is not None,
        "user": session.auth_data.login.decode() if session.auth_data else None,
        "fields": [[name, str(value)] for name, value in mail.items()],
        "defects": [str(defect) for part in mail.walk() for defect in part.defects]
        + [str(defect) for _, value in mail.items() for defect in getattr(value, "defects", [])],
        "longestLine": max(len(line) for line in envelope.original_content.split(b"\r\n")),
        "parts": parts})
    with open(record_file, "a") as file:
        file.write(line + "\n")


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname):
        session.host_name = hostname
        return "421 4.3.2 closing" if mode() == "421" else "250 HELP"

    async def handle_HELO(self, server, session, envelope, hostname):
        session.host_name = hostname
        return "421 4.3.2 closing" if mode() == "421" else "250 mail.example"

    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode() == "530":
            return "530 5.7.0 Authentication required"
        if mode() in ("mail451", "mail550"):
            return mode()[4:] + " 5.7.1 not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == "gone" and address.startswith(("gone", "lost")):
            return "550 5.1.1 no such user"
        if mode() == "busy" and address.startswith("busy"):
            return "450 4.2.0 come again"
        if mode() == "leave":
            if address.startswith("gone"):
                return "550 5.1.1 no such user"
            server.transport.abort()
        if mode() == "busy" and address.startswith("gone"):
            return "550 5.1.1 no such user"
        if mode() == "nobody":
            return "550 5.1.1 nobody"
        if mode() == "allbusy":
            return "450 4.2.0 all busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        now = mode()
        refused = now in ("data451", "data554", "hang", "cut")
        record(server, session, envelope, not refused)
        if now in ("data451", "data554"):
            return now[4:] + "-4.0.0 first\r\n" + now[4:] + " 4.0.0 not this"
        if now == "hang":
            await asyncio.sleep(3600)
        if now in ("cut", "taken"):
            server.transport.abort()
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    if mode() == "login454":
        return AuthResult(success=False, handled=False, message="454 4.7.0 later")
    right = (data.login, data.password) == (b"ada", b"p@ss word") and mode() != "login535"
    if not right:
        return AuthResult(success=False, handled=False, message="535 5.7.8 not " + data.login.decode() + " with " + data.password.decode())
    return AuthResult(success=True, auth_data=data)


class Server(SMTP):
    async def smtp_QUIT(self, arg):
        if mode() == "stay":
            await asyncio.sleep(3600)
        await super().smtp_QUIT(arg)


class Odd(asyncio.Protocol):
    """What does not speak SMTP."""

    def connection_made(self, transport):
        if mode() == "garbage":
            transport.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"x" * 100000)
        elif mode() == "endless":
            transport.write(b"220-hello\r\n" * 100000)
        elif mode() == "close":
            transport.close()


def make():
    if mode() in ("garbage", "deaf", "close", "endless"):
        return Odd()
    inner = tls == "starttls" and mode() != "plain"
    return Server(
        Handler(), tls_context=context if inner else None, authenticator=authenticate if tls else None,
        auth_require_tls=tls != "implicit", hostname="mail.example")


async def main():
    server = await asyncio.get_running_loop().create_server(
        make, "127.0.0.1", port, ssl=context if tls == "implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
