import Foundation
import GRDB

/// Features as a row.
enum FeatureRow {
  /// The most features of one snippet, over all crops; ten crops of the full network have 20,480.
  static let mostValues = 1 << 18

  /// Refuses what would not come back as it is.
  static func check(_ stretch: FeatureStretch) throws(StoreError) {
    try StoredText.check(stretch.camera, "the name of a camera")
    try StoredText.check(stretch.network, "the name of a network")
    guard (stretch.kind == .event) == (stretch.event != nil) else {
      throw StoreError(.invalid, "features are of an event or not: kind and event contradict each other")
    }
    guard (1...FeatureStretch.mostSnippets).contains(stretch.snippets.count) else {
      throw StoreError(
        .invalid,
        "features are of 1 to \(FeatureStretch.mostSnippets) snippets, not \(stretch.snippets.count)")
    }
    guard stretch.crops > 0, stretch.size > 0, stretch.crops <= mostValues / stretch.size else {
      throw StoreError(.invalid, "a snippet has 1 to \(mostValues) features")
    }
    for snippet in stretch.snippets {
      guard snippet.values.count == stretch.crops * stretch.size, snippet.score.isFinite,
        snippet.start.timeIntervalSinceReferenceDate.isFinite, (0..<86_400).contains(snippet.duration),
        snippet.values.allSatisfy(\.isFinite)
      else {
        throw StoreError(
          .invalid, "a snippet has other features than \(stretch.crops) x \(stretch.size) numbers")
      }
    }
  }

  /// Writes a stretch; that of an event in the place of the one before.
  static func insert(_ stretch: FeatureStretch, into database: Database) throws {
    let starts = stretch.snippets.map { StoredText.date($0.start) }
    let ends = stretch.snippets.map { StoredText.date($0.start) + $0.duration }
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO feature
          (camera, kind, event, network, crops, size, count, start, stop, bytes, vector, snippets, data)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        stretch.camera, stretch.kind.rawValue, stretch.event.map(StoredText.id), stretch.network,
        stretch.crops,
        stretch.size, stretch.snippets.count, starts.min() ?? 0, ends.max() ?? 0, stretch.bytes,
        data(stretch.vector.map { Float16($0) }),
        places(stretch.snippets), data(stretch.snippets.flatMap(\.values)),
      ])
  }

  static func stretch(_ row: Row) throws -> FeatureStretch {
    guard let kind = FeatureStretch.Kind(rawValue: try row.value("kind")) else { throw damage }
    let event: String? = try row.optional("event")
    let (crops, size, count): (Int, Int, Int) = (
      try row.value("crops"), try row.value("size"), try row.value("count")
    )
    let values = try values(try row.value("data"))
    let places: Data = try row.value("snippets")
    guard crops > 0, size > 0, crops <= mostValues / size, (1...FeatureStretch.mostSnippets).contains(count),
      values.count == count * crops * size, places.count == count * 16
    else { throw damage }
    return FeatureStretch(
      id: try row.value("id"), camera: try row.value("camera"), kind: kind,
      event: event.flatMap { UUID(uuidString: $0) }, network: try row.value("network"), crops: crops,
      size: size,
      snippets: places.withUnsafeBytes { places in
        (0..<count).map { index in
          FeatureStretch.Snippet(
            start: Date(
              timeIntervalSinceReferenceDate: Double(
                bitPattern: UInt64(
                  littleEndian: places.loadUnaligned(fromByteOffset: 16 * index, as: UInt64.self)))),
            duration: Double(float(places, 16 * index + 8)), score: float(places, 16 * index + 12),
            values: Array(values[index * crops * size..<(index + 1) * crops * size]))
        }
      })
  }

  /// 16-bit floats of a blob.
  static func values(_ data: Data) throws(StoreError) -> [Float16] {
    guard data.count % 2 == 0 else { throw damage }
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map {
        Float16(
          bitPattern: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)))
      }
    }
  }

  private static func data(_ values: [Float16]) -> Data {
    var data = Data(capacity: 2 * values.count)
    for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return data
  }

  /// Start, length and score of each snippet: 8, 4 and 4 bytes, little-endian.
  private static func places(_ snippets: [FeatureStretch.Snippet]) -> Data {
    var data = Data(capacity: 16 * snippets.count)
    for snippet in snippets {
      withUnsafeBytes(of: StoredText.date(snippet.start).bitPattern.littleEndian) {
        data.append(contentsOf: $0)
      }
      for value in [Float(snippet.duration), snippet.score] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return data
  }

  private static func float(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Float {
    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  private static var damage: StoreError {
    StoreError(.damaged, "features in the database cannot be read; restore a backup")
  }
}
