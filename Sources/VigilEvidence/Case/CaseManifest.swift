import Foundation

/// The list of a case, signed by the station: which events were chosen, and every file but itself and its signature.
struct CaseManifest: Codable, Hashable {
  static let name = "case.json"
  static let signatureName = "case.sig"
  static let formatName = "vigil-evidence-case"
  static let currentVersion = 1
  /// The most bytes of one: some ten thousand files.
  static let mostBytes = 8 << 20

  var format = Self.formatName
  var version = Self.currentVersion
  /// The fingerprint of the key that signs.
  var key: String
  var made: Date
  /// The chosen events, in the order of the chain.
  var events: [UUID]
  /// The first and the last manifest: all between them are in the case.
  var first, last: Int
  var files: [Item]
  /// Files of chosen events that were not there any more.
  var removed: [String]
  var vigil: String

  struct Item: Codable, Hashable {
    var name: String
    var bytes: Int64
    var sha256: String
  }

  /// The bytes that are signed.
  var canonicalBytes: [UInt8] {
    CanonicalJSON.object([
      "events": .strings(events.map(\.uuidString)),
      "files": .array(
        files.map { file in
          .object(["bytes": .integer(file.bytes), "name": .string(file.name), "sha256": .string(file.sha256)])
        }),
      "first": .integer(Int64(first)),
      "format": .string(format),
      "key": .string(key),
      "last": .integer(Int64(last)),
      "made": .time(made),
      "removed": .strings(removed),
      "version": .integer(Int64(version)),
      "vigil": .string(vigil),
    ]).file
  }

  /// When members of the archive say they were made: in UTC, in the years that zip archives know.
  var zipTime: ZipTime {
    let text = UTCTime.text(made)
    func number(_ from: Int, _ count: Int) -> UInt16 { UInt16(text.dropFirst(from).prefix(count)) ?? 0 }
    let year = min(max(number(0, 4), 1980), 2107) - 1980
    return ZipTime(
      time: number(11, 2) << 11 | number(14, 2) << 5 | number(17, 2) / 2,
      date: year << 9 | number(5, 2) << 5 | number(8, 2))
  }
}

extension CaseManifest {
  /// Reads the bytes that were signed.
  ///
  /// - Throws: `badManifest`.
  init(canonicalBytes bytes: [UInt8]) throws(EvidenceError) {
    let data = Data(bytes)
    guard let head = try? JSONDecoder().decode(FormatHead.self, from: data), head.format == Self.formatName
    else {
      throw EvidenceError(.badManifest, "is not the list of a case")
    }
    guard head.version == Self.currentVersion else {
      throw EvidenceError(
        .badManifest, "has version \(head.version) of the format; a newer vigil may read it")
    }
    guard let list = try? FormatHead.decoder.decode(Self.self, from: data), list.canonicalBytes == bytes,
      list.first >= 1, list.last >= list.first, list.last - list.first < 1_000_000
    else { throw EvidenceError(.badManifest, "is not in the canonical form in which a station writes it") }
    self = list
  }
}
