import Foundation
import VigilCore
import VigilStationConfiguration
import VigilStore

/// What a program is asked: an event with the paths of its files, as JSON.
struct VerdictRequest: Encodable, Sendable {
  /// The keys of `vigil events list --json`.
  var event: EventLine
  /// The picture with the highest score, an absolute path; missing if there is none.
  var picture: String?
  /// The parts of its clip in their order, absolute paths.
  var clips: [String]

  init(_ event: StoredEvent, files: [StoredFile], folder: URL) {
    func paths(_ kind: FileKind) -> [String] {
      files.filter { $0.kind == kind && $0.isFinished }.sorted { $0.start < $1.start }
        .map { folder.appending(path: $0.path).absoluteURL.path }
    }
    self.event = EventLine(event)
    (picture, clips) = (paths(.picture).first, paths(.clip))
  }

  /// As JSON in UTF-8.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Array((try? encoder.encode(self)) ?? Data())
  }
}
