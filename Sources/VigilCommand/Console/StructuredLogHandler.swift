import Foundation
import Logging

/// Writes log records to standard error, as text for people or as JSON lines for machines.
struct StructuredLogHandler: LogHandler {
  enum Format: String, CaseIterable {
    case text, json
  }

  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  let format: Format
  let label: String

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
    let time = Date.now.formatted(.iso8601.time(includingFractionalSeconds: true))
    switch format {
    case .text:
      let details = all.map { " \($0.key)=\($0.value)" }.joined()
      Console.diagnostic("\(time) \(event.level) \(event.message)\(details)")
    case .json:
      var record = ["time": time, "level": "\(event.level)", "label": label, "message": "\(event.message)"]
      for (key, value) in all { record[key] = "\(value)" }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      if let line = try? encoder.encode(record) {
        Console.diagnostic(String(decoding: line, as: UTF8.self))
      }
    }
  }
}
