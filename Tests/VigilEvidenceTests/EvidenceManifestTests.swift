import Foundation
import Testing
import VigilEvidence
import VigilHashing
import VigilTestSupport

@Suite struct `A manifest` {
  static let noon = Date(timeIntervalSince1970: 1_796_040_000.25)

  static func manifest(camera: String = "gate") -> EvidenceManifest {
    EvidenceManifest(
      station: "shop", key: String(repeating: "0", count: 64), sequence: 1, previous: nil,
      event: .init(
        id: UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)), camera: camera,
        severity: "alarm",
        state: "ended", start: noon, end: noon.addingTimeInterval(6), peak: noon.addingTimeInterval(4.1239),
        peakScore: 0.9340001, threshold: 0.5),
      files: [.init(name: "a.mp4", kind: "clip", bytes: 12, sha256: String(repeating: "b", count: 64))],
      clock: ClockReading(wall: noon, monotonicSeconds: 12, isSynchronized: nil, timeZone: "UTC"), model: nil,
      vigil: "0.1.0")
  }

  @Test func `is these bytes`() {
    let zeros = String(repeating: "0", count: 64)
    let digest = String(repeating: "b", count: 64)
    let expected =
      #"{"clock":{"isSynchronized":null,"maximumErrorSeconds":null,"monotonicSeconds":12,"timeZone":"UTC","#
      + #""wall":"2026-11-30T12:00:00.250Z"},"event":{"camera":"gate","end":"2026-11-30T12:00:06.250Z","#
      + #""id":"01020304-0506-0708-090A-0B0C0D0E0F10","part":1,"peak":"2026-11-30T12:00:04.374Z","#
      + #""peakScore":0.934,"previousPart":null,"reasons":[],"severity":"alarm","#
      + #""start":"2026-11-30T12:00:00.250Z","state":"ended","threshold":0.5},"#
      + #""files":[{"bytes":12,"end":null,"kind":"clip","name":"a.mp4","sha256":"\#(digest)","start":null}],"#
      + #""format":"vigil-evidence-manifest","key":"\#(zeros)","model":null,"previous":null,"removed":[],"#
      + #""sequence":1,"station":"shop","version":1,"vigil":"0.1.0"}"# + "\n"
    #expect(String(decoding: Self.manifest().canonicalBytes, as: UTF8.self) == expected)
  }

  /// What Python writes without spaces, sorted and in UTF-8 is RFC 8785 for such values.
  @Test(arguments: ["gate", "Tür \"zwei\"\\\n\t\u{1}\u{7F}", "門/🚪", "</script>\u{2028}"])
  func `is canonical JSON to others too`(camera: String) throws {
    let folder = try TemporaryFolder()
    let bytes = Self.manifest(camera: camera).canonicalBytes
    try Data(bytes).write(to: folder.appending("m.json"))
    let program = """
      import json, sys
      raw = open(sys.argv[1], 'rb').read()
      again = json.dumps(json.loads(raw), sort_keys=True, separators=(',', ':'), ensure_ascii=False) + '\\n'
      sys.exit(0 if again.encode() == raw else 1)
      """
    try CommandLineTool.run("python3", ["-c", program, folder.path("m.json")])
    let again = try EvidenceManifest(canonicalBytes: bytes)
    #expect(again.event?.camera == camera)
    #expect(again.canonicalBytes == bytes)
  }

  @Test func `is read in no other form`() throws {
    let text = String(decoding: Self.manifest().canonicalBytes, as: UTF8.self)
    let others = [
      String(text.dropLast()), text + "\n", text.replacing(":1,", with: ": 1,"),
      text.replacing("0.934", with: "0.9340"), text.replacing("0.5", with: "5e-1"),
      text.replacing("\"gate\"", with: "\"g\\u0061te\""),
      text.replacing("{\"clock\"", with: "{\"a\":1,\"clock\""),
      text.replacing("\"vigil\":\"0.1.0\"", with: "\"vigil\":\"0.1.0\",\"vigil\":\"0.1.0\""),
      text.replacing("0A-0B", with: "0a-0b"), text.replacing(".250Z", with: ".25Z"),
      text.replacing("2026-11-30", with: "2026-11-31"), text.replacing("\"model\":null,", with: ""),
      text.replacing("\"version\":1", with: "\"version\":2"), text.replacing("manifest\"", with: "other\""),
      "", "[]", "null",
      String(repeating: "[", count: 100_000),
    ]
    for other in others {
      #expect(other != text)
      #expect(throws: EvidenceError.self) { try EvidenceManifest(canonicalBytes: Array(other.utf8)) }
    }
    #expect(throws: EvidenceError.self) {
      try EvidenceManifest(canonicalBytes: [UInt8](repeating: 0x20, count: 2 << 20))
    }
  }

  @Test func `says of a newer version that a newer vigil reads it`() throws {
    let text = String(decoding: Self.manifest().canonicalBytes, as: UTF8.self)
      .replacing("\"version\":1", with: "\"version\":7")
    let error = try #require(throws: EvidenceError.self) {
      try EvidenceManifest(canonicalBytes: Array(text.utf8))
    }
    #expect(error.message.contains("version 7"))
  }

  /// Beginnings and ends of years, leap days, before 1970, and the rounding of milliseconds.
  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00.000Z"), (951_782_399.9996, "2000-02-29T00:00:00.000Z"),
    (1_709_251_199.999, "2024-02-29T23:59:59.999Z"), (1_798_761_600, "2027-01-01T00:00:00.000Z"),
    (-0.001, "1969-12-31T23:59:59.999Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    (253_402_300_800, "9999-12-31T23:59:59.999Z"),
  ])
  func `writes times`(seconds: Double, text: String) throws {
    var manifest = Self.manifest()
    manifest.clock.wall = Date(timeIntervalSince1970: seconds)
    let written = String(decoding: manifest.canonicalBytes, as: UTF8.self)
    #expect(written.contains("\"wall\":\"\(text)\""))
    #expect(
      try EvidenceManifest(canonicalBytes: manifest.canonicalBytes).canonicalBytes == manifest.canonicalBytes)
  }

  @Test func `comes back from its bytes, whatever the numbers`() throws {
    var manifest = Self.manifest()
    for index in 0..<2000 {
      let value = Double(index) * 0.000_517_3
      manifest.event?.peakScore = value
      manifest.clock.monotonicSeconds = value * 1e6
      manifest.clock.wall = Self.noon.addingTimeInterval(value * 1e7)
      let bytes = manifest.canonicalBytes
      #expect(try EvidenceManifest(canonicalBytes: bytes).canonicalBytes == bytes)
    }
  }

  @Test(arguments: [
    "", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", "a\\b", "C:x", "a\u{0}b", "a\nb", "..",
    "a/\u{85}",
    "\u{2028}", String(repeating: "a/", count: 20) + "a", String(repeating: "a", count: 256),
  ])
  func `does not take a name that leads elsewhere`(name: String) throws {
    #expect(EvidenceName.fault(of: name) != nil)
    let station = try TestStation(events: 1)
    let error = try #require(throws: EvidenceError.self) { try station.chain.append(removed: [name]) }
    #expect(error.code == .refusedName)
    #expect(station.chain.lastSequence == 1)
  }

  @Test(arguments: ["a", "a/b.mp4", "Tür/門.mp4", "...", "a..b", String(repeating: "a", count: 255)])
  func `takes a plain name`(name: String) { #expect(EvidenceName.fault(of: name) == nil) }

  @Test func `knows what the kernel says of the clock`() {
    let reading = ClockReading.now()
    #expect(reading.isSynchronized != nil)
    #expect((reading.maximumErrorSeconds != nil) == (reading.isSynchronized == true))
    #expect(reading.monotonicSeconds > 0)
  }
}
