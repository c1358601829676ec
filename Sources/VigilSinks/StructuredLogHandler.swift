import Foundation
package import Logging

/// Writes log records, as text for people or as JSON lines for machines.
package struct StructuredLogHandler: LogHandler {
  /// How records look.
  package enum Format: String, CaseIterable, Sendable {
    case text, json
  }

  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level
  private let format: Format
  private let label: String
  private let write: @Sendable (String) -> Void

  /// Makes a handler that passes lines to `write`.
  package init(
    logLevel: Logger.Level, format: Format, label: String, write: @escaping @Sendable (String) -> Void
  ) {
    (self.logLevel, self.format, self.label, self.write) = (logLevel, format, label, write)
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
    let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    switch format {
    case .text:
      let details = all.map { " \($0.key)=\($0.value)" }.joined()
      write("\(time) \(event.level) \(event.message)\(details)")
    case .json:
      var record = ["time": time, "level": "\(event.level)", "label": label, "message": "\(event.message)"]
      for (key, value) in all { record[key] = "\(value)" }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      if let line = try? encoder.encode(record) {
        write(String(decoding: line, as: UTF8.self))
      }
    }
  }
}
