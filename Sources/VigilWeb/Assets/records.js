// The records of a live stream, as docs/internals/live-view.md describes them.

export const kinds = { cameras: 1, beginning: 2, fragment: 3, picture: 4, instead: 5, camera: 6, dropped: 7, ping: 8 };

/** No record is longer, in bytes. */
const longest = 64 << 20;
const text = new TextDecoder();
const object = (bytes) => JSON.parse(text.decode(bytes));

/** What follows the first six bytes of a record. */
function content(kind, bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (kind) {
    case kinds.beginning: {
      const count = view.getUint32(0);
      return { ...object(bytes.subarray(4, 4 + count)), segment: bytes.subarray(4 + count) };
    }
    case kinds.fragment:
    case kinds.picture:
      return { isKey: view.getUint8(0) === 1, time: view.getFloat64(1), date: view.getFloat64(9), bytes: bytes.subarray(17) };
    case kinds.cameras:
    case kinds.instead:
    case kinds.camera:
    case kinds.dropped:
    case kinds.ping:
      return object(bytes);
    default:
      return {};
  }
}

/** Gives the records of a body, one by one. */
export async function* records(body) {
  const reader = body.getReader();
  let held = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const bytes = new Uint8Array(held.length + value.length);
    bytes.set(held);
    bytes.set(value, held.length);
    let place = 0;
    while (bytes.length - place >= 6) {
      const view = new DataView(bytes.buffer, place);
      const end = place + 4 + view.getUint32(0);
      if (end - place > longest) throw new Error("a record is too long");
      if (end > bytes.length) break;
      const kind = view.getUint8(4);
      // A copy: what a player holds must not hold all that came with it.
      yield { kind, camera: view.getUint8(5), ...content(kind, bytes.slice(place + 6, end)) };
      place = end;
    }
    held = bytes.slice(place);
  }
}
