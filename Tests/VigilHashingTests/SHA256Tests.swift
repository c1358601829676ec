import Testing
import VigilHashing

@Suite struct `SHA-256` {
  /// The examples of NIST for FIPS 180-4, and messages of its validation suite (SHA256ShortMsg), as UTF-8.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `agrees with NIST's examples`(message: String, digest: String) {
    #expect(SHA256.hexadecimal(of: message) == digest)
  }

  /// Single bytes and short blocks of NIST's validation suite, none of which is text.
  @Test(
    arguments: [
      ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
      ([0x11, 0xaf], "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
      ([0xb4, 0x19, 0x0e], "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"),
    ] as [([UInt8], String)])
  func `agrees with NIST's validation suite`(message: [UInt8], digest: String) {
    var hash = SHA256()
    hash.update(message.span.bytes)
    #expect(hash.hexadecimal == digest)
  }

  @Test(arguments: [1, 55, 56, 63, 64, 65, 1000])
  func `does not depend on how the bytes are cut`(size: Int) {
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var whole = SHA256()
    whole.update(bytes.span.bytes)
    var pieces = SHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      pieces.update(Array(bytes[start..<min(start + size, bytes.count)]).span.bytes)
    }
    #expect(pieces.hexadecimal == whole.hexadecimal)
  }

  @Test func `goes on after it was asked for`() {
    var hash = SHA256()
    hash.update("ab")
    #expect(hash.hexadecimal == "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603")
    hash.update("c")
    #expect(hash.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hash.hexadecimal == hash.hexadecimal)
  }
}
