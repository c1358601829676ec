import Foundation
import VigilCore
import VigilHashing

/// What the small file beside a partial one says about it, so that a later run can resume.
struct PartialRecord: Codable, Hashable {
  /// The address without its secrets, for people who wonder what the file is.
  var source: String
  /// The SHA-256 of the whole address.
  var sourceDigest: String
  /// The file's version, as the server called it.
  var version = FileVersion()
  /// The size of the whole file in bytes, when the server has said it.
  var total: Int?
  /// How many bytes had reached the disk when this was written.
  var bytes = 0
  /// The SHA-256 of those bytes: what a power cut did to them must not end up in the file.
  var sha256 = SHA256().hexadecimal

  init(source: URL) {
    self.source = SourceName.redacted(source.absoluteString)
    sourceDigest = SHA256.hexadecimal(of: source.absoluteString)
  }

  /// Reads a record; nil when there is none, it is damaged, or it is about another address.
  static func read(_ place: URL, source: URL) -> PartialRecord? {
    guard let data = try? Data(contentsOf: place),
      let record = try? JSONDecoder().decode(PartialRecord.self, from: data),
      record.sourceDigest == PartialRecord(source: source).sourceDigest, record.bytes > 0
    else { return nil }
    return record
  }

  func write(to place: URL) throws(DownloadError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try AtomicFile.write(try encoder.encode(self), to: place)
    } catch let error as CoreError {
      throw DownloadError(.cannotWrite, error.message)
    } catch {
      throw DownloadError(.cannotWrite, "cannot write \(place.path): \(error)")
    }
  }
}
