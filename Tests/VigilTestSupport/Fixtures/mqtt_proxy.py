"""Stands between clients and a broker of MQTT, and cuts connections instead of passing on that the broker has taken an event.

    mqtt_proxy.py PORT CUTS SILENT      prints its own port; cuts the first CUTS times, and in the first SILENT connections passes on
                                        no acknowledgement
"""
import asyncio
import sys

broker, cuts, silent = (int(word) for word in sys.argv[1:4])


def packets(buffer):
    """Takes whole packets off the beginning of what has come, each with the place at which its content begins."""
    found = []
    while True:
        size, shift, start = 0, 0, 1
        while True:
            if start >= len(buffer):
                return found
            byte = buffer[start]
            size |= (byte & 127) << shift
            shift, start = shift + 7, start + 1
            if byte < 128:
                break
        if len(buffer) < start + size:
            return found
        found.append((bytes(buffer[: start + size]), start))
        del buffer[: start + size]


async def serve(reader, writer):
    global silent
    is_silent = silent > 0
    silent -= 1
    other_reader, other_writer = await asyncio.open_connection("127.0.0.1", broker)
    events = set()

    def passes(packet, start, from_client):
        global cuts
        kind = packet[0] >> 4
        if from_client and kind == 3 and packet[0] & 6:
            end = start + 2 + int.from_bytes(packet[start : start + 2], "big")
            if packet[start:end].endswith(b"/event"):
                events.add(packet[end : end + 2])
        if not from_client and kind == 4 and packet[start : start + 2] in events and cuts > 0:
            cuts -= 1
            return False
        return True

    async def pump(source, sink, from_client):
        buffer = bytearray()
        try:
            while data := await source.read(65536):
                buffer += data
                for packet, start in packets(buffer):
                    if is_silent and not from_client and packet[0] >> 4 == 4:
                        continue
                    if not passes(packet, start, from_client):
                        return
                    sink.write(packet)
                await sink.drain()
        except OSError:
            pass
        finally:
            writer.close()
            other_writer.close()

    await asyncio.gather(pump(reader, other_writer, True), pump(other_reader, writer, False))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
