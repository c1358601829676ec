import Testing
import VigilHashing

@Suite struct `The hash of a password` {
  /// Little work, for tests.
  static let cheap = PasswordHash.Parameters(logN: 4, r: 8, p: 1)

  /// The third example of RFC 7914, section 12.
  @Test func `agrees with RFC 7914`() {
    let digits = PasswordHash.scryptDigits(
      "pleaseletmein", salt: "SodiumChloride", .init(logN: 14, r: 8, p: 1), count: 64)
    #expect(
      digits == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
  }

  @Test func `is that of this password and of no other`() throws {
    let hash = PasswordHash(of: "correct horse 🐎", Self.cheap)
    let stored = try #require(PasswordHash(hash.text))
    #expect(stored == hash)
    #expect(stored.isHash(of: "correct horse 🐎"))
    for other in ["", "correct horse", "correct horse 🐎 ", "Correct horse 🐎"] {
      #expect(!stored.isHash(of: other))
    }
    #expect(PasswordHash(of: "", Self.cheap).isHash(of: ""))
    // A salt of its own each time.
    #expect(PasswordHash(of: "a", Self.cheap).text != PasswordHash(of: "a", Self.cheap).text)
  }

  @Test func `is stored with what it cost`() throws {
    let hash = PasswordHash(of: "a password")
    #expect(hash.parameters == .init(logN: 15, r: 8, p: 3))
    #expect(hash.text.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
    #expect(try #require(PasswordHash(hash.text)).isHash(of: "a password"))
  }

  @Test func `is not read from anything else, nor at any cost`() {
    let text = PasswordHash(of: "a", Self.cheap).text
    let others = [
      "", "a", text + "$", String(text.dropLast(4)), text.replacing("scrypt", with: "argon2id"),
      text.replacing("ln=4", with: "ln=30"), text.replacing("ln=4", with: "ln=20"),
      text.replacing("r=8", with: "r=99"), text.replacing("p=1", with: "p=0"),
      text.replacing("ln=4", with: "ln=0"),
    ]
    for other in others { #expect(PasswordHash(other) == nil, "\(other)") }
  }

  @Test func `is not shown`() {
    let hash = PasswordHash(of: "a", Self.cheap)
    var dumped = ""
    dump(hash, to: &dumped)
    for text in ["\(hash)", String(reflecting: hash), dumped] {
      #expect(!text.contains(hash.text.split(separator: "$")[3]))
    }
  }
}
