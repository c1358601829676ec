import Foundation
import Testing
import VigilCore
import VigilEvidence
import VigilHashing
import VigilTestSupport

@Suite struct `A case` {
  let station: TestStation

  init() throws { station = try TestStation(events: 5) }

  private var verifier: EvidenceVerifier { EvidenceVerifier(keys: [station.key.publicKey]) }

  @Test func `is verified packed and unpacked`() throws {
    let archive = try station.makeCase([2, 4])
    for place in [archive, try unpack(archive)] {
      let report = verifier.verify(place)
      #expect(report.findings == [])
      #expect(report.isGood)
      #expect(report.kind == .exportedCase)
      // Three manifests for two events, with three files each, and four files of the case's own.
      #expect((report.manifests, report.events, report.files) == (3, 2, 6 + 3 * 2 + 4))
      #expect((report.first, report.last) == (2, 4))
    }
  }

  @Test func `is read by other programs`() throws {
    let archive = try station.makeCase([2, 4])
    try CommandLineTool.run("unzip", ["-tq", archive.path])
    let list = try CommandLineTool.run(
      "python3",
      [
        "-c",
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; "
          + "[print(i.filename, i.date_time[:5], oct(i.external_attr >> 16)) for i in z.infolist()]",
        archive.path,
      ])
    let lines = list.split(separator: "\n")
    #expect(lines.count == 18)
    #expect(lines[0] == "manifests/00000002.json (2026, 12, 1, 12, 0) 0o100644")
    #expect(lines.contains { $0.hasPrefix("clips/gate/4.mp4 ") })
    #expect(!lines.contains { $0.hasPrefix("clips/gate/3.mp4 ") || $0.contains("station.key") })
  }

  /// The commands of `VERIFY.txt`, with no Vigil at hand.
  @Test func `is verified by OpenSSL and sha256sum alone`() throws {
    let folder = try unpack(try station.makeCase([2, 4]))
    let text = try String(contentsOf: folder.appending(path: "VERIFY.txt"), encoding: .utf8)
    #expect(text.contains(station.key.id))
    let commands = text.replacing("\\\n", with: " ").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    .filter { $0.hasPrefix("openssl ") || $0.hasPrefix("sha256sum ") }
    #expect(commands.count == 4)
    let script = "set -e; set -o pipefail; cd \(folder.path)\n" + commands.joined(separator: "\n")
    let output = try CommandLineTool.run("bash", ["-c", script])
    #expect(output.split(separator: "\n").first == station.key.publicKey.fingerprint.prefix(16))
    #expect(output.components(separatedBy: "Signature Verified Successfully").count == 3)

    let clip = folder.appending(path: "clips/gate/2.mp4")
    try Data("other".utf8).write(to: clip)
    #expect(throws: CommandLineTool.Failure.self) { try CommandLineTool.run("bash", ["-c", script]) }
  }

  /// Any byte: contents, names, headers and the list of the archive, which must be as they follow from its members. A
  /// thousand places from a seed; all of them were tried once.
  @Test func `fails for every byte that is flipped`() throws {
    let small = try TestStation(events: 1)
    let archive = try small.makeCase([1])
    let verifier = EvidenceVerifier(keys: [small.key.publicKey])
    #expect(verifier.verify(archive).isGood)
    let good = Array(try Data(contentsOf: archive))
    var random = SplitMix64(seed: 11)
    let handle = try FileHandle(forWritingTo: archive)
    for _ in 0..<1000 {
      let offset = random.index(below: good.count)
      let bit = UInt8(random.index(below: 8))
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: [good[offset] ^ (1 << bit)])
      #expect(!verifier.verify(archive).isGood, "bit \(bit) of byte \(offset) of \(good.count)")
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: [good[offset]])
    }
    try handle.close()
    #expect(verifier.verify(archive).isGood)
  }

  /// Bytes of headers and of the list, several at once, to their least and greatest values too.
  @Test func `does not crash a reader, whatever its list says`() throws {
    let archive = try station.makeCase([2])
    let good = Array(try Data(contentsOf: archive))
    var random = SplitMix64(seed: 12)
    for round in 0..<500 {
      var bytes = good
      let start = round % 2 == 0 ? good.count - 100 : good.count - 1500
      for _ in 0...random.index(below: 8) {
        let value = [0, 0xFF, 0x7F, 0x80, UInt8(random.index(below: 256))][random.index(below: 5)]
        bytes[start + random.index(below: good.count - start)] = value
      }
      guard bytes != good else { continue }
      try Data(bytes).write(to: archive)
      #expect(!verifier.verify(archive).isGood, "round \(round)")
    }
  }

  /// Sizes near 2^63 and 2^64, whose sum is that of the file once it has overflowed.
  @Test func `is refused with members larger than itself`() throws {
    let archive = station.url("forged.zip")
    for sizes: [UInt64] in [
      [UInt64(1) << 63, UInt64(1) << 63], [UInt64.max - 60], [UInt64(Int64.max)], [UInt64.max, 1, 1],
    ] {
      let members = sizes.enumerated().map { ZipMember(name: "\($0)", bytes: $1, crc32: 0) }
      let layout = ZipLayout(members: members, time: ZipTime(time: 0, date: 33))
      var bytes = members.flatMap { layout.localHeader($0) } + layout.directory
      if layout.bytes < 10_000, layout.bytes > bytes.count {
        bytes = [UInt8](repeating: 0, count: Int(layout.bytes) - bytes.count) + bytes
      }
      try Data(bytes).write(to: archive)
      #expect(verifier.verify(archive).findings.map(\.code) == [.unreadable])
    }
  }

  @Test func `fails wherever it is cut short, and if it goes on`() throws {
    let archive = try station.makeCase([2])
    let good = Array(try Data(contentsOf: archive))
    for count in stride(from: 0, to: good.count, by: 97) + [good.count - 1] {
      try Data(good.prefix(count)).write(to: archive)
      #expect(!verifier.verify(archive).isGood, "\(count) of \(good.count)")
    }
    try Data(good + [0]).write(to: archive)
    #expect(!verifier.verify(archive).isGood)
    try Data([0] + good).write(to: archive)
    #expect(!verifier.verify(archive).isGood)
  }

  @Test func `fails if anything is added, taken out or renamed`() throws {
    let archive = try station.makeCase([2, 4])
    func codes(_ change: (URL) throws -> Void) throws -> [VerificationFinding.Code] {
      let folder = try unpack(archive)
      try change(folder)
      return verifier.verify(folder).findings.map(\.code)
    }
    let files = FileManager.default
    #expect(try codes { try Data().write(to: $0.appending(path: "clips/more.mp4")) } == [.extraFile])
    #expect(try codes { try Data().write(to: $0.appending(path: ".hidden")) } == [.extraFile])
    for name in ["clips/gate/2.mp4", "VERIFY.txt", "index.html", "station.pem", "SHA256SUMS"] {
      #expect(try codes { try files.removeItem(at: $0.appending(path: name)) } == [.missingFile])
      #expect(try codes { try Data("x".utf8).write(to: $0.appending(path: name)) } == [.changedFile])
    }
    // The one in between, which no event of the case needs.
    let between = try codes {
      try files.removeItem(at: $0.appending(path: "manifests/00000003.json"))
      try files.removeItem(at: $0.appending(path: "manifests/00000003.sig"))
    }
    #expect(between == [.missingLink, .missingFile, .missingFile])
    let last = try codes { try files.removeItem(at: $0.appending(path: "manifests/00000004.json")) }
    #expect(last.contains(.missingLink))
    let renamed = try codes {
      try files.moveItem(
        at: $0.appending(path: "clips/gate/2.mp4"), to: $0.appending(path: "clips/gate/9.mp4"))
    }
    #expect(Set(renamed) == [.extraFile, .missingFile])
    // Without its list it is no case any more, but a folder whose chain has no beginning.
    #expect(try codes { try files.removeItem(at: $0.appending(path: "case.json")) }.contains(.missingLink))
    #expect(try codes { try files.removeItem(at: $0.appending(path: "case.sig")) } == [.wrongSignature])
  }

  @Test func `fails if another station made its list`() throws {
    let archive = try station.makeCase([2, 4])
    let folder = try unpack(archive)
    let other = StationKey(Ed25519.PrivateKey())
    let list = Array(try Data(contentsOf: folder.appending(path: "case.json")))
    try Data(other.signature(of: list)).write(to: folder.appending(path: "case.sig"))
    #expect(verifier.verify(folder).findings.map(\.code) == [.wrongSignature])
    #expect(EvidenceVerifier(keys: [other.publicKey]).verify(archive).findings.map(\.code) == [.unknownKey])
    // The key that lies in the case is never trusted.
    #expect(EvidenceVerifier(keys: []).verify(archive).findings.map(\.code) == [.unknownKey])
  }

  @Test func `is refused packed by another program, with what to do`() throws {
    let folder = try unpack(try station.makeCase([2]))
    try CommandLineTool.run("bash", ["-c", "cd \(folder.path) && zip -qr ../again.zip ."])
    let archive = folder.deletingLastPathComponent().appending(path: "again.zip")
    defer { try? FileManager.default.removeItem(at: archive) }
    let report = verifier.verify(archive)
    #expect(report.findings.map(\.code) == [.unreadable])
    #expect(report.findings[0].message.contains("unpack"))
  }

  @Test func `says what was gone or changed when it was made`() throws {
    try FileManager.default.removeItem(at: station.url(TestStation.files(2).clip))
    let gone = try CaseFile(
      folder: station.folder.url, events: [station.events[1]], key: station.key, date: TestStation.noon)
    #expect(gone.notes == ["clips/gate/2.mp4 is gone, and is not in the case"])
    try gone.write(to: station.url("gone.zip"))
    let report = verifier.verify(station.url("gone.zip"))
    #expect(report.isGood)
    #expect(report.notes == ["clips/gate/2.mp4: was not there any more when this case was made"])

    try station.flip(TestStation.files(3).clip)
    let changed = try CaseFile(
      folder: station.folder.url, events: [station.events[2]], key: station.key, date: TestStation.noon)
    #expect(changed.notes.count == 1)
    try changed.write(to: station.url("changed.zip"))
    #expect(verifier.verify(station.url("changed.zip")).findings.map(\.code) == [.changedFile])
  }

  @Test func `is made of known events only`() throws {
    for events: Set<UUID> in [[], [UUID()], [station.events[0], UUID()]] {
      let error = try #require(throws: EvidenceError.self) {
        try CaseFile(folder: station.folder.url, events: events, key: station.key, date: TestStation.noon)
      }
      #expect(error.code == .nothingFound)
    }
  }

  @Test func `does not follow a link that took the place of a clip`() throws {
    let clip = station.url(TestStation.files(2).clip)
    try FileManager.default.removeItem(at: clip)
    try FileManager.default.createSymbolicLink(at: clip, withDestinationURL: station.url("station.key"))
    let error = try #require(throws: EvidenceError.self) { try station.makeCase([2]) }
    #expect(error.code == .refusedName)
    #expect(!FileManager.default.fileExists(atPath: station.url("case.zip").path))
  }

  @Test func `holds nothing of the private key`() throws {
    let secret = try #require(try station.bytes("station.key").split(separator: 10).dropFirst().first)
    let archive = Array(try Data(contentsOf: try station.makeCase([1, 5])))
    #expect(archive.firstRange(of: secret) == nil)
  }

  @Test func `is handed out in the size that it tells`() throws {
    let found = try CaseFile(
      folder: station.folder.url, events: Set(station.events), key: station.key, date: TestStation.noon)
    var count = 0
    try found.write { count += $0.count }
    #expect(found.bytes == Int64(count))
    #expect((found.manifests, found.files) == (5, 15))
  }

  @Test func `is not finished if a file changes while it is written`() throws {
    let found = try CaseFile(
      folder: station.folder.url, events: [station.events[1]], key: station.key, date: TestStation.noon)
    try station.flip(TestStation.files(2).clip)
    #expect(throws: EvidenceError.self) { try found.write(to: station.url("case.zip")) }
    #expect(!FileManager.default.fileExists(atPath: station.url("case.zip").path))
  }

  @Test func `shows curves and escapes names on its page`() throws {
    let hostile = "<script>alert(1)</script>\"'&\u{202E}"
    let other = try TestStation(events: 1, camera: hostile)
    let folder = try unpack(try other.makeCase([1]))
    let page = try String(contentsOf: folder.appending(path: "index.html"), encoding: .utf8)
    #expect(page.contains("<h2>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\u{FFFD}</h2>"))
    #expect(!page.contains("<script"))
    #expect(page.contains("<svg "))
    #expect(page.contains("src=\"./clips/gate/1.mp4\""))
    #expect(page.contains("default-src 'none'"))
    // Four steps of the score, each where it belongs.
    #expect(page.contains("d=\"M36 148H206M206 113H376M376 78H546M546 43H716\""))
  }

  private func unpack(_ archive: URL) throws -> URL {
    let folder = station.url("unpacked-\(UUID().uuidString)")
    try CommandLineTool.run("unzip", ["-q", archive.path, "-d", folder.path])
    return folder
  }
}

private func + (values: StrideTo<Int>, more: [Int]) -> [Int] { Array(values) + more }
