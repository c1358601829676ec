import Foundation
import Testing
import VigilEvidence
import VigilHashing
import VigilTestSupport

@Suite struct `Verification of a folder` {
  let station: TestStation

  init() throws { station = try TestStation(events: 4) }

  @Test func `succeeds, and names the key and what it covers`() {
    let report = station.verify()
    #expect(report.isGood)
    #expect(report.keys == [station.key.id: 4])
    #expect((report.manifests, report.events, report.files) == (4, 4, 12))
    #expect((report.first, report.last) == (1, 4))
    #expect(report.lastSHA256 == station.chain.lastSHA256)
    #expect(report.lines.last?.hasPrefix("verified: 4 manifests, 4 events, 12 files, ") == true)
    #expect(report.lines.contains("4 manifests signed by station \(station.key.id)"))
  }

  @Test func `fails where there is nothing`() throws {
    let empty = try TestStation()
    #expect(!empty.verify().isGood)
    #expect(empty.verify().lines.last?.hasPrefix("NOT verified") == true)
    let report = EvidenceVerifier(keys: []).verify(station.url("nowhere"))
    #expect(report.findings.map(\.code) == [.unreadable])
  }

  @Test func `fails for a flipped byte of a clip`() throws {
    try station.flip(TestStation.files(2).clip)
    expect([.changedFile], TestStation.files(2).clip)
  }

  @Test func `fails for a clip that is cut short`() throws {
    let clip = TestStation.files(2).clip
    try station.write(clip, station.bytes(clip).dropLast())
    expect([.changedFile], clip)
  }

  @Test func `fails for a clip that is missing, or has another name`() throws {
    let clip = TestStation.files(2).clip
    try FileManager.default.moveItem(at: station.url(clip), to: station.url("clips/gate/other.mp4"))
    expect([.missingFile], clip)
  }

  @Test func `fails for two clips that changed places`() throws {
    let (first, second) = (TestStation.files(1).clip, TestStation.files(2).clip)
    let bytes = try station.bytes(first)
    try station.write(first, station.bytes(second))
    try station.write(second, bytes)
    #expect(station.verify().findings.map(\.code) == [.changedFile, .changedFile])
  }

  @Test func `fails for every flipped byte of a manifest and of its signature`() throws {
    let verifier = EvidenceVerifier(keys: [station.key.publicKey])
    for name in ["manifests/00000002.json", "manifests/00000002.sig"] {
      let good = try station.bytes(name)
      for offset in good.indices {
        try station.flip(name, at: offset)
        #expect(!verifier.verify(station.url("manifests/00000002.json")).isGood, "byte \(offset) of \(name)")
        try station.write(name, good)
      }
    }
    #expect(station.verify().isGood)
  }

  @Test(arguments: [1, 2, 3]) func `fails for a manifest that is missing`(sequence: Int) throws {
    try FileManager.default.removeItem(at: station.url(SealedManifest.name(sequence)))
    try FileManager.default.removeItem(at: station.url(SealedManifest.signatureName(sequence)))
    expect([.missingLink], SealedManifest.name(sequence))
  }

  @Test func `fails for a signature that is missing`() throws {
    try FileManager.default.removeItem(at: station.url("manifests/00000003.sig"))
    expect([.wrongSignature], "manifests/00000003.sig")
  }

  /// The chain alone cannot tell that its newest links are gone; a digest that was noted elsewhere can.
  @Test func `fails for the newest manifest that is missing, if its digest was noted`() throws {
    let anchor = EvidenceVerifier.Anchor(
      sequence: 4, sha256: try #require(station.chain.lastSHA256).uppercased())
    #expect(station.verify(anchors: [anchor]).isGood)
    try FileManager.default.removeItem(at: station.url("manifests/00000004.json"))
    #expect(station.verify().isGood)
    #expect(station.verify(anchors: [anchor]).findings.map(\.code) == [.wrongAnchor])
  }

  /// The key lies on the box: who has it can sign another past, but not one with the digest that was noted.
  @Test func `fails for a past that the key's owner wrote anew, if a digest was noted`() throws {
    let anchor = EvidenceVerifier.Anchor(sequence: 4, sha256: try #require(station.chain.lastSHA256))
    try FileManager.default.removeItem(at: station.url("manifests"))
    let chain = try TestStation.openChain(station.folder, station.key)
    for _ in 0..<4 { try chain.append(removed: []) }
    #expect(station.verify().isGood)
    #expect(station.verify(anchors: [anchor]).findings.map(\.code) == [.wrongAnchor])
  }

  @Test func `reads a noted digest`() {
    let digest = String(repeating: "0f", count: 32)
    #expect(EvidenceVerifier.Anchor("12:\(digest)") == .init(sequence: 12, sha256: digest))
    for text in ["", "12", "0:\(digest)", "12:\(digest.dropLast())", "x:\(digest)", "12:\(digest):"] {
      #expect(EvidenceVerifier.Anchor(text) == nil)
    }
  }

  @Test func `fails for manifests that changed places`() throws {
    for ending in ["json", "sig"] {
      let (first, second) = ("manifests/00000002.\(ending)", "manifests/00000003.\(ending)")
      let bytes = try station.bytes(first)
      try station.write(first, station.bytes(second))
      try station.write(second, bytes)
    }
    let codes = station.verify().findings.map(\.code)
    #expect(codes.prefix(2) == [.renamedManifest, .renamedManifest])
  }

  @Test func `fails for a manifest that is there twice`() throws {
    for ending in ["json", "sig"] {
      try station.write("manifests/00000005.\(ending)", station.bytes("manifests/00000004.\(ending)"))
    }
    expect([.renamedManifest], "manifests/00000005.json")
  }

  @Test func `fails for other files among the manifests`() throws {
    try station.write("manifests/4.json", station.bytes("manifests/00000004.json"))
    expect([.extraFile], "manifests/4.json")
  }

  @Test func `fails for a key that nobody named, whatever lies in the folder`() {
    let report = station.verify(keys: [Ed25519.PrivateKey().publicKey])
    #expect(Set(report.findings.map(\.code)) == [.unknownKey])
    #expect(report.findings[0].message.contains("--key"))
    #expect(!station.verify(keys: []).isGood)
  }

  /// By another station, whose key is trusted too: what it signs must name its key.
  @Test func `fails for a manifest that another key signed`() throws {
    let other = StationKey(Ed25519.PrivateKey())
    let bytes = try station.bytes("manifests/00000002.json")
    try station.write("manifests/00000002.sig", other.signature(of: bytes))
    #expect(station.verify().findings.map(\.code).first == .wrongSignature)
    let both = station.verify(keys: [station.key.publicKey, other.publicKey])
    #expect(both.findings.map(\.code) == [.wrongSignature])

    let unnamed = station.verify(keys: [other.publicKey]).findings.first {
      $0.place == "manifests/00000002.json"
    }
    #expect(unnamed?.code == .wrongSignature)
  }

  @Test func `fails for a manifest that was written anew and signed by another key`() throws {
    let other = StationKey(Ed25519.PrivateKey())
    var manifest = try EvidenceManifest(canonicalBytes: station.bytes("manifests/00000002.json"))
    manifest.event?.camera = "yard"
    manifest.key = other.publicKey.fingerprint
    let sealed = manifest.seal(other)
    try station.write(sealed.name, sealed.bytes)
    try station.write(sealed.signatureName, sealed.signature)
    // Unknown, and even if it were known, the next manifest names another digest.
    #expect(station.verify().findings.map(\.code).contains(.unknownKey))
    let both = station.verify(keys: [station.key.publicKey, other.publicKey])
    #expect(both.findings.map(\.code) == [.wrongLink])
    #expect(both.findings[0].place == "manifests/00000003.json")
  }

  @Test func `takes a new key if both are trusted`() throws {
    let newer = StationKey(Ed25519.PrivateKey())
    try TestStation.openChain(station.folder, newer).append(removed: [])
    #expect(station.verify().findings.map(\.code) == [.unknownKey])
    let report = station.verify(keys: [station.key.publicKey, newer.publicKey])
    #expect(report.isGood)
    #expect(report.keys == [station.key.id: 4, newer.id: 1])
  }

  @Test func `lets a file go that the station says it removed`() throws {
    let clip = TestStation.files(1).clip
    try FileManager.default.removeItem(at: station.url(clip))
    expect([.missingFile], clip)
    try station.chain.append(removed: [clip])
    let report = station.verify()
    #expect(report.isGood)
    #expect(report.notes == ["\(clip): removed by the station, as manifest 5 says"])
  }

  @Test func `does not let a file be changed because it was removed before it was made`() throws {
    let again = try TestStation()
    try again.chain.append(removed: [TestStation.files(1).clip])
    try again.addEvent()
    try FileManager.default.removeItem(at: again.url(TestStation.files(1).clip))
    #expect(again.verify().findings.map(\.code) == [.missingFile])
  }

  @Test(arguments: ["clips/gate/1.mp4", "clips/gate", "clips"])
  func `does not follow links`(name: String) throws {
    try FileManager.default.moveItem(at: station.url(name), to: station.url("moved"))
    try FileManager.default.createSymbolicLink(
      at: station.url(name), withDestinationURL: station.url("moved"))
    let report = station.verify()
    #expect(!report.isGood)
    #expect(Set(report.findings.map(\.code)) == [.refusedName])
  }

  /// Signed by the station's own key, which might be stolen: still nothing outside is read.
  @Test(arguments: ["../secret", "/etc/hostname", "clips/../../secret", "a\u{0}b"])
  func `does not read what a manifest names outside`(name: String) throws {
    let secret = try TemporaryFolder()
    try Data("x".utf8).write(to: secret.appending("secret"))
    let sealed = EvidenceManifest(
      station: "shop", key: station.key.publicKey.fingerprint, sequence: 5,
      previous: station.chain.lastSHA256,
      event: nil, files: [.init(name: name, kind: "clip", bytes: 1, sha256: SHA256.hexadecimal(of: "x"))],
      clock: ClockReading(wall: TestStation.noon, monotonicSeconds: 1, isSynchronized: nil, timeZone: "UTC"),
      model: nil, vigil: "0.1.0"
    ).seal(station.key)
    try station.write(sealed.name, sealed.bytes)
    try station.write(sealed.signatureName, sealed.signature)
    #expect(station.verify().findings.map(\.code) == [.refusedName])
  }

  @Test func `does not hang at a pipe or a device`() throws {
    let clip = TestStation.files(2).clip
    try FileManager.default.removeItem(at: station.url(clip))
    #expect(mkfifo(station.url(clip).path, 0o600) == 0)
    expect([.refusedName], clip)
  }

  @Test func `shows hostile names on one line`() throws {
    let again = try TestStation()
    let name = "a\u{1B}[31m.mp4"
    let manifest = EvidenceManifest(
      station: "shop", key: again.key.publicKey.fingerprint, sequence: 1, previous: nil, event: nil,
      files: [
        .init(name: name, kind: "clip", bytes: 1, sha256: ""),
        .init(name: "b\u{202E}4pm.exe", kind: "clip", bytes: 1, sha256: ""),
      ],
      clock: ClockReading(wall: TestStation.noon, monotonicSeconds: 1, isSynchronized: nil, timeZone: "UTC"),
      model: nil, vigil: "0.1.0"
    ).seal(again.key)
    try again.write(manifest.name, manifest.bytes)
    try again.write(manifest.signatureName, manifest.signature)
    let lines = again.verify().lines
    #expect(lines.count >= 3)
    for line in lines {
      #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }
  }

  @Test func `takes a single manifest with its files`() throws {
    let verifier = EvidenceVerifier(keys: [station.key.publicKey])
    let place = station.url("manifests/00000003.json")
    let report = verifier.verify(place)
    #expect(report.isGood)
    #expect((report.manifests, report.files) == (1, 3))
    #expect(report.notes.count == 1)
    try station.flip(TestStation.files(2).clip)
    #expect(verifier.verify(place).isGood)
    try station.flip(TestStation.files(3).clip)
    #expect(!verifier.verify(place).isGood)
    try FileManager.default.copyItem(at: place, to: station.url("other.json"))
    #expect(!verifier.verify(station.url("other.json")).isGood)
  }

  @Test func `takes the key of a station's own folder if none is given, and says so`() throws {
    for place in [station.folder.url, station.url("manifests/00000002.json")] {
      let report = try EvidenceVerifier(for: place, keyFiles: []).verify(place)
      #expect(report.isGood)
      #expect(report.notes.first?.contains(station.key.id) == true)
    }
    let pem = station.url("station.pem")
    let given = try EvidenceVerifier(for: station.folder.url, keyFiles: [pem]).verify(station.folder.url)
    #expect(given.isGood)
    #expect(given.notes == [])

    let archive = try station.makeCase([2])
    try CommandLineTool.run("unzip", ["-q", archive.path, "-d", station.folder.path("case")])
    for place in [archive, station.url("case"), station.url("case/manifests/00000002.json")] {
      let report = try EvidenceVerifier(for: place, keyFiles: []).verify(place)
      #expect(report.findings.map(\.code) == [.unknownKey])
      #expect(try EvidenceVerifier(for: place, keyFiles: [pem]).verify(place).isGood)
    }
    #expect(throws: EvidenceError.self) {
      try EvidenceVerifier(for: archive, keyFiles: [pem], anchors: ["12"])
    }
    #expect(throws: EvidenceError.self) { try EvidenceVerifier(for: archive, keyFiles: [archive]) }
  }

  /// The commands of `docs/internals/evidence.md`.
  @Test func `agrees with OpenSSL`() throws {
    func verify() throws -> String {
      try CommandLineTool.run(
        "openssl",
        [
          "pkeyutl", "-verify", "-pubin", "-inkey", station.folder.path("station.pem"), "-rawin", "-in",
          station.folder.path("manifests/00000002.json"), "-sigfile",
          station.folder.path("manifests/00000002.sig"),
        ])
    }
    #expect(try verify().contains("Successfully"))
    try station.flip("manifests/00000002.json")
    #expect(throws: CommandLineTool.Failure.self) { try verify() }
  }

  private func expect(
    _ codes: [VerificationFinding.Code], _ place: String, at location: SourceLocation = #_sourceLocation
  ) {
    let report = station.verify()
    #expect(!report.isGood, sourceLocation: location)
    #expect(report.findings.map(\.code) == codes, sourceLocation: location)
    #expect(report.findings.first?.place == place, sourceLocation: location)
    #expect(report.lines.last?.hasPrefix("NOT verified") == true, sourceLocation: location)
  }
}
