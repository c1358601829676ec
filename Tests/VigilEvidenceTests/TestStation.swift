import Foundation
import VigilEvidence
import VigilHashing
import VigilTestSupport

/// A station's folder with some events in it.
final class TestStation {
  let folder: TemporaryFolder
  let key: StationKey
  let chain: EvidenceChain
  var events: [UUID] = []

  static let noon = Date(timeIntervalSince1970: 1_796_040_000.25)
  static let model = EvidenceManifest.Model(
    name: "demo", networks: ["extractor": String(repeating: "a", count: 64)], preset: "rtfm", crops: 10)

  init(events count: Int = 0, camera: String = "gate") throws {
    folder = try TemporaryFolder()
    key = try StationKey(folder: folder.url)
    chain = try Self.openChain(folder, key)
    for _ in 0..<count { try addEvent(camera: camera) }
  }

  static func openChain(_ folder: TemporaryFolder, _ key: StationKey) throws -> EvidenceChain {
    try EvidenceChain(folder: folder.url, station: "shop", key: key) {
      ClockReading(
        wall: noon, monotonicSeconds: 1234.5, isSynchronized: true, maximumErrorSeconds: 0.012,
        timeZone: "Europe/Berlin")
    }
  }

  /// Names of an event's files.
  static func files(_ index: Int) -> (clip: String, picture: String, track: String) {
    ("clips/gate/\(index).mp4", "clips/gate/\(index).jpg", "clips/gate/\(index).json")
  }

  @discardableResult
  func addEvent(camera: String = "gate", removed: [String] = []) throws -> SealedManifest {
    let index = events.count + 1
    let id = UUID()
    let start = Self.noon.addingTimeInterval(Double(60 * index))
    let names = Self.files(index)
    try write(
      names.clip, Array("clip \(index) ".utf8) + (0..<200).map { UInt8(truncatingIfNeeded: $0 * index) })
    try write(names.picture, [0xFF, 0xD8, UInt8(index)])
    let track = ScoreTrack(
      camera: camera, start: start, duration: 8, threshold: 0.5,
      samples: (0..<4).map { .init(time: Double(2 * $0), duration: 2, score: Float($0) / 4) })
    try write(names.track, track.json)
    let sealed = try chain.append(
      .init(
        id: id, camera: camera, severity: "alarm", state: "ended", start: start,
        end: start.addingTimeInterval(6),
        peak: start.addingTimeInterval(4.123), peakScore: 0.934, threshold: 0.5, reasons: ["above 0.5"]),
      files: [
        .init(
          folder: folder.url, name: names.clip, kind: "clip", start: start, end: start.addingTimeInterval(8)),
        .init(folder: folder.url, name: names.picture, kind: "picture", start: start, end: start),
        .init(folder: folder.url, name: names.track, kind: "track"),
      ], removed: removed, model: Self.model)
    events.append(id)
    return sealed
  }

  func url(_ name: String) -> URL { folder.appending(name) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try FileManager.default.createDirectory(
      at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url(name))
  }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url(name))) }

  func flip(_ name: String, at offset: Int? = nil) throws {
    var changed = try bytes(name)
    changed[offset ?? changed.count / 2] ^= 1
    try write(name, changed)
  }

  func verify(keys: [Ed25519.PublicKey]? = nil, anchors: [EvidenceVerifier.Anchor] = []) -> VerificationReport
  {
    EvidenceVerifier(keys: keys ?? [key.publicKey], anchors: anchors).verify(folder.url)
  }

  /// Makes a case beside the station's files.
  func makeCase(_ chosen: [Int], _ name: String = "case.zip") throws -> URL {
    let file = url(name)
    try CaseFile(
      folder: folder.url, events: Set(chosen.map { events[$0 - 1] }), key: key,
      date: Self.noon.addingTimeInterval(86_400)
    ).write(to: file)
    return file
  }
}
