import Foundation
import Testing
import VigilEvidence
import VigilHashing
import VigilTestSupport

@Suite struct `The key of a station` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `is made once, and only its owner can read it`() throws {
    let key = try StationKey(folder: folder.url)
    let again = try StationKey(folder: folder.url)
    #expect(again.publicKey == key.publicKey)
    #expect(try folder.names() == ["station.key", "station.pem"])
    #expect(try mode("station.key") == 0o600)
    #expect(try mode("station.pem") == 0o644)
    #expect(key.id.wholeMatch(of: /[0-9a-f]{4}(-[0-9a-f]{4}){3}/) != nil)
    #expect(key.id.replacing("-", with: "") == key.publicKey.fingerprint.prefix(16))
  }

  @Test func `is one, however many start at once`() async throws {
    let url = folder.url
    let keys = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { try StationKey(folder: url).publicKey.fingerprint } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys.count == 1)
    #expect(try folder.names() == ["station.key", "station.pem"])
  }

  @Test(arguments: [0o640, 0o604, 0o666]) func `is refused where others can read it`(mode: Int) throws {
    _ = try StationKey(folder: folder.url)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path("station.key"))
    let error = try #require(throws: EvidenceError.self) { try StationKey(folder: folder.url) }
    #expect(error.code == .openKey)
    #expect(error.message.contains("chmod 600 \(folder.path("station.key"))"))
  }

  @Test func `is refused where it is a link`() throws {
    _ = try StationKey(folder: folder.url)
    try FileManager.default.moveItem(atPath: folder.path("station.key"), toPath: folder.path("elsewhere"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("station.key"), withDestinationPath: folder.path("elsewhere"))
    #expect(throws: EvidenceError.self) { try StationKey(folder: folder.url) }
  }

  @Test(arguments: ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
  func `is refused when it is damaged`(text: String) throws {
    _ = try StationKey(folder: folder.url)
    try Data(text.utf8).write(to: folder.appending("station.key"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path("station.key"))
    #expect(
      try #require(throws: EvidenceError.self) { try StationKey(folder: folder.url) }.code == .damagedKey)
  }

  @Test func `is not silently replaced when it is gone`() throws {
    _ = try StationKey(folder: folder.url)
    try FileManager.default.removeItem(at: folder.appending("station.key"))
    let error = try #require(throws: EvidenceError.self) { try StationKey(folder: folder.url) }
    #expect(error.code == .missingKey)
    #expect(try folder.names() == ["station.pem"])
  }

  @Test func `must fit its public half`() throws {
    _ = try StationKey(folder: folder.url)
    try Data(Ed25519.PrivateKey().publicKey.pem.utf8).write(to: folder.appending("station.pem"))
    #expect(
      try #require(throws: EvidenceError.self) { try StationKey(folder: folder.url) }.code == .damagedKey)
  }

  @Test func `writes its public half again`() throws {
    let key = try StationKey(folder: folder.url)
    try FileManager.default.removeItem(at: folder.appending("station.pem"))
    _ = try StationKey(folder: folder.url)
    #expect(try Ed25519.PublicKey(file: folder.appending("station.pem")) == key.publicKey)
  }

  @Test func `tells its secret to nobody`() throws {
    let key = try StationKey(folder: folder.url)
    let secret = try String(contentsOf: folder.appending("station.key"), encoding: .utf8)
      .split(separator: "\n")[1]
    var dumped = ""
    dump(key, to: &dumped)
    dump([key], to: &dumped)
    let texts = ["\(key)", String(reflecting: key), dumped, "\(String(describing: Optional(key)))"]
    for text in texts { #expect(!text.contains(secret)) }
    #expect("\(key)" == "station \(key.id)")
  }

  @Test func `is read by OpenSSL, and makes the same signatures`() throws {
    let key = try StationKey(folder: folder.url)
    let text = try CommandLineTool.run("openssl", ["pkey", "-in", folder.path("station.key"), "-pubout"])
    #expect(text == key.publicKey.pem)
    try Data("what was seen".utf8).write(to: folder.appending("message"))
    try CommandLineTool.run(
      "openssl",
      [
        "pkeyutl", "-sign", "-rawin", "-inkey", folder.path("station.key"), "-in", folder.path("message"),
        "-out",
        folder.path("signature"),
      ])
    #expect(
      Array(try Data(contentsOf: folder.appending("signature")))
        == key.signature(of: Array("what was seen".utf8)))
  }

  @Test func `may come from OpenSSL`() throws {
    try CommandLineTool.run(
      "openssl", ["genpkey", "-algorithm", "ed25519", "-out", folder.path("station.key")])
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path("station.key"))
    let key = try StationKey(folder: folder.url)
    #expect(try Ed25519.PublicKey(file: folder.appending("station.pem")) == key.publicKey)
  }

  @Test func `says what to give in place of a public key that is none`() throws {
    try Data("hello".utf8).write(to: folder.appending("key.pem"))
    #expect(throws: EvidenceError.self) { try Ed25519.PublicKey(file: folder.appending("key.pem")) }
    let error = try #require(throws: EvidenceError.self) {
      try Ed25519.PublicKey(file: folder.appending("none.pem"))
    }
    #expect(error.message.contains("station.pem"))
  }

  private func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
  }
}
