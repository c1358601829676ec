import Foundation

extension EvidenceManifest {
  /// The bytes that are signed: canonical JSON and one newline.
  public var canonicalBytes: [UInt8] {
    CanonicalJSON.object([
      "clock": clock.canonical,
      "event": event?.canonical ?? .null,
      "files": .array(files.map(\.canonical)),
      "format": .string(format),
      "key": .string(key),
      "model": model?.canonical ?? .null,
      "previous": .optional(previous),
      "removed": .strings(removed),
      "sequence": .integer(Int64(sequence)),
      "station": .string(station),
      "version": .integer(Int64(version)),
      "vigil": .string(vigil),
    ]).file
  }

  /// Reads the bytes that were signed.
  ///
  /// - Throws: `badManifest` for anything but the one form in which `canonicalBytes` writes a manifest of version 1.
  public init(canonicalBytes bytes: [UInt8]) throws(EvidenceError) {
    guard bytes.count <= Self.mostBytes else {
      throw EvidenceError(.badManifest, "is larger than \(Self.mostBytes) bytes, which no manifest is")
    }
    let data = Data(bytes)
    guard let head = try? JSONDecoder().decode(FormatHead.self, from: data), head.format == Self.formatName
    else {
      throw EvidenceError(.badManifest, "is not a manifest of a station")
    }
    guard head.version == Self.currentVersion else {
      throw EvidenceError(
        .badManifest, "has version \(head.version) of the format; a newer vigil may read it")
    }
    guard let manifest = try? FormatHead.decoder.decode(Self.self, from: data) else {
      throw EvidenceError(.badManifest, "lacks what a manifest has, or has it in another form")
    }
    guard manifest.canonicalBytes == bytes else {
      throw EvidenceError(.badManifest, "is not in the canonical form in which a station writes it")
    }
    self = manifest
  }
}

/// How every signed JSON file of Vigil begins to be read.
struct FormatHead: Decodable {
  var format: String
  var version: Int

  /// Reads times in their only form.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      guard let date = UTCTime.date(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
      }
      return date
    }
    return decoder
  }
}

extension ClockReading {
  var canonical: CanonicalJSON {
    .object([
      "isSynchronized": isSynchronized.map(CanonicalJSON.bool) ?? .null,
      "maximumErrorSeconds": maximumErrorSeconds.map(CanonicalJSON.decimal) ?? .null,
      "monotonicSeconds": .decimal(monotonicSeconds),
      "timeZone": .string(timeZone),
      "wall": .time(wall),
    ])
  }
}

extension EvidenceManifest.Event {
  var canonical: CanonicalJSON {
    .object([
      "camera": .string(camera),
      "end": .time(end),
      "id": .string(id.uuidString),
      "part": .integer(Int64(part)),
      "peak": .time(peak),
      "peakScore": .decimal(peakScore),
      "previousPart": .optional(previousPart?.uuidString),
      "reasons": .strings(reasons),
      "severity": .string(severity),
      "start": .time(start),
      "state": .string(state),
      "threshold": .decimal(threshold),
    ])
  }
}

extension EvidenceManifest.File {
  var canonical: CanonicalJSON {
    .object([
      "bytes": .integer(bytes),
      "end": .time(end),
      "kind": .string(kind),
      "name": .string(name),
      "sha256": .string(sha256),
      "start": .time(start),
    ])
  }
}

extension EvidenceManifest.Model {
  var canonical: CanonicalJSON {
    .object([
      "crops": .integer(Int64(crops)),
      "name": .string(name),
      "networks": .object(networks.mapValues(CanonicalJSON.string)),
      "preset": .string(preset),
    ])
  }
}
